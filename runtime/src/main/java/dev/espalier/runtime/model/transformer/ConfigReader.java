package dev.espalier.runtime.model.transformer;

import dev.espalier.runtime.model.CheckpointException;
import dev.espalier.runtime.model.CheckpointException.Kind;
import dev.espalier.runtime.model.CheckpointLimits;
import dev.espalier.runtime.model.transformer.TransformerConfig.Attention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code config.json} as transformers writes it, and as LLaDA and Dream are published. What
 * is absent takes the default of the model's own configuration class there; what is present and not
 * implemented is refused.
 */
final class ConfigReader {

  private static final int MOST_LAYERS = 10_000;

  private final Path file;
  private final JsonNode root;
  private final List<Integer> eosIds;

  private ConfigReader(Path file, JsonNode root, List<Integer> eosIds) {
    this.file = file;
    this.root = root;
    this.eosIds = eosIds;
  }

  /**
   * Reads {@code config.json}, and the end tokens of {@code generation_config.json} if it stands
   * beside it.
   *
   * @throws CheckpointException if it is missing, malformed or asks for what is not implemented
   */
  static TransformerConfig read(Path directory, CheckpointLimits limits) {
    Path file = directory.resolve("config.json");
    JsonNode root = JsonFiles.readObject(file, limits);
    List<Integer> eosIds = List.of();
    Path generation = directory.resolve("generation_config.json");
    if (Files.exists(generation)) {
      eosIds =
          new ConfigReader(generation, JsonFiles.readObject(generation, limits), List.of())
              .ids("eos_token_id");
    }
    return new ConfigReader(file, root, eosIds).read();
  }

  private TransformerConfig read() {
    JsonNode architectures = root.path("architectures");
    String architecture =
        architectures.isArray() && architectures.size() == 1 && architectures.get(0).isString()
            ? architectures.get(0).asString()
            : "";
    String type = root.path("model_type").asString("");
    refuse("quantization_config");
    return switch (architecture) {
      case "LlamaForCausalLM" -> huggingFace(architecture, "llama");
      case "MistralForCausalLM" -> huggingFace(architecture, "mistral");
      case "Qwen2ForCausalLM" -> huggingFace(architecture, "qwen2");
      case "Qwen3ForCausalLM" -> huggingFace(architecture, "qwen3");
      case "DreamModel" -> huggingFace(architecture, "dream");
      case "LLaDAModelLM" -> llada(architecture);
      default ->
          throw new CheckpointException(
              Kind.UNSUPPORTED,
              file,
              ("unknown architecture %s (model_type %s); known are LlamaForCausalLM,"
                      + " MistralForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM, LLaDAModelLM,"
                      + " DreamModel")
                  .formatted(JsonFiles.shown(architectures), JsonFiles.shown(type)));
    };
  }

  private TransformerConfig huggingFace(String architecture, String family) {
    boolean qwen = family.startsWith("qwen") || family.equals("dream");
    boolean llama = family.equals("llama");
    require("hidden_act", "silu", "swish");
    if (number("partial_rotary_factor", 1) != 1) {
      throw unsupported("partial_rotary_factor", "1");
    }
    int hidden = positive("hidden_size");
    int heads = positive("num_attention_heads");
    int layers = layers("num_hidden_layers");
    JsonNode rope = ropeParameters();
    boolean bias = flag("attention_bias", false);
    return checked(
        new TransformerConfig(
            architecture,
            Layout.HUGGING_FACE,
            family.equals("dream") ? Attention.FULL_SHIFTED : Attention.CAUSAL,
            positive("vocab_size"),
            hidden,
            positive("intermediate_size"),
            layers,
            heads,
            positive("num_key_value_heads", heads),
            positive("head_dim", family.equals("qwen3") ? 128 : hidden / heads),
            positive("max_position_embeddings", llama ? 2_048 : qwen ? 32_768 : 131_072),
            (float) number("rms_norm_eps", 1e-6),
            ropeTheta(rope),
            ropeScaling(rope),
            family.equals("qwen2") || family.equals("dream") || (bias && !family.equals("mistral")),
            bias && (llama || family.equals("qwen3")),
            llama && flag("mlp_bias", false),
            family.equals("qwen3"),
            flag("tie_word_embeddings", false),
            windows(layers, family),
            bos(),
            eos(),
            optionalId("mask_token_id")));
  }

