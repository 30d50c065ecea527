package dev.espalier.runtime.cli;

import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.runtime.tensor.NumberType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which tensor engine computes, and in what numbers. */
final class BackendArguments {

  /** What a model's numbers are held in. */
  enum Numbers {
    float32,
    bfloat16,
    float16
  }

  @Option(
      names = "--backend",
      paramLabel = "djl|torch",
      description =
          "What computes: 'djl' brings its own libtorch; 'torch' uses one that is installed here, "
              + "release 2.7 or newer, and needs Java 25. Default: ${DEFAULT-VALUE}.")
  String backend = "djl";

  @Option(
      names = "--torch-lib",
      paramLabel = "DIR",
      description =
          "Where the libtorch for --backend torch is. Default: the torch of the Python "
              + "environment in use, else the one that DJL has unpacked.")
  @Nullable String library;

  @Option(
      names = "--numbers",
      paramLabel = "float32|bfloat16|float16",
      description =
          "What weights are held and computed in. Default: on a GPU, with --backend torch, as they "
              + "are stored; else float32.")
  @Nullable Numbers numbers;

  /** The given options with what was chosen here. */
  ModelOptions over(ModelOptions options) {
    if (library != null && backend.equals("djl")) {
      throw Failure.usage("--torch-lib is for --backend torch");
    }
    ModelOptions chosen = options.withBackend(backend);
    if (library != null) {
      chosen = chosen.withLibrary(Inputs.path(library));
    }
    if (numbers != null) {
      chosen =
          chosen.withNumbers(
              switch (numbers) {
                case float32 -> NumberType.FLOAT32;
                case bfloat16 -> NumberType.BFLOAT16;
                case float16 -> NumberType.FLOAT16;
              });
    }
    return chosen;
  }
}
