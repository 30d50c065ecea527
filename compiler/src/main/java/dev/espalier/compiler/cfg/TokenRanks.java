package dev.espalier.compiler.cfg;

import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * A set of tokens, as ranges of their {@linkplain TokenTrie#rank ranks}: tokens that are allowed
 * together mostly lie side by side there. Immutable.
 */
final class TokenRanks {
  static final TokenRanks NONE = new TokenRanks(new int[0]);

  private final int[] bounds; // from, to, from, to …: ascending, none empty, none touching another
  private final int count;
  private final int hash;

  private TokenRanks(int[] bounds) {
    this.bounds = bounds;
    int n = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      n += bounds[i + 1] - bounds[i];
    }
    this.count = n;
    this.hash = Arrays.hashCode(bounds);
  }

  /** Collects ranges. */
  static final class Builder {
    private int[] bounds = new int[4];
    private int size;
    private boolean ascending = true;

    /** Adds the tokens of the ranks from one to another, exclusive. */
    void add(int from, int to) {
      if (from >= to) {
        return;
      }
      if (size > 0) {
        int last = bounds[size - 1];
        if (from == last) {
          bounds[size - 1] = to;
          return;
        }
        if (from < last) {
          if (from >= bounds[size - 2] && to <= last) {
            return;
          }
          ascending = false;
        }
      }
      if (size == bounds.length) {
        bounds = Arrays.copyOf(bounds, 2 * size);
      }
      bounds[size++] = from;
      bounds[size++] = to;
    }

    /** Adds the tokens that another has by now. */
    void addAll(Builder other) {
      addAll(other.bounds, other.size, other.ascending);
    }

    void addAll(TokenRanks other) {
      addAll(other.bounds, other.bounds.length, true);
    }

    private void addAll(int[] others, int length, boolean sorted) {
      if (length == 0) {
        return;
      }
      add(others[0], others[1]);
      int more = length - 2;
      if (size + more > bounds.length) {
        bounds = Arrays.copyOf(bounds, Math.max(size + more, 2 * size));
      }
      if (sorted && others[1] == bounds[size - 1]) {
        System.arraycopy(others, 2, bounds, size, more);
        size += more;
      } else {
        for (int i = 2; i < length; i += 2) {
          add(others[i], others[i + 1]);
        }
      }
    }

    /** Gives back memory that was taken for more to come. */
    void trim() {
      if (bounds.length > size) {
        bounds = Arrays.copyOf(bounds, size);
      }
    }

    boolean isEmpty() {
      return size == 0;
    }

    int memoryBytes() {
      return 48 + 4 * bounds.length;
    }

    void forEach(TokenTrie trie, IntConsumer action) {
      TokenRanks.forEach(bounds, size, trie, action);
    }

    TokenRanks build() {
      return new TokenRanks(ascending ? Arrays.copyOf(bounds, size) : sorted());
    }

    private int[] sorted() {
      long[] ranges = new long[size / 2];
      for (int i = 0; i < ranges.length; i++) {
        ranges[i] = (long) bounds[2 * i] << 32 | bounds[2 * i + 1];
      }
      Arrays.sort(ranges);
      int[] all = new int[size];
      int n = 0;
      for (long range : ranges) {
        int from = (int) (range >>> 32);
        int to = (int) range;
        if (n > 0 && from <= all[n - 1]) {
          all[n - 1] = Math.max(all[n - 1], to);
        } else {
          all[n++] = from;
          all[n++] = to;
        }
      }
      return Arrays.copyOf(all, n);
    }
  }

  /** How many tokens there are. */
  int count() {
    return count;
  }

  /** The tokens that are here and not in another. Linear in the ranges of both. */
  TokenRanks minus(TokenRanks other) {
    Builder left = new Builder();
    int j = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      int from = bounds[i];
      int to = bounds[i + 1];
      while (j < other.bounds.length && other.bounds[j + 1] <= from) {
        j += 2;
      }
      for (int k = j; k < other.bounds.length && other.bounds[k] < to; k += 2) {
        left.add(from, other.bounds[k]);
        from = Math.max(from, other.bounds[k + 1]);
      }
      left.add(from, to);
    }
    return left.build();
  }

  /**
   * The tokens outside of some ranks, and others within these.
   *
   * @param from the first of the ranks that are replaced
   * @param to the rank behind them
   * @param others of ranks among these
   */
  TokenRanks replace(int from, int to, Builder others) {
    Builder made = new Builder();
    int i = 0;
    for (; i < bounds.length && bounds[i] < from; i += 2) {
      made.add(bounds[i], Math.min(bounds[i + 1], from));
    }
    made.addAll(others);
    if (i > 0 && bounds[i - 1] > to) {
      i -= 2;
    }
    for (; i < bounds.length; i += 2) {
      made.add(Math.max(bounds[i], to), bounds[i + 1]);
    }
    return made.build();
  }

  /** Every token, in the order of the ranks. */
  void forEach(TokenTrie trie, IntConsumer action) {
    forEach(bounds, bounds.length, trie, action);
  }

  private static void forEach(int[] bounds, int size, TokenTrie trie, IntConsumer action) {
    for (int i = 0; i < size; i += 2) {
      for (int rank = bounds[i]; rank < bounds[i + 1]; rank++) {
        action.accept(trie.ranked(rank));
      }
    }
  }

  /** About how many bytes of memory it takes. */
  int memoryBytes() {
    return 40 + 4 * bounds.length;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof TokenRanks r && r.hash == hash && Arrays.equals(r.bounds, bounds));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return count + " tokens in " + bounds.length / 2 + " ranges";
  }
}
