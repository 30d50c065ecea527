package dev.espalier.compiler.grammar;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointSet;
import java.util.List;
import java.util.Set;

/** What a rule may be written as. */
public sealed interface Expr {
  /** Where it stands. */
  Location at();

  /** Nothing. */
  record Empty(Location at) implements Expr {}

  /**
   * Some code points, one after the other.
   *
   * @param ignoreCase whether each stands for all its simple case variants
   */
  record Literal(String text, boolean ignoreCase, Location at) implements Expr {}

  /** One code point of a set; of the empty set, none can be. */
  record Characters(CodePointSet set, Location at) implements Expr {}

  /**
   * A text of a regular language that is at hand as an automaton.
   *
   * @param source how it was written, for exports and pictures
   */
  record Regular(CodePointDfa language, String source, Location at) implements Expr {}

  /** What another rule says. */
  record Reference(String rule, Location at) implements Expr {}

  /** One after the other. */
  record Sequence(List<Expr> parts, Location at) implements Expr {
    public Sequence {
      parts = List.copyOf(parts);
    }
  }

  /** One of several; of none, nothing can be. The order matters in lexer rules of ANTLR only. */
  record Choice(List<Expr> alternatives, Location at) implements Expr {
    public Choice {
      alternatives = List.copyOf(alternatives);
    }
  }

  /**
   * Several times.
   *
   * @param min at least, from 0
   * @param max at most, or {@link #UNBOUNDED}
   * @param greedy matters in lexer rules of ANTLR only
   */
  record Repeat(Expr body, int min, int max, boolean greedy, Location at) implements Expr {
    public static final int UNBOUNDED = -1;
  }

  /** A text that each of the parts allows. Regular parts only. */
  record Intersection(List<Expr> parts, Location at) implements Expr {
    public Intersection {
      parts = List.copyOf(parts);
    }
  }

  /** A text that the body does not allow. A regular body only. */
  record Complement(Expr body, Location at) implements Expr {}

  /**
   * One token of the lexer: in the parser rules of a grammar under {@link Lexing.LongestMatch}.
   *
   * @param types the names of the token types that it may have; {@link #END} is the end of the text
   */
  record Tokens(Set<String> types, Location at) implements Expr {
    /** The name of the token type of the end of the text. */
    public static final String END = "EOF";

    public Tokens {
      types = Set.copyOf(types);
    }
  }

  /**
   * The end of the text, in a lexer rule of ANTLR. In parser rules it is the token type {@link
   * Tokens#END}.
   */
  record End(Location at) implements Expr {}

  /** A special token of the model's vocabulary, by its text there, such as {@code <|eot_id|>}. */
  record SpecialToken(String text, Location at) implements Expr {}

  /**
   * Any token of the model's vocabulary but one.
   *
   * @param text of the one, such as {@code <|eot_id|>}
   */
  record OtherTokens(String text, Location at) implements Expr {}

  /**
   * A token of the model's vocabulary by its id.
   *
   * @param ranges pairs of a first and a last id, both inclusive
   * @param negated whether every other token is meant
   */
  record TokenIds(List<Integer> ranges, boolean negated, Location at) implements Expr {
    public TokenIds {
      ranges = List.copyOf(ranges);
    }
  }

  /**
   * A text of another grammar, such as a JSON Schema's.
   *
   * @param description what it is, for exports and pictures
   */
  record Embedded(Grammar grammar, String description, Location at) implements Expr {}
}
