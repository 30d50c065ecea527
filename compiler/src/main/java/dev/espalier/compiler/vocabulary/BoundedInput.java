package dev.espalier.compiler.vocabulary;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that fails once more than a number of bytes were read from it. */
final class BoundedInput extends FilterInputStream {
  private final long limit;
  private long count;

  BoundedInput(InputStream in, long limit) {
    super(in);
    this.limit = limit;
  }

  /** More bytes than {@code maxFileBytes} allows. */
  static final class Exceeded extends IOException {
    private static final long serialVersionUID = 1;

    Exceeded(long limit) {
      super("it is longer than maxFileBytes allows, " + limit + " bytes");
    }
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    if (b >= 0) {
      count(1);
    }
    return b;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    int n = super.read(buffer, from, length);
    if (n > 0) {
      count(n);
    }
    return n;
  }

  @Override
  public long skip(long n) throws IOException {
    long skipped = super.skip(n);
    count(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(long n) throws IOException {
    count += n;
    if (count > limit) {
      throw new Exceeded(limit);
    }
  }
}