  private TransformerConfig llada(String architecture) {
    require("block_type", "llama");
    require("layer_norm_type", "rms");
    require("activation_type", "silu");
    for (String key : List.of("alibi", "multi_query_attention", "attention_layer_norm")) {
      if (flag(key, false)) {
        throw unsupported(key, "false");
      }
    }
    for (String key : List.of("rope", "layer_norm_with_affine")) {
      if (!flag(key, true)) {
        throw unsupported(key, "true");
      }
    }
    for (String key : List.of("scale_logits", "input_emb_norm", "bias_for_layer_norm")) {
      if (flag(key, false)) {
        throw unsupported(key, "false");
      }
    }
    int hidden = positive("d_model");
    int heads = positive("n_heads");
    int layers = layers("n_layers");
    boolean bias = flag("include_bias", false);
    JsonNode rope = root.path("rope_scaling");
    return checked(
        new TransformerConfig(
            architecture,
            Layout.LLADA,
            Attention.FULL,
            positive("embedding_size", positive("vocab_size")),
            hidden,
            positive("mlp_hidden_size"),
            layers,
            heads,
            positive("n_kv_heads", heads),
            hidden / heads,
            positive("max_sequence_length"),
            (float) number("rms_norm_eps", 1e-5),
            number("rope_theta", 10_000),
            ropeScaling(rope),
            bias || flag("include_qkv_bias", false),
            bias,
            bias,
            false,
            flag("weight_tying", true),
            Collections.nCopies(layers, 0),
            bos(),
            eos(),
            optionalId("mask_token_id")));
  }

  private TransformerConfig checked(TransformerConfig config) {
    if (config.heads() % config.keyValueHeads() != 0) {
      throw wrong(
          "%d attention heads cannot share %d key and value heads"
              .formatted(config.heads(), config.keyValueHeads()));
    }
    if (config.headSize() % 2 != 0) {
      throw wrong(
          "heads of %d numbers cannot be rotated: the size is odd".formatted(config.headSize()));
    }
    long width = (config.heads() + 2L * config.keyValueHeads()) * config.headSize();
    if (width > Integer.MAX_VALUE || 2L * config.intermediate() > Integer.MAX_VALUE) {
      throw wrong("its layers are wider than 2^31 numbers");
    }
    if (!(config.normEpsilon() >= 0) || !(config.ropeTheta() > 0)) {
      throw wrong("rms_norm_eps must not be negative, and rope_theta must be positive");
    }
    return config;
  }

  /** Transformers 5 has all rotary settings under one key, earlier ones have two. */
  private JsonNode ropeParameters() {
    JsonNode together = root.path("rope_parameters");
    return together.isObject() ? together : root.path("rope_scaling");
  }

  private double ropeTheta(JsonNode rope) {
    JsonNode inside = rope.path("rope_theta");
    return number("rope_theta", inside.isNumber() ? inside.asDouble() : 10_000);
  }

  private RotaryScaling ropeScaling(JsonNode rope) {
    if (rope.isMissingNode() || rope.isNull()) {
      return new RotaryScaling.None();
    }
    ConfigReader inner = new ConfigReader(file, rope, List.of());
    String type = rope.path("rope_type").asString(rope.path("type").asString("default"));
    if (inner.number("partial_rotary_factor", 1) != 1) {
      throw unsupported("partial_rotary_factor", "1");
    }
    return switch (type) {
      case "default" -> new RotaryScaling.None();
      case "linear" -> new RotaryScaling.Linear(inner.above0("factor"));
      case "llama3" ->
          new RotaryScaling.Llama3(
              inner.above0("factor"),
              inner.above0("low_freq_factor"),
              inner.above0("high_freq_factor"),
              inner.positive("original_max_position_embeddings"));
      default ->
          throw new CheckpointException(
              Kind.UNSUPPORTED,
              file,
              "rope scaling of type %s; known are default, linear, llama3"
                  .formatted(JsonFiles.shown(type)));
    };
  }

