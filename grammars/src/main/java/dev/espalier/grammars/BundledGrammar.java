package dev.espalier.grammars;

import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarResolver;
import dev.espalier.compiler.GrammarSyntax;
import java.util.List;
import java.util.Optional;

/**
 * A grammar of this module: an ANTLR 4 grammar, with texts that are in its language and texts that
 * are not.
 *
 * @param name what it is called, and the name of its folder, of its file and of the grammar there
 * @param start the rule that a whole text is; it ends with the end of the text
 * @param language the language that it describes, and the specification that it follows
 * @param bounds in what its language is smaller than the real one: every text that the grammar
 *     accepts is a text of the language, but not every text of the language is accepted. Empty
 *     where both are the same
 */
public record BundledGrammar(String name, String start, String language, String bounds) {

  /**
   * A text that the grammar has to accept, or refuse.
   *
   * @param name the name of its file
   */
  public record Sample(String name, String text) {}

  /** The source of the grammar; of a split grammar, the parser's half. */
  public String source() {
    return Resources.text(name + "/" + name + ".g4");
  }

  /** Finds what the source refers to: of a split grammar, the lexer's half. */
  public GrammarResolver resolver() {
    return other ->
        Resources.names(name).contains(other + ".g4")
            ? Optional.of(Resources.text(name + "/" + other + ".g4"))
            : Optional.empty();
  }

  /** How {@link #source} is compiled. */
  public GrammarOptions options() {
    return GrammarOptions.DEFAULT
        .withSyntax(GrammarSyntax.ANTLR)
        .withSource(name + ".g4")
        .withStart(start)
        .withResolver(resolver());
  }

  /** Texts that are in the language, by name. */
  public List<Sample> validSamples() {
    return samples("valid");
  }

  /** Texts that are neither in the grammar's language nor in the real one, by name. */
  public List<Sample> invalidSamples() {
    return samples("invalid");
  }

  private List<Sample> samples(String verdict) {
    String folder = name + "/samples/" + verdict;
    return Resources.names(folder).stream()
        .map(file -> new Sample(file, Resources.text(folder + "/" + file)))
        .toList();
  }
}
