package dev.espalier.testsuite.speed;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.Percentiles;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.process.PythonEnvironment;
import dev.espalier.testsuite.speed.SpeedRun.Agreement;
import dev.espalier.testsuite.speed.SpeedRun.Figures;
import dev.espalier.testsuite.speed.SpeedRun.Kind;
import dev.espalier.testsuite.text.Encoder;
import dev.espalier.testsuite.text.Mutator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code testsuite grammar-speed}. */
@Command(
    name = "grammar-speed",
    mixinStandardHelpOptions = true,
    description = {
      "Times masks of the SQL, C++ and Java grammars, beside llguidance on equivalent grammars.",
      "A step is a mask in a dense array and the next state; its time is the least of the runs.",
      "Makes a Python environment with llguidance under target on first use."
    })
public final class GrammarSpeedCommand implements Callable<Integer> {
  private static final String OURS = "espalier";
  private static final String PEER = "llguidance";
  private static final int OVERHEAD_STEPS = 20_000;
  private static final int SHOWN = 20;

  @Option(
      names = "--engines",
      split = ",",
      paramLabel = "E",
      description = "which engines (default: ${DEFAULT-VALUE})")
  private List<String> engines = List.of(OURS, PEER);

  @Option(
      names = "--languages",
      split = ",",
      paramLabel = "L",
      description = "which languages (default: ${DEFAULT-VALUE})")
  private List<String> languages = List.of("sql", "cpp", "java");

