package dev.espalier.runtime.model;

import dev.espalier.runtime.model.transformer.TransformerModel;
import dev.espalier.runtime.tensor.TensorException;
import dev.espalier.runtime.tensor.djl.DjlTensors;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Loads checkpoints as Hugging Face publishes them: a directory with {@code config.json} and {@code
 * model.safetensors}, or several weight files and {@code model.safetensors.index.json}.
 *
 * <p>Nothing is downloaded, and nothing outside the directory is read (but for links that stand in
 * it). Weights in float32, float16 and bfloat16 are computed in float32.
 */
public final class Models {

  private Models() {}

  /**
   * Loads a causal model: {@code LlamaForCausalLM}, {@code MistralForCausalLM}, {@code
   * Qwen2ForCausalLM} or {@code Qwen3ForCausalLM}.
   *
   * @throws CheckpointException if the checkpoint is missing, broken, or of another architecture
   * @throws TensorException if the device cannot be used
   */
  public static CausalModel load(Path directory, ModelOptions options) {
    return TransformerModel.causal(directory, options, () -> DjlTensors.open(options.device()));
  }

  /**
   * One line for a person, where this machine has a GPU that {@link ModelOptions#device} {@code
   * auto} cannot use. Loads the engine's native libraries if they are not loaded yet.
   *
   * @throws TensorException if the engine cannot be loaded
   */
  public static Optional<String> deviceNote(ModelOptions options) {
    return DjlTensors.note(options.device());
  }

  /**
   * Loads a diffusion model: {@code LLaDAModelLM} or {@code DreamModel}.
   *
   * @throws CheckpointException if the checkpoint is missing, broken, or of another architecture
   * @throws TensorException if the device cannot be used
   */
  public static DiffusionModel loadDiffusion(Path directory, ModelOptions options) {
    return TransformerModel.diffusion(directory, options, () -> DjlTensors.open(options.device()));
  }
}
