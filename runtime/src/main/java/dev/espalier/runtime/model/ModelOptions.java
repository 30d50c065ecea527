package dev.espalier.runtime.model;

import dev.espalier.runtime.tensor.NumberType;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a model is to be loaded.
 *
 * @param device {@code auto} (a GPU if one can be used without installing anything, else the CPU),
 *     {@code cpu}, {@code gpu} or {@code gpu:N}
 * @param threads threads that every operation on the CPU may use; 0 lets the size of each decide
 * @param rotary how exact the rotary frequencies are
 * @param limits what a checkpoint may ask for
 * @param backend the tensor engine: {@code djl}, or {@code torch} for a libtorch that is installed
 *     here (needs Java 25)
 * @param library the directory of the backend's native library; empty lets the backend look for one
 * @param numbers what numbers are held in; empty for the type of the checkpoint's weights on a GPU
 *     where the backend can, else float32
 */
public record ModelOptions(
    String device,
    int threads,
    RotaryFrequencies rotary,
    CheckpointLimits limits,
    String backend,
    Optional<Path> library,
    Optional<NumberType> numbers) {

  /** How exact the frequencies of the rotary embedding are. */
  public enum RotaryFrequencies {
    /** As the configuration defines them: what Transformers computes when it loads a checkpoint. */
    EXACT,
    /**
     * Rounded to the type of the checkpoint's weights: what PyTorch computes after a whole module
     * was cast to bfloat16 or float16, which casts its buffers too.
     */
    ROUNDED_LIKE_WEIGHTS
  }

  /** Checks the number of threads; the rest is checked when the model is loaded. */
  public ModelOptions {
    if (threads < 0) {
      throw new ModelException("threads must be 0 (choose by size) or more, not " + threads);
    }
  }

  /** Device {@code auto} of DJL, threads by size, exact frequencies, default limits. */
  public static ModelOptions defaults() {
    return new ModelOptions(
        "auto",
        0,
        RotaryFrequencies.EXACT,
        CheckpointLimits.defaults(),
        "djl",
        Optional.empty(),
        Optional.empty());
  }

  /** These options with another device. */
  public ModelOptions withDevice(String other) {
    return new ModelOptions(other, threads, rotary, limits, backend, library, numbers);
  }

  /** These options with another number of threads. */
  public ModelOptions withThreads(int other) {
    return new ModelOptions(device, other, rotary, limits, backend, library, numbers);
  }

  /** These options with other rotary frequencies. */
  public ModelOptions withRotary(RotaryFrequencies other) {
    return new ModelOptions(device, threads, other, limits, backend, library, numbers);
  }

  /** These options with other limits. */
  public ModelOptions withLimits(CheckpointLimits other) {
    return new ModelOptions(device, threads, rotary, other, backend, library, numbers);
  }

  /** These options with another tensor engine. */
  public ModelOptions withBackend(String other) {
    return new ModelOptions(device, threads, rotary, limits, other, library, numbers);
  }

  /** These options with a directory of the backend's native library. */
  public ModelOptions withLibrary(Path directory) {
    return new ModelOptions(
        device, threads, rotary, limits, backend, Optional.of(directory), numbers);
  }

  /** These options with a type that numbers are held in. */
  public ModelOptions withNumbers(NumberType type) {
    return new ModelOptions(device, threads, rotary, limits, backend, library, Optional.of(type));
  }
}
