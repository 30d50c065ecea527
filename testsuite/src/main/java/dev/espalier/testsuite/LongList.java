package dev.espalier.testsuite;

import java.util.Arrays;

/** A growing list of longs. */
public final class LongList {
  private long[] values = new long[64];
  private int size;

  public void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  public int size() {
    return size;
  }

  public void addAll(LongList other) {
    for (int i = 0; i < other.size; i++) {
      add(other.values[i]);
    }
  }

  /** A copy. */
  public long[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
