package dev.espalier.runtime.cli;

import dev.espalier.compiler.CompileLimits;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParseResult;

/** What every command is told about the language: a schema or a grammar. */
final class LanguageArguments {
  @Mixin final SchemaArguments schema;
  @Mixin final GrammarArguments grammar = new GrammarArguments();

  LanguageArguments() {
    this(new SchemaArguments.WithFormat());
  }

  LanguageArguments(SchemaArguments schema) {
    this.schema = schema;
  }

  /** Whether the language comes from standard input. */
  boolean isStandardInput() {
    return "-".equals(schema.schema) || "-".equals(grammar.grammar);
  }

  /** The option that names the language. */
  String option() {
    return schema.schema != null ? "--schema" : "--grammar";
  }

  /**
   * Reads what is given, which is exactly one of the two.
   *
   * @param otherwise the form of a schema's texts unless the options say one
   */
  Language read(BaseCommand command, SchemaArguments.Form otherwise) {
    String ofSchema = schema.schema;
    String ofGrammar = grammar.grammar;
    if (ofSchema != null && ofGrammar != null) {
      throw Failure.usage("--schema and --grammar are given; one of them is the language");
    }
    if (ofSchema != null) {
      refuse(command, GrammarArguments.ONLY, "a grammar, and --schema is given");
      String text = Inputs.text(ofSchema, command.streams(), CompileLimits.DEFAULT.schemaBytes());
      return new Language.OfSchema(text, schema.options(otherwise));
    }
    if (ofGrammar != null) {
      refuse(command, SchemaArguments.ONLY, "a schema, and --grammar is given");
      String text = Inputs.text(ofGrammar, command.streams(), CompileLimits.DEFAULT.schemaBytes());
      return new Language.OfGrammar(text, grammar.options(ofGrammar, text));
    }
    throw Failure.usage("what may be written? --schema FILE or --grammar FILE says it");
  }

  private void refuse(BaseCommand command, List<String> options, String of) {
    ParseResult given = command.given();
    // A command may have an option of its own with one of these names.
    for (String option : options) {
      if (given.hasMatchedOption(option) && !command.own().contains(option)) {
        throw Failure.usage(option + " says something about " + of);
      }
    }
  }
}
