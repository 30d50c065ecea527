package dev.espalier.compiler.automata;

/**
 * The order of the Unicode scalar values. D7FF and E000 are neighbours: a range may run across the
 * surrogates between them, which are never meant, but never begins or ends among them.
 */
final class Scalars {
  static final int MAX = 0x10FFFF;
  private static final int BEFORE_GAP = 0xD7FF;
  private static final int AFTER_GAP = 0xE000;

  private Scalars() {}

  static boolean isSurrogate(int codePoint) {
    return codePoint > BEFORE_GAP && codePoint < AFTER_GAP;
  }

  /** The scalar value after {@code codePoint}; {@code MAX + 1} after the last. */
  static int after(int codePoint) {
    return codePoint == BEFORE_GAP ? AFTER_GAP : codePoint + 1;
  }

  /** The scalar value before {@code codePoint}; -1 before the first. */
  static int before(int codePoint) {
    return codePoint == AFTER_GAP ? BEFORE_GAP : codePoint - 1;
  }

  /** The first scalar value that is not below {@code codePoint}. */
  static int ceiling(int codePoint) {
    return isSurrogate(codePoint) ? AFTER_GAP : codePoint;
  }

  /** The last scalar value that is not above {@code codePoint}. */
  static int floor(int codePoint) {
    return isSurrogate(codePoint) ? BEFORE_GAP : codePoint;
  }

  /** How many scalar values a range has, its ends being scalar values. */
  static int count(int lo, int hi) {
    return hi - lo + 1 - (lo <= BEFORE_GAP && hi >= AFTER_GAP ? AFTER_GAP - BEFORE_GAP - 1 : 0);
  }

  /**
   * The scalar value of a range that is the best to look at in an example: a small letter, else a
   * digit, else any printable ASCII, else the first that is not a control character.
   */
  static int pleasant(int lo, int hi) {
    int c = firstOf(lo, hi, 'a', 'z');
    if (c < 0) {
      c = firstOf(lo, hi, '0', '9');
    }
    if (c < 0) {
      c = firstOf(lo, hi, 'A', 'Z');
    }
    if (c < 0) {
      c = firstOf(lo, hi, '!', '~');
    }
    if (c < 0) {
      c = firstOf(lo, hi, ' ', ' ');
    }
    if (c < 0) {
      c = firstOf(lo, hi, 0xA1, MAX);
    }
    return c < 0 ? lo : c;
  }

  /** The lower, the better {@link #pleasant} is. */
  static int unpleasantness(int codePoint) {
    if (codePoint >= 'a' && codePoint <= 'z') {
      return 0;
    } else if (codePoint >= '0' && codePoint <= '9') {
      return 1;
    } else if (codePoint >= 'A' && codePoint <= 'Z') {
      return 2;
    } else if (codePoint >= '!' && codePoint <= '~') {
      return 3;
    } else if (codePoint == ' ') {
      return 4;
    }
    return codePoint > 0xA0 ? 5 : 6;
  }

  private static int firstOf(int lo, int hi, int from, int to) {
    int first = Math.max(lo, from);
    return first <= Math.min(hi, to) ? ceiling(first) : -1;
  }
}
