package dev.espalier.compiler;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * An immutable set of token ids, packed: bit {@code i} is bit {@code i mod 64} of word {@code
 * i/64}; as little-endian pairs of ints the words are what devices take. As wide as the model's
 * logits.
 *
 * <p>Small sets are kept as sorted ids inside; {@link #fill} makes the packed form of either.
 */
public final class TokenMask {
  private static final int SMALL = 64;

  private final int size;
  private final int count;
  // Exactly one of the two is used: the words of a large set, the ascending ids of a small one.
  private final long[] words;
  private final int[] ids;
  private final int hash;

  private TokenMask(int size, int count, long[] words, int[] ids) {
    this.size = size;
    this.count = count;
    this.words = words;
    this.ids = ids;
    // Over the ids of a small set and the words of a large one; equal sets have one representation.
    this.hash = 31 * (ids == EMPTY_IDS ? Arrays.hashCode(words) : Arrays.hashCode(ids)) + size;
  }

  private static final int[] EMPTY_IDS = new int[0];
  private static final long[] NO_WORDS = new long[0];

  /**
   * The set whose bits are set in some words.
   *
   * @param words copied; bits at or above {@code size} must be clear
   * @param size the number of token ids
   */
  public static TokenMask ofWords(long[] words, int size) {
    if (words.length != (size + 63) >>> 6) {
      throw new IllegalArgumentException(
          "a mask of "
              + size
              + " tokens takes "
              + ((size + 63) >>> 6)
              + " words, not "
              + words.length);
    }
    if ((size & 63) != 0 && (words[words.length - 1] >>> (size & 63)) != 0) {
      throw new IllegalArgumentException("bits beyond the mask's " + size + " tokens");
    }
    return ofOwnWords(words.clone(), size);
  }

  // Takes the array over.
  private static TokenMask ofOwnWords(long[] words, int size) {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    if (count > SMALL) {
      return new TokenMask(size, count, words, EMPTY_IDS);
    }
    int[] ids = new int[count];
    int n = 0;
    for (int w = 0; w < words.length; w++) {
      for (long rest = words[w]; rest != 0; rest &= rest - 1) {
        ids[n++] = (w << 6) + Long.numberOfTrailingZeros(rest);
      }
    }
    return new TokenMask(size, count, NO_WORDS, count == 0 ? new int[0] : ids);
  }

  /**
   * The set of some ids.
   *
   * @param ids in any order, copied
   * @param size the number of token ids
   */
  public static TokenMask ofIds(int[] ids, int size) {
    int[] sorted = ids.clone();
    Arrays.sort(sorted);
    int n = 0;
    for (int id : sorted) {
      if (id < 0 || id >= size) {
        throw new IndexOutOfBoundsException("token " + id + " of " + size);
      }
      if (n == 0 || sorted[n - 1] != id) {
        sorted[n++] = id;
      }
    }
    if (n <= SMALL) {
      return new TokenMask(size, n, NO_WORDS, Arrays.copyOf(sorted, n));
    }
    long[] words = new long[(size + 63) >>> 6];
    for (int i = 0; i < n; i++) {
      words[sorted[i] >>> 6] |= 1L << sorted[i];
    }
    return new TokenMask(size, n, words, EMPTY_IDS);
  }

  private boolean small() {
    return ids != EMPTY_IDS;
  }

  /** How many token ids there are: the width of the model's logits. */
  public int size() {
    return size;
  }

  /** How many tokens are in the set. Constant time. */
  public int count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Whether a token is in the set; false for ids outside the vocabulary. */
  public boolean contains(int token) {
    if (token < 0 || token >= size) {
      return false;
    }
    if (small()) {
      return Arrays.binarySearch(ids, token) >= 0;
    }
    return (words[token >>> 6] >>> token & 1) != 0;
  }

  /** The smallest token of the set at or above {@code from}, or -1. */
  public int next(int from) {
    int start = Math.max(from, 0);
    if (start >= size) {
      return -1;
    }
    if (small()) {
      int at = Arrays.binarySearch(ids, start);
      int i = at >= 0 ? at : -at - 1;
      return i < ids.length ? ids[i] : -1;
    }
    int w = start >>> 6;
    long word = words[w] & -1L << start;
    while (word == 0) {
      if (++w == words.length) {
        return -1;
      }
      word = words[w];
    }
    return (w << 6) + Long.numberOfTrailingZeros(word);
  }

  /** Every token of the set, ascending. */
  public void forEach(IntConsumer action) {
    for (int t = next(0); t >= 0; t = next(t + 1)) {
      action.accept(t);
    }
  }

  /** The tokens of the set, ascending; a fresh array. */
  public int[] ids() {
    if (small()) {
      return ids.clone();
    }
    int[] all = new int[count];
    int n = 0;
    for (int t = next(0); t >= 0; t = next(t + 1)) {
      all[n++] = t;
    }
    return all;
  }

  /** How many words the packed form takes. */
  public int wordCount() {
    return (size + 63) >>> 6;
  }

  /**
   * Writes the packed form.
   *
   * @param target at least {@code offset + wordCount()} long; every one of these words is written
   */
  public void fill(long[] target, int offset) {
    if (small()) {
      Arrays.fill(target, offset, offset + wordCount(), 0);
      for (int id : ids) {
        target[offset + (id >>> 6)] |= 1L << id;
      }
    } else {
      System.arraycopy(words, 0, target, offset, words.length);
    }
  }

  /** The packed form; a fresh array. */
  public long[] words() {
    long[] copy = new long[wordCount()];
    fill(copy, 0);
    return copy;
  }

  /** The tokens that are in both sets, which must be equally wide. */
  public TokenMask and(TokenMask other) {
    checkSize(other);
    long[] mine = words();
    long[] theirs = other.words();
    for (int i = 0; i < mine.length; i++) {
      mine[i] &= theirs[i];
    }
    return ofWords(mine, size);
  }

  /** The tokens that are in either set; the sets must be equally wide. */
  public TokenMask or(TokenMask other) {
    checkSize(other);
    long[] mine = words();
    long[] theirs = other.words();
    for (int i = 0; i < mine.length; i++) {
      mine[i] |= theirs[i];
    }
    return ofWords(mine, size);
  }

  private void checkSize(TokenMask other) {
    if (other.size != size) {
      throw new IllegalArgumentException("masks of " + size + " and " + other.size + " tokens");
    }
  }

  /** Collects tokens for a mask; used once. */
  public static final class Builder {
    private final int size;
    private long[] words;

    /**
     * @param size the number of token ids
     */
    public Builder(int size) {
      this.size = size;
      this.words = new long[(size + 63) >>> 6];
    }

    /** Adds one token. */
    public Builder add(int token) {
      if (token < 0 || token >= size) {
        throw new IndexOutOfBoundsException("token " + token + " of " + size);
      }
      words[token >>> 6] |= 1L << token;
      return this;
    }

    /** Adds every token of a set, which must be equally wide. */
    public Builder addAll(TokenMask mask) {
      if (mask.size != size) {
        throw new IllegalArgumentException("masks of " + size + " and " + mask.size + " tokens");
      }
      if (mask.small()) {
        for (int id : mask.ids) {
          words[id >>> 6] |= 1L << id;
        }
      } else {
        for (int i = 0; i < words.length; i++) {
          words[i] |= mask.words[i];
        }
      }
      return this;
    }

    /** Takes one token away. */
    public Builder remove(int token) {
      if (token >= 0 && token < size) {
        words[token >>> 6] &= ~(1L << token);
      }
      return this;
    }

    /** The mask. The builder cannot be used after it. */
    public TokenMask build() {
      long[] built = words;
      words = NO_WORDS;
      return ofOwnWords(built, size);
    }
  }

  /** About how many bytes of memory the set takes. */
  public int memoryBytes() {
    return 48 + 8 * words.length + 4 * ids.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenMask mask
        && mask.hash == hash
        && mask.size == size
        && Arrays.equals(mask.ids, ids)
        && Arrays.equals(mask.words, words);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "TokenMask[" + count + " of " + size + "]";
  }
}
