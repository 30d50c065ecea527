package dev.espalier.runtime.model;

import dev.espalier.runtime.model.transformer.TransformerModel;
import dev.espalier.runtime.tensor.NumberType;
import dev.espalier.runtime.tensor.TensorBackend;
import dev.espalier.runtime.tensor.TensorException;
import dev.espalier.runtime.tensor.TensorOptions;
import dev.espalier.runtime.tensor.Tensors;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Loads checkpoints as Hugging Face publishes them: a directory with {@code config.json} and {@code
 * model.safetensors}, or several weight files and {@code model.safetensors.index.json}.
 *
 * <p>Nothing is downloaded, and nothing outside the directory is read (but for links that stand in
 * it). Weights in float32, float16 and bfloat16 are computed in float32, unless {@link
 * ModelOptions#numbers} says otherwise.
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
    return TransformerModel.causal(directory, options, stored -> open(options, stored));
  }

  /**
   * One line for a person, where this machine has a GPU that {@link ModelOptions#device} {@code
   * auto} cannot use. Loads the engine's native libraries if they are not loaded yet.
   *
   * @throws TensorException if the engine cannot be loaded
   */
  public static Optional<String> deviceNote(ModelOptions options) {
    return TensorBackend.named(options.backend()).note(tensors(options, NumberType.FLOAT32));
  }

  /**
   * Loads a diffusion model: {@code LLaDAModelLM} or {@code DreamModel}.
   *
   * @throws CheckpointException if the checkpoint is missing, broken, or of another architecture
   * @throws TensorException if the device cannot be used
   */
  public static DiffusionModel loadDiffusion(Path directory, ModelOptions options) {
    return TransformerModel.diffusion(directory, options, stored -> open(options, stored));
  }

  private static Tensors open(ModelOptions options, NumberType stored) {
    return TensorBackend.named(options.backend()).open(tensors(options, stored));
  }

  private static TensorOptions tensors(ModelOptions options, NumberType stored) {
    return new TensorOptions(options.device(), options.library(), options.numbers(), stored);
  }
}
