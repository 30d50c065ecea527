package dev.espalier.runtime.cli;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.runtime.GrammarVerifier;
import dev.espalier.runtime.SchemaVerifier;
import dev.espalier.runtime.Verifier;
import java.util.Locale;

/** What a command is given: a schema or a grammar, not yet compiled. */
sealed interface Language {
  /** Its source. */
  String text();

  Grammar compile();

  /** Who looks at finished texts a second time. */
  Verifier verifier(Grammar compiled);

  /** A JSON Schema. */
  record OfSchema(String text, JsonSchemaOptions options) implements Language {
    @Override
    public Grammar compile() {
      return JsonSchema.compile(text, options);
    }

    @Override
    public Verifier verifier(Grammar compiled) {
      return SchemaVerifier.of(text, options, compiled.report());
    }
  }

  /** A grammar. */
  record OfGrammar(String text, GrammarOptions options) implements Language {
    @Override
    public Grammar compile() {
      return TextGrammar.compile(text, options);
    }

    @Override
    public Verifier verifier(Grammar compiled) {
      return GrammarVerifier.of(text, options);
    }

    /** What the source defines. */
    GrammarDefinition definition() {
      return TextGrammar.definition(text, options);
    }

    /** How it is written, in a word. */
    String syntax() {
      return TextGrammar.syntax(text, options).name().toLowerCase(Locale.ROOT);
    }
  }
}
