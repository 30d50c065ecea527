package dev.espalier.compiler.automata;

import java.util.Arrays;

/** Longs, of which the least comes first; equal ones are kept apart. A binary heap. */
public final class LongHeap {
  private long[] longs = new long[16];
  private int size;

  public boolean isEmpty() {
    return size == 0;
  }

  /** Logarithmic time. */
  public void add(long value) {
    if (size == longs.length) {
      longs = Arrays.copyOf(longs, 2 * size);
    }
    int at = size++;
    while (at > 0) {
      int above = (at - 1) / 2;
      if (longs[above] <= value) {
        break;
      }
      longs[at] = longs[above];
      at = above;
    }
    longs[at] = value;
  }

  /** Takes the least one out, of at least one. Logarithmic time. */
  public long removeLeast() {
    long least = longs[0];
    long last = longs[--size];
    int at = 0;
    while (2 * at + 1 < size) {
      int below = 2 * at + 1;
      if (below + 1 < size && longs[below + 1] < longs[below]) {
        below++;
      }
      if (longs[below] >= last) {
        break;
      }
      longs[at] = longs[below];
      at = below;
    }
    longs[at] = last;
    return least;
  }
}
