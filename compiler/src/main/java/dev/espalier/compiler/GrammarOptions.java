package dev.espalier.compiler;

import java.util.Optional;

/**
 * How a grammar's source is compiled.
 *
 * @param syntax how it is written; empty to tell it from the source's name and content
 * @param source the name of the source in errors, such as a file's name (default {@code grammar})
 * @param start the rule that a whole text is; empty for the syntax's own: {@code root} in GBNF,
 *     {@code start} in Lark, the first parser rule elsewhere
 * @param predicatesHold whether ANTLR's semantic predicates may be taken as always true; if not,
 *     they are refused by name (default false)
 * @param resolver finds imported grammars (default none)
 * @param limits every limit
 */
public record GrammarOptions(
    Optional<GrammarSyntax> syntax,
    String source,
    Optional<String> start,
    boolean predicatesHold,
    GrammarResolver resolver,
    CompileLimits limits) {

  public static final GrammarOptions DEFAULT =
      new GrammarOptions(
          Optional.empty(),
          "grammar",
          Optional.empty(),
          false,
          GrammarResolver.NONE,
          CompileLimits.DEFAULT);

  public GrammarOptions withSyntax(GrammarSyntax other) {
    return new GrammarOptions(Optional.of(other), source, start, predicatesHold, resolver, limits);
  }

  public GrammarOptions withSource(String name) {
    return new GrammarOptions(syntax, name, start, predicatesHold, resolver, limits);
  }

  public GrammarOptions withStart(String rule) {
    return new GrammarOptions(syntax, source, Optional.of(rule), predicatesHold, resolver, limits);
  }

  public GrammarOptions withPredicatesHold(boolean hold) {
    return new GrammarOptions(syntax, source, start, hold, resolver, limits);
  }

  public GrammarOptions withResolver(GrammarResolver other) {
    return new GrammarOptions(syntax, source, start, predicatesHold, other, limits);
  }

  public GrammarOptions withLimits(CompileLimits other) {
    return new GrammarOptions(syntax, source, start, predicatesHold, resolver, other);
  }
}
