package dev.espalier.testsuite.diffusion;

import dev.espalier.compiler.CanvasChecker;
import dev.espalier.runtime.diffusion.Diffuser;
import dev.espalier.runtime.diffusion.DiffusionListener;
import dev.espalier.runtime.diffusion.DiffusionOptions;
import dev.espalier.runtime.diffusion.Strategies;
import dev.espalier.runtime.diffusion.Verification;
import dev.espalier.runtime.model.BundledModels;
import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.RunException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code testsuite diffusion}. */
@Command(
    name = "diffusion",
    mixinStandardHelpOptions = true,
    description = {
      "A diffusion model's records, queries and formulas for held-out texts, by every strategy and",
      "verification, on the same prompts and seeds; judged by other code than the engine's."
    })
public final class DiffusionCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "a checkpoint that was trained on these prompts (default: the bundled one)")
  private @Nullable Path model;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "records, and as many questions with code (default: ${DEFAULT-VALUE})")
  private int count = 60;

  @Option(
      names = "--strategies",
      paramLabel = "NAME",
      split = ",",
      description = "default: llada,dream-entropy,threshold,left-to-right")
  private List<String> strategies = List.of("llada", "dream-entropy", "threshold", "left-to-right");

  @Option(
      names = "--verify",
      paramLabel = "HOW",
      split = ",",
      description = "default: none,emptiness,lave,hybrid")
  private List<String> verify = List.of("none", "emptiness", "lave", "hybrid");

  @Option(names = "--length", paramLabel = "N", description = "default: ${DEFAULT-VALUE}")
  private int length = 128;

  @Option(names = "--steps", paramLabel = "N", description = "default: ${DEFAULT-VALUE}")
  private int steps = 64;

  @Option(names = "--block", paramLabel = "N", description = "default: ${DEFAULT-VALUE}")
  private int block = 32;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      description = "default: ${DEFAULT-VALUE}, as in the papers")
  private double temperature = 0.2;

  @Option(names = "--seed", paramLabel = "S", description = "of texts and samples (default: 1)")
  private long seed = 1;

  @Option(names = "--threads", paramLabel = "N", description = "of the model (default: by size)")
  private int threads;

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    if (count < 1) {
      throw new RunException("--count is at least 1");
    }
    Path directory = model == null ? BundledModels.diffusion() : Home.need(model, "--model");
    List<DiffusionTask> tasks = DiffusionTask.all(seed, count);
    Map<String, DiffusionRow> rows = new LinkedHashMap<>();
    try (Diffuser diffuser =
            Diffuser.load(directory, ModelOptions.defaults().withThreads(threads));
        ProgressBar bar =
            output.progress("diffusion", (long) tasks.size() * strategies.size() * verify.size())) {
      Map<String, CanvasChecker> checkers = new HashMap<>();
      for (String name : strategies) {
        for (String how : verify) {
          DiffusionOptions options = options(name, how);
          for (int i = 0; i < tasks.size(); i++) {
            DiffusionTask task = tasks.get(i);
            CanvasChecker checker =
                checkers.computeIfAbsent(
                    task.language(),
                    l -> CanvasChecker.of(task.grammar().bind(diffuser.vocabulary())));
            DiffusionRow row =
                rows.computeIfAbsent(
                    task.task() + " " + name + " " + how,
                    key -> new DiffusionRow(task.task(), name, how));
            DiffusionListener listener =
                new DiffusionListener() {
                  @Override
                  public void check(int tokens, boolean taken, long nanos) {
                    row.check(nanos);
                  }
                };
            row.add(
                task,
                diffuser.diffuse(checker, task.prompt(), options.withSeed(seed + i), listener));
            bar.step();
          }
        }
      }
    }
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("length", length);
    results.put("steps", steps);
    results.put("block", block);
    results.put("temperature", temperature);
    results.put("seed", seed);
    results.put(
        "rows", rows.values().stream().map(row -> row.json(rows.get(row.hybrid()))).toList());
    output.write(results);
    StringBuilder table = new StringBuilder(DiffusionRow.header());
    rows.values().forEach(row -> table.append(row.markdown(rows.get(row.hybrid()))));
    output.say(table.toString());
    output.keep(
        "diffusion.md",
        "diffusion",
        "bin/testsuite diffusion --count %d --strategies %s --verify %s --seed %d"
            .formatted(count, String.join(",", strategies), String.join(",", verify), seed),
        results,
        table.toString());
    boolean kept =
        rows.values().stream().filter(DiffusionRow::isHybrid).allMatch(DiffusionRow::keepsPromise);
    return kept ? Main.OK : Main.FOUND;
  }

  private DiffusionOptions options(String name, String how) {
    try {
      return DiffusionOptions.DEFAULT
          .withLength(length)
          .withSteps(steps)
          .withBlock(name.startsWith("dream-") ? length : block)
          .withStrategy(
              Strategies.named(name)
                  .orElseThrow(() ->
                      new RunException(
                          "--strategies are of "
                              + String.join(", ", Strategies.names())
                              + ", not "
                              + name)))
          .withVerification(Verification.valueOf(how.toUpperCase(Locale.ROOT)))
          .withTemperature(temperature);
    } catch (IllegalArgumentException e) {
      throw new RunException(e.getMessage() == null ? "options" : e.getMessage(), e);
    }
  }
}
