package dev.espalier.compiler.automata;

import java.util.Arrays;

/** Numbers longs that are not negative, from 0 on as they come, by open addressing. */
public final class LongIndex {
  private long[] keys = new long[64];
  private int[] numbers = filled(64); // -1 where there is nothing
  private int size;

  private static int[] filled(int length) {
    int[] table = new int[length];
    Arrays.fill(table, -1);
    return table;
  }

  /**
   * The number of a value: that of its first call, or the next one.
   *
   * @param value not negative
   */
  public int of(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a value below 0: " + value);
    }
    int at = place(keys, numbers, value);
    if (numbers[at] >= 0) {
      return numbers[at];
    }
    keys[at] = value;
    numbers[at] = size++;
    if (2 * size > keys.length) {
      grow();
    }
    return size - 1;
  }

  /** Whether a value is new; it is not from now on. */
  public boolean add(long value) {
    int before = size;
    of(value);
    return size > before;
  }

  private void grow() {
    long[] moreKeys = new long[2 * keys.length];
    int[] moreNumbers = filled(2 * keys.length);
    for (int i = 0; i < keys.length; i++) {
      if (numbers[i] >= 0) {
        int at = place(moreKeys, moreNumbers, keys[i]);
        moreKeys[at] = keys[i];
        moreNumbers[at] = numbers[i];
      }
    }
    keys = moreKeys;
    numbers = moreNumbers;
  }

  /** Where a value is, or belongs. */
  private static int place(long[] keys, int[] numbers, long value) {
    long mixed = value * 0x9e3779b97f4a7c15L;
    int at = (int) (mixed ^ mixed >>> 32) & keys.length - 1;
    while (numbers[at] >= 0 && keys[at] != value) {
      at = at + 1 & keys.length - 1;
    }
    return at;
  }

  /** How many values have numbers. */
  public int size() {
    return size;
  }
}
