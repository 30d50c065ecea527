package dev.espalier.runtime.cli;

import dev.espalier.runtime.data.CodeTask;
import dev.espalier.runtime.data.RecordPrompt;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The prompt and its form, for all commands that let a model write. */
final class PromptArguments {
  private static final long BYTES = 64L << 20;

  /** How the prompt is made from what the user gives. */
  enum Template {
    /** As the bundled models were trained: the schema's fields, the text, a heading. */
    records,
    /** The prompt as a question, and a heading for SQL: as the bundled models were trained too. */
    sql,
    /** The prompt as a question, and a heading for a formula; likewise. */
    formula,
    /** The prompt as it is. */
    none
  }

  @Option(names = "--prompt", paramLabel = "TEXT", description = "The prompt. Default: empty.")
  @Nullable String text;

  @Option(
      names = "--prompt-file",
      paramLabel = "FILE",
      description = "The prompt from a file; - for standard input.")
  @Nullable String file;

  @Option(
      names = "--template",
      paramLabel = "records|sql|formula|none",
      description =
          "What the model reads: 'records', 'sql' and 'formula' put the prompt into the forms that "
              + "the bundled models were trained on (fields of the schema, text, heading; question, "
              + "heading); 'none' takes it as it is. Default with --schema: records for the bundled "
              + "model; else what espalier.json in the model's directory says, else none. Default "
              + "with --grammar: none.")
  @Nullable Template template;

  /** Refuses arguments that exclude each other. */
  void check(LanguageArguments language) {
    if (text != null && file != null) {
      throw Failure.usage("--prompt and --prompt-file are given; one of them is the prompt");
    }
    if ("-".equals(file) && language.isStandardInput()) {
      throw Failure.usage(language.option() + " and --prompt-file cannot both be standard input");
    }
  }

  /** What the user gives. */
  String given(Streams streams) {
    if (text != null) {
      return text;
    }
    return file == null ? "" : Inputs.text(file, streams, BYTES);
  }

  /**
   * What a model reads.
   *
   * @param given what the user gives
   * @param bundled whether the model is the bundled one
   * @param directory the model's
   */
  String form(String given, boolean bundled, Language source, Path directory) {
    Template form = template == null ? defaultTemplate(bundled, source, directory) : template;
    String plain = Inputs.withoutLastLineBreak(given);
    return switch (form) {
      case records -> {
        if (!(source instanceof Language.OfSchema schema)) {
          throw Failure.usage("--template records shows the model a schema, and there is none");
        }
        yield RecordPrompt.of(plain, schema.text());
      }
      case sql -> CodeTask.sqlPrompt(plain);
      case formula -> CodeTask.formulaPrompt(plain);
      case none -> given;
    };
  }

  private static Template defaultTemplate(boolean bundled, Language source, Path directory) {
    boolean schema = source instanceof Language.OfSchema;
    return ModelNotes.read(directory)
        .template()
        .filter(said -> schema || said != Template.records)
        .orElse(schema && bundled ? Template.records : Template.none);
  }
}
