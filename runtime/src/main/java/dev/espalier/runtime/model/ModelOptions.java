package dev.espalier.runtime.model;

/**
 * How a model is to be loaded.
 *
 * @param device {@code auto} (a GPU if one can be used without installing anything, else the CPU),
 *     {@code cpu}, {@code gpu} or {@code gpu:N}
 * @param threads threads that every operation on the CPU may use; 0 lets the size of each decide
 * @param rotary how exact the rotary frequencies are
 * @param limits what a checkpoint may ask for
 */
public record ModelOptions(
    String device, int threads, RotaryFrequencies rotary, CheckpointLimits limits) {

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

  /** Checks the number of threads; the device is checked when the model is loaded. */
  public ModelOptions {
    if (threads < 0) {
      throw new ModelException("threads must be 0 (choose by size) or more, not " + threads);
    }
  }

  /** Device {@code auto}, threads by size, exact frequencies, default limits. */
  public static ModelOptions defaults() {
    return new ModelOptions("auto", 0, RotaryFrequencies.EXACT, CheckpointLimits.defaults());
  }

  /** These options with another device. */
  public ModelOptions withDevice(String device) {
    return new ModelOptions(device, threads, rotary, limits);
  }

  /** These options with another number of threads. */
  public ModelOptions withThreads(int threads) {
    return new ModelOptions(device, threads, rotary, limits);
  }

  /** These options with other rotary frequencies. */
  public ModelOptions withRotary(RotaryFrequencies rotary) {
    return new ModelOptions(device, threads, rotary, limits);
  }

  /** These options with other limits. */
  public ModelOptions withLimits(CheckpointLimits limits) {
    return new ModelOptions(device, threads, rotary, limits);
  }
}
