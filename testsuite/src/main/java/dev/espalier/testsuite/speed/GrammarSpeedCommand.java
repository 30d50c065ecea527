package dev.espalier.testsuite.speed;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.Percentiles;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.peers.Peer;
import dev.espalier.testsuite.peers.Tokenizer;
import dev.espalier.testsuite.speed.SpeedRun.Agreement;
import dev.espalier.testsuite.speed.SpeedRun.Figures;
import dev.espalier.testsuite.speed.SpeedRun.Kind;
import dev.espalier.testsuite.text.Encoder;
import dev.espalier.testsuite.text.Mutator;
import java.nio.file.Path;
import java.time.Duration;
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
      "Times masks of the SQL, C++ and Java grammars, beside other engines on equivalent grammars.",
      "A step is a mask in a dense array and the next state; its time is the least of the runs.",
      "Makes Python environments with those engines under target on first use."
    })
public final class GrammarSpeedCommand implements Callable<Integer> {
  private static final String OURS = "espalier";
  private static final List<Peer> PEERS = List.of(Peer.LLGUIDANCE, Peer.XGRAMMAR, Peer.GLRMASK);
  private static final int OVERHEAD_STEPS = 20_000;
  private static final int SHOWN = 20;

  @Option(
      names = "--engines",
      split = ",",
      paramLabel = "E",
      description = "which engines (default: ${DEFAULT-VALUE})")
  private List<String> engines = names();

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

  @Option(
      names = "--time-out",
      paramLabel = "S",
      description =
          "seconds for a grammar with the texts of a question (default: ${DEFAULT-VALUE})")
  private int timeOut = 120;

