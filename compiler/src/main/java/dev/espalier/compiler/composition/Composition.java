package dev.espalier.compiler.composition;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.cfg.GrammarCompiler;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Rule;
import java.util.Map;

/** A grammar that remembers how it was put together, so that it can be a part of another. */
public final class Composition implements Grammar {
  private static final String NAME = "composition";

  private final Part part;
  private final Grammar compiled;

  private Composition(Part part, Grammar compiled) {
    this.part = part;
    this.compiled = compiled;
  }

  /**
   * Compiles what was put together.
   *
   * @throws dev.espalier.compiler.GrammarException if a limit is reached
   */
  public static Grammar of(Part part, CompileLimits limits) {
    GrammarDefinition definition =
        new GrammarDefinition(
            NAME,
            NAME,
            Map.of(NAME, new Rule(NAME, false, part.expr(), Part.AT)),
            Lexing.Scannerless.PLAIN,
            part.report().notes());
    return new Composition(
        part, GrammarCompiler.compile(definition, part.identity(), part.report(), limits));
  }

  Part part() {
    return part;
  }

  @Override
  public Constraint bind(Vocabulary vocabulary) {
    return compiled.bind(vocabulary);
  }

  @Override
  public OutputForm form() {
    return compiled.form();
  }

  @Override
  public CompileLimits limits() {
    return compiled.limits();
  }

  @Override
  public Report report() {
    return compiled.report();
  }

  @Override
  public String fingerprint() {
    return compiled.fingerprint();
  }
}
