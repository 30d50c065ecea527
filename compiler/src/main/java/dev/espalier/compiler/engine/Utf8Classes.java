package dev.espalier.compiler.engine;

import dev.espalier.compiler.lexical.CharacterClasses;

/**
 * Reads the UTF-8 (RFC 3629) of tokens along the ways of a trie, and says of which {@linkplain
 * CharacterClasses classes} their characters are.
 */
final class Utf8Classes {
  /** In place of a class: a byte of no character that stands for itself in a string. */
  static final long OTHER = 1L << 63;

  // States: between characters; 1 to 3 continuation bytes before the end of one; before a second
  // byte of a narrower range; lost.
  private static final byte BETWEEN = 0;
  private static final byte AFTER_E0 = 4;
  private static final byte AFTER_ED = 5;
  private static final byte AFTER_F0 = 6;
  private static final byte AFTER_F4 = 7;
  private static final byte LOST = 8;

  // By depth: what is known behind so many bytes.
  private final byte[] states;
  private final int[] values;
  private final int[] starts;

  Utf8Classes(int maxDepth) {
    states = new byte[maxDepth + 1];
    values = new int[maxDepth + 1];
    starts = new int[maxDepth + 1];
  }

  /** Whether no character is unfinished at a depth. */
  boolean isBetween(int depth) {
    return states[depth] == BETWEEN;
  }

  /** How many bytes come before the character that the byte at a depth is part of. */
  int start(int depth) {
    return starts[depth];
  }

  /**
   * Reads the byte at a depth; those before were read.
   *
   * @return the classes of the characters that it can be part of, or {@link #OTHER}
   */
  long read(int depth, int b) {
    byte before = states[depth - 1];
    boolean first = before == BETWEEN;
    starts[depth] = first ? depth - 1 : starts[depth - 1];
    if (first && b < 0x80) {
      states[depth] = BETWEEN;
      int k = CharacterClasses.of(b);
      return k == CharacterClasses.NO_CLASS ? OTHER : 1L << k;
    }
    byte after;
    if (first) {
      after = lead(b);
    } else if (before == LOST || b < low(before) || b > high(before)) {
      after = LOST;
    } else {
      after = before < AFTER_E0 ? (byte) (before - 1) : before < AFTER_F0 ? (byte) 1 : 2;
    }
    states[depth] = after;
    if (after == LOST) {
      return OTHER;
    }
    values[depth] =
        first ? b & (b < 0xE0 ? 0x1F : b < 0xF0 ? 0x0F : 0x07) : values[depth - 1] << 6 | b & 0x3F;
    int bits = 6 * (after < AFTER_E0 ? after : after < AFTER_F0 ? 2 : 3);
    int lo = values[depth] << bits;
    return CharacterClasses.beyondAscii(Math.max(lo, 0x80), lo + (1 << bits) - 1);
  }

  private static byte lead(int b) {
    if (b >= 0xC2 && b < 0xE0) {
      return 1;
    } else if (b >= 0xE0 && b < 0xF0) {
      return b == 0xE0 ? AFTER_E0 : b == 0xED ? AFTER_ED : 2;
    }
    return b >= 0xF0 && b < 0xF5 ? b == 0xF0 ? AFTER_F0 : b == 0xF4 ? AFTER_F4 : 3 : LOST;
  }

  private static int low(byte state) {
    return state == AFTER_E0 ? 0xA0 : state == AFTER_F0 ? 0x90 : 0x80;
  }

  private static int high(byte state) {
    return state == AFTER_ED ? 0x9F : state == AFTER_F4 ? 0x8F : 0xBF;
  }
}
