package dev.espalier.runtime.cli;

import dev.espalier.compiler.Canvas;
import dev.espalier.compiler.Canvas.Hole;
import dev.espalier.compiler.Canvas.Part;
import dev.espalier.compiler.Canvas.Text;
import dev.espalier.compiler.CanvasChecker;
import dev.espalier.compiler.CanvasVerdict;
import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.KeyOrder;
import dev.espalier.compiler.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code espalier infill}: fills the holes of a text. */
@Command(
    name = "infill",
    description = {
      "Fills the holes of a text so that it is a text of the schema or grammar: shortly, in"
          + " whatever",
      "way there is, without a model.",
      "Exit status 1 if there is no way, or none was found within the limits."
    })
final class InfillCommand extends BaseCommand {
  @Mixin LanguageArguments language = new LanguageArguments();
  @Mixin TokenizerArguments tokenizer = new TokenizerArguments();

  @Option(
      names = "--file",
      required = true,
      paramLabel = "FILE",
      description = "The text, with a mark for each hole; - for standard input.")
  String file = "";

  @Option(
      names = "--hole",
      paramLabel = "MARK",
      description = "What stands for a hole. Default: ${DEFAULT-VALUE}.")
  String mark = "<HOLE>";

  @Option(
      names = "--hole-length",
      paramLabel = "N",
      description = "At most so many tokens in each hole. Default: any number.")
  int holeLength = Hole.UNBOUNDED;

  @Override
  public Integer call() {
    if (mark.isEmpty()) {
      throw Failure.usage("--hole is empty");
    }
    if (holeLength < 0) {
      throw Failure.usage("--hole-length is below 0");
    }
    if (file.equals("-") && language.isStandardInput()) {
      throw Failure.usage("--file and " + language.option() + " are both standard input");
    }
    Language source = language.read(this, SchemaArguments.Form.any);
    Vocabulary vocabulary = tokenizer.vocabulary();
    String text =
        Inputs.withoutLastLineBreak(
            Inputs.text(file, streams(), CompileLimits.DEFAULT.schemaBytes()));
    long start = System.nanoTime();
    CanvasVerdict verdict = verdict(source, canvas(text), vocabulary);
    double millis = (System.nanoTime() - start) / 1e6;
    String filled =
        verdict instanceof CanvasVerdict.Completable completable
            ? text(completable.tokens(), vocabulary)
            : "";
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("text", filled);
      object.put("complete", verdict.isCompletable());
      object.put("verdict", name(verdict));
      object.put("check_ms", millis);
      streams().println(Streams.json(object));
    } else if (verdict.isCompletable()) {
      streams().println(filled);
    } else {
      streams().note(name(verdict));
    }
    return verdict.isCompletable() ? ExitStatus.DONE : ExitStatus.REFUSED;
  }

  private static CanvasVerdict verdict(Language source, Canvas canvas, Vocabulary vocabulary) {
    CanvasVerdict verdict = check(source.compile(), canvas, vocabulary);
    if (verdict instanceof CanvasVerdict.Unknown
        && source instanceof Language.OfSchema schema
        && schema.options().form().keys() == KeyOrder.ANY) {
      // A filling with keys in declared order is one as well, and easier to find.
      OutputForm ordered = schema.options().form().withKeys(KeyOrder.DECLARED);
      Grammar narrower = JsonSchema.compile(schema.text(), schema.options().withForm(ordered));
      CanvasVerdict second = check(narrower, canvas, vocabulary);
      return second.isCompletable() ? second : verdict;
    }
    return verdict;
  }

  private static CanvasVerdict check(Grammar grammar, Canvas canvas, Vocabulary vocabulary) {
    return CanvasChecker.of(grammar.bind(vocabulary)).check(canvas).verdict();
  }

  private Canvas canvas(String text) {
    List<Part> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, from)) {
      parts.add(Text.of(text.substring(from, at).getBytes(StandardCharsets.UTF_8)));
      parts.add(new Hole(0, holeLength));
      from = at + mark.length();
    }
    parts.add(Text.of(text.substring(from).getBytes(StandardCharsets.UTF_8)));
    return new Canvas(parts);
  }

  private static String text(int[] tokens, Vocabulary vocabulary) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : tokens) {
      bytes.writeBytes(vocabulary.bytes(token));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String name(CanvasVerdict verdict) {
    return switch (verdict) {
      case CanvasVerdict.Completable filled -> "completable";
      case CanvasVerdict.Dead dead -> "dead: however the holes are filled, it is no valid text";
      case CanvasVerdict.Unknown unknown ->
          String.format(
              Locale.ROOT,
              "unknown: the limit %s = %d was reached",
              unknown.limit(),
              unknown.value());
    };
  }
}
