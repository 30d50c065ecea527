package dev.espalier.testsuite.maskbench;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.KeyOrder;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.LongList;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.Percentiles;
import dev.espalier.testsuite.Ratchet;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.Watchdog;
import dev.espalier.testsuite.maskbench.MaskBench.Failure;
import dev.espalier.testsuite.maskbench.MaskBench.Verdict;
import dev.espalier.testsuite.text.Encoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.ObjectMapper;

/** {@code testsuite maskbench}. */
@Command(
    name = "maskbench",
    mixinStandardHelpOptions = true,
    description = {
      "Real schemas with their instances: which are judged as labelled, and how long masks take.",
      "Time to first mask: from the schema's text to the first mask in a dense array.",
      "Time between masks: mask, dense array and next state of one token."
    })
public final class MaskBenchCommand implements Callable<Integer> {
  /** Which key orders are run. */
  enum Form {
    ANY,
    DECLARED,
    BOTH
  }

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "a .jsonl or .jsonl.gz file (default: the shared data's dev split)")
  private @Nullable Path file;

  @Option(
      names = "--tokenizer",
      paramLabel = "F",
      description = "a tokenizer file (default: the shared data's o200k)")
  private @Nullable Path tokenizer;

  @Option(names = "--every", paramLabel = "N", description = "only every N-th schema")
  private int every = 1;

  @Option(
      names = "--format",
      paramLabel = "annotate|assert",
      description = "what the keyword format does (default: assert)")
  private Formats formats = Formats.ASSERT;

  @Option(
      names = "--form",
      paramLabel = "any|declared|both",
      description = "the order of keys (default: both, one after the other)")
  private Form form = Form.BOTH;

  @Option(
      names = "--cold",
      paramLabel = "N",
      description = "time the first N schemas apart, while the JVM is cold (default: 200)")
  private int cold = 200;

  @Option(
      names = "--ahead",
      paramLabel = "N",
      description =
          "between mask and next state, while a model would run and outside of the times, make masks"
              + " after up to N tokens (default: 0)")
  private int ahead;

  @Option(
      names = "--failures",
      paramLabel = "F",
      description = "write every schema that did not pass, with its cause: one JSON object a line")
  private @Nullable Path failures;

  @Option(names = "--update", description = "add what passed to the ratchet")
  private boolean update;

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    if (every < 1) {
      throw new RunException("--every is at least 1");
    }
    if (ahead < 0) {
      throw new RunException("--ahead is at least 0");
    }
    Path cases = Home.need(file != null ? file : Home.data("maskbench/dev.jsonl.gz"), "FILE");
    Path tokens =
        Home.need(
            tokenizer != null ? tokenizer : Home.data("tokenizers/o200k_base/tokenizer.json.gz"),
            "--tokenizer");
    Contradictions contradictions =
        Contradictions.read(Home.record("maskbench-contradictions.jsonl"));
    int total = (Case.count(cases) + every - 1) / every;

    Map<String, MaskBench> runs = new LinkedHashMap<>();
    if (ahead > 0) {
      // First, so that the JVM is no warmer for it than for what it is compared with.
      runs.put(
          "any, after " + ahead + " ahead",
          run(cases, tokens, KeyOrder.ANY, contradictions, total, ahead));
    }
    if (form != Form.DECLARED) {
      runs.put("any", run(cases, tokens, KeyOrder.ANY, contradictions, total, 0));
    }
    if (form != Form.ANY) {
      runs.put("declared", run(cases, tokens, KeyOrder.DECLARED, contradictions, total, 0));
    }

    Map<String, Object> results = new LinkedHashMap<>();
    MaskBench main = runs.values().iterator().next();
    results.put("file", cases.getFileName().toString());
    results.put("every", every);
    results.put("tokenizer", tokenizerName(tokens));
    results.put("format", formats.name().toLowerCase(Locale.ROOT));
    results.put("form", runs.keySet().iterator().next());
    results.putAll(json(main));
    MaskBench plain = runs.get("any");
    if (plain != null && plain != main) {
      results.put("any", json(plain));
    }
    MaskBench second = runs.get("declared");
    if (second != null && second != main) {
      results.put("declared", json(second));
    }
    output.write(results);
    String table = table(runs);
    output.say(table);
    if (failures != null) {
      writeFailures(runs, failures);
    }
    if (ahead > 0) {
      output.keep("performance.md", "maskbench-ahead", commandLine(), results, times(runs));
      return ratchet(main);
    }
    output.keep("maskbench", commandLine(), results, table);
    if (every == 1 && file == null && form != Form.DECLARED && formats == Formats.ASSERT) {
      output.document("json-schema.md", "keywords in the corpus", commandLine(), keywords(main));
    }
    return form == Form.DECLARED || formats != Formats.ASSERT ? Main.OK : ratchet(main);
  }

  private static String tokenizerName(Path tokens) {
    Path file = tokens.toAbsolutePath();
    Path folder = file.getParent();
    return folder == null ? file.toString() : folder.getFileName() + "/" + file.getFileName();
  }

  private String commandLine() {
    return "bin/testsuite maskbench ../shared/data/maskbench/dev.jsonl.gz"
        + (every == 1 ? "" : " --every " + every)
        + (ahead == 0 ? "" : " --ahead " + ahead)
        + (formats == Formats.ASSERT ? "" : " --format annotate");
  }

  private int ratchet(MaskBench main) {
    Ratchet ratchet = Ratchet.read(Home.record("maskbench.ratchet"));
    Set<String> passed = new HashSet<>(main.passed());
    Set<String> ran = new HashSet<>(passed);
    main.failures().forEach(f -> ran.add(f.id()));
    List<String> broken = ratchet.broken(ran, passed);
    if (update) {
      ratchet.raise(passed);
    }
    int gained = ratchet.gained(passed);
    if (gained > 0) {
      output.say(gained + " schemas pass that the ratchet does not hold; --update adds them");
    }
    if (!broken.isEmpty()) {
      output.say(broken.size() + " schemas passed before and do not now: " + head(broken));
      return Main.FOUND;
    }
    return Main.OK;
  }

  private static String head(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(20, names.size())))
        + (names.size() > 20 ? " …" : "");
  }

  private MaskBench run(
      Path cases, Path tokens, KeyOrder keys, Contradictions contradictions, int total, int ahead) {
    // A vocabulary of its own: what the first pass made must not warm the second.
    Vocabulary vocabulary = Vocabulary.read(tokens);
    // What any use of a vocabulary makes once is not a schema's time.
    vocabulary.trie();
    JsonSchemaOptions options =
        JsonSchemaOptions.DEFAULT.withForm(OutputForm.ANY.withKeys(keys)).withFormats(formats);
    try (Encoder encoder = Encoder.of(tokens, vocabulary);
        Watchdog watchdog =
            new Watchdog(30, id -> System.err.println("\n" + id + " takes more than 30 s"));
        ProgressBar bar =
            output.progress("maskbench, keys " + keys.name().toLowerCase(Locale.ROOT), total)) {
      MaskBench bench = new MaskBench(vocabulary, encoder, options, contradictions, cold, ahead);
      Case.read(
          cases,
          every,
          next -> {
            watchdog.at(next.id());
            bench.run(next);
            bar.step();
          });
      return bench;
    }
  }

  private static LongList both(LongList a, LongList b) {
    LongList all = new LongList();
    all.addAll(a);
    all.addAll(b);
    return all;
  }

  static Map<String, Object> json(MaskBench run) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("schemas", run.schemas());
    all.put("pass", run.count(Verdict.PASS));
    all.put("pass_pct", percent(run.count(Verdict.PASS), run.schemas()));
    all.put("compile_error", run.count(Verdict.COMPILE_ERROR));
    all.put("validation_error", run.count(Verdict.VALIDATION_ERROR));
    all.put("invalidation_error", run.count(Verdict.INVALIDATION_ERROR));
    all.put("label_contradiction", run.count(Verdict.CONTRADICTED));
    all.put("contradicted_tests", run.contradicted());
    all.put("tokens", run.tokens());
    all.put("ttfm_us", Percentiles.of(both(run.firstMasks(true), run.firstMasks(false))).micros());
    all.put("tbm_us", Percentiles.of(both(run.masks(true), run.masks(false))).micros());
    all.put("cold", times(run, true));
    all.put("warm", times(run, false));
    all.put("causes", run.causes());
    all.put("unsatisfiable_refused", run.unsatisfiable());
    all.put("limits_reached", run.limitsReached());
    all.put("memory_kb", Percentiles.of(run.memory(false)).micros());
    all.put("memory_shared_kb", Percentiles.of(run.memory(true)).micros());
    Map<String, Object> keywords = new LinkedHashMap<>();
    run.keywords().forEach((k, counts) -> keywords.put(k, List.of(counts[0], counts[1])));
    all.put("keywords", keywords);
    Map<String, Object> splits = new LinkedHashMap<>();
    run.splits()
        .forEach((split, verdicts) -> {
          Map<String, Integer> row = new LinkedHashMap<>();
          for (Verdict verdict : Verdict.values()) {
            row.put(verdict.name().toLowerCase(Locale.ROOT), verdicts[verdict.ordinal()]);
          }
          splits.put(split, row);
        });
    all.put("splits", splits);
    return all;
  }

  private static Map<String, Object> times(MaskBench run, boolean cold) {
    Percentiles first = Percentiles.of(run.firstMasks(cold));
    Percentiles masks = Percentiles.of(run.masks(cold));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("schemas", first.n());
    all.put("tokens", masks.n());
    all.put("ttfm_us", first.micros());
    all.put("tbm_us", masks.micros());
    return all;
  }

  private static double percent(int part, int whole) {
    return whole == 0 ? 0 : Math.round(1e4 * part / whole) / 1e2;
  }

  private String times(Map<String, MaskBench> runs) {
    StringBuilder out = new StringBuilder();
    out.append("Times in µs; cold: the first ")
        .append(cold)
        .append(
            " schemas of a fresh JVM (of a fresh vocabulary in the second row's pass).\n\n| keys | what | ")
        .append(Percentiles.heads())
        .append(" |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    runs.forEach((name, run) -> {
      row(
          out,
          name,
          "first mask",
          Percentiles.of(both(run.firstMasks(true), run.firstMasks(false))));
      row(out, name, "first mask, cold", Percentiles.of(run.firstMasks(true)));
      row(out, name, "first mask, warm", Percentiles.of(run.firstMasks(false)));
      row(out, name, "mask + commit", Percentiles.of(both(run.masks(true), run.masks(false))));
      row(out, name, "mask + commit, cold", Percentiles.of(run.masks(true)));
      row(out, name, "mask + commit, warm", Percentiles.of(run.masks(false)));
    });
    return out.toString();
  }

  private String table(Map<String, MaskBench> runs) {
    StringBuilder out = new StringBuilder();
    out.append("Formats ")
        .append(formats == Formats.ASSERT ? "asserted" : "as annotations")
        .append(", every spelling allowed. A schema passes if all its instances are judged as")
        .append(" labelled, the end included. One that no value satisfies and of which no instance")
        .append(
            " is labelled valid passes if it is refused as unsatisfiable; these are counted apart,")
        .append(
            " too. Limits at run time are those that were reached while an instance was read.\n\n");
    out.append("| keys | schemas | pass | of these unsatisfiable, refused | compile error |")
        .append(" valid refused | invalid accepted | limits at run time | label contradicted |")
        .append(" tokens |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    runs.forEach((name, run) ->
        out.append(
            String.format(
                Locale.ROOT,
                "| %s | %,d | %,d (%.2f %%) | %,d | %,d | %,d | %,d | %,d | %,d | %,d |%n",
                name,
                run.schemas(),
                run.count(Verdict.PASS),
                percent(run.count(Verdict.PASS), run.schemas()),
                run.unsatisfiable(),
                run.count(Verdict.COMPILE_ERROR),
                run.count(Verdict.VALIDATION_ERROR),
                run.count(Verdict.INVALIDATION_ERROR),
                run.limitsReached(),
                run.count(Verdict.CONTRADICTED),
                run.tokens())));
    out.append("\nMemory of every ")
        .append(MaskBench.MEASURED)
        .append("th schema, compiled, bound to a vocabulary of its own and walked with all its")
        .append(
            " instances, in a pass that is not timed: what collections leave of the heap, each time")
        .append(
            " once they free no more. Constraint: how much it falls when the constraint is let go. With")
        .append(" what is shared: how much more it was than before the schema, with the lexical")
        .append(" automata that the vocabulary keeps for all its schemas.\n\n")
        .append("| keys | kB of | schemas | p50 | p90 | p99 | max |\n")
        .append("|---|---|---:|---:|---:|---:|---:|\n");
    runs.forEach((name, run) -> {
      memory(out, name, "constraint", run.memory(false));
      memory(out, name, "with what is shared", run.memory(true));
    });
    out.append('\n').append(times(runs));
    MaskBench main = runs.values().iterator().next();
    out.append(
            "\nBy corpus:\n\n| corpus | pass | compile error | valid refused | invalid accepted |")
        .append(" label contradicted |\n|---|---:|---:|---:|---:|---:|\n");
    main.splits()
        .forEach((split, v) ->
            out.append(
                String.format(
                    "| %s | %d | %d | %d | %d | %d |%n", split, v[0], v[1], v[2], v[3], v[4])));
    out.append("\nErrors by kind and keyword:\n\n| kind | schemas |\n|---|---:|\n");
    main.causes().entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(e ->
            out.append("| ").append(e.getKey()).append(" | ").append(e.getValue()).append(" |\n"));
    return out.toString();
  }

  private static String keywords(MaskBench run) {
    StringBuilder out = new StringBuilder();
    out.append(
            "How many schemas use a keyword of any draft where a schema can stand, their share of")
        .append(String.format(Locale.ROOT, " all %,d", run.schemas()))
        .append(", and how many of them pass; formats asserted, keys in any order.\n\n")
        .append("| keyword | schemas | of all | pass |\n|---|---:|---:|---:|\n");
    run.keywords()
        .forEach((keyword, counts) ->
            out.append(
                String.format(
                    Locale.ROOT,
                    "| %s | %,d | %.2f %% | %.2f %% |%n",
                    keyword,
                    counts[0],
                    percent(counts[0], run.schemas()),
                    percent(counts[1], counts[0]))));
    return out.toString();
  }

  private static void memory(StringBuilder out, String keys, String what, LongList memory) {
    // Thousandths, as of nanoseconds.
    Percentiles bytes = Percentiles.of(memory);
    out.append(
        String.format(
            Locale.ROOT,
            "| %s | %s | %d | %,.0f | %,.0f | %,.0f | %,.0f |%n",
            keys,
            what,
            bytes.n(),
            bytes.micros("p50"),
            bytes.micros("p90"),
            bytes.micros("p99"),
            bytes.micros("max")));
  }

  private static void row(StringBuilder out, String keys, String what, Percentiles times) {
    if (times.n() > 0) {
      out.append("| ")
          .append(keys)
          .append(" | ")
          .append(what)
          .append(" | ")
          .append(times.row())
          .append(" |\n");
    }
  }

  private static void writeFailures(Map<String, MaskBench> runs, Path file) {
    ObjectMapper mapper = new ObjectMapper();
    List<String> lines = new ArrayList<>();
    runs.forEach((name, run) -> {
      for (Failure failure : run.failures()) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("keys", name);
        line.put("id", failure.id());
        line.put("verdict", failure.verdict().name().toLowerCase(Locale.ROOT));
        line.put("cause", failure.cause());
        line.put("details", failure.details());
        lines.add(mapper.writeValueAsString(line));
      }
    });
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new RunException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
