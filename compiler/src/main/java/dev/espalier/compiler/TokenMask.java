package dev.espalier.compiler;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntConsumer;

/**
 * An immutable set of token ids, packed: bit {@code i} is bit {@code i mod 64} of word {@code
 * i/64}; as little-endian pairs of ints the words are what devices take. As wide as the model's
 * logits.
 *
 * <p>Inside, small sets are kept as sorted ids, and sets that differ little from a large one as
 * that one's words and the tokens that differ; {@link #fill} makes the packed form of any.
 */
public final class TokenMask {
  private static final int SMALL = 64;

  private final int size;
  private final int count;
  // A small set has no words and its ascending ids. A large one has words, which others may share,
  // and the ascending ids, few or none, whose bits are the other way round.
  private final long[] words;
  private final int[] ids;
  // A sum over the words: that of a set which differs little costs little.
  private final long hash;

  private TokenMask(int size, int count, long[] words, int[] ids, long hash) {
    this.size = size;
    this.count = count;
    this.words = words;
    this.ids = ids;
    this.hash = hash;
  }

  private static final int[] NO_IDS = new int[0];
  private static final long[] NO_WORDS = new long[0];

  private static TokenMask ofSmall(int[] ids, int size) {
    long hash = size;
    for (int id : ids) {
      hash += (1L << id) * weight(id >>> 6);
    }
    return new TokenMask(size, ids.length, NO_WORDS, ids, hash);
  }

  private static TokenMask ofLarge(long[] words, int count, int size) {
    long hash = size;
    for (int w = 0; w < words.length; w++) {
      hash += words[w] * weight(w);
    }
    return new TokenMask(size, count, words, NO_IDS, hash);
  }

