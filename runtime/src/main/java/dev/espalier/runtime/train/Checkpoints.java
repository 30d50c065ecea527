package dev.espalier.runtime.train;

import ai.djl.ndarray.NDArray;
import dev.espalier.runtime.model.CheckpointLimits;
import dev.espalier.runtime.model.ModelException;
import dev.espalier.runtime.model.safetensors.ElementType;
import dev.espalier.runtime.model.safetensors.SafetensorsFile;
import dev.espalier.runtime.model.safetensors.SafetensorsWriter;
import dev.espalier.runtime.model.safetensors.TensorEntry;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Files of a training run: the state that a run resumes from (float32, with the optimizer's
 * moments), and the finished model as a Hugging Face checkpoint in bfloat16.
 */
final class Checkpoints {
  private static final String STEPS = "steps";

  private Checkpoints() {}

  /** Writes all that a run needs to go on. */
  static void save(Path file, TrainableLlama model, Optimizer optimizer) {
    SafetensorsWriter writer = new SafetensorsWriter();
    writer.metadata(STEPS, Long.toString(optimizer.steps()));
    addAll(writer, "weight.", model.weights());
    addAll(writer, "first.", optimizer.firstMoments());
    addAll(writer, "second.", optimizer.secondMoments());
    writer.write(file);
  }

  private static void addAll(SafetensorsWriter writer, String prefix, NamedArrays arrays) {
    for (String name : arrays.names()) {
      NDArray array = arrays.of(name);
      writer.add(prefix + name, ElementType.F32, array.toFloatArray(), array.getShape().getShape());
    }
  }

  /**
   * Reads what {@link #save} wrote into a model and an optimizer of the same shape.
   *
   * @throws TrainingException if the file is of another shape or cannot be read
   */
  static void load(Path file, TrainableLlama model, Optimizer optimizer) {
    try (SafetensorsFile in = SafetensorsFile.open(file, CheckpointLimits.defaults())) {
      fill(in, "weight.", model.weights());
      fill(in, "first.", optimizer.firstMoments());
      fill(in, "second.", optimizer.secondMoments());
      optimizer.resumeAt(Long.parseLong(in.metadata().getOrDefault(STEPS, "none")));
    } catch (ModelException | NumberFormatException e) {
      throw new TrainingException(file + ": cannot resume: " + e.getMessage(), e);
    }
  }

  private static void fill(SafetensorsFile in, String prefix, NamedArrays arrays) {
    for (String name : arrays.names()) {
      NDArray array = arrays.of(name);
      TensorEntry entry = in.tensor(prefix + name);
      if (entry.size() != array.size()) {
        throw new TrainingException(
            prefix + name + " holds " + entry.size() + " numbers, not " + array.size());
      }
      float[] values = new float[(int) array.size()];
      in.read(entry, 0, FloatBuffer.wrap(values));
      array.set(values);
    }
  }

