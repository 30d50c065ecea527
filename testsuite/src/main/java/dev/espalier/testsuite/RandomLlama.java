package dev.espalier.testsuite;

import dev.espalier.runtime.model.safetensors.ElementType;
import dev.espalier.runtime.model.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Llama of random bfloat16 weights with a tied head, to measure with. The same sizes give the
 * same weights.
 *
 * @param hidden numbers per position
 * @param layers blocks
 * @param heads query heads
 * @param keyValueHeads key and value heads
 * @param intermediate numbers inside the MLP
 * @param vocabulary tokens
 */
public record RandomLlama(
    int hidden, int layers, int heads, int keyValueHeads, int intermediate, int vocabulary) {
  private static final int POSITIONS = 2_048;

  /** One with 4,096 tokens and the usual proportions. */
  public static RandomLlama of(int hidden, int layers, int heads) {
    return new RandomLlama(hidden, layers, heads, heads / 2, hidden * 8 / 3 / 8 * 8, 4_096);
  }

  /** Writes a checkpoint into an existing directory. */
  public void write(Path directory) throws IOException {
    int keys = hidden / heads * keyValueHeads;
    ObjectNode config = JsonMapper.shared().createObjectNode();
    config.putArray("architectures").add("LlamaForCausalLM");
    config
        .put("vocab_size", vocabulary)
        .put("hidden_size", hidden)
        .put("num_hidden_layers", layers);
    config.put("intermediate_size", intermediate).put("num_attention_heads", heads);
    config.put("num_key_value_heads", keyValueHeads).put("max_position_embeddings", POSITIONS);
    config.put("tie_word_embeddings", true);
    Files.writeString(directory.resolve("config.json"), config.toString());
    SplittableRandom random = new SplittableRandom(1);
    SafetensorsWriter writer = new SafetensorsWriter();
    add(writer, random, "model.embed_tokens.weight", vocabulary, hidden);
    for (int i = 0; i < layers; i++) {
      String layer = "model.layers." + i + ".";
      add(writer, random, layer + "input_layernorm.weight", hidden);
      add(writer, random, layer + "self_attn.q_proj.weight", hidden, hidden);
      add(writer, random, layer + "self_attn.k_proj.weight", keys, hidden);
      add(writer, random, layer + "self_attn.v_proj.weight", keys, hidden);
      add(writer, random, layer + "self_attn.o_proj.weight", hidden, hidden);
      add(writer, random, layer + "post_attention_layernorm.weight", hidden);
      add(writer, random, layer + "mlp.gate_proj.weight", intermediate, hidden);
      add(writer, random, layer + "mlp.up_proj.weight", intermediate, hidden);
      add(writer, random, layer + "mlp.down_proj.weight", hidden, intermediate);
    }
    add(writer, random, "model.norm.weight", hidden);
    writer.write(directory.resolve("model.safetensors"));
  }

  private static void add(
      SafetensorsWriter writer, SplittableRandom random, String name, long... shape) {
    float[] values = new float[(int) (shape.length == 1 ? shape[0] : shape[0] * shape[1])];
    double scale = 1 / Math.sqrt(shape[shape.length - 1]);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (scale * (2 * random.nextDouble() - 1));
    }
    writer.add(name, ElementType.BF16, values, shape);
  }
}
