package dev.espalier.runtime.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads what a command is given: files, or {@code -} for standard input. */
final class Inputs {
  private Inputs() {}

  /** A path that a person wrote. */
  static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw Failure.file(name + ": not a path: " + e.getReason(), e);
    }
  }

  /**
   * All bytes of a file or of standard input.
   *
   * @param most more bytes than this are refused before they are read
   */
  static byte[] bytes(String name, Streams streams, long most) {
    return name.equals("-") ? bytes(shown(name), streams::in, most) : bytes(path(name), name, most);
  }

  private static byte[] bytes(Path path, String name, long most) {
    if (Files.isDirectory(path)) {
      throw Failure.file(name + ": is a directory", new IOException("directory"));
    }
    return bytes(name, () -> Files.newInputStream(path), most);
  }

  private interface Source {
    InputStream open() throws IOException;
  }

  private static byte[] bytes(String shown, Source source, long most) {
    int limit = (int) Math.min(most, Integer.MAX_VALUE - 16);
    try (InputStream in = source.open()) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw Failure.file(shown + ": more than " + limit + " bytes", new IOException("too long"));
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw Failure.file(shown + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw Failure.file(shown + ": permission denied", e);
    } catch (IOException e) {
      throw Failure.file(shown + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** The text of a file or of standard input, which must be UTF-8. A byte order mark is dropped. */
  static String text(String name, Streams streams, long most) {
    return text(bytes(name, streams, most), shown(name));
  }

  /** As above, of a file, whatever its name. */
  static String text(Path file, long most) {
    return text(bytes(file, file.toString(), most), file.toString());
  }

  private static String text(byte[] bytes, String shown) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw Failure.file(
          shown + ": not UTF-8 at byte " + in.position(), new CharacterCodingException());
    }
    String text = out.flip().toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  static String shown(String name) {
    return name.equals("-") ? "standard input" : name;
  }

  /** A text without the line break that editors and shells put at the end of a file. */
  static String withoutLastLineBreak(String text) {
    return text.endsWith("\r\n")
        ? text.substring(0, text.length() - 2)
        : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
