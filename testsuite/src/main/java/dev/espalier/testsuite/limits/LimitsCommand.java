package dev.espalier.testsuite.limits;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.limits.LimitRun.Result;
import dev.espalier.testsuite.text.Encoder;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code testsuite limits}. */
@Command(
    name = "limits",
    mixinStandardHelpOptions = true,
    description = {
      "Schemas that ask for explosions: what they cost, and which limits they reach.",
      "Each must end in the right answer or in the limit that is expected of it."
    })
public final class LimitsCommand implements Callable<Integer> {
  private static final int SECONDS = 60;

  @Option(
      names = "--case",
      paramLabel = "TEXT",
      description = "only the cases whose name contains this")
  private String only = "";

  @Option(
      names = "--tokenizer",
      paramLabel = "F",
      description = "a tokenizer file to walk with (default: the shared data's r50k)")
  private @Nullable Path tokenizer;

  @Option(
      names = "--form",
      paramLabel = "F",
      description = "any or single: which spellings (default: ${DEFAULT-VALUE})")
  private String form = "any";

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "give a case up after this time (default: ${DEFAULT-VALUE})")
  private int seconds = SECONDS;

  @Mixin private final Output output = new Output();

  private record Row(LimitCase limitCase, Result result, long bytes) {
    boolean expected() {
      return result.outcome().equals(limitCase.expected());
    }
  }

  @Override
  public Integer call() {
    JsonSchemaOptions options =
        JsonSchemaOptions.DEFAULT.withForm(
            switch (form) {
              case "any" -> OutputForm.ANY;
              case "single" -> OutputForm.SINGLE;
              default -> throw new RunException("no such form: " + form + "; any or single");
            });
    Path file =
        Home.need(
            tokenizer != null ? tokenizer : Home.data("tokenizers/r50k_base/tokenizer.json"),
            "--tokenizer");
    Vocabulary vocabulary = Vocabulary.read(file);
    List<Row> rows = new ArrayList<>();
    try (Encoder encoder = Encoder.of(file, vocabulary)) {
      // What is the same for every schema is made, and the code is compiled, before anything is
      // measured.
      for (LimitCase each : LimitCases.warmUp()) {
        new LimitRun(vocabulary, encoder, options).run(each);
      }
      for (LimitCase each : LimitCases.all()) {
        if (each.name().contains(only)) {
          rows.add(row(each, new LimitRun(vocabulary, encoder, options)));
          Row last = rows.get(rows.size() - 1);
          System.err.println(
              line(last) + (last.expected() ? "" : "  <-- " + last.result.message()));
        }
      }
    }
    Map<String, Object> results = new LinkedHashMap<>();
    rows.forEach(row -> results.put(row.limitCase.name(), json(row)));
    output.write(Map.of("cases", results));
    StringBuilder table =
        new StringBuilder(
            "| schema | ends in | compile ms | first mask ms | worst mask ms | masks | MiB |\n"
                + "|---|---|---:|---:|---:|---:|---:|\n");
    rows.forEach(row -> table.append(line(row)).append('\n'));
    output.say(table.toString());
    if (only.isEmpty()) {
      output.document(
          "limits.md",
          "what they cost",
          "bin/testsuite limits"
              + (form.equals("any") ? "" : " --form " + form)
              + (seconds == SECONDS ? "" : " --seconds " + seconds),
          table.toString());
    }
    return rows.stream().allMatch(Row::expected) ? Main.OK : Main.FOUND;
  }

  /** Runs a case in a thread of the default stack size: what overflows there does so for users. */
  private Row row(LimitCase limitCase, LimitRun run) {
    long before = used();
    AtomicReference<@Nullable Result> done = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                done.set(run.run(limitCase));
              } catch (Throwable e) {
                done.set(run.soFar(e.getClass().getSimpleName(), e + frames(e.getStackTrace())));
              }
            },
            "case");
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(seconds * 1000L);
    } catch (InterruptedException e) {
      throw new RunException("interrupted", e);
    }
    Result result = done.get();
    if (result == null) {
      result = run.soFar("NO END", "after " + seconds + " s:" + frames(thread.getStackTrace()));
      return new Row(limitCase, result, 0);
    }
    long bytes = Math.max(0, used() - before);
    Reference.reachabilityFence(result);
    return new Row(limitCase, result.withoutKept(), bytes);
  }

  private static String frames(StackTraceElement[] trace) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(12, trace.length); i++) {
      out.append("\n      at ").append(trace[i]);
    }
    return out.toString();
  }

  private static long used() {
    for (int i = 0; i < 2; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static Map<String, Object> json(Row row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("outcome", row.result.outcome());
    json.put("expected", row.limitCase.expected());
    json.put("compile_us", row.result.compileNanos() / 1000);
    json.put("first_mask_us", row.result.firstNanos() / 1000);
    json.put("worst_mask_us", row.result.worstNanos() / 1000);
    json.put("masks", row.result.masks());
    json.put("kept_bytes", row.bytes);
    return json;
  }

  private static String line(Row row) {
    Result r = row.result;
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %,d | %.1f |",
        row.limitCase.name(),
        r.outcome(),
        millis(r.compileNanos()),
        millis(r.firstNanos()),
        millis(r.worstNanos()),
        r.masks(),
        row.bytes / (double) (1 << 20));
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, nanos < 10_000_000 ? "%.2f" : "%,.0f", nanos / 1e6);
  }
}
