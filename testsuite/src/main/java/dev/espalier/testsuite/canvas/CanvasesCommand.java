package dev.espalier.testsuite.canvas;

import dev.espalier.compiler.CanvasChecker;
import dev.espalier.compiler.CanvasVerdict;
import dev.espalier.compiler.CheckedCanvas;
import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.EspalierException;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.grammars.BundledGrammar;
import dev.espalier.grammars.BundledGrammars;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.LongList;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.Percentiles;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.text.Encoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code testsuite canvases}. */
@Command(
    name = "canvases",
    mixinStandardHelpOptions = true,
    description = {
      "Checks the canvases of a file: the verdict and the time of each, from scratch and, for each",
      "proposal, from the canvas before it. What holes can hold is worked out before, and the code",
      "is compiled: all canvases are checked once before any is measured.",
      "With --make, writes the file first: of valid instances of the schemas of MaskBench and of",
      "the samples of a bundled grammar."
    })
public final class CanvasesCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE.jsonl", description = "one canvas a line")
  private Path file = Path.of("");

  @Option(names = "--make", description = "write the file first")
  private boolean make;

  @Option(
      names = "--every",
      paramLabel = "N",
      description = "of every N-th schema (default: ${DEFAULT-VALUE})")
  private int every = 40;

  @Option(
      names = "--grammar",
      paramLabel = "NAME",
      description = "and of this bundled grammar (default: ${DEFAULT-VALUE})")
  private String grammar = "cpp";

  @Option(
      names = "--draws",
      paramLabel = "N",
      description = "canvases of each kind of each of its samples (default: ${DEFAULT-VALUE})")
  private int draws = 4;

  @Option(
      names = "--length",
      paramLabel = "N",
      description = "tokens of a canvas (default: ${DEFAULT-VALUE})")
  private int length = 256;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "of what is known (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(
      names = "--tokenizer",
      paramLabel = "F",
      description = "a tokenizer file (default: the shared data's o200k)")
  private @Nullable Path tokenizer;

  @Option(names = "--lines", description = "print each canvas's verdict and time")
  private boolean lines;

  @Mixin private final Output output = new Output();

  /** What was measured of one kind of canvas. */
  private static final class Row {
    private final LongList scratch = new LongList();
    private final LongList proposals = new LongList();
    private final Map<String, Integer> verdicts = new TreeMap<>();
    private final Map<String, Integer> proposed = new TreeMap<>();
  }

  private final Map<String, Constraint> constraints = new LinkedHashMap<>();
  private final Map<String, Row> rows = new TreeMap<>();
  private int wrong; // canvases of texts, and proposals of theirs, that are said to be dead

  @Override
  public Integer call() {
    Path tokens =
        Home.need(
            tokenizer != null ? tokenizer : Home.data("tokenizers/o200k_base/tokenizer.json.gz"),
            "--tokenizer");
    Vocabulary vocabulary = Vocabulary.read(tokens);
    if (make) {
      make(tokens, vocabulary);
    }
    List<CanvasLine> all = new ArrayList<>();
    CanvasLine.read(file, all::add);
    int left = 0;
    try (ProgressBar bar = output.progress("canvases", 2L * all.size())) {
      for (CanvasLine line : all) {
        left += check(line, vocabulary, false) ? 0 : 1;
        bar.step();
      }
      for (CanvasLine line : all) {
        check(line, vocabulary, true);
        bar.step();
      }
    }
    Map<String, Object> json = new LinkedHashMap<>();
    StringBuilder table =
        new StringBuilder(
            "| canvases | n | verdicts | p50 ms | p90 ms | p99 ms | proposals | verdicts | p50 ms |"
                + " p90 ms | p99 ms |\n"
                + "|---|---:|---|---:|---:|---:|---:|---|---:|---:|---:|\n");
    rows.forEach((name, row) -> {
      Percentiles scratch = Percentiles.of(row.scratch);
      Percentiles proposals = Percentiles.of(row.proposals);
      json.put(
          name,
          Map.of(
              "verdicts",
              row.verdicts,
              "scratch_us",
              scratch.micros(),
              "proposals",
              row.proposed,
              "proposal_us",
              proposals.micros()));
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %s | %s | %d | %s | %s |%n",
              name,
              scratch.n(),
              row.verdicts,
              times(scratch),
              proposals.n(),
              row.proposed,
              times(proposals)));
    });
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("rows", json);
    results.put("left_out", left);
    if (make) {
      results.put("wrong", wrong);
      table.append("\nDead, though made of a text: " + wrong + "\n");
    }
    output.write(results);
    output.say(table.toString());
    output.keep(
        "canvas.md",
        "canvases",
        "bin/testsuite canvases --make --every " + every + " FILE.jsonl",
        results,
        table.toString());
    return wrong == 0 ? Main.OK : Main.FOUND;
  }

  private static String times(Percentiles of) {
    return String.format(
        Locale.ROOT,
        "%.3f | %.3f | %.3f",
        of.micros("p50") / 1e3,
        of.micros("p90") / 1e3,
        of.micros("p99") / 1e3);
  }

  private void make(Path tokens, Vocabulary vocabulary) {
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file));
        Encoder encoder = Encoder.of(tokens, vocabulary)) {
      CanvasMaker maker =
          new CanvasMaker(
              vocabulary,
              encoder,
              length,
              seed,
              (schema, language, text) -> reads(schema, language, text, vocabulary),
              line -> out.print(line.write() + "\n"));
      maker.schemas(Home.need(Home.data("maskbench/dev.jsonl.gz"), "the shared data"), every);
      maker.grammar(grammar, draws);
    } catch (IOException e) {
      throw new RunException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private boolean reads(String schema, String language, int[] text, Vocabulary vocabulary) {
    try {
      State state = constraint(schema, language, vocabulary).start();
      for (int token : text) {
        if (!state.allows(token)) {
          return false;
        }
        state = state.next(token);
      }
      return state.accepting();
    } catch (EspalierException e) {
      return false;
    }
  }

  private Constraint constraint(String schema, String language, Vocabulary vocabulary) {
    return constraints.computeIfAbsent(
        language + schema,
        key -> {
          if (!schema.isEmpty()) {
            JsonSchemaOptions options = JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE);
            return JsonSchema.compile(schema, options).bind(vocabulary);
          }
          BundledGrammar bundled =
              BundledGrammars.named(language)
                  .orElseThrow(() -> new RunException("no bundled grammar " + language));
          return TextGrammar.compile(bundled.source(), bundled.options()).bind(vocabulary);
        });
  }

  /** Checks a canvas, measured or not; answers whether its schema could be compiled. */
  private boolean check(CanvasLine line, Vocabulary vocabulary, boolean isMeasured) {
    Constraint constraint;
    try {
      constraint = constraint(line.schema(), line.grammar(), vocabulary);
    } catch (EspalierException e) {
      return false;
    }
    String source = line.schema().isEmpty() ? line.grammar() : "schemas";
    Row row = isMeasured ? rows.computeIfAbsent(source + ", " + line.kind(), k -> new Row()) : null;
    check(CanvasChecker.of(constraint), line, row);
    return true;
  }

  private void check(CanvasChecker checker, CanvasLine line, @Nullable Row row) {
    long start = System.nanoTime();
    CheckedCanvas checked = checker.check(line.canvas());
    long scratch = System.nanoTime() - start;
    String verdict = name(checked.verdict());
    StringBuilder text = new StringBuilder();
    text.append(line.id()).append(' ').append(line.kind()).append(": ").append(verdict);
    text.append(String.format(Locale.ROOT, " %.3f ms;", scratch / 1e6));
    if (row != null) {
      row.scratch.add(scratch);
      row.verdicts.merge(verdict, 1, Integer::sum);
      wrong += make && checked.verdict() instanceof CanvasVerdict.Dead ? 1 : 0;
    }
    boolean right = true; // every other one is what stood there
    for (int[] proposal : line.proposals()) {
      start = System.nanoTime();
      CanvasVerdict next = checked.with(proposal[0], proposal[1]).verdict();
      long time = System.nanoTime() - start;
      text.append(String.format(Locale.ROOT, " %s %.3f", name(next), time / 1e6));
      if (row != null) {
        row.proposals.add(time);
        row.proposed.merge(name(next), 1, Integer::sum);
        wrong += make && right && next instanceof CanvasVerdict.Dead ? 1 : 0;
      }
      right = !right;
    }
    if (lines && row != null) {
      output.say(text.toString());
    }
  }

  private static String name(CanvasVerdict verdict) {
    return switch (verdict) {
      case CanvasVerdict.Completable completable -> "completable";
      case CanvasVerdict.Dead dead -> "dead";
      case CanvasVerdict.Unknown unknown -> "unknown (" + unknown.limit() + ")";
    };
  }
}
