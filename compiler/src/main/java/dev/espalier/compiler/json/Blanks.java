package dev.espalier.compiler.json;

import dev.espalier.compiler.lexical.ByteSet;

/**
 * Reads one run of white space: at most one line break ({@code \n}, {@code \r\n} or {@code \r}) and
 * a number of blanks and tabs. A state is an int; 0 is the start.
 */
final class Blanks {
  /** The bytes of white space. */
  static final ByteSet BYTES = ByteSet.of(" \t\n\r");

  private static final int DEAD = -1;
  private static final int BROKEN = 1;
  private static final int RETURN = 2;

  private Blanks() {}

  /**
   * The state after a byte, or -1.
   *
   * @param blanks how many blanks and tabs a run may have; negative for no white space at all
   */
  static int step(int state, int b, int blanks) {
    int read = state >>> 2;
    int line = state & 3;
    return switch (b) {
      case ' ', '\t' -> read < blanks ? (read + 1) << 2 | (line == RETURN ? BROKEN : line) : DEAD;
      case '\n' -> blanks >= 0 && line != BROKEN ? read << 2 | BROKEN : DEAD;
      case '\r' -> blanks >= 0 && line == 0 ? read << 2 | RETURN : DEAD;
      default -> DEAD;
    };
  }

  static boolean is(int b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }
}
