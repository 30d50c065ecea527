package dev.espalier.compiler.lexical;

/**
 * A fixed division of the characters that stand for themselves in a JSON string into few classes,
 * such as patterns like to tell apart: the digits, {@code A-F}, {@code G-Z}, every other ASCII
 * character by itself, and everything beyond ASCII.
 *
 * <p>A set of classes is a {@code long}: bit <i>k</i> for class <i>k</i>.
 */
public final class CharacterClasses {
  /** The set with no class. */
  public static final long NONE = 0;

  /** Stands for a byte or a character that is in no class: quotation mark, backslash, control. */
  public static final int NO_CLASS = -1;

  private static final int[] LO = new int[64];
  private static final int[] HI = new int[64];
  private static final int[] OF = new int[0x81];
  private static final int COUNT = divide();

  private CharacterClasses() {}

  private static int divide() {
    java.util.Arrays.fill(OF, NO_CLASS);
    int count = 0;
    for (int[] range : new int[][] {{'0', '9'}, {'A', 'F'}, {'G', 'Z'}}) {
      count = add(count, range[0], range[1]);
    }
    for (int c = 0x20; c < 0x80; c++) {
      if (OF[c] == NO_CLASS && c != '"' && c != '\\') {
        count = add(count, c, c);
      }
    }
    return add(count, 0x80, Character.MAX_CODE_POINT);
  }

  private static int add(int k, int lo, int hi) {
    LO[k] = lo;
    HI[k] = hi;
    for (int c = lo; c <= Math.min(hi, 0x80); c++) {
      OF[c] = k;
    }
    return k + 1;
  }

  /** How many classes there are: less than 63. */
  public static int count() {
    return COUNT;
  }

  /** The class of a character, or {@link #NO_CLASS}. */
  public static int of(int codePoint) {
    return OF[Math.min(codePoint, 0x80)];
  }

  /** The first character of a class. */
  public static int lo(int k) {
    return LO[k];
  }

  /** The last; every character between, but for surrogates, is of the class too. */
  public static int hi(int k) {
    return HI[k];
  }
}
