package dev.espalier.runtime.cli;

import dev.espalier.runtime.model.safetensors.ElementType;
import dev.espalier.runtime.model.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/**
 * A checkpoint as small as can be, with random weights: one Llama block and a byte-level BPE
 * tokenizer of the 256 bytes, a few merges and an end token.
 */
final class TinyCheckpoint {
  static final int HIDDEN = 16;
  static final int INNER = 24;
  static final int POSITIONS = 512;
  private static final List<String> MERGES =
      List.of("\" :", "\": Ġ", "Ġ \"", ", Ġ\"", "a m", "n am", "nam e", "{ \"", "t r", "u e");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TinyCheckpoint() {}

  /** The character that stands for a byte in such a file. */
  private static char shown(int b) {
    boolean itself = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
    if (itself) {
      return (char) b;
    }
    int n = 0;
    for (int other = 0; other < b; other++) {
      boolean plain =
          (other >= '!' && other <= '~') || (other >= 0xA1 && other <= 0xAC) || other >= 0xAE;
      n += plain ? 0 : 1;
    }
    return (char) (0x100 + n);
  }

  static Path tokenizer(Path directory) throws IOException {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    for (int b = 0; b < 256; b++) {
      vocabulary.put(String.valueOf(shown(b)), b);
    }
    List<String> merges = new ArrayList<>();
    for (String merge : MERGES) {
      String[] parts = merge.split(" ", -1);
      vocabulary.put(parts[0] + parts[1], vocabulary.size());
      merges.add(merge);
    }
    int end = vocabulary.size();
    Map<String, Object> bpe = new LinkedHashMap<>();
    bpe.put("type", "BPE");
    bpe.put("fuse_unk", false);
    bpe.put("byte_fallback", false);
    bpe.put("vocab", vocabulary);
    bpe.put("merges", merges);
    Map<String, Object> added =
        Map.of(
            "id",
            end,
            "content",
            "<|endoftext|>",
            "single_word",
            false,
            "lstrip",
            false,
            "rstrip",
            false,
            "normalized",
            false,
            "special",
            true);
    Map<String, Object> byteLevel =
        Map.of(
            "type",
            "ByteLevel",
            "add_prefix_space",
            false,
            "trim_offsets",
            true,
            "use_regex",
            true);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", "1.0");
    root.put("added_tokens", List.of(added));
    root.put("pre_tokenizer", byteLevel);
    root.put("decoder", byteLevel);
    root.put("model", bpe);
    Path file = directory.resolve("tokenizer.json");
    Files.writeString(file, JSON.writeValueAsString(root));
    return file;
  }

  /** Writes all files into an existing directory. Logits are a little wider than the vocabulary. */
  static Path write(Path directory) throws IOException {
    tokenizer(directory);
    int end = 256 + MERGES.size();
    int width = end + 6;
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architectures", List.of("LlamaForCausalLM"));
    config.put("model_type", "llama");
    config.put("hidden_size", HIDDEN);
    config.put("intermediate_size", INNER);
    config.put("num_hidden_layers", 1);
    config.put("num_attention_heads", 2);
    config.put("num_key_value_heads", 1);
    config.put("hidden_act", "silu");
    config.put("max_position_embeddings", POSITIONS);
    config.put("rms_norm_eps", 1e-5);
    config.put("rope_theta", 10_000.0);
    config.put("tie_word_embeddings", false);
    config.put("vocab_size", width);
    config.put("eos_token_id", end);
    Files.writeString(directory.resolve("config.json"), JSON.writeValueAsString(config));
    SplittableRandom random = new SplittableRandom(20);
    SafetensorsWriter writer = new SafetensorsWriter();
    add(writer, random, "model.embed_tokens.weight", width, HIDDEN);
    add(writer, random, "model.layers.0.self_attn.q_proj.weight", HIDDEN, HIDDEN);
    add(writer, random, "model.layers.0.self_attn.k_proj.weight", HIDDEN / 2, HIDDEN);
    add(writer, random, "model.layers.0.self_attn.v_proj.weight", HIDDEN / 2, HIDDEN);
    add(writer, random, "model.layers.0.self_attn.o_proj.weight", HIDDEN, HIDDEN);
    add(writer, random, "model.layers.0.mlp.gate_proj.weight", INNER, HIDDEN);
    add(writer, random, "model.layers.0.mlp.up_proj.weight", INNER, HIDDEN);
    add(writer, random, "model.layers.0.mlp.down_proj.weight", HIDDEN, INNER);
    add(writer, random, "model.layers.0.input_layernorm.weight", HIDDEN);
    add(writer, random, "model.layers.0.post_attention_layernorm.weight", HIDDEN);
    add(writer, random, "model.norm.weight", HIDDEN);
    add(writer, random, "lm_head.weight", width, HIDDEN);
    writer.write(directory.resolve("model.safetensors"));
    return directory;
  }

  private static void add(
      SafetensorsWriter writer, SplittableRandom random, String name, long... shape) {
    int size = 1;
    for (long length : shape) {
      size *= (int) length;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (random.nextDouble() - 0.5);
    }
    writer.add(name, ElementType.F32, values, shape);
  }
}
