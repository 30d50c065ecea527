package dev.espalier.testsuite.device;

import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code testsuite device-check}. */
@Command(
    name = "device-check",
    mixinStandardHelpOptions = true,
    description = {
      "Whether a device computes what the CPU computes: golden logits in float32 and bfloat16,",
      "attention, the bundled model's greedy texts, choices of tokens, no leak; and how fast it is.",
      "Ends with status 1 if anything differs."
    })
public final class DeviceCheckCommand implements Callable<Integer> {
  @Mixin private final EngineArguments engine = new EngineArguments();

  @Option(
      names = "--goldens",
      paramLabel = "DIR",
      description = "the tiny checkpoints with their logits (default: of the shared data)")
  private @Nullable Path goldens;

  @Option(
      names = "--texts",
      paramLabel = "N",
      description = "greedy texts to compare (default: 200)")
  private int texts = 200;

  @Option(
      names = "--expected",
      paramLabel = "FILE",
      description = "what the greedy texts must be (default: what the CPU gives in this run)")
  private @Nullable Path expected;

  @Option(
      names = "--write-texts",
      paramLabel = "FILE",
      description = "write the greedy texts, as --expected reads them")
  private @Nullable Path write;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "${COMPLETION-CANDIDATES} (default: all but large)")
  private List<Part> only =
      List.of(
          Part.goldens,
          Part.attention,
          Part.choices,
          Part.bundled,
          Part.throughput,
          Part.leaks,
          Part.errors);

  /** What can be checked. */
  enum Part {
    goldens,
    attention,
    choices,
    bundled,
    throughput,
    leaks,
    errors,
    /** A random model of 1.1 billion parameters; writes 2 GB to a temporary folder. */
    large
  }

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "steps of the search for leaks (default: 10000)")
  private int steps = 10_000;

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE",
      description = "a tokenizer.json of up to 50,304 tokens for the large model")
  private @Nullable Path tokenizer;

  @Option(
      names = "--part-seconds",
      paramLabel = "N",
      description = "a part that takes longer counts as failed (default: 120)")
  private int partSeconds = 120;

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    DeviceCheck check =
        new DeviceCheck(
            engine,
            output,
            partSeconds,
            new DeviceCheck.Texts(Optional.ofNullable(expected), Optional.ofNullable(write)));
    check.environment();
    for (Part part : only) {
      switch (part) {
        case goldens -> check.goldens(goldens);
        case attention -> check.attention();
        case choices -> check.choices();
        case bundled -> check.bundled(texts);
        case throughput -> check.throughput();
        case leaks -> check.leaks(steps);
        case errors -> check.errors();
        case large -> check.large(tokenizer);
      }
    }
    output.write(check.results());
    return check.summary() ? Main.OK : Main.FOUND;
  }
}
