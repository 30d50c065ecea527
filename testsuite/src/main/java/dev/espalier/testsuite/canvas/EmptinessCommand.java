package dev.espalier.testsuite.canvas;

import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code testsuite emptiness}. */
@Command(
    name = "emptiness",
    mixinStandardHelpOptions = true,
    description = {
      "Canvases over random small grammars and vocabularies, against filling them in every way."
    })
public final class EmptinessCommand implements Callable<Integer> {
  @Option(
      names = "--cases",
      paramLabel = "N",
      description = "at least so many verdicts (default: ${DEFAULT-VALUE})")
  private long cases = 100_000;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "of the random numbers (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    EmptinessRun run = new EmptinessRun(seed);
    try (ProgressBar bar = output.progress("emptiness", cases)) {
      for (int grammar = 0; run.cases() < cases; grammar++) {
        run.grammar(grammar);
        bar.stepTo(Math.min(cases, run.cases()));
      }
    }
    run.messages().forEach(System.err::println);
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("cases", run.cases());
    results.put("completable", run.completable());
    results.put("dead", run.dead());
    results.put("wrong", run.wrong());
    results.put("unknown", run.unknown());
    output.write(results);
    String table =
        "| verdicts | completable | dead | wrong | unknown |\n|---:|---:|---:|---:|---:|\n"
            + String.format(
                java.util.Locale.ROOT,
                "| %d | %d | %d | %d | %d |%n",
                run.cases(),
                run.completable(),
                run.dead(),
                run.wrong(),
                run.unknown());
    output.say(table);
    output.keep(
        "canvas.md",
        "emptiness",
        "bin/testsuite emptiness --cases " + cases + " --seed " + seed,
        results,
        table);
    return run.wrong() == 0 ? Main.OK : Main.FOUND;
  }
}