  private static long weight(int word) {
    long x = (word + 1) * 0x9E3779B97F4A7C15L;
    return (x ^ x >>> 29) | 1;
  }

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
      return ofLarge(words, count, size);
    }
    int[] ids = new int[count];
    int n = 0;
    for (int w = 0; w < words.length; w++) {
      for (long rest = words[w]; rest != 0; rest &= rest - 1) {
        ids[n++] = (w << 6) + Long.numberOfTrailingZeros(rest);
      }
    }
    return ofSmall(ids, size);
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
      return ofSmall(Arrays.copyOf(sorted, n), size);
    }
    long[] words = new long[(size + 63) >>> 6];
    for (int i = 0; i < n; i++) {
      words[sorted[i] >>> 6] |= 1L << sorted[i];
    }
    return ofLarge(words, n, size);
  }

  /**
   * This set with some tokens the other way round: those that are in it are taken away, the others
   * added. Where these are few the new set shares this one's words, so it costs little time and
   * memory.
   *
   * @param tokens ascending, each once
   */
  public TokenMask flip(int[] tokens) {
    if (tokens.length == 0) {
      return this;
    }
    int[] flips = small() || ids.length == 0 ? tokens : symmetricDifference(ids, tokens);
    if (small() || flips.length > SMALL) {
      long[] dense = words();
      for (int token : tokens) {
        dense[token >>> 6] ^= 1L << token;
      }
      return ofOwnWords(dense, size);
    }
    int changed = count;
    long sum = hash;
    for (int token : tokens) {
      int by = contains(token) ? -1 : 1;
      changed += by;
      sum += by * (1L << token) * weight(token >>> 6);
    }
    TokenMask mask = new TokenMask(size, changed, words, flips.clone(), sum);
    return changed > SMALL ? mask : ofOwnWords(mask.words(), size);
  }

  /**
   * This set with the tokens of another, where none is in both; if one is, what comes of it is not
   * said ({@link #or} takes any two). Where the tokens of one are few, as {@link #flip}; else
   * linear in the words.
   *
   * @throws IllegalArgumentException if the other is of another vocabulary size
   */
  public TokenMask with(TokenMask apart) {
    checkSize(apart);
    if (apart.count == 0) {
      return this;
    }
    if (count == 0) {
      return apart;
    }
    if (apart.small() || (small() && apart.count < count)) {
      return flip(apart.ids());
    }
    if (small()) {
      return apart.flip(ids);
    }
    long[] dense = words();
    for (int w = 0; w < dense.length; w++) {
      dense[w] |= apart.word(w);
    }
    return ofOwnWords(dense, size);
  }

  private static int[] symmetricDifference(int[] a, int[] b) {
    int[] all = new int[a.length + b.length];
    int n = 0;
    int i = 0;
    for (int id : b) {
      while (i < a.length && a[i] < id) {
        all[n++] = a[i++];
      }
      if (i < a.length && a[i] == id) {
        i++;
      } else {
        all[n++] = id;
      }
    }
    while (i < a.length) {
      all[n++] = a[i++];
    }
    return Arrays.copyOf(all, n);
  }

  private boolean small() {
    return words.length == 0;
  }

  /** A word of a large set. */
  private long word(int w) {
    long word = words[w];
    if (ids.length > 0) {
      int at = Arrays.binarySearch(ids, w << 6);
      for (int i = at >= 0 ? at : -at - 1; i < ids.length && ids[i] >>> 6 == w; i++) {
        word ^= 1L << ids[i];
      }
    }
    return word;
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
    boolean listed = ids.length > 0 && Arrays.binarySearch(ids, token) >= 0;
    return small() ? listed : (words[token >>> 6] >>> token & 1) != 0 ^ listed;
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
    long word = word(w) & -1L << start;
    while (word == 0) {
      if (++w == words.length) {
        return -1;
      }
      word = word(w);
    }
    return (w << 6) + Long.numberOfTrailingZeros(word);
  }

  /** Every token of the set, ascending. */
  public void forEach(IntConsumer action) {
    if (small()) {
      for (int id : ids) {
        action.accept(id);
      }
      return;
    }
    int flipped = 0;
    for (int w = 0; w < words.length; w++) {
      long rest = words[w];
      for (; flipped < ids.length && ids[flipped] >>> 6 == w; flipped++) {
        rest ^= 1L << ids[flipped];
      }
      for (; rest != 0; rest &= rest - 1) {
        action.accept((w << 6) + Long.numberOfTrailingZeros(rest));
      }
    }
  }

  /** The tokens of the set, ascending; a fresh array. */
  public int[] ids() {
    if (small()) {
      return ids.clone();
    }
    IntBuffer all = IntBuffer.allocate(count);
    forEach(all::put);
    return all.array();
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
      for (int id : ids) {
        target[offset + (id >>> 6)] ^= 1L << id;
      }
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

  /**
   * Packs masks one after another, for a caller that is done with each before the next: words that
   * a mask has are not copied, and of words that are, only those that differ from the mask before
   * are written. Not for several threads.
   */
  public static final class Packer {
    private LongBuffer view = LongBuffer.allocate(0);

    // Zero but for the tokens of the last small mask.
    private long[] few = NO_WORDS;
    private int[] tokens = NO_IDS;

    // The words of the last mask that differs from others by some tokens; these, and those words.
    private long[] near = NO_WORDS;
    private int[] flips = NO_IDS;
    private long[] shared = NO_WORDS;

    /**
     * The packed form of a mask, as of {@link TokenMask#fill}: read only, from 0 to {@link
     * TokenMask#wordCount}.
     *
     * @return valid until the next call
     */
    public LongBuffer pack(TokenMask mask) {
      if (mask.small()) {
        return show(few(mask));
      }
      return show(mask.ids.length == 0 ? mask.words : near(mask));
    }

    private LongBuffer show(long[] words) {
      if (!view.hasArray() || view.array() != words) {
        view = LongBuffer.wrap(words);
      }
      return view.asReadOnlyBuffer();
    }

    private long[] few(TokenMask mask) {
      if (few.length != mask.wordCount()) {
        few = new long[mask.wordCount()];
      } else {
        for (int token : tokens) {
          few[token >>> 6] = 0;
        }
      }
      for (int token : mask.ids) {
        few[token >>> 6] |= 1L << token;
      }
      tokens = mask.ids;
      return few;
    }

    private long[] near(TokenMask mask) {
      if (shared == mask.words) {
        flip(flips);
      } else {
        near = near.length == mask.words.length ? near : new long[mask.words.length];
        System.arraycopy(mask.words, 0, near, 0, near.length);
        shared = mask.words;
      }
      flip(mask.ids);
      flips = mask.ids;
      return near;
    }

    private void flip(int[] ids) {
      for (int token : ids) {
        near[token >>> 6] ^= 1L << token;
      }
    }
  }

  /** Collects tokens for a mask; used once. */
  public static final class Builder {
    private final int size;
    // Few tokens are collected as they come, with the words empty.
    private int[] few = new int[16];
    private int count;
    private long[] words = NO_WORDS;

    /**
     * @param size the number of token ids
     */
    public Builder(int size) {
      this.size = size;
    }

    /** Adds one token. */
    public Builder add(int token) {
      if (token < 0 || token >= size) {
        throw new IndexOutOfBoundsException("token " + token + " of " + size);
      }
      if (words.length > 0) {
        words[token >>> 6] |= 1L << token;
      } else if (count < SMALL) {
        if (count == few.length) {
          few = Arrays.copyOf(few, 2 * count);
        }
        few[count++] = token;
      } else {
        spread();
        words[token >>> 6] |= 1L << token;
      }
      return this;
    }

    /**
     * Adds some tokens of a list.
     *
     * @param from the place of the first of them
     * @param to the place behind the last
     */
    public Builder addAll(int[] tokens, int from, int to) {
      if (words.length == 0 && count + to - from <= SMALL) {
        for (int i = from; i < to; i++) {
          add(tokens[i]);
        }
        return this;
      }
      spread();
      long[] into = words;
      for (int i = from; i < to; i++) {
        into[Objects.checkIndex(tokens[i], size) >>> 6] |= 1L << tokens[i];
      }
      return this;
    }

    /** Puts what was collected into words. */
    private void spread() {
      if (words.length == 0) {
        words = new long[(size + 63) >>> 6];
        for (int i = 0; i < count; i++) {
          words[few[i] >>> 6] |= 1L << few[i];
        }
        count = 0;
      }
    }

    /** Adds every token of a set, which must be equally wide. */
    public Builder addAll(TokenMask mask) {
      if (mask.size != size) {
        throw new IllegalArgumentException("masks of " + size + " and " + mask.size + " tokens");
      }
      if (mask.small()) {
        for (int id : mask.ids) {
          add(id);
        }
      } else if (words.length == 0) {
        words = mask.words();
        for (int i = 0; i < count; i++) {
          words[few[i] >>> 6] |= 1L << few[i];
        }
      } else {
        long[] those = mask.ids.length == 0 ? mask.words : mask.words();
        for (int w = 0; w < those.length; w++) {
          words[w] |= those[w];
        }
      }
      return this;
    }

    /** Takes one token away. */
    public Builder remove(int token) {
      if (token >= 0 && token < size) {
        spread();
        words[token >>> 6] &= ~(1L << token);
      }
      return this;
    }

    /** Takes every token of a set away, which must be equally wide. */
    public Builder removeAll(TokenMask mask) {
      if (mask.size != size) {
        throw new IllegalArgumentException("masks of " + size + " and " + mask.size + " tokens");
      }
      if (mask.small()) {
        for (int id : mask.ids) {
          remove(id);
        }
      } else {
        spread();
        long[] those = mask.ids.length == 0 ? mask.words : mask.words();
        for (int w = 0; w < those.length; w++) {
          words[w] &= ~those[w];
        }
      }
      return this;
    }

    /** The mask. The builder cannot be used after it. */
    public TokenMask build() {
      if (words.length == 0) {
        int[] ids = Arrays.copyOf(few, count);
        return ofIds(ids, size);
      }
      long[] built = words;
      words = NO_WORDS;
      return ofOwnWords(built, size);
    }
  }

  /** About how many bytes of memory the set takes, without words that it shares with another. */
  public int memoryBytes() {
    return 64 + 4 * ids.length + (ids.length > 0 ? 0 : 8 * words.length);
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof TokenMask mask)
        || mask.hash != hash
        || mask.size != size
        || mask.count != count) {
      return false;
    }
    if (small() || mask.words == words) {
      return Arrays.equals(mask.ids, ids);
    }
    for (int w = 0; w < words.length; w++) {
      if (mask.word(w) != word(w)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(hash);
  }

  @Override
  public String toString() {
    return "TokenMask[" + count + " of " + size + "]";
  }
}
