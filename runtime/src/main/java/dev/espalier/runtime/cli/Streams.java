package dev.espalier.runtime.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a command reads and writes. Unlike {@link PrintStream}, what cannot be written to standard
 * output is an error.
 */
final class Streams {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final InputStream in;
  private final OutputStream out;
  private final PrintStream err;

  Streams(InputStream in, OutputStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  InputStream in() {
    return in;
  }

  /** A line on standard error. */
  void note(String line) {
    err.println(line);
    err.flush();
  }

  PrintStream err() {
    return err;
  }

  /** A piece of the result, written through at once. */
  void print(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw Failure.file("cannot write to standard output: " + e.getMessage(), e);
    }
  }

  /** The first bytes of something that was written elsewhere. */
  void print(InputStream from, long bytes) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (long left = bytes; left > 0; ) {
      int n = from.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        return;
      }
      out.write(buffer, 0, n);
      left -= n;
    }
    out.flush();
  }

  /** A line of the result. */
  void println(String line) {
    print(line + "\n");
  }

  /** An object in one line. */
  static String json(Object object) {
    return JSON.writeValueAsString(object);
  }
}
