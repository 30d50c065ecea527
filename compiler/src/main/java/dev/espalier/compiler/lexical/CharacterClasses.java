package dev.espalier.compiler.lexical;

import java.util.Arrays;

/**
 * A fixed division of the characters that stand for themselves in a JSON string into few classes,
 * such as patterns like to tell apart: the digits, {@code A-F}, {@code G-Z}, every other ASCII
 * character by itself, the white space beyond ASCII (what ECMA-262 means by {@code \s}, and with it
 * what {@code .} leaves out), and everything else beyond ASCII.
 *
 * <p>A set of classes is a {@code long}: bit <i>k</i> for class <i>k</i>.
 */
public final class CharacterClasses {
  /** The set with no class. */
  public static final long NONE = 0;

  /** Stands for a byte or a character that is in no class: quotation mark, backslash, control. */
  public static final int NO_CLASS = -1;

  private static final int ASCII = 0x80;

  // Bounds, both included, of ranges.
  private static final int[] SPACES = {
    0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A, 0x2028, 0x2029, 0x202F, 0x202F, 0x205F, 0x205F,
    0x3000, 0x3000, 0xFEFF, 0xFEFF
  };

  private static final int[][] RANGES = new int[63][];
  private static final int[] OF = new int[ASCII];
  private static final int COUNT = divide();
  private static final int SPACE = COUNT - 2;
  private static final int OTHER = COUNT - 1;

  private CharacterClasses() {}

  private static int divide() {
    Arrays.fill(OF, NO_CLASS);
    int count = 0;
    for (int[] range : new int[][] {{'0', '9'}, {'A', 'F'}, {'G', 'Z'}}) {
      count = add(count, range[0], range[1]);
    }
    for (int c = 0x20; c < ASCII; c++) {
      if (OF[c] == NO_CLASS && c != '"' && c != '\\') {
        count = add(count, c, c);
      }
    }
    RANGES[count++] = SPACES;
    RANGES[count++] = between(SPACES);
    return count;
  }

  private static int add(int k, int lo, int hi) {
    RANGES[k] = new int[] {lo, hi};
    for (int c = lo; c <= hi; c++) {
      OF[c] = k;
    }
    return k + 1;
  }

  /** What lies beyond ASCII and in none of some ranges. */
  private static int[] between(int[] ranges) {
    int[] others = new int[ranges.length + 2];
    int lo = ASCII;
    for (int i = 0; i < ranges.length; i += 2) {
      others[i] = lo;
      others[i + 1] = ranges[i] - 1;
      lo = ranges[i + 1] + 1;
    }
    others[ranges.length] = lo;
    others[ranges.length + 1] = Character.MAX_CODE_POINT;
    return others;
  }

  /** How many classes there are: at most 63. */
  public static int count() {
    return COUNT;
  }

  /** The class of a character, or {@link #NO_CLASS}. */
  public static int of(int codePoint) {
    if (codePoint < ASCII) {
      return OF[codePoint];
    }
    return (beyondAscii(codePoint, codePoint) >>> SPACE & 1) != 0 ? SPACE : OTHER;
  }

  /**
   * The classes of the characters from {@code lo} to {@code hi}, both included.
   *
   * @param lo beyond ASCII
   */
  public static long beyondAscii(int lo, int hi) {
    int inside = 0; // how many of them are white space
    for (int i = 0; i < SPACES.length; i += 2) {
      inside += Math.max(0, Math.min(hi, SPACES[i + 1]) - Math.max(lo, SPACES[i]) + 1);
    }
    return (inside > 0 ? 1L << SPACE : NONE) | (inside <= hi - lo ? 1L << OTHER : NONE);
  }

  /** Whether every character that begins with a byte is in some classes. */
  public static boolean begins(long classes, int b) {
    if (b < ASCII) {
      return OF[b] != NO_CLASS && (classes >>> OF[b] & 1) != 0;
    }
    long beyond = 1L << SPACE | 1L << OTHER;
    return (classes & beyond) == beyond;
  }

  /**
   * The characters of a class, as the bounds of ranges, both included; every character between two
   * bounds, but for surrogates, is of the class. Not to be changed.
   */
  public static int[] ranges(int k) {
    return RANGES[k];
  }
}
