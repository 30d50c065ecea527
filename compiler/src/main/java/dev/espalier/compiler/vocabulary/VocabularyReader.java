package dev.espalier.compiler.vocabulary;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.VocabularyLimits;
import dev.espalier.compiler.VocabularyOptions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Tells the kinds of vocabulary files apart, by their content and not by their names, and reads
 * them.
 */
public final class VocabularyReader {
  private static final int BUFFER = 1 << 16;

  private VocabularyReader() {}

  /** See {@link Vocabulary#read(Path, VocabularyOptions)}. */
  public static Vocabulary read(Path file, VocabularyOptions options) {
    String source = file.toString();
    if (Files.isDirectory(file)) {
      throw new VocabularyException(
          source, "", "it is a directory; expected a tokenizer.json or a tiktoken rank file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, source, options, ModelConfig.beside(file, options.limits()));
    } catch (NoSuchFileException e) {
      throw new VocabularyException(source, "", "no such file", e);
    } catch (IOException e) {
      throw JsonInput.unreadable(source, e);
    }
  }

  /** See {@link Vocabulary#read(InputStream, String, VocabularyOptions)}. */
  public static Vocabulary read(InputStream in, String source, VocabularyOptions options) {
    try {
      return read(in, source, options, ModelConfig.NONE);
    } catch (IOException e) {
      throw JsonInput.unreadable(source, e);
    }
  }

  private static Vocabulary read(
      InputStream raw, String source, VocabularyOptions options, ModelConfig config)
      throws IOException {
    VocabularyLimits limits = options.limits();
    InputStream in = buffered(raw, limits);
    if (startsWith(in, 0x1F, 0x8B)) {
      in = buffered(new GZIPInputStream(in, BUFFER), limits);
    }
    if (startsWith(in, 0xEF, 0xBB, 0xBF)) {
      in.skipNBytes(3);
    }
    return startsJson(in)
        ? TokenizerJson.read(in, source, options, config)
        : TiktokenRanks.read(in, source, options, config);
  }

  private static InputStream buffered(InputStream in, VocabularyLimits limits) {
    return new BufferedInputStream(new BoundedInput(in, limits.maxFileBytes()), BUFFER);
  }

  private static boolean startsWith(InputStream in, int... bytes) throws IOException {
    in.mark(bytes.length);
    boolean same = true;
    for (int i = 0; i < bytes.length && same; i++) {
      same = in.read() == bytes[i];
    }
    in.reset();
    return same;
  }

  /**
   * Whether the first character that is not white space opens an object. Leaves the white space
   * behind.
   */
  private static boolean startsJson(InputStream in) throws IOException {
    for (int i = 0; i < BUFFER; i++) {
      in.mark(1);
      int b = in.read();
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        in.reset();
        return b == '{';
      }
    }
    return false;
  }
}
