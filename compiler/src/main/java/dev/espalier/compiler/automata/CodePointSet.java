package dev.espalier.compiler.automata;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of Unicode scalar values, as sorted ranges.
 *
 * <p>Surrogates are left out wherever they are given. A range may run across them (0 to 10FFFF is
 * everything); none begins or ends among them. Equal sets are equal objects.
 */
public final class CodePointSet {
  /** No code point. */
  public static final CodePointSet NONE = new CodePointSet(new int[0]);

  /** Every scalar value. */
  public static final CodePointSet ALL = new CodePointSet(new int[] {0, Scalars.MAX});

  private final int[] bounds; // lo, hi, lo, hi …
  private final int hash;

  private CodePointSet(int[] bounds) {
    this.bounds = bounds;
    int h = bounds.length;
    for (int bound : bounds) {
      h = (h ^ bound) * 0x9E3779B1;
      h ^= h >>> 15;
    }
    this.hash = h;
  }

  /** One code point (none, if it is a surrogate). */
  public static CodePointSet of(int codePoint) {
    return range(codePoint, codePoint);
  }

  /**
   * The code points from {@code lo} to {@code hi}, both included.
   *
   * @throws IllegalArgumentException if they are not code points in this order
   */
  public static CodePointSet range(int lo, int hi) {
    check(lo, hi);
    int from = Scalars.ceiling(lo);
    int to = Scalars.floor(hi);
    return from > to ? NONE : new CodePointSet(new int[] {from, to});
  }

  /**
   * The union of ranges, in any order.
   *
   * @param bounds lo, hi, lo, hi …, each included
   */
  public static CodePointSet ofRanges(int... bounds) {
    Builder builder = new Builder();
    for (int i = 0; i < bounds.length; i += 2) {
      builder.add(bounds[i], bounds[i + 1]);
    }
    return builder.build();
  }

  private static void check(int lo, int hi) {
    if (lo < 0 || hi > Scalars.MAX || lo > hi) {
      throw new IllegalArgumentException("not a range of code points: " + lo + " to " + hi);
    }
  }

  /** How many ranges there are. */
  public int ranges() {
    return bounds.length / 2;
  }

  /** The first code point of a range. */
  public int lo(int range) {
    return bounds[2 * range];
  }

  /** The last code point of a range. */
  public int hi(int range) {
    return bounds[2 * range + 1];
  }

  /** Whether there is no code point in it. */
  public boolean isEmpty() {
    return bounds.length == 0;
  }

  /** How many scalar values it holds. */
  public int size() {
    int size = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      size += Scalars.count(bounds[i], bounds[i + 1]);
    }
    return size;
  }

  /** Whether it holds a code point; never a surrogate. */
  public boolean contains(int codePoint) {
    if (Scalars.isSurrogate(codePoint)) {
      return false;
    }
    int low = 0;
    int high = ranges() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (codePoint < bounds[2 * middle]) {
        high = middle - 1;
      } else if (codePoint > bounds[2 * middle + 1]) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  /** The scalar values that are not in it. Linear. */
  public CodePointSet complement() {
    int[] out = new int[bounds.length + 2];
    int size = 0;
    int next = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      if (bounds[i] > next) {
        out[size++] = next;
        out[size++] = Scalars.before(bounds[i]);
      }
      next = Scalars.after(bounds[i + 1]);
    }
    if (next <= Scalars.MAX) {
      out[size++] = next;
      out[size++] = Scalars.MAX;
    }
    return new CodePointSet(Arrays.copyOf(out, size));
  }

  /** What is in either. Linear. */
  public CodePointSet or(CodePointSet other) {
    return new Builder().add(this).add(other).build();
  }

  /** What is in both. Linear. */
  public CodePointSet and(CodePointSet other) {
    int[] a = bounds;
    int[] b = other.bounds;
    int[] out = new int[a.length + b.length];
    int size = 0;
    for (int i = 0, j = 0; i < a.length && j < b.length; ) {
      int lo = Math.max(a[i], b[j]);
      int hi = Math.min(a[i + 1], b[j + 1]);
      if (lo <= hi) {
        out[size++] = lo;
        out[size++] = hi;
      }
      if (a[i + 1] < b[j + 1]) {
        i += 2;
      } else {
        j += 2;
      }
    }
    return new CodePointSet(Arrays.copyOf(out, size));
  }

  /** What is in this one and not in the other. Linear. */
  public CodePointSet minus(CodePointSet other) {
    return and(other.complement());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CodePointSet set
        && hash == set.hash
        && Arrays.equals(bounds, set.bounds);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < bounds.length; i += 2) {
      text.append(i == 0 ? "" : " ").append(String.format("%04X", bounds[i]));
      if (bounds[i] != bounds[i + 1]) {
        text.append('-').append(String.format("%04X", bounds[i + 1]));
      }
    }
    return text.append(']').toString();
  }

  /** Collects ranges in any order. */
  public static final class Builder {
    private long[] ranges = new long[8]; // lo in the upper half, hi in the lower: sorts by lo
    private int size;
    private boolean sorted = true;

    /**
     * Adds the code points from {@code lo} to {@code hi}, both included.
     *
     * @throws IllegalArgumentException if they are not code points in this order
     */
    public Builder add(int lo, int hi) {
      check(lo, hi);
      int from = Scalars.ceiling(lo);
      int to = Scalars.floor(hi);
      if (from > to) {
        return this;
      }
      if (size == ranges.length) {
        ranges = Arrays.copyOf(ranges, 2 * size);
      }
      long range = (long) from << 32 | to;
      sorted &= size == 0 || ranges[size - 1] <= range;
      ranges[size++] = range;
      return this;
    }

    /** Adds a code point. */
    public Builder add(int codePoint) {
      return add(codePoint, codePoint);
    }

    /** Adds a set. */
    public Builder add(CodePointSet set) {
      for (int i = 0; i < set.bounds.length; i += 2) {
        add(set.bounds[i], set.bounds[i + 1]);
      }
      return this;
    }

    /** The set of what was added. O(n log n) in the number of ranges. */
    public CodePointSet build() {
      if (size == 0) {
        return NONE;
      }
      if (!sorted) {
        Arrays.sort(ranges, 0, size);
        sorted = true;
      }
      int[] out = new int[2 * size];
      int length = 0;
      for (int i = 0; i < size; i++) {
        int lo = (int) (ranges[i] >>> 32);
        int hi = (int) ranges[i];
        if (length > 0 && lo <= Scalars.after(out[length - 1])) {
          out[length - 1] = Math.max(out[length - 1], hi);
        } else {
          out[length++] = lo;
          out[length++] = hi;
        }
      }
      return new CodePointSet(Arrays.copyOf(out, length));
    }
  }
}
