package dev.espalier.runtime.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.model.CheckpointException.Kind;
import dev.espalier.runtime.model.safetensors.ElementType;
import dev.espalier.runtime.tensor.TensorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints that are damaged, contradictory or of a kind that is not implemented. */
class BrokenCheckpointTest {

  private static final ModelOptions CPU = ModelOptions.defaults().withDevice("cpu");

  @TempDir Path directory;
  private RandomCheckpoint checkpoint = new RandomCheckpoint("LlamaForCausalLM");

  @BeforeEach
  void fill() {
    checkpoint = new RandomCheckpoint("LlamaForCausalLM").fill(1);
  }

  private void refused(Kind kind, String... details) {
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> Models.load(directory, CPU).close());
    String message = String.valueOf(e.getMessage());
    assertEquals(kind, e.kind(), message);
    for (String detail : details) {
      assertTrue(message.contains(detail), message);
    }
    assertTrue(message.startsWith(directory.toString()), message);
    assertFalse(message.contains("\n"), message);
    assertTrue(message.length() < 600, message);
  }

  @Test
  void sanePasses() {
    Models.load(checkpoint.write(directory, ElementType.BF16), CPU).close();
  }

  @Test
  void emptyDirectory() {
    refused(Kind.MISSING_FILE, "config.json");
  }

  @Test
  void noWeights() {
    checkpoint.writeConfig(directory);
    refused(Kind.MISSING_FILE, "model.safetensors");
  }

  @Test
  void wrongShape() {
    checkpoint.shapes.put("model.layers.1.self_attn.k_proj.weight", new long[] {24, 12});
    checkpoint.write(directory, ElementType.F32);
    refused(
        Kind.WRONG_SHAPE,
        "model.safetensors",
        "model.layers.1.self_attn.k_proj.weight",
        "[12, 24]",
        "[24, 12]");
  }

  @Test
  void weightsOfAnotherSize() {
    checkpoint.size("vocab_size", 60).write(directory, ElementType.F32);
    refused(Kind.WRONG_SHAPE, "model.embed_tokens.weight", "[60, 24]", "[50, 24]");
  }

  @Test
  void missingTensor() {
    checkpoint.values.remove("model.layers.0.mlp.up_proj.weight");
    checkpoint.write(directory, ElementType.F32);
    refused(Kind.MISSING_TENSOR, "model.layers.0.mlp.up_proj.weight", "[40, 24]");
  }

  @Test
  void tensorWithoutPlace() {
    checkpoint.values.put("model.layers.0.self_attn.q_proj.bias", new float[24]);
    checkpoint.shapes.put("model.layers.0.self_attn.q_proj.bias", new long[] {24});
    checkpoint.write(directory, ElementType.F32);
    refused(Kind.UNSUPPORTED, "model.layers.0.self_attn.q_proj.bias");
  }

  @Test
  void rotaryFrequenciesAndTiedHeadsMayBeThere() {
    RandomCheckpoint tied = new RandomCheckpoint("LlamaForCausalLM").fill(2);
    tied.flag("tie_word_embeddings");
    tied.values.put("model.layers.0.self_attn.rotary_emb.inv_freq", new float[3]);
    tied.shapes.put("model.layers.0.self_attn.rotary_emb.inv_freq", new long[] {3});
    Models.load(tied.write(directory, ElementType.F32), CPU).close();
  }

  @Test
  void everyCutIsNoticed() throws IOException {
    checkpoint.write(directory, ElementType.F32);
    Path file = directory.resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(file);
    for (int length :
        new int[] {0, 7, 8, 9, 100, whole.length / 2, whole.length - 4, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      refused(Kind.TRUNCATED, "model.safetensors");
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    refused(Kind.MALFORMED, "follow");
    Path config = directory.resolve("config.json");
    byte[] text = Files.readAllBytes(config);
    for (int length : new int[] {0, 1, text.length / 2, text.length - 1}) {
      Files.write(config, Arrays.copyOf(text, length));
      refused(Kind.MALFORMED, "config.json");
    }
  }

  @Test
  void numbersThatAreNoWeights() throws IOException {
    checkpoint.write(directory, ElementType.F32);
    Path file = directory.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    String header = new String(bytes, 0, 300, java.nio.charset.StandardCharsets.ISO_8859_1);
    bytes[header.indexOf("F32")] = 'I';
    Files.write(file, bytes);
    refused(Kind.WRONG_TYPE, "model.embed_tokens.weight", "I32");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UNSUPPORTED | architectures | [\"GPT2LMHeadModel\"] | GPT2LMHeadModel",
        "UNSUPPORTED | architectures | [] | unknown architecture",
        "UNSUPPORTED | architectures | 7 | unknown architecture",
        "UNSUPPORTED | architectures | [\"LLaDAModelLM\", \"LlamaForCausalLM\"] | LLaDA",
        "UNSUPPORTED | hidden_act | \"gelu\" | hidden_act",
        "UNSUPPORTED | quantization_config | {\"bits\": 4} | quantization_config",
        "UNSUPPORTED | rope_scaling | {\"rope_type\": \"yarn\", \"factor\": 4} | yarn",
        "UNSUPPORTED | partial_rotary_factor | 0.5 | partial_rotary_factor",
        "CONFIGURATION | rope_scaling | {\"type\": \"linear\"} | factor",
        "CONFIGURATION | rope_scaling | {\"type\": \"linear\", \"factor\": \"x\"} | factor",
        "CONFIGURATION | hidden_size | null | hidden_size is missing",
        "CONFIGURATION | hidden_size | 0 | hidden_size",
        "CONFIGURATION | hidden_size | -24 | hidden_size",
        "CONFIGURATION | hidden_size | 24.5 | hidden_size",
        "CONFIGURATION | hidden_size | \"24\" | hidden_size",
        "CONFIGURATION | hidden_size | 99999999999 | hidden_size",
        "CONFIGURATION | num_hidden_layers | 2000000000 | num_hidden_layers",
        "MISSING_TENSOR | num_hidden_layers | 3 | model.layers.2.",
        "CONFIGURATION | num_key_value_heads | 3 | 3 key and value heads",
        "CONFIGURATION | head_dim | 5 | odd",
        "CONFIGURATION | head_dim | 2000000000 | wider",
        "WRONG_SHAPE | intermediate_size | 1000000000 | mlp.gate_proj",
        "CONFIGURATION | tie_word_embeddings | \"no\" | tie_word_embeddings",
        "CONFIGURATION | rms_norm_eps | -1 | rms_norm_eps",
        "CONFIGURATION | rope_theta | 0 | rope_theta",
        "CONFIGURATION | eos_token_id | -1 | eos_token_id",
        "CONFIGURATION | eos_token_id | [1, \"a\"] | eos_token_id",
      })
  void configurations(Kind kind, String key, String value, String detail) throws IOException {
    checkpoint.write(directory, ElementType.F32);
    checkpoint.config.remove(key);
    String rest = checkpoint.config.toString();
    Files.writeString(
        directory.resolve("config.json"), "{\"" + key + "\":" + value + "," + rest.substring(1));
    refused(kind, detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1,\"a\":2} | Duplicate",
        "[] | no JSON object",
        "{} {} | valid JSON",
        "nul | valid JSON",
      })
  void configurationsThatAreNoObjects(String text, String detail) throws IOException {
    Files.writeString(directory.resolve("config.json"), text);
    refused(Kind.MALFORMED, detail);
  }

  @Test
  void nestedAndHugeConfigurations() throws IOException {
    Files.writeString(directory.resolve("config.json"), "[".repeat(100_000));
    refused(Kind.MALFORMED, "valid JSON");
    Files.writeString(directory.resolve("config.json"), " ".repeat(2_000));
    CheckpointLimits small = new CheckpointLimits(1_000, 1_000, 10, 1);
    CheckpointException e =
        assertThrows(
            CheckpointException.class, () -> Models.load(directory, CPU.withLimits(small)).close());
    assertEquals(Kind.LIMIT, e.kind());
  }

  @Test
  void aHugeNumberOfPositionsCostsNothing() {
    checkpoint.size("max_position_embeddings", Integer.MAX_VALUE);
    try (CausalModel model = Models.load(checkpoint.write(directory, ElementType.F32), CPU);
        CausalModel.Cache cache = model.newCache()) {
      model.forward(cache, 1, 2, 3).close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "../secret.safetensors",
    "/etc/passwd",
    "sub/model.safetensors",
    "sub\\model.safetensors",
    ".hidden.safetensors",
    "model.bin",
    "''"
  })
  void indexesMustNotLeadOut(String name) throws IOException {
    checkpoint.writeConfig(directory);
    Files.writeString(
        directory.resolve("model.safetensors.index.json"),
        "{\"weight_map\":{\"x\":\"" + name.replace("\\", "\\\\") + "\"}}");
    refused(Kind.MALFORMED, "plain name");
  }

  @Test
  void indexesMustAgreeWithTheirFiles() throws IOException {
    checkpoint.writeSharded(directory, 5);
    Path index = directory.resolve("model.safetensors.index.json");
    String text = Files.readString(index);
    Files.writeString(index, text.replaceFirst("model.norm.weight", "model.norm.wait"));
    refused(Kind.MISSING_TENSOR, "model.norm.wait");
    Files.writeString(index, text.replaceFirst("model-00000", "model-00077"));
    refused(Kind.MISSING_FILE, "model-00077.safetensors");
    Files.writeString(index, text.replaceFirst("model-00001", "model-00002"));
    refused(Kind.MISSING_TENSOR, "model-00002.safetensors");
    Files.writeString(index, text);
    Files.copy(
        directory.resolve("model-00001.safetensors"),
        directory.resolve("model-00002.safetensors"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    refused(Kind.MALFORMED, "is also in");
    Files.writeString(index, "{}");
    refused(Kind.MALFORMED, "weight_map");
  }

  @Test
  void diffusionAndCausalAreNotConfused() {
    Path causal = checkpoint.write(directory, ElementType.F32);
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> Models.loadDiffusion(causal, CPU).close());
    assertEquals(Kind.UNSUPPORTED, e.kind());
    Path diffusion = Golden.of("llada-tiny").directory();
    e = assertThrows(CheckpointException.class, () -> Models.load(diffusion, CPU).close());
    assertEquals(Kind.UNSUPPORTED, e.kind());
  }

  @Test
  void devicesThatAreNotThere() {
    checkpoint.write(directory, ElementType.F32);
    for (String device : new String[] {"gpu:7", "tpu", "gpu:x", "", "cpu:0"}) {
      TensorException e =
          assertThrows(
              TensorException.class, () -> Models.load(directory, CPU.withDevice(device)).close());
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains("device") && !message.contains("\n"), message);
    }
    try (CausalModel model = Models.load(directory, CPU.withDevice("auto").withThreads(2))) {
      assertEquals(2, model.info().threads());
    }
    assertThrows(ModelException.class, () -> CPU.withThreads(-1));
  }
}
