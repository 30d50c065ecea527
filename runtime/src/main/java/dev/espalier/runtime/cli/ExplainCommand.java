package dev.espalier.runtime.cli;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.explain.Explainer;
import dev.espalier.compiler.explain.Explanation;
import dev.espalier.runtime.model.BundledModels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code espalier explain}: what became of a schema or a grammar, stage by stage. */
@Command(
    name = "explain",
    description = {
      "Shows what became of a schema or a grammar, stage by stage, as text or as a picture.",
      "Exit status 1 if it cannot be compiled, or no valid text begins with the prefix."
    })
final class ExplainCommand extends BaseCommand {
  /** What is shown. */
  enum Stage {
    /** The rules of a grammar, with their places. */
    rules,
    /** What each schema says of a value. */
    shapes,
    /** The automaton that reads lexemes. */
    lexer,
    /** What the parser knows after the prefix, or what is open in a JSON text. */
    structure,
    /** The tokens that may follow. */
    mask
  }

  /** How it is shown. */
  enum Format {
    text,
    dot,
    svg
  }

  @Mixin LanguageArguments language = new LanguageArguments(new SchemaArguments());

  @Option(
      names = "--stage",
      paramLabel = "rules|shapes|lexer|structure|mask",
      description =
          "What is shown: the rules of a grammar or the shapes of a schema; the automaton that "
              + "reads lexemes, the structure's states and the mask after the prefix. Default: as "
              + "text, all of them; as a picture, the first.")
  @Nullable Stage stage;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "The beginning of a text. Default: nothing.")
  String prefix = "";

  @Option(
      names = "--format",
      paramLabel = "text|dot|svg",
      description = "Text, or a picture: for Graphviz, or as SVG. Default: ${DEFAULT-VALUE}.")
  Format format = Format.text;

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE",
      description =
          "A tokenizer.json or a tiktoken rank file, plain or gzip. Default: that of the bundled "
              + "model.")
  @Nullable String tokenizer;

  @Option(
      names = "--eos",
      paramLabel = "TOKEN",
      split = ",",
      description = "The tokens that end a text, by id or by name. Default: what the files say.")
  List<String> eos = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write to a file instead of standard output.")
  @Nullable String output;

  @Override
  Set<String> own() {
    return Set.of("--format");
  }

  @Override
  public Integer call() {
    Language given = language.read(this, SchemaArguments.Form.any);
    Stage first = given instanceof Language.OfSchema ? Stage.shapes : Stage.rules;
    if (stage == Stage.shapes && first == Stage.rules) {
      throw Failure.usage("--stage shapes is of a schema; a grammar has rules");
    }
    if (stage == Stage.rules && first == Stage.shapes) {
      throw Failure.usage("--stage rules is of a grammar; a schema has shapes");
    }
    List<Stage> stages =
        stage != null
            ? List.of(stage)
            : format == Format.text
                ? List.of(first, Stage.lexer, Stage.structure, Stage.mask)
                : List.of(first);
    Grammar grammar = given.compile();
    Map<Stage, Explanation> shown = explain(given, grammar, stages);
    try (Results results = Results.to(output, streams())) {
      if (json) {
        shown.forEach((at, explanation) -> {
          Map<String, Object> object = new LinkedHashMap<>();
          object.put("stage", at.name());
          object.put("format", format.name());
          object.put("content", content(explanation));
          results.line(Streams.json(object));
        });
        return ExitStatus.DONE;
      }
      List<String> parts = new ArrayList<>();
      shown.forEach((at, explanation) -> {
        String heading = shown.size() > 1 ? "--- " + at + "\n" : "";
        parts.add(heading + content(explanation).stripTrailing());
      });
      results.line(String.join("\n\n", parts));
    }
    return ExitStatus.DONE;
  }

  private Map<Stage, Explanation> explain(Language given, Grammar grammar, List<Stage> stages) {
    Map<Stage, Explanation> shown = new LinkedHashMap<>();
    State state = null;
    for (Stage at : stages) {
      if (at != Stage.rules && at != Stage.shapes && state == null) {
        state = after(grammar);
      }
      shown.put(at, explain(at, given, grammar, state));
    }
    return shown;
  }

  private static Explanation explain(
      Stage at, Language given, Grammar grammar, @Nullable State state) {
    if (state == null) {
      return given instanceof Language.OfGrammar source
          ? Explainer.rules(source.definition())
          : Explainer.shapes(grammar).orElseThrow();
    }
    return switch (at) {
      case rules, shapes -> throw new IllegalArgumentException("comes first: " + at);
      case lexer -> Explainer.lexer(state);
      case structure -> Explainer.structure(state);
      case mask -> Explainer.mask(state);
    };
  }

  private State after(Grammar grammar) {
    Path file =
        tokenizer == null
            ? BundledModels.records().resolve("tokenizer.json")
            : Inputs.path(tokenizer);
    Vocabulary vocabulary = TokenizerArguments.read(file, eos);
    byte[] bytes = prefix.getBytes(StandardCharsets.UTF_8);
    try {
      return grammar.bind(vocabulary).start().next(bytes);
    } catch (NotAllowed e) {
      throw Failure.prefix(bytes, e);
    }
  }

  private String content(Explanation explanation) {
    return switch (format) {
      case text -> explanation.text();
      case dot -> explanation.graph().dot();
      case svg -> explanation.graph().svg();
    };
  }
}
