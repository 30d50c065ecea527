package dev.espalier.testsuite.diffusion;

import dev.espalier.compiler.CanvasChecker;
import dev.espalier.runtime.diffusion.Verification;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.RunException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code testsuite parallel}. */
@Command(
    name = "parallel",
    mixinStandardHelpOptions = true,
    description = {
      "What becomes of texts whose tokens depend on each other when a diffusion model writes several",
      "at once: by a model whose predictions are the exact ones, free and constrained, from all in",
      "one step to one in each."
    })
public final class ParallelCommand implements Callable<Integer> {
  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "of each row (default: ${DEFAULT-VALUE})")
  private int samples = 1000;

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    if (samples < 1) {
      throw new RunException("--samples is at least 1");
    }
    List<ParallelRun> runs = new ArrayList<>();
    List<ParallelTask> tasks = ParallelTask.all();
    try (ProgressBar bar =
        output.progress("parallel", tasks.size() * 3L * Verification.values().length)) {
      for (ParallelTask task : tasks) {
        CanvasChecker checker = task.checker();
        // All at once, a few at once, one by one.
        for (int steps : new TreeSet<>(List.of(1, (task.length() + 2) / 3, task.length()))) {
          for (Verification verify : Verification.values()) {
            runs.add(ParallelRun.of(task, checker, steps, verify, samples));
            bar.step();
          }
        }
      }
    }
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("rows", runs.stream().map(ParallelRun::json).toList());
    output.write(results);
    StringBuilder table =
        new StringBuilder(
            "| task | texts | steps | verify | n | valid % | distinct | passes | refused | dead ends |\n"
                + "|---|---:|---:|---|---:|---:|---:|---:|---:|---:|\n");
    for (ParallelRun run : runs) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %d | %s | %d | %.1f | %d | %.1f | %.1f | %d |%n",
              run.task(),
              run.texts(),
              run.steps(),
              run.verify(),
              run.samples(),
              run.validPercent(),
              run.distinct(),
              run.forwards(),
              run.rejected(),
              run.deadEnds()));
    }
    output.say(table.toString());
    output.keep(
        "diffusion.md",
        "parallel",
        "bin/testsuite parallel --samples " + samples,
        results,
        table.toString());
    boolean kept =
        runs.stream()
            .filter(run -> run.verify().equals("hybrid"))
            .allMatch(run -> run.valid() == run.samples() && run.deadEnds() == 0);
    return kept ? Main.OK : Main.FOUND;
  }
}
