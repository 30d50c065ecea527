package dev.espalier.compiler.automata;

import java.util.Arrays;

/** A growing set of longs that are not negative, by open addressing. */
public final class LongSet {
  private long[] table = filled(64); // -1 where there is nothing
  private int size;

  private static long[] filled(int length) {
    long[] table = new long[length];
    Arrays.fill(table, -1);
    return table;
  }

  /**
   * Adds a value.
   *
   * @param value not negative
   * @return whether it was not in the set
   */
  public boolean add(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a value below 0: " + value);
    }
    if (!put(table, value)) {
      return false;
    }
    size++;
    if (2 * size > table.length) {
      long[] larger = filled(2 * table.length);
      for (long each : table) {
        if (each >= 0) {
          put(larger, each);
        }
      }
      table = larger;
    }
    return true;
  }

  private static boolean put(long[] table, long value) {
    long mixed = value * 0x9e3779b97f4a7c15L;
    int at = (int) (mixed ^ mixed >>> 32) & (table.length - 1);
    while (table[at] >= 0) {
      if (table[at] == value) {
        return false;
      }
      at = at + 1 & table.length - 1;
    }
    table[at] = value;
    return true;
  }

  public int size() {
    return size;
  }
}
