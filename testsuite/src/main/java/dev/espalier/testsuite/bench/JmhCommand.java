package dev.espalier.testsuite.bench;

import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.RunException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code testsuite jmh}. */
@Command(
    name = "jmh",
    mixinStandardHelpOptions = true,
    description = {
      "Micro-benchmarks of the hot paths by JMH, with the bytes that a call allocates.",
      "Each runs in JVMs of its own."
    })
public final class JmhCommand implements Callable<Integer> {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..1",
      description = "a regular expression: which benchmarks (default: all)")
  private String pattern = ".*";

  @Option(
      names = "--forks",
      paramLabel = "N",
      description = "JVMs of a benchmark; those of vocabularies have ten (default: 2)")
  private int forks = 2;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "to warm up, and as many again that count (default: 5)")
  private int iterations = 5;

  @Option(names = "--seconds", paramLabel = "S", description = "of an iteration (default: 1)")
  private double seconds = 1;

  @Option(names = "--verbose", description = "show what JMH prints")
  private boolean verbose;

  @Mixin private final Output output = new Output();

  /** A row of the table. */
  private record Row(
      String name, String parameters, double score, double error, String unit, double bytes) {}

  @Override
  public Integer call() {
    List<Row> rows = new ArrayList<>();
    String of = JmhCommand.class.getPackageName().replace(".", "\\.");
    try {
      // The vocabularies' own numbers of forks and iterations stand in their class.
      rows.addAll(
          run(
              options(of + "\\.(?!Vocabulary).*(" + pattern + ")")
                  .forks(forks)
                  .warmupIterations(iterations)
                  .measurementIterations(iterations)
                  .warmupTime(TimeValue.milliseconds(Math.round(seconds * 1000)))
                  .measurementTime(TimeValue.milliseconds(Math.round(seconds * 1000)))));
      rows.addAll(run(options(of + "\\.(?=Vocabulary).*(" + pattern + ")")));
    } catch (RunnerException e) {
      throw new RunException("JMH: " + e.getMessage(), e);
    }
    if (rows.isEmpty()) {
      throw new RunException("no benchmark matches " + pattern);
    }
    rows.sort(Comparator.comparing(Row::name).thenComparing(Row::parameters));
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("benchmarks", rows.stream().map(JmhCommand::json).toList());
    String table = table(rows);
    output.write(results);
    output.say(table);
    output.keep("performance.md", "jmh", command(), results, table);
    return Main.OK;
  }

  private ChainedOptionsBuilder options(String include) {
    return new OptionsBuilder()
        .include(include)
        .addProfiler(GCProfiler.class)
        .jvmArgsAppend("-XX:+UseParallelGC", "-Xmx2g")
        .shouldFailOnError(true)
        .verbosity(verbose ? VerboseMode.NORMAL : VerboseMode.SILENT);
  }

  private static List<Row> run(ChainedOptionsBuilder options) throws RunnerException {
    List<Row> rows = new ArrayList<>();
    Collection<RunResult> results = new Runner(options.build()).run();
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      StringJoiner parameters = new StringJoiner(", ");
      for (String key : params.getParamsKeys()) {
        parameters.add(key + " " + params.getParam(key).toLowerCase(Locale.ROOT));
      }
      Result<?> score = result.getPrimaryResult();
      @Nullable Result<?> bytes = result.getSecondaryResults().get(ALLOCATED);
      String name = params.getBenchmark();
      rows.add(
          new Row(
              name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
              parameters.toString(),
              score.getScore(),
              score.getScoreError(),
              score.getScoreUnit(),
              bytes == null ? Double.NaN : bytes.getScore()));
    }
    return rows;
  }

  private static Map<String, Object> json(Row row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", row.name());
    json.put("parameters", row.parameters());
    json.put("score", row.score());
    json.put("error", Double.isNaN(row.error()) ? 0 : row.error());
    json.put("unit", row.unit());
    json.put("allocated_bytes", Double.isNaN(row.bytes()) ? 0 : Math.round(row.bytes()));
    return json;
  }

  private static String table(List<Row> rows) {
    StringBuilder table =
        new StringBuilder(
            "A call's mean time, with half of its 99.9 % confidence interval, and the bytes that it"
                + " allocates.\n\n| benchmark | | time | ± | unit | bytes |\n"
                + "|---|---|---:|---:|---|---:|\n");
    for (Row row : rows) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %,.1f | %,.1f | %s | %,.0f |%n",
              row.name(),
              row.parameters(),
              row.score(),
              row.error(),
              row.unit(),
              row.bytes()));
    }
    return table.toString();
  }

  private String command() {
    return "bin/testsuite jmh"
        + (pattern.equals(".*") ? "" : " '" + pattern + "'")
        + (forks == 2 ? "" : " --forks " + forks)
        + (iterations == 5 ? "" : " --iterations " + iterations)
        + (seconds == 1 ? "" : " --seconds " + seconds);
  }
}
