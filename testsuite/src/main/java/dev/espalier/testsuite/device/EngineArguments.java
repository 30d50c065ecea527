package dev.espalier.testsuite.device;

import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.runtime.tensor.NumberType;
import dev.espalier.runtime.tensor.TensorBackend;
import dev.espalier.runtime.tensor.TensorOptions;
import dev.espalier.runtime.tensor.Tensors;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The engine that a run is about. */
final class EngineArguments {
  @Option(names = "--backend", defaultValue = "djl", description = "djl or torch (default: djl)")
  String backend = "djl";

  @Option(
      names = "--torch-lib",
      paramLabel = "DIR",
      description = "where the libtorch for the backend torch is (default: it is looked for)")
  @Nullable Path library;

  @Option(
      names = "--device",
      paramLabel = "D",
      defaultValue = "cpu",
      description = "cpu, gpu or gpu:N (default: cpu)")
  String device = "cpu";

  @Option(names = "--threads", paramLabel = "N", description = "of the CPU (default: by size)")
  int threads;

  /** Options for models on the device. */
  ModelOptions model() {
    ModelOptions options =
        ModelOptions.defaults().withDevice(device).withThreads(threads).withBackend(backend);
    return library == null ? options : options.withLibrary(library);
  }

  /** The engine itself. */
  Tensors open(NumberType numbers) {
    return TensorBackend.named(backend)
        .open(
            new TensorOptions(device, Optional.ofNullable(library), Optional.of(numbers), numbers));
  }
}