  @Option(
      names = "--tokenizer",
      paramLabel = "F",
      description = "a tokenizer file (default: the shared data's o200k)")
  private @Nullable Path tokenizer;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "timed runs, each with a grammar compiled afresh (default: ${DEFAULT-VALUE})")
  private int runs = 3;

  @Option(
      names = "--warm",
      paramLabel = "N",
      description = "rounds over all texts before the timed runs (default: ${DEFAULT-VALUE})")
  private int warm = 3;

  @Option(
      names = "--mutants",
      paramLabel = "N",
      description = "edited texts of each language whose verdicts are compared (default: 100)")
  private int mutants = 100;

  @Option(names = "--seed", paramLabel = "S", description = "of the edits (default: 1)")
  private long seed = 1;

  @Option(
      names = "--python",
      paramLabel = "CMD",
      description = "the Python to use (default: ${DEFAULT-VALUE})")
  private String python = "python3";

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    for (String engine : engines) {
      if (!engine.equals(OURS) && !engine.equals(PEER)) {
        throw new RunException("no such engine: " + engine + "; " + OURS + " or " + PEER);
      }
    }
    List<Language> chosen =
        Language.ALL.stream().filter(language -> languages.contains(language.name())).toList();
    if (chosen.size() != languages.size() || runs < 1 || warm < 0 || mutants < 0) {
      throw new RunException(
          "--languages are of sql, cpp and java; --runs is at least 1; --warm and --mutants are not"
              + " negative");
    }
    Path file =
        Home.need(
            tokenizer != null ? tokenizer : Home.data("tokenizers/o200k_base/tokenizer.json.gz"),
            "--tokenizer");
    Vocabulary vocabulary = Vocabulary.read(file);
    Map<String, ProcessEngine> processes = new LinkedHashMap<>();
    Map<String, Object> results = new LinkedHashMap<>();
    StringBuilder table = new StringBuilder();
    try (Encoder encoder = Encoder.of(file, vocabulary)) {
      for (String engine : engines) {
        processes.put(
            engine,
            engine.equals(OURS)
                ? ProcessEngine.espalier(file)
                : ProcessEngine.llguidance(
                    PythonEnvironment.of(python, PEER, ProcessEngine.LLGUIDANCE),
                    vocabulary,
                    chosen));
      }
      table.append(head(processes.get(PEER), results));
      Map<String, Object> each = new LinkedHashMap<>();
      results.put("languages", each);
      try (ProgressBar bar = output.progress("grammar-speed", chosen.size())) {
        for (Language language : chosen) {
          each.put(language.name(), measure(language, processes, encoder, table));
          bar.step();
        }
      }
    } finally {
      processes.values().forEach(ProcessEngine::close);
    }
    output.write(results);
    output.say(table.toString());
    output.keep("grammar-speed", command(), results, table.toString());
    return Main.OK;
  }

  private String command() {
    return "bin/testsuite grammar-speed"
        + (engines.size() == 2 ? "" : " --engines " + String.join(",", engines))
        + (languages.size() == Language.ALL.size()
            ? ""
            : " --languages " + String.join(",", languages))
        + " --runs "
        + runs
        + " --warm "
        + warm
        + " --mutants "
        + mutants
        + " --seed "
        + seed;
  }

  private String head(@Nullable ProcessEngine peer, Map<String, Object> results) {
    String head =
        "A step is a mask in a dense packed array and the next state, on one thread. Its time is the"
            + " least of "
            + runs
            + " runs, each in a grammar compiled afresh. Before them came, for each engine, "
            + warm
            + (warm == 1 ? " round" : " rounds")
            + " over the texts of the language, in fresh grammars, so that the JVM is warm. Times in µs.\n\n";
    if (peer == null) {
      return head;
    }
    long[] overhead = peer.overhead(OVERHEAD_STEPS);
    results.put("peer", ProcessEngine.LLGUIDANCE);
    results.put("peer_call_ns", overhead[0]);
    results.put("peer_trivial_step_ns", overhead[1]);
    return head
        + String.format(
            Locale.ROOT,
            "%s is called from Python, inside its times: two calls that do nothing take %.2f µs, a step"
                + " in the grammar `start: \"a\"*` takes %.2f µs (medians).%n%n",
            ProcessEngine.LLGUIDANCE,
            overhead[0] / 1e3,
            overhead[1] / 1e3);
  }

  private Map<String, Object> measure(
      Language language,
      Map<String, ProcessEngine> processes,
      Encoder encoder,
      StringBuilder table) {
    List<String> texts = language.texts().stream().map(language::text).toList();
    List<int[]> tokens = texts.stream().map(encoder::encode).toList();
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("tokens", tokens.stream().map(text -> text.length).toList());
    table.append("**").append(language.name()).append("**, texts of ");
    table.append(String.join(", ", tokens.stream().map(text -> text.length + "").toList()));
    table.append(" tokens.");
    if (processes.size() == 2 && mutants > 0) {
      Mutator mutator = new Mutator(texts, new SplittableRandom(seed));
      List<String> edited = new ArrayList<>();
      for (int i = 0; i < mutants; i++) {
        edited.add(mutator.edit(texts.get(i % texts.size())));
      }
      Agreement agreement =
          SpeedRun.compare(
              of(processes, OURS),
              of(processes, PEER),
              language.name(),
              edited.stream().map(encoder::encode).toList());
      results.put("mutants", mutants);
      results.put("mutants_same_verdict", agreement.same());
      results.put("mutants_accepted", agreement.accepted());
      results.put("mutants_only_" + OURS, agreement.onlyFirst());
      results.put("mutants_only_" + PEER, agreement.onlySecond());
      table.append(
          String.format(
              Locale.ROOT,
              " Of %d texts with one edit both accept %d and refuse %d; %d only Espalier accepts, %d"
                  + " only llguidance.",
              mutants,
              agreement.accepted(),
              agreement.same() - agreement.accepted(),
              agreement.onlyFirst(),
              agreement.onlySecond()));
      List<String> differences =
          agreement.examples().stream()
              .limit(SHOWN)
              .map(i -> difference(texts.get(i % texts.size()), edited.get(i)))
              .toList();
      results.put("mutants_different", differences);
    }
    Map<String, Figures> figures = SpeedRun.run(processes, language.name(), tokens, warm, runs);
    table.append("\n\n").append(table(figures)).append('\n');
    figures.forEach((engine, f) -> results.put(engine, json(f)));
    if (figures.size() == 2) {
      for (Kind kind : Kind.values()) {
        results.put(
            "ratio " + kind.label(),
            Map.of(
                "mean", ratio(figures, kind, "mean"),
                "p99", ratio(figures, kind, "p99")));
      }
    }
    return results;
  }

  /** Where a text was edited, with what stands around. */
  static String difference(String text, String edited) {
    int from = 0;
    while (from < Math.min(text.length(), edited.length())
        && text.charAt(from) == edited.charAt(from)) {
      from++;
    }
    int end = 0;
    while (end < Math.min(text.length(), edited.length()) - from
        && text.charAt(text.length() - 1 - end) == edited.charAt(edited.length() - 1 - end)) {
      end++;
    }
    String before = edited.substring(Math.max(0, from - 30), from);
    String after =
        edited.substring(
            edited.length() - end, Math.min(edited.length(), edited.length() - end + 20));
    return before
        + "«"
        + text.substring(from, text.length() - end)
        + "→"
        + edited.substring(from, edited.length() - end)
        + "»"
        + after;
  }

  private static <T> T of(Map<String, T> engines, String name) {
    return Objects.requireNonNull(engines.get(name), name);
  }

  private static double ratio(Map<String, Figures> figures, Kind kind, String point) {
    double ours = of(figures, OURS).percentiles(kind).micros(point);
    double peers = of(figures, PEER).percentiles(kind).micros(point);
    return Math.round(peers / ours * 100) / 100.0;
  }

  private static String table(Map<String, Figures> figures) {
    StringBuilder table =
        new StringBuilder(
            "| what was read before | engine | mean | p50 | p90 | p99 | p99.9 | max | first tenth |"
                + " last tenth |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    for (Kind kind : Kind.values()) {
      figures.forEach((engine, f) -> {
        Percentiles p = f.percentiles(kind);
        table.append("| ").append(kind.label()).append(" | ").append(engine);
        for (String point : new String[] {"mean", "p50", "p90", "p99", "p99.9", "max"}) {
          table.append(" | ").append(Percentiles.show(p.micros(point)));
        }
        table.append(" | ").append(Percentiles.show(f.tenth(kind, 0)));
        table.append(" | ").append(Percentiles.show(f.tenth(kind, 9))).append(" |\n");
      });
      if (figures.size() == 2) {
        table.append(
            String.format(
                Locale.ROOT,
                "| | ratio | %.1f | | | %.1f | | | | |%n",
                ratio(figures, kind, "mean"),
                ratio(figures, kind, "p99")));
      }
    }
    table.append('\n');
    figures.forEach((engine, f) ->
        table.append(
            String.format(
                Locale.ROOT,
                "%s: compiled in %.1f ms, first mask after %.1f ms.%n",
                engine,
                f.compile() / 1e6,
                f.first() / 1e6)));
    return table.toString();
  }

  private static Map<String, Object> json(Figures figures) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("compile_us", figures.compile() / 1000);
    json.put("first_mask_us", figures.first() / 1000);
    for (Kind kind : Kind.values()) {
      Map<String, Object> one = new LinkedHashMap<>(figures.percentiles(kind).micros());
      List<Double> tenths = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        tenths.add(Math.round(figures.tenth(kind, i) * 1000) / 1e3);
      }
      one.put("tenths", tenths);
      json.put(kind.label(), one);
    }
    return json;
  }
}
