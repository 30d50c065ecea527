package dev.espalier.testsuite.aligned;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.RunException;
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

/** {@code testsuite aligned}. */
@Command(
    name = "aligned",
    mixinStandardHelpOptions = true,
    description = {
      "Samplers against the model's law given the grammar, exactly: no divergence is an estimate.",
      "The toy grammars and tasks of the GAD benchmark, cut to texts that can all be listed, with a",
      "small model that was trained on noisy texts of these grammars (--train trains it anew)."
    })
public final class AlignedCommand implements Callable<Integer> {
  private static final double LAW_TOLERANCE = 1e-12;
  private static final double LEAST_MASS = 1e-4;
  private static final double MOST_MASS = 0.5;

  @Option(names = "--data", paramLabel = "F", description = "the tasks (default: the shared data)")
  private @Nullable Path data;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "a model trained by --train (default: the one that is kept in the sources)")
  private @Nullable Path model;

  @Option(names = "--train", description = "train the model, write it to --model, and end")
  private boolean train;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "texts that ASAp and CARS draw of each task (default: ${DEFAULT-VALUE})")
  private int samples = 200;

  @Option(names = "--seed", paramLabel = "S", description = "(default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(names = "--threads", paramLabel = "N", description = "of the model (default: by size)")
  private int threads;

  @Option(
      names = "--curves",
      paramLabel = "DIR",
      description = "write the curves there, as CSV and PNG (with --record: to docs/sampling)")
  private @Nullable Path curves;

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    if (samples < 1) {
      throw new RunException("--samples is at least 1");
    }
    Path file = Home.need(data != null ? data : Home.data("gad/tasks.jsonl.gz"), "--data");
    Path folder = model != null ? model : SmallModel.folder();
    if (train) {
      SmallModel.train(AlignedTask.read(file, SmallModel.freshVocabulary()), folder, output::say);
      return Main.OK;
    }
    Vocabulary bytes = SmallModel.vocabulary(folder);
    List<AlignedTask> tasks = AlignedTask.read(file, bytes);
    double referenceError = Reference.error();
    List<TaskRun> runs = new ArrayList<>();
    try (CausalModel loaded = SmallModel.load(folder, threads);
        ProgressBar bar = output.progress("aligned", tasks.size())) {
      for (AlignedTask task : tasks) {
        try (TaskRun run = new TaskRun(loaded, bytes, task, samples)) {
          run.run(seed);
          runs.add(run);
        }
        bar.step();
      }
    }
    return report(runs, referenceError);
  }

  private int report(List<TaskRun> runs, double referenceError) {
    double lawError = runs.stream().mapToDouble(TaskRun::lawError).max().orElseThrow();
    double excess = runs.stream().mapToDouble(TaskRun::boundExcess).max().orElseThrow();
    Map<String, Curve> means = means(runs);
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("reference_error", referenceError);
    results.put("law_error", lawError);
    results.put("bound_excess", excess);
    results.put("methods", methods(runs, means));
    results.put("samples", samples);
    results.put("seed", seed);
    results.put("tasks", runs.stream().map(AlignedCommand::task).toList());
    output.write(results);
    String table = table(runs, means, referenceError, lawError, excess);
    output.say(table);
    Path folder = curves;
    if (folder == null && output.recorded()) {
      folder = Home.root().resolve("docs/sampling");
    }
    if (folder != null) {
      Map<String, Map<String, Curve>> all = new LinkedHashMap<>();
      all.put("mean", means);
      runs.forEach(run -> all.put(run.task().id(), run.curves()));
      Curves.csv(folder.resolve("aligned.csv"), all);
      String title = runs.size() + " tasks, mean";
      Curves.picture(folder.resolve("aligned.png"), title, false, means);
      Curves.picture(folder.resolve("aligned-reverse.png"), title, true, means);
      output.say("curves in " + folder);
    }
    output.keep(
        "sampling.md",
        "aligned",
        "bin/testsuite aligned --samples " + samples + " --seed " + seed,
        results,
        table);
    boolean masses =
        runs.stream().allMatch(run -> run.mass() >= LEAST_MASS && run.mass() <= MOST_MASS);
    if (!masses) {
      output.say("P(L) is outside " + LEAST_MASS + " … " + MOST_MASS + " of some task");
    }
    return referenceError < Reference.DIGITS
            && lawError <= LAW_TOLERANCE
            && excess <= LAW_TOLERANCE
            && masses
        ? Main.OK
        : Main.FOUND;
  }

  /** Means over the tasks, at the points that all of them have. */
  private static Map<String, Curve> means(List<TaskRun> runs) {
    Map<String, Curve> means = new LinkedHashMap<>();
    for (String method : runs.get(0).curves().keySet()) {
      Map<Integer, double[]> sums = new TreeMap<>();
      for (TaskRun run : runs) {
        Curve curve = run.curves().get(method);
        for (Curve.Point point : curve == null ? List.<Curve.Point>of() : curve.points()) {
          double[] sum = sums.computeIfAbsent(point.texts(), n -> new double[3]);
          sum[0] += point.forward();
          sum[1] += point.reverse();
          sum[2]++;
        }
      }
      List<Curve.Point> points = new ArrayList<>();
      sums.forEach((texts, sum) -> {
        if (sum[2] == runs.size()) {
          points.add(new Curve.Point(texts, sum[0] / sum[2], sum[1] / sum[2]));
        }
      });
      means.put(method, new Curve(method, points));
    }
    return means;
  }

  private static Map<String, Object> methods(List<TaskRun> runs, Map<String, Curve> means) {
    Map<String, Object> methods = new LinkedHashMap<>();
    for (String method : runs.get(0).costs().keySet()) {
      Map<String, Object> one = new LinkedHashMap<>();
      Curve curve = means.get(method);
      if (curve != null) {
        one.put("kl", curve.points().stream().map(p -> List.of(p.texts(), p.forward())).toList());
        one.put(
            "kl_reverse",
            curve.points().stream().map(p -> List.of(p.texts(), p.reverse())).toList());
      }
      one.put("attempts_per_sample", finite(mean(runs, method, true)));
      one.put("forwards_per_sample", finite(mean(runs, method, false)));
      one.put("not_reached", notReached(runs, method));
      methods.put(method, one);
    }
    return methods;
  }

  /** JSON has no NaN: a mean of nothing is null there. */
  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static long notReached(List<TaskRun> runs, String method) {
    return runs.stream()
        .filter(run -> {
          TaskRun.Cost cost = run.costs().get(method);
          return cost == null
              || Double.isNaN(cost.attempts())
              || (method.equals("cars") && !run.reached());
        })
        .count();
  }

  private static double mean(List<TaskRun> runs, String method, boolean attempts) {
    double sum = 0;
    int n = 0;
    for (TaskRun run : runs) {
      TaskRun.Cost cost = run.costs().get(method);
      if (cost != null && !Double.isNaN(cost.attempts())) {
        sum += attempts ? cost.attempts() : cost.forwards();
        n++;
      }
    }
    return sum / n;
  }

  private static Map<String, Object> task(TaskRun run) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("id", run.task().id());
    one.put("texts", run.texts());
    one.put("max_bytes", run.task().bytes());
    one.put("prefixes", run.prefixes());
    one.put("mass", run.mass());
    one.put("cars_attempts", trend(run.carsAttempts()));
    one.put("cars_reached", run.reached());
    run.curves()
        .forEach((method, curve) -> {
          if (!curve.points().isEmpty()) {
            Curve.Point last = curve.points().get(curve.points().size() - 1);
            one.put(method + "_kl", last.forward());
            one.put(method + "_kl_reverse", last.reverse());
          }
        });
    return one;
  }

  /** Mean attempts of the first text, of 2 to 10, of 11 to 50, of those from 51 on. */
  private static List<Double> trend(List<Long> attempts) {
    List<Double> trend = new ArrayList<>();
    int[] ends = {1, 10, 50, attempts.size()};
    int from = 0;
    for (int end : ends) {
      int to = Math.min(end, attempts.size());
      if (to > from) {
        trend.add(
            Math.round(
                    100
                        * attempts.subList(from, to).stream()
                            .mapToLong(a -> a)
                            .average()
                            .orElseThrow())
                / 100.0);
        from = to;
      }
    }
    return trend;
  }

  private String table(
      List<TaskRun> runs,
      Map<String, Curve> means,
      double referenceError,
      double lawError,
      double excess) {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%d tasks, %d to %d texts each; P(L) from %.2g to %.2g. Exact laws, nats; seed %d.%n%n"
                + "Largest error of a known figure, given to six digits: %.1g. Largest error of a"
                + " probability in an%nexact law (CARS): %.1g. Bounds exceeded by at most %.1g.%n%n",
            runs.size(),
            runs.stream().mapToInt(TaskRun::texts).min().orElseThrow(),
            runs.stream().mapToInt(TaskRun::texts).max().orElseThrow(),
            runs.stream().mapToDouble(TaskRun::mass).min().orElseThrow(),
            runs.stream().mapToDouble(TaskRun::mass).max().orElseThrow(),
            seed,
            referenceError,
            lawError,
            Math.max(0, excess)));
    table.append(
        "| method | mean KL(Q̃‖Q) first → last | mean KL(Q‖Q̃) first → last | attempts per text |"
            + " laws computed per text | tasks not reached |\n|---|---:|---:|---:|---:|---:|\n");
    for (String method : runs.get(0).costs().keySet()) {
      Curve curve = means.get(method);
      List<Curve.Point> points = curve == null ? List.of() : curve.points();
      String forward = "";
      String reverse = "";
      if (!points.isEmpty()) {
        Curve.Point first = points.get(0);
        Curve.Point last = points.get(points.size() - 1);
        forward = String.format(Locale.ROOT, "%.3g → %.3g", first.forward(), last.forward());
        reverse = String.format(Locale.ROOT, "%.3g → %.3g", first.reverse(), last.reverse());
      }
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %.2f | %.1f | %d |%n",
              method,
              forward,
              reverse,
              mean(runs, method, true),
              mean(runs, method, false),
              notReached(runs, method)));
    }
    table.append(
        "\n| task | texts | P(L) | masked KL(Q̃‖Q) | ASAp, last | MCMC, last | CARS attempts: 1st,"
            + " 2–10, 11–50, 51– |\n|---|---:|---:|---:|---:|---:|---|\n");
    for (TaskRun run : runs) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %.2g | %s | %s | %s | %s |%n",
              run.task().id(),
              run.texts(),
              run.mass(),
              last(run, "masked"),
              last(run, "asap"),
              last(run, "mcmc-restart"),
              run.reached()
                  ? trend(run.carsAttempts()).toString().replaceAll("[\\[\\]]", "")
                  : "not reached after " + run.carsAttempts().size()));
    }
    return table.toString();
  }

  private static String last(TaskRun run, String method) {
    Curve curve = run.curves().get(method);
    if (curve == null || curve.points().isEmpty()) {
      return "";
    }
    return String.format(
        Locale.ROOT, "%.3g", curve.points().get(curve.points().size() - 1).forward());
  }
}
