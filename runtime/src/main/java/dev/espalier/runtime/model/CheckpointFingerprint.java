package dev.espalier.runtime.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A name for the weights of a checkpoint, for files that are valid for one model only. */
public final class CheckpointFingerprint {
  /** Of a larger file so many blocks are read, evenly spread. */
  private static final int BLOCKS = 4_096;

  private static final int BLOCK = 4_096;

  private CheckpointFingerprint() {}

  /**
   * SHA-256, in hex, over {@code config.json}, {@code tokenizer.json} and all {@code *.safetensors}
   * of a folder: their names, sizes and contents; of files above 16 MiB 4,096 blocks of 4 KiB,
   * evenly spread from the first to the last. Training changes weights everywhere; a change made on
   * purpose to miss every block goes unseen.
   *
   * @throws ModelException if the folder cannot be read
   */
  public static String of(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      List<Path> parts =
          files
              .filter(file -> {
                String name = String.valueOf(file.getFileName());
                return name.endsWith(".safetensors")
                    || name.equals("config.json")
                    || name.equals("tokenizer.json");
              })
              .sorted()
              .toList();
      for (Path part : parts) {
        digest.update(
            (part.getFileName() + " " + Files.size(part) + "\n").getBytes(StandardCharsets.UTF_8));
        add(digest, part);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new ModelException(directory + ": cannot be read: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, Path file) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    try (FileChannel in = FileChannel.open(file)) {
      long size = in.size();
      boolean whole = size <= (long) BLOCKS * BLOCK;
      long blocks = whole ? (size + BLOCK - 1) / BLOCK : BLOCKS;
      for (long i = 0; i < blocks; i++) {
        long at = whole ? i * BLOCK : (long) ((size - BLOCK) * (i / (BLOCKS - 1.0)));
        block.clear();
        while (block.hasRemaining() && in.read(block, at + block.position()) > 0) {
          // A read may be short.
        }
        block.flip();
        digest.update(block);
      }
    }
  }
}
