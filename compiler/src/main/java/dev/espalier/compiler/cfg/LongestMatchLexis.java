package dev.espalier.compiler.cfg;

import dev.espalier.compiler.canvas.Lexis;
import dev.espalier.compiler.lexing.Config;
import dev.espalier.compiler.lexing.LongestMatchLexer;
import java.util.OptionalInt;

/** The lexemes of a lexer that takes the longest match: its places are its configurations. */
final class LongestMatchLexis extends Lexis {
  private final LongestMatchLexer lexer;
  private final int classes;

  /**
   * @param classes into how many terminals each token type is split; they count as one here
   */
  LongestMatchLexis(LongestMatchLexer lexer, int classes) {
    this.lexer = lexer;
    this.classes = classes;
  }

  @Override
  public int start() {
    return lexer.start().number();
  }

  @Override
  public int step(int place, int b) {
    Config next = lexer.stay(lexer.config(place), b);
    return next == null ? DEAD : next.number();
  }

  @Override
  public int[] ends(int place) {
    Config.End end = lexer.end(lexer.config(place));
    return end == null
        ? NONE
        : new int[] {
          end.terminal() == LongestMatchLexer.INVISIBLE ? INVISIBLE : end.terminal() / classes,
          end.next().number()
        };
  }

  @Override
  public boolean mayEnd(int place) {
    return lexer.mayEnd(lexer.config(place));
  }

  @Override
  public int[] atEnd(int place) {
    OptionalInt terminal = lexer.endTerminal(lexer.config(place));
    return terminal.isEmpty()
        ? NONE
        : new int[] {
          terminal.getAsInt() == LongestMatchLexer.INVISIBLE
              ? INVISIBLE
              : terminal.getAsInt() / classes
        };
  }

  @Override
  public int relaxed(int place) {
    return lexer.relaxed(lexer.config(place)).number();
  }

  @Override
  public int endToken() {
    OptionalInt token = lexer.boundaries().endToken();
    return token.isEmpty() ? -1 : token.getAsInt() / classes;
  }
}
