package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Location;
import java.util.List;

/**
 * A grammar written for another engine.
 *
 * @param syntax how it is written
 * @param text the grammar; its first lines say in comments what {@code losses} says
 * @param losses what could not be expressed; if there is none, the languages are the same
 */
public record GrammarExport(GrammarSyntax syntax, String text, List<Loss> losses) {

  /** What was done with something that could not be expressed. */
  public enum Treatment {
    /**
     * A name without a rule stands in its place: engines refuse the text until someone gives the
     * name a rule.
     */
    REFUSED,
    /** Something similar stands in its place: the language is another. */
    APPROXIMATED
  }

  /**
   * Something that could not be expressed.
   *
   * @param name the rule, token type or construct
   * @param at where it stands in the source of the grammar
   * @param reason why not, and what stands in its place
   */
  public record Loss(Treatment treatment, String name, Location at, String reason) {
    @Override
    public String toString() {
      return at
          + ": "
          + name
          + " is "
          + (treatment == Treatment.REFUSED ? "refused" : "approximated")
          + ": "
          + reason;
    }
  }

  public GrammarExport {
    losses = List.copyOf(losses);
  }

  /**
   * Writes a grammar.
   *
   * @param syntax {@code GBNF}, {@code LARK} or {@code W3C}
   * @param limits what the automata may cost that are needed on the way
   * @throws IllegalArgumentException for other syntaxes
   * @throws dev.espalier.compiler.GrammarException if the grammar is nested too deeply
   */
  public static GrammarExport of(
      GrammarDefinition grammar, GrammarSyntax syntax, CompileLimits limits) {
    return switch (syntax) {
      case GBNF -> GbnfWriter.write(grammar, limits);
      case LARK -> LarkWriter.write(grammar, limits);
      case W3C -> W3cWriter.write(grammar, limits);
      default -> throw new IllegalArgumentException("grammars are not written as " + syntax);
    };
  }
}
