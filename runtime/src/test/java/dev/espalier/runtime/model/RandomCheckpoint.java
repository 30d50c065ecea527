package dev.espalier.runtime.model;

import dev.espalier.runtime.model.safetensors.ElementType;
import dev.espalier.runtime.model.safetensors.SafetensorsFile;
import dev.espalier.runtime.model.safetensors.SafetensorsWriter;
import dev.espalier.runtime.model.safetensors.TensorEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A checkpoint of random weights in the Hugging Face layout, written as its configuration asks.
 * What a weight is called and which shape it has is spelled out here once more, on purpose.
 */
final class RandomCheckpoint {

  final ObjectNode config = JsonMapper.shared().createObjectNode();
  final Map<String, float[]> values = new LinkedHashMap<>();
  final Map<String, long[]> shapes = new LinkedHashMap<>();

  /** The defaults are those of a small Llama. */
  RandomCheckpoint(String architecture) {
    config.putArray("architectures").add(architecture);
    config.put("hidden_act", "silu").put("rms_norm_eps", 1e-5).put("rope_theta", 10_000.0);
    size("vocab_size", 50).size("hidden_size", 24).size("intermediate_size", 40);
    size("num_hidden_layers", 2).size("num_attention_heads", 4).size("num_key_value_heads", 2);
    size("max_position_embeddings", 2_000);
  }

  /** Takes configuration and weights from a directory instead. */
  static RandomCheckpoint read(Path directory) {
    JsonNode root = JsonMapper.shared().readTree(directory.resolve("config.json").toFile());
    RandomCheckpoint checkpoint = new RandomCheckpoint(root.get("architectures").get(0).asString());
    checkpoint.config.setAll((ObjectNode) root);
    try (SafetensorsFile file =
        SafetensorsFile.open(directory.resolve("model.safetensors"), CheckpointLimits.defaults())) {
      for (TensorEntry entry : file.tensors().values()) {
        float[] numbers = new float[(int) entry.size()];
        file.read(entry, 0, FloatBuffer.wrap(numbers));
        checkpoint.values.put(entry.name(), numbers);
      }
    }
    return checkpoint;
  }

  RandomCheckpoint size(String key, int value) {
    config.put(key, value);
    return this;
  }

  RandomCheckpoint flag(String key) {
    config.put(key, true);
    return this;
  }

  int size(String key) {
    return config.get(key).asInt();
  }

  boolean has(String key) {
    return config.path(key).asBoolean(false);
  }

  int headSize() {
    return config.has("head_dim")
        ? size("head_dim")
        : size("hidden_size") / size("num_attention_heads");
  }

  /** Draws all weights. */
  RandomCheckpoint fill(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String architecture = config.get("architectures").get(0).asString();
    boolean qkvBias = has("attention_bias") || architecture.startsWith("Qwen2");
    int hidden = size("hidden_size");
    int inner = size("intermediate_size");
    int q = size("num_attention_heads") * headSize();
    int kv = size("num_key_value_heads") * headSize();
    draw(random, "model.embed_tokens.weight", 1, size("vocab_size"), hidden);
    for (int i = 0; i < size("num_hidden_layers"); i++) {
      String layer = "model.layers." + i + ".";
      norm(random, layer + "input_layernorm.weight", hidden);
      linear(random, layer + "self_attn.q_proj", q, hidden, qkvBias);
      linear(random, layer + "self_attn.k_proj", kv, hidden, qkvBias);
      linear(random, layer + "self_attn.v_proj", kv, hidden, qkvBias);
      linear(random, layer + "self_attn.o_proj", hidden, q, has("attention_bias"));
      if (architecture.startsWith("Qwen3")) {
        norm(random, layer + "self_attn.q_norm.weight", headSize());
        norm(random, layer + "self_attn.k_norm.weight", headSize());
      }
      norm(random, layer + "post_attention_layernorm.weight", hidden);
      linear(random, layer + "mlp.gate_proj", inner, hidden, has("mlp_bias"));
      linear(random, layer + "mlp.up_proj", inner, hidden, has("mlp_bias"));
      linear(random, layer + "mlp.down_proj", hidden, inner, has("mlp_bias"));
    }
    norm(random, "model.norm.weight", hidden);
    if (!has("tie_word_embeddings")) {
      draw(random, "lm_head.weight", 0.3, size("vocab_size"), hidden);
    }
    return this;
  }

  private void linear(SplittableRandom random, String name, int out, int in, boolean bias) {
    draw(random, name + ".weight", 1.5 / Math.sqrt(in), out, in);
    if (bias) {
      draw(random, name + ".bias", 0.3, out);
    }
  }

  private void norm(SplittableRandom random, String name, int size) {
    draw(random, name, 0.3, size);
    float[] drawn = values.get(name);
    for (int i = 0; drawn != null && i < size; i++) {
      drawn[i] += 1;
    }
  }

  private void draw(SplittableRandom random, String name, double scale, long... shape) {
    int size = 1;
    for (long s : shape) {
      size *= (int) s;
    }
    float[] drawn = new float[size];
    for (int i = 0; i < size; i++) {
      drawn[i] = (float) (scale * (2 * random.nextDouble() - 1));
    }
    values.put(name, drawn);
    shapes.put(name, shape);
  }

  /** Writes {@code config.json} and one weight file. */
  Path write(Path directory, ElementType type) {
    writeConfig(directory);
    SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
    values.forEach((name, v) -> writer.add(name, type, v, shape(name)));
    writer.write(directory.resolve("model.safetensors"));
    return directory;
  }

  /** Writes {@code config.json}, weight files of a few tensors each, and their index. */
  Path writeSharded(Path directory, int tensorsPerFile) {
    writeConfig(directory);
    ObjectNode index = JsonMapper.shared().createObjectNode();
    ObjectNode map = index.putObject("weight_map");
    SafetensorsWriter writer = new SafetensorsWriter();
    int inFile = 0;
    int files = 0;
    String file = "model-00000.safetensors";
    for (Map.Entry<String, float[]> entry : values.entrySet()) {
      if (inFile == tensorsPerFile) {
        writer.write(directory.resolve(file));
        writer = new SafetensorsWriter();
        inFile = 0;
        file = "model-%05d.safetensors".formatted(++files);
      }
      writer.add(entry.getKey(), ElementType.F32, entry.getValue(), shape(entry.getKey()));
      map.put(entry.getKey(), file);
      inFile++;
    }
    writer.write(directory.resolve(file));
    write(directory.resolve("model.safetensors.index.json"), index.toString());
    return directory;
  }

  private long[] shape(String name) {
    long[] shape = shapes.get(name);
    return shape == null ? new long[0] : shape;
  }

  void writeConfig(Path directory) {
    write(directory.resolve("config.json"), config.toString());
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().resolveSibling("."));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
