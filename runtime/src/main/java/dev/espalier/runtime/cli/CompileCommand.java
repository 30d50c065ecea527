package dev.espalier.runtime.cli;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.grammar.GrammarDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code espalier compile}: whether a schema or a grammar can be enforced, and what of it. */
@Command(
    name = "compile",
    description = {
      "Compiles a schema or a grammar and says what is enforced.",
      "Exit status 1 if it cannot be compiled, with the place and the reason."
    })
final class CompileCommand extends BaseCommand {
  @Mixin LanguageArguments language = new LanguageArguments();
  @Mixin TokenizerArguments tokenizer = new TokenizerArguments();

  @Override
  public Integer call() {
    Language given = language.read(this, SchemaArguments.Form.any);
    long before = System.nanoTime();
    Grammar grammar = given.compile();
    long compiled = System.nanoTime();
    Vocabulary vocabulary = tokenizer.vocabulary();
    long read = System.nanoTime();
    Constraint constraint = grammar.bind(vocabulary);
    State start = constraint.start();
    State.Completion completion = start.completion();
    int allowed = -1;
    String limit = "";
    try {
      allowed = start.mask().count();
    } catch (LimitExceeded e) {
      limit = Failure.of(e).message();
    }
    long masked = System.nanoTime();

    Report report = grammar.report();
    List<String> relaxed =
        report.relaxed().stream().map(Report.Relaxation::keyword).distinct().sorted().toList();
    String shortest = Tokens.text(completion, vocabulary);
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("ok", true);
      switch (given) {
        case Language.OfSchema schema -> {
          object.put("enforced", report.enforced());
          object.put("relaxed", relaxed);
          object.put(
              "relaxed_at", report.relaxed().stream().map(Report.Relaxation::pointer).toList());
        }
        case Language.OfGrammar source -> {
          GrammarDefinition definition = source.definition();
          object.put("syntax", source.syntax());
          object.put("start", definition.start());
          object.put("rules", definition.rules().size());
        }
      }
      object.put("notes", report.notes());
      object.put("compile_us", micros(compiled - before));
      object.put("first_mask_us", micros(masked - read));
      if (limit.isEmpty()) {
        object.put("first_mask_allows", allowed);
      } else {
        object.put("limit", limit);
      }
      object.put("completion", shortest);
      object.put("completion_tokens", completion.tokens());
      object.put("fingerprint", constraint.fingerprint());
      streams().println(Streams.json(object));
      return ExitStatus.DONE;
    }
    streams()
        .println(
            String.format(
                Locale.ROOT,
                "compiled in %.1f ms, first mask after %.1f ms more",
                (compiled - before) / 1e6,
                (masked - read) / 1e6));
    switch (given) {
      case Language.OfSchema schema -> streams().println("enforced: " + listed(report.enforced()));
      case Language.OfGrammar source -> {
        GrammarDefinition definition = source.definition();
        streams()
            .println(
                "%s grammar %s: %d rules, from %s"
                    .formatted(
                        source.syntax(),
                        definition.name(),
                        definition.rules().size(),
                        definition.start()));
      }
    }
    for (Report.Relaxation relaxation : report.relaxed()) {
      streams().println("NOT enforced: " + relaxation.keyword() + " at " + relaxation.pointer());
    }
    for (String note : report.notes()) {
      streams().println("note: " + note);
    }
    if (limit.isEmpty()) {
      streams()
          .println("a text may begin with " + allowed + " of " + vocabulary.size() + " tokens");
    } else {
      streams().println("the first mask cannot be computed: " + limit);
    }
    streams().println("a short text, " + completion.tokens() + " tokens: " + abbreviated(shortest));
    return ExitStatus.DONE;
  }

  private static long micros(long nanos) {
    return Math.round(nanos / 1e3);
  }

  private static String listed(List<String> words) {
    return words.isEmpty() ? "nothing: every JSON text is valid" : String.join(", ", words);
  }

  private static String abbreviated(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