  /** The sliding window of each layer: by {@code layer_types}, else by each family's own rule. */
  private List<Integer> windows(int layers, String family) {
    boolean windowed =
        switch (family) {
          case "mistral" -> true;
          case "qwen2", "qwen3" -> flag("use_sliding_window", false);
          case "dream" -> {
            if (flag("use_sliding_window", false)) {
              throw unsupported("use_sliding_window", "false");
            }
            yield false;
          }
          default -> false;
        };
    JsonNode size = root.path("sliding_window");
    if (!windowed || size.isMissingNode() || size.isNull()) {
      return Collections.nCopies(layers, 0);
    }
    int window = positive("sliding_window");
    JsonNode types = root.path("layer_types");
    List<Integer> windows = new ArrayList<>();
    if (types.isArray()) {
      if (types.size() != layers) {
        throw wrong("layer_types has %d entries for %d layers".formatted(types.size(), layers));
      }
      for (JsonNode type : types) {
        windows.add(
            switch (type.asString("")) {
              case "full_attention" -> 0;
              case "sliding_attention" -> window;
              default ->
                  throw new CheckpointException(
                      Kind.UNSUPPORTED, file, "a layer of type " + JsonFiles.shown(type));
            });
      }
    } else {
      int first = family.equals("mistral") ? 0 : natural("max_window_layers", 28);
      for (int i = 0; i < layers; i++) {
        windows.add(i >= first ? window : 0);
      }
    }
    return List.copyOf(windows);
  }

  private OptionalInt bos() {
    return optionalId("bos_token_id");
  }

  private List<Integer> eos() {
    return eosIds.isEmpty() ? ids("eos_token_id") : eosIds;
  }

  private OptionalInt optionalId(String key) {
    List<Integer> ids = ids(key);
    return ids.isEmpty() ? OptionalInt.empty() : OptionalInt.of(ids.get(0));
  }

  /** One id, a list of ids, or nothing. */
  private List<Integer> ids(String key) {
    JsonNode node = root.path(key);
    List<Integer> ids = new ArrayList<>();
    if (node.isArray()) {
      for (JsonNode id : node) {
        ids.add(id(key, id));
      }
    } else if (!node.isMissingNode() && !node.isNull()) {
      ids.add(id(key, node));
    }
    return List.copyOf(ids);
  }

  private int id(String key, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.asInt() < 0) {
      throw wrong("%s is %s, no token id".formatted(key, JsonFiles.shown(node)));
    }
    return node.asInt();
  }

  private int layers(String key) {
    int layers = positive(key);
    if (layers > MOST_LAYERS) {
      throw wrong("%s is %d; at most %d are possible".formatted(key, layers, MOST_LAYERS));
    }
    return layers;
  }

  private int positive(String key) {
    if (root.path(key).isMissingNode() || root.path(key).isNull()) {
      throw wrong(key + " is missing");
    }
    return positive(key, 1);
  }

  private int positive(String key, int absent) {
    int value = natural(key, absent);
    if (value < 1) {
      throw wrong("%s is %d, not a positive number".formatted(key, value));
    }
    return value;
  }

  private int natural(String key, int absent) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return absent;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.asInt() < 0) {
      throw wrong("%s is %s, not a size".formatted(key, JsonFiles.shown(node)));
    }
    return node.asInt();
  }

  private double above0(String key) {
    double value = number(key, 0);
    if (!(value > 0)) {
      throw wrong(key + " is missing or not positive");
    }
    return value;
  }

  private double number(String key, double absent) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return absent;
    }
    if (!node.isNumber() || !Double.isFinite(node.asDouble())) {
      throw wrong("%s is %s, not a number".formatted(key, JsonFiles.shown(node)));
    }
    return node.asDouble();
  }

  private boolean flag(String key, boolean absent) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return absent;
    }
    if (!node.isBoolean()) {
      throw wrong("%s is %s, neither true nor false".formatted(key, JsonFiles.shown(node)));
    }
    return node.asBoolean();
  }

  private void require(String key, String... known) {
    JsonNode node = root.path(key);
    if (!node.isMissingNode()
        && !node.isNull()
        && !List.of(known).contains(node.asString("").toLowerCase(Locale.ROOT))) {
      throw unsupported(key, String.join(" or ", known));
    }
  }

  private void refuse(String key) {
    JsonNode node = root.path(key);
    if (!node.isMissingNode() && !node.isNull()) {
      throw new CheckpointException(Kind.UNSUPPORTED, file, key + " is not implemented");
    }
  }

  private CheckpointException unsupported(String key, String known) {
    return new CheckpointException(
        Kind.UNSUPPORTED,
        file,
        "%s is %s; only %s is implemented".formatted(key, JsonFiles.shown(root.path(key)), known));
  }

  private CheckpointException wrong(String detail) {
    return new CheckpointException(Kind.CONFIGURATION, file, detail);
  }
}