  @Mixin private final Output output = new Output();

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of(OURS));
    PEERS.forEach(peer -> names.add(peer.name()));
    return names;
  }

  @Override
  public Integer call() {
    for (String engine : engines) {
      if (!names().contains(engine)) {
        throw new RunException("no such engine: " + engine + "; one of " + names());
      }
    }
    List<Language> chosen =
        Language.ALL.stream().filter(language -> languages.contains(language.name())).toList();
    if (chosen.size() != languages.size() || runs < 1 || warm < 0 || mutants < 0) {
      throw new RunException(
          "--languages are of sql, cpp and java; --runs is at least 1; --warm and --mutants are not"
              + " negative");
    }
    Tokenizer files = Tokenizer.of(tokenizer != null ? tokenizer.toString() : Tokenizer.O200K);
    Path file = files.file();
    Vocabulary vocabulary = Vocabulary.read(file);
    Duration limit = Duration.ofSeconds(timeOut);
    Map<String, ProcessEngine> processes = new LinkedHashMap<>();
    Map<String, Object> results = new LinkedHashMap<>();
    StringBuilder table = new StringBuilder();
    try (Encoder encoder = Encoder.of(file, vocabulary)) {
      for (String engine : engines) {
        if (engine.equals(OURS)) {
          processes.put(engine, ProcessEngine.espalier(file, limit));
        } else {
          try {
            Peer peer = Peer.named(engine).orElseThrow();
            processes.put(
                engine, ProcessEngine.peer(peer, peer.install(python), vocabulary, files, limit));
          } catch (RunException e) {
            table.append(engine).append(" is absent: ").append(e.getMessage()).append("\n\n");
          }
        }
      }
      table.append(head(processes, results));
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
        + (engines.equals(names()) ? "" : " --engines " + String.join(",", engines))
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

  private String head(Map<String, ProcessEngine> processes, Map<String, Object> results) {
    String head =
        "A step is a mask in a dense packed array and the next state, on one thread. Its time is the"
            + " least of "
            + runs
            + " runs, each in a grammar compiled afresh. Before them came, for each engine, "
            + warm
            + (warm == 1 ? " round" : " rounds")
            + " over the texts of the language, in fresh grammars, so that the JVM is warm. Times in µs.\n\n";
    StringBuilder all = new StringBuilder(head);
    Map<String, Object> peers = new LinkedHashMap<>();
    processes.forEach((engine, process) -> {
      if (!engine.equals(OURS)) {
        String packages = String.join(" ", Peer.named(engine).orElseThrow().packages());
        long[] overhead = process.overhead(OVERHEAD_STEPS);
        Map<String, Object> peer = new LinkedHashMap<>();
        peer.put("packages", packages);
        peer.put("call_ns", overhead[0]);
        peer.put("trivial_step_ns", overhead[1]);
        peers.put(engine, peer);
        all.append(
            String.format(
                Locale.ROOT,
                "%s (%s) is called from Python, inside its times: two calls that do next to nothing take"
                    + " %.2f µs, a step in the grammar `\"a\"*` takes %.2f µs (medians).%n%n",
                engine,
                packages,
                overhead[0] / 1e3,
                overhead[1] / 1e3));
      }
    });
    results.put("peers", peers);
    return all.toString();
  }

  /** The engines that take a language's grammar and accept its texts; the others are told. */
  private static Map<String, ProcessEngine> taking(
      Language language,
      Map<String, ProcessEngine> processes,
      List<int[]> texts,
      Map<String, Object> results,
      StringBuilder table) {
    Map<String, ProcessEngine> taking = new LinkedHashMap<>();
    Map<String, String> refusals = new LinkedHashMap<>();
    processes.forEach((engine, process) -> {
      try {
        int[] verdicts = process.walk(language.name(), texts).results();
        for (int i = 0; i < verdicts.length; i++) {
          if (verdicts[i] != -1) {
            throw new RunException(
                "text "
                    + i
                    + " is refused: "
                    + verdicts[i]
                    + " of "
                    + texts.get(i).length
                    + " tokens");
          }
        }
        taking.put(engine, process);
      } catch (RunException e) {
        leaveOut(engine, "takes no part", String.valueOf(e.getMessage()), refusals, table);
      }
    });
    results.put("take_no_part", refusals);
    return taking;
  }

  private static void leaveOut(
      String engine, String how, String message, Map<String, String> reasons, StringBuilder table) {
    String why = message.lines().findFirst().orElse("");
    reasons.put(engine, why);
    table.append("\n%s %s: %s\n".formatted(engine, how, why));
  }

  private Map<String, Object> measure(
      Language language, Map<String, ProcessEngine> all, Encoder encoder, StringBuilder table) {
    List<String> texts = language.texts().stream().map(language::text).toList();
    List<int[]> tokens = texts.stream().map(encoder::encode).toList();
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("tokens", tokens.stream().map(text -> text.length).toList());
    table.append("**").append(language.name()).append("**, texts of ");
    table.append(String.join(", ", tokens.stream().map(text -> text.length + "").toList()));
    table.append(" tokens.\n");
    Map<String, ProcessEngine> processes = taking(language, all, tokens, results, table);
    Map<String, String> failures = new LinkedHashMap<>();
    if (processes.containsKey(OURS) && processes.size() > 1 && mutants > 0) {
      Mutator mutator = new Mutator(texts, new SplittableRandom(seed));
      List<String> edited = new ArrayList<>();
      for (int i = 0; i < mutants; i++) {
        edited.add(mutator.edit(texts.get(i % texts.size())));
      }
      List<int[]> encoded = edited.stream().map(encoder::encode).toList();
      results.put("mutants", mutants);
      for (String peer : List.copyOf(processes.keySet())) {
        if (!peer.equals(OURS)) {
          Agreement agreement;
          try {
            agreement =
                SpeedRun.compare(
                    of(processes, OURS), of(processes, peer), language.name(), encoded);
          } catch (RunException e) {
            processes.remove(peer);
            leaveOut(peer, "fails", String.valueOf(e.getMessage()), failures, table);
            continue;
          }
          List<String> differences =
              agreement.examples().stream()
                  .limit(SHOWN)
                  .map(i -> difference(texts.get(i % texts.size()), edited.get(i)))
                  .toList();
          results.put("mutants against " + peer, json(agreement, differences));
          table.append(
              String.format(
                  Locale.ROOT,
                  "%nOf %d texts with one edit both Espalier and %s accept %d and refuse %d; %d only"
                      + " Espalier accepts, %d only %s.%n",
                  mutants,
                  peer,
                  agreement.accepted(),
                  agreement.same() - agreement.accepted(),
                  agreement.onlyFirst(),
                  agreement.onlySecond(),
                  peer));
        }
      }
    }
    SpeedRun.Measured measured = SpeedRun.run(processes, language.name(), tokens, warm, runs);
    Map<String, Figures> figures = measured.figures();
    measured.failures().forEach((engine, why) -> leaveOut(engine, "fails", why, failures, table));
    results.put("fail", failures);
    table.append("\n").append(table(figures)).append('\n');
    figures.forEach((engine, f) -> results.put(engine, json(f)));
    for (String peer : rivals(figures)) {
      for (Kind kind : Kind.values()) {
        results.put(
            "ratio of " + peer + ", " + kind.label(),
            Map.of(
                "mean", ratio(figures, peer, kind, "mean"),
                "p99", ratio(figures, peer, kind, "p99")));
      }
    }
    return results;
  }

  private static List<String> rivals(Map<String, Figures> figures) {
    return figures.containsKey(OURS)
        ? figures.keySet().stream().filter(name -> !name.equals(OURS)).toList()
        : List.of();
  }

  private static Map<String, Object> json(Agreement agreement, List<String> differences) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("same_verdict", agreement.same());
    json.put("accepted", agreement.accepted());
    json.put("only_" + OURS, agreement.onlyFirst());
    json.put("only_it", agreement.onlySecond());
    json.put("different", differences);
    return json;
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

  private static double ratio(Map<String, Figures> figures, String peer, Kind kind, String point) {
    double ours = of(figures, OURS).percentiles(kind).micros(point);
    double peers = of(figures, peer).percentiles(kind).micros(point);
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
      for (String peer : rivals(figures)) {
        table.append(
            String.format(
                Locale.ROOT,
                "| | %s / Espalier | %.1f | | | %.1f | | | | |%n",
                peer,
                ratio(figures, peer, kind, "mean"),
                ratio(figures, peer, kind, "p99")));
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
