package dev.espalier.testsuite.antlr;

import java.util.Arrays;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.misc.Interval;

/** Code points that can be appended to and taken back while a lexer reads them. */
final class CodePoints implements CharStream {
  private int[] points = new int[64];
  private int size;
  private int at;

  /** The code points of a text; a lone surrogate is one. */
  static int[] of(String text) {
    return text.codePoints().toArray();
  }

  /** A text of code points. */
  static String text(int[] points) {
    return new String(points, 0, points.length);
  }

  /** Takes these code points and no others, and begins at the first. */
  void replace(int[] text) {
    size = 0;
    at = 0;
    append(text);
  }

  void append(int[] more) {
    if (size + more.length > points.length) {
      points = Arrays.copyOf(points, Math.max(2 * points.length, size + more.length));
    }
    System.arraycopy(more, 0, points, size, more.length);
    size += more.length;
  }

  /** Forgets what stands from a place on. */
  void cut(int length) {
    size = length;
    at = Math.min(at, size);
  }

  int[] toArray() {
    return Arrays.copyOf(points, size);
  }

  @Override
  public String getText(Interval interval) {
    int from = Math.min(interval.a, size);
    int to = Math.min(interval.b + 1, size);
    return to <= from ? "" : new String(points, from, to - from);
  }

  @Override
  public void consume() {
    if (at == size) {
      throw new IllegalStateException("cannot consume EOF");
    }
    at++;
  }

  @Override
  public int LA(int i) {
    int index = i > 0 ? at + i - 1 : at + i;
    return i == 0 ? 0 : index < 0 || index >= size ? EOF : points[index];
  }

  @Override
  public int mark() {
    return -1;
  }

  @Override
  public void release(int marker) {}

  @Override
  public int index() {
    return at;
  }

  @Override
  public void seek(int index) {
    at = Math.min(index, size);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String getSourceName() {
    return UNKNOWN_SOURCE_NAME;
  }
}
