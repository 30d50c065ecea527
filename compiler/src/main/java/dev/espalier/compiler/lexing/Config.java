package dev.espalier.compiler.lexing;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a lexer stands in one reading of the bytes: a state within a lexeme, the modes to come back
 * to, and what must not happen: the longer matches that were left behind for shorter ones and must
 * never complete.
 *
 * <p>Immutable; one object among equal ones, so that equality is identity.
 */
public final class Config {
  final int state;
  final int[] modes; // the current one last
  final int[] obligations; // sorted
  final boolean hidden; // whether the token, of which more was read before, is on another channel
  // Whether a match is made here even at the end of the text: at its beginning, and where a token
  // goes on. Known only where some mode has a match of the end alone.
  final boolean open;
  private final int hash;

  /** A small number, unique among the configurations of a lexer. */
  final int number;

  // Made when they are first asked for, by the lexer; racing threads make the same ones.
  final @Nullable Config[] stays;
  volatile @Nullable End end;
  volatile @Nullable BitSet ends; // numbers of the ends that its lexeme may come to
  volatile long @Nullable [] expected;

  Config(
      int state,
      int[] modes,
      int[] obligations,
      boolean hidden,
      boolean open,
      int classes,
      int number) {
    this.state = state;
    this.modes = modes;
    this.obligations = obligations;
    this.hidden = hidden;
    this.open = open;
    this.number = number;
    this.stays = new Config[classes];
    this.hash =
        31 * (31 * Arrays.hashCode(modes) + Arrays.hashCode(obligations))
            + 4 * state
            + (hidden ? 2 : 0)
            + (open ? 1 : 0);
  }

  /**
   * A lexeme that may end.
   *
   * @param terminal the terminal that it is, or {@link LongestMatchLexer#INVISIBLE} where the
   *     parser does not see it
   * @param next where the next lexeme begins
   */
  public record End(int terminal, Config next) {}

  public int number() {
    return number;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Config c
            && c.state == state
            && c.hidden == hidden
            && c.open == open
            && Arrays.equals(c.modes, modes)
            && Arrays.equals(c.obligations, obligations));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return state
        + (modes.length > 1 ? Arrays.toString(modes) : "")
        + (obligations.length > 0 ? "!" + Arrays.toString(obligations) : "");
  }
}
