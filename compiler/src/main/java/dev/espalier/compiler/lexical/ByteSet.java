package dev.espalier.compiler.lexical;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** A set of bytes. Immutable. */
public final class ByteSet {
  /** All 256. */
  public static final ByteSet ALL = new ByteSet(new long[] {-1, -1, -1, -1});

  private final long[] words;

  private ByteSet(long[] words) {
    this.words = words;
  }

  /** The set of the bytes of a Latin-1 text. */
  public static ByteSet of(String bytes) {
    long[] words = new long[4];
    for (int i = 0; i < bytes.length(); i++) {
      words[bytes.charAt(i) >>> 6] |= 1L << bytes.charAt(i);
    }
    return new ByteSet(words);
  }

  /** The set of the bytes with a property. */
  public static ByteSet of(IntPredicate has) {
    long[] words = new long[4];
    for (int b = 0; b < 256; b++) {
      words[b >>> 6] |= has.test(b) ? 1L << b : 0;
    }
    return new ByteSet(words);
  }

  /** The bytes that are in either set. */
  public ByteSet or(ByteSet other) {
    long[] both = new long[4];
    for (int i = 0; i < both.length; i++) {
      both[i] = words[i] | other.words[i];
    }
    return new ByteSet(both);
  }

  /** The bytes of this set that are not in another. */
  public ByteSet without(ByteSet other) {
    long[] rest = new long[4];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = words[i] & ~other.words[i];
    }
    return new ByteSet(rest);
  }

  /** Whether an unsigned byte is in the set. */
  public boolean contains(int b) {
    return (words[b >>> 6] >>> b & 1) != 0;
  }

  /** How many bytes are in the set. */
  public int size() {
    int size = 0;
    for (long word : words) {
      size += Long.bitCount(word);
    }
    return size;
  }

  /** The least byte of the set at or above {@code from}, 0 to 255, or 256 if there is none. */
  public int next(int from) {
    for (int b = from; b < 256; b = (b | 63) + 1) {
      long rest = words[b >>> 6] >>> b;
      if (rest != 0) {
        return b + Long.numberOfTrailingZeros(rest);
      }
    }
    return 256;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteSet set && Arrays.equals(set.words, words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }
}