  /**
   * Writes {@code model.safetensors}, {@code config.json} and {@code generation_config.json}.
   *
   * @param endId the token that ends a text
   */
  static void export(Path directory, TrainableLlama model, int endId) {
    LlamaShape shape = model.shape();
    SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
    for (String name : model.weights().names()) {
      NDArray ours = model.weights().of(name);
      long[] sizes = ours.getShape().getShape();
      float[] values = ours.toFloatArray();
      if (sizes.length == 2 && !name.equals("embed")) {
        // Our [in, out] becomes the checkpoint's [out, in].
        values = transposed(values, (int) sizes[0], (int) sizes[1]);
        sizes = new long[] {sizes[1], sizes[0]};
      }
      writer.add(exportedName(model.objective(), name), ElementType.BF16, values, sizes);
    }
    try {
      Files.createDirectories(directory);
      writer.write(directory.resolve("model.safetensors"));
      Files.writeString(directory.resolve("config.json"), config(model.objective(), shape, endId));
      Files.writeString(
          directory.resolve("generation_config.json"),
          "{\n  \"eos_token_id\": " + endId + ",\n  \"pad_token_id\": " + endId + "\n}\n");
    } catch (IOException e) {
      throw new TrainingException(directory + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** The shape that an exported {@code config.json} tells. */
  static LlamaShape shape(Path directory) {
    Path file = directory.resolve("config.json");
    try {
      JsonNode config = JsonMapper.builder().build().readTree(Files.readString(file));
      if (objective(config) == Objective.MASKED) {
        return new LlamaShape(
            config.path("vocab_size").asInt(),
            config.path("d_model").asInt(),
            config.path("n_layers").asInt(),
            config.path("n_heads").asInt(),
            config.path("mlp_hidden_size").asInt(),
            config.path("max_sequence_length").asInt(),
            config.path("rope_theta").asDouble(),
            config.path("rms_norm_eps").asDouble());
      }
      return new LlamaShape(
          config.path("vocab_size").asInt(),
          config.path("hidden_size").asInt(),
          config.path("num_hidden_layers").asInt(),
          config.path("num_attention_heads").asInt(),
          config.path("intermediate_size").asInt(),
          config.path("max_position_embeddings").asInt(),
          config.path("rope_theta").asDouble(),
          config.path("rms_norm_eps").asDouble());
    } catch (IOException | RuntimeException e) {
      throw new TrainingException(file + ": no configuration of ours: " + e.getMessage(), e);
    }
  }

  /** What the model of an exported {@code config.json} has learnt. */
  static Objective objective(Path directory) {
    Path file = directory.resolve("config.json");
    try {
      return objective(JsonMapper.builder().build().readTree(Files.readString(file)));
    } catch (IOException | RuntimeException e) {
      throw new TrainingException(file + ": no configuration of ours: " + e.getMessage(), e);
    }
  }

  private static Objective objective(JsonNode config) {
    return config.path("model_type").asString("").equals("llada")
        ? Objective.MASKED
        : Objective.CAUSAL;
  }

  /** Reads the weights that {@link #export} wrote, rounded to bfloat16 as they are. */
  static void importInto(Path directory, TrainableLlama model) {
    Path file = directory.resolve("model.safetensors");
    try (SafetensorsFile in = SafetensorsFile.open(file, CheckpointLimits.defaults())) {
      for (String name : model.weights().names()) {
        NDArray ours = model.weights().of(name);
        float[] theirs = new float[(int) ours.size()];
        TensorEntry entry = in.tensor(exportedName(model.objective(), name));
        if (entry.size() != theirs.length) {
          throw new TrainingException(file + ": " + entry.name() + " has another shape");
        }
        in.read(entry, 0, FloatBuffer.wrap(theirs));
        boolean turned = ours.getShape().dimension() == 2 && !name.equals("embed");
        ours.set(
            turned
                ? transposed(theirs, (int) ours.getShape().get(1), (int) ours.getShape().get(0))
                : theirs);
      }
    } catch (ModelException e) {
      throw new TrainingException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** The name of one of our weights in Hugging Face's Llama, or in LLaDA. */
  private static String exportedName(Objective objective, String name) {
    boolean llada = objective == Objective.MASKED;
    int dot = name.indexOf('.');
    String layers = llada ? "model.transformer.blocks." : "model.layers.";
    String layer = dot < 0 ? "" : layers + name.substring(0, dot) + ".";
    String part = name.substring(dot + 1);
    String known =
        switch (part) {
          case "embed" -> llada ? "model.transformer.wte" : "model.embed_tokens";
          case "norm" -> llada ? "model.transformer.ln_f" : "model.norm";
          case "norm1" -> llada ? "attn_norm" : "input_layernorm";
          case "norm2" -> llada ? "ff_norm" : "post_attention_layernorm";
          case "o" -> llada ? "attn_out" : "self_attn.o_proj";
          case "q", "k", "v" -> (llada ? "" : "self_attn.") + part + "_proj";
          case "gate" -> llada ? "ff_proj" : "mlp.gate_proj";
          case "up" -> llada ? "up_proj" : "mlp.up_proj";
          default -> llada ? "ff_out" : "mlp.down_proj";
        };
    return layer + known + ".weight";
  }

  /** The transpose of a row-major matrix. */
  private static float[] transposed(float[] values, int rows, int columns) {
    float[] turned = new float[values.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        turned[c * rows + r] = values[r * columns + c];
      }
    }
    return turned;
  }

  private static String config(Objective objective, LlamaShape shape, int endId) {
    JsonMapper mapper = JsonMapper.builder().build();
    ObjectNode config = mapper.createObjectNode();
    if (objective == Objective.MASKED) {
      llada(config, shape, endId);
    } else {
      llama(config, shape, endId);
    }
    config.put("torch_dtype", "bfloat16");
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n";
  }

  private static void llada(ObjectNode config, LlamaShape shape, int endId) {
    config.putArray("architectures").add("LLaDAModelLM");
    config.put("model_type", "llada");
    config.put("block_type", "llama");
    config.put("vocab_size", shape.vocabulary());
    config.put("embedding_size", shape.vocabulary());
    config.put("d_model", shape.hidden());
    config.put("mlp_hidden_size", shape.intermediate());
    config.put("n_layers", shape.layers());
    config.put("n_heads", shape.heads());
    config.put("n_kv_heads", shape.heads());
    config.put("max_sequence_length", shape.positions());
    config.put("layer_norm_type", "rms");
    config.put("rms_norm_eps", shape.normEps());
    config.put("rope", true);
    config.put("rope_theta", shape.ropeTheta());
    config.put("weight_tying", true);
    config.put("include_bias", false);
    config.put("include_qkv_bias", false);
    config.put("activation_type", "silu");
    config.put("mask_token_id", Objective.MASK);
    config.put("eos_token_id", endId);
    config.put("pad_token_id", endId);
  }

  private static void llama(ObjectNode config, LlamaShape shape, int endId) {
    config.putArray("architectures").add("LlamaForCausalLM");
    config.put("model_type", "llama");
    config.put("vocab_size", shape.vocabulary());
    config.put("hidden_size", shape.hidden());
    config.put("intermediate_size", shape.intermediate());
    config.put("num_hidden_layers", shape.layers());
    config.put("num_attention_heads", shape.heads());
    config.put("num_key_value_heads", shape.heads());
    config.put("head_dim", shape.headSize());
    config.put("max_position_embeddings", shape.positions());
    config.put("rms_norm_eps", shape.normEps());
    config.put("rope_theta", shape.ropeTheta());
    config.putNull("rope_scaling");
    config.put("tie_word_embeddings", true);
    config.put("attention_bias", false);
    config.put("mlp_bias", false);
    config.put("hidden_act", "silu");
    config.put("eos_token_id", endId);
  }
}
