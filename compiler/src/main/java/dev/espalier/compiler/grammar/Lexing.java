package dev.espalier.compiler.grammar;

import java.util.List;

/** How a text is cut into the terminals of a grammar: a part of the grammar's meaning. */
public sealed interface Lexing {
  /**
   * Every way of cutting counts.
   *
   * @param ignored names of terminal rules, any number of whose texts may stand before every
   *     terminal and at the end: Lark's {@code %ignore}. Terminals are what {@link Rule#terminal}
   *     marks, and in other rules everything that is not a reference to a rule, a sequence, a
   *     choice or a repetition
   */
  record Scannerless(List<String> ignored) implements Lexing {
    public static final Scannerless PLAIN = new Scannerless(List.of());

    public Scannerless {
      ignored = List.copyOf(ignored);
    }
  }

  /**
   * As ANTLR's lexers do it: the longest match, among equally long ones the first rule; after a
   * match that could have grown but did not, what was read too much is given back.
   *
   * @param modes the first is the one that a text begins in
   */
  record LongestMatch(List<Mode> modes) implements Lexing {
    public LongestMatch {
      modes = List.copyOf(modes);
    }
  }

  /** The lexer rules that may match at a time, the first ones first. */
  record Mode(String name, List<LexerRule> rules) {
    public Mode {
      rules = List.copyOf(rules);
    }
  }

  /**
   * A rule that makes tokens.
   *
   * @param name the token type, unless a command says another
   */
  record LexerRule(String name, List<LexerAlternative> alternatives, Location at) {
    public LexerRule {
      alternatives = List.copyOf(alternatives);
    }
  }

  /** One alternative of a lexer rule, and what is done where it matched. */
  record LexerAlternative(Expr body, List<Command> commands) {
    public LexerAlternative {
      commands = List.copyOf(commands);
    }
  }

  /** What is done where an alternative of a lexer rule matched, in this order. */
  sealed interface Command {
    /** No token is made. */
    record Skip() implements Command {}

    /** The next match goes on with the same token. */
    record More() implements Command {}

    /** The token has another type. */
    record Type(String name) implements Command {}

    /**
     * The token is on another channel than the parser's.
     *
     * @param hidden false for the parser's own channel
     */
    record Channel(boolean hidden) implements Command {}

    /** The next match is in another mode. */
    record ToMode(String mode) implements Command {}

    /** As {@link ToMode}, and the mode before is kept for {@link PopMode}. */
    record PushMode(String mode) implements Command {}

    /** The next match is in the mode that was kept last. */
    record PopMode() implements Command {}
  }
}
