package dev.espalier.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.Report;
import dev.espalier.runtime.SchemaVerifier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The contract of {@code generate}, with a model of random weights, and bad input of all kinds. */
class GenerateCommandTest {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\",\"maxLength\":8},"
          + "\"tags\":{\"type\":\"array\",\"items\":{\"enum\":[\"a\",\"bb\",1,null]}},"
          + "\"n\":{\"type\":\"integer\",\"minimum\":-5,\"maximum\":700}},"
          + "\"required\":[\"name\",\"n\"],\"additionalProperties\":false}";

  @TempDir static Path directory;
  private static Path model = Path.of("");
  private static Path schema = Path.of("");

  @BeforeAll
  static void write() throws IOException {
    model = TinyCheckpoint.write(Files.createDirectory(directory.resolve("model")));
    schema = Files.writeString(directory.resolve("schema.json"), SCHEMA);
  }

  private static boolean valid(String text) {
    Report nothing = new Report(List.of(), List.of(), List.of());
    return SchemaVerifier.of(SCHEMA, JsonSchemaOptions.DEFAULT, nothing).verify(text).outcome()
        == SchemaVerifier.Outcome.VALID;
  }

  private static Ran generate(Object... more) {
    Object[] first = {"generate", "--schema", schema, "--model", model, "--prompt", "hello"};
    return Ran.of(Stream.concat(Stream.of(first), Stream.of(more)).toArray());
  }

  @Test
  void writesValidJson() {
    Ran ran =
        generate("--samples", 6, "--temperature", "1.5", "--seed", 3, "--max-tokens", 60, "--json");
    assertEquals(0, ran.status(), ran.err());
    List<JsonNode> lines = ran.lines();
    assertEquals(6, lines.size());
    for (int i = 0; i < 6; i++) {
      JsonNode object = lines.get(i);
      String text = object.get("text").asString();
      assertTrue(valid(text), text);
      assertEquals("complete", object.get("finish").asString());
      assertTrue(object.get("tokens").asInt() <= 60);
      assertTrue(object.get("forced").asInt() > 0);
      assertEquals(3 + i, object.get("seed").asLong());
      assertTrue(object.get("verified").asBoolean());
      assertFalse(object.has("notes"), object.toString());
    }
    assertNotEquals(lines.get(0).get("text"), lines.get(1).get("text"));
    // Each sample can be made again alone.
    Ran alone = generate("--temperature", "1.5", "--seed", 7, "--max-tokens", 60, "--json");
    assertEquals(lines.get(4).get("text"), alone.json().get("text"));
  }

  @Test
  void writesForPeopleByDefault() {
    Ran ran = generate("--max-tokens", 80);
    assertEquals(0, ran.status(), ran.err());
    assertEquals(1, ran.out().lines().count());
    assertTrue(valid(ran.out().strip()), ran.out());
    assertTrue(ran.err().contains("complete: "), ran.err());
    assertTrue(ran.err().contains("valid at second look"), ran.err());
    assertEquals("", generate("--max-tokens", 80, "--quiet").err());
  }

  @Test
  void theSecondLookCanBeLeftOut() {
    Ran ran = generate("--max-tokens", 80, "--no-verify");
    assertEquals(0, ran.status());
    assertTrue(ran.err().contains("--no-verify"), ran.err());
    assertTrue(generate("--no-verify", "--json").json().get("verified").isNull());
  }

  @Test
  void whatTheValidatorDoesNotKnowIsNotVerified() {
    Ran ran = generate("--max-tokens", 80, "--dialect", "v1");
    assertEquals(0, ran.status());
    assertTrue(ran.err().contains("not verified: v1 is not known to the validator"), ran.err());
    JsonNode object = generate("--max-tokens", 80, "--dialect", "v1", "--json").json();
    assertTrue(object.get("verified").isNull());
    assertEquals("v1 is not known to the validator", object.get("notes").get(0).asString());
  }

  @Test
  void strictTextsInAnotherFormAreValidAtSecondLook() {
    Ran ran =
        generate("--max-tokens", 80, "--closed", "--item-separator", ",", "--key-separator", ":");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.err().contains("valid at second look"), ran.err());
    assertTrue(ran.out().startsWith("{\"name\":\""), ran.out());
  }

  @Test
  void aBudgetThatIsTooSmallIsRefusedWithTheNumber() {
    Ran ran = generate("--max-tokens", 3);
    assertEquals(2, ran.status());
    assertEquals("", ran.out());
    assertTrue(ran.err().matches("espalier: max-tokens is 3, but .* takes \\d+ .*\\R"), ran.err());
    String needed = ran.err().replaceAll("(?s).* takes (\\d+) .*", "$1");
    Ran enough = generate("--max-tokens", needed, "--json");
    assertEquals(0, enough.status(), enough.err());
    assertTrue(valid(enough.json().get("text").asString()));
    assertEquals(
        2, generate("--max-tokens", Integer.parseInt(needed) - 1).status(), "one fewer is refused");
  }

  @Test
  void withoutClosingATextIsCutOff() {
    Ran ran = generate("--max-tokens", 8, "--no-closing", "--json");
    assertEquals(0, ran.status(), ran.err());
    assertEquals("length", ran.json().get("finish").asString());
    assertEquals(8, ran.json().get("tokens").asInt());
    assertTrue(ran.json().get("verified").isNull());
  }

  @Test
  void promptsComeFromFilesAndStandardInput() throws IOException {
    Path file = Files.writeString(directory.resolve("prompt.txt"), "hello");
    JsonNode expected = generate("--json").json().get("text");
    Object[] rest = {"--schema", schema, "--model", model, "--json"};
    Ran fromFile =
        Ran.of(
            Stream.concat(Stream.of("generate", "--prompt-file", file), Stream.of(rest)).toArray());
    assertEquals(expected, fromFile.json().get("text"));
    Ran fromInput =
        Ran.with(
            "hello",
            Stream.concat(Stream.of("generate", "--prompt-file", "-"), Stream.of(rest)).toArray());
    assertEquals(expected, fromInput.json().get("text"));
    // Without a prompt the model begins as its files say.
    Ran without = Ran.of(Stream.concat(Stream.of("generate"), Stream.of(rest)).toArray());
    assertEquals(0, without.status(), without.out());
    assertTrue(valid(without.json().get("text").asString()));
  }

  @Test
  void aFileIsPutInItsPlaceAtTheEnd() throws IOException {
    Path out = Files.writeString(directory.resolve("out.jsonl"), "old");
    Ran ran = generate("--samples", 2, "--temperature", 1, "--json", "--output", out);
    assertEquals(0, ran.status(), ran.err());
    assertEquals("", ran.out());
    assertEquals(2, Files.readAllLines(out).size());
    assertEquals(List.of(), parts());
  }

  private static List<Path> parts() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".part")).toList();
    }
  }

  @Test
  void aFullDiskLosesNothing() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no device that is always full");
    Ran ran = generate("--json", "--output", full);
    assertEquals(2, ran.status());
    assertTrue(valid(ran.lines().get(0).get("text").asString()), ran.out());
    JsonNode error = ran.lines().get(1).get("error");
    assertTrue(error.get("message").asString().contains("/dev/full"), ran.out());
  }

  @Test
  void aFullStandardOutputLosesNothing() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] line = {"generate", "--schema", schema.toString(), "--model", model.toString()};
    int status =
        Main.run(
            line,
            new ByteArrayInputStream(new byte[0]),
            full,
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertEquals(2, status);
    String told = err.toString(StandardCharsets.UTF_8);
    assertTrue(valid(told.lines().findFirst().orElse("")), told);
    assertTrue(told.contains("No space left on device"), told);
  }

  @Test
  void interruptionKeepsWhatIsFinished() throws IOException {
    Interruption interruption = Interruption.never();
    Path out = directory.resolve("kept.jsonl");
    // Asked for when the second sample ends: the third is never finished.
    ByteArrayOutputStream err =
        new ByteArrayOutputStream() {
          private int summaries;

          @Override
          public synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length);
            if (new String(bytes, from, length, StandardCharsets.UTF_8).contains("complete: ")
                && ++summaries == 2) {
              interruption.ask();
            }
          }
        };
    String[] line = {
      "generate",
      "--schema",
      schema.toString(),
      "--model",
      model.toString(),
      "--samples",
      "1000",
      "--temperature",
      "1",
      "--output",
      out.toString()
    };
    Streams streams =
        new Streams(
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertEquals(130, Main.run(line, streams, interruption));
    List<String> kept = Files.readAllLines(out);
    assertEquals(2, kept.size());
    assertTrue(kept.stream().allMatch(GenerateCommandTest::valid), kept.toString());
    assertEquals(List.of(), parts());
  }

  private static void refused(int status, String reason, Ran ran) {
    assertEquals(status, ran.status(), ran.toString());
    assertEquals("", ran.out());
    assertEquals(1, ran.err().lines().count(), ran.err());
    assertTrue(ran.err().startsWith("espalier: "), ran.err());
    assertTrue(ran.err().contains(reason), ran.err());
    assertFalse(ran.err().contains("Exception"), ran.err());
  }

  private static Ran withSchema(String text) {
    return Ran.with(text, "generate", "--schema", "-", "--model", model);
  }

  @Test
  void badSchemasAreRefusedInALine() {
    refused(1, "JSON", withSchema("{\"type\": \"object\", "));
    refused(1, "/type", withSchema("{\"type\": \"objekt\"}"));
    refused(1, "schema", withSchema("[1, 2]"));
    refused(1, "", withSchema("{\"type\": \"string\", \"enum\": [1]}"));
    refused(1, "/$defs/none", withSchema("{\"$ref\": \"#/$defs/none\"}"));
    refused(1, "nest", withSchema("{\"not\":".repeat(10_000) + "{}" + "}".repeat(10_000)));
    refused(1, "nest", withSchema("[".repeat(10_000) + "]".repeat(10_000)));
    refused(2, "no such file", Ran.of("generate", "--schema", directory.resolve("none")));
    refused(2, "directory", Ran.of("generate", "--schema", directory));
  }

  @Test
  void badOptionsAreRefusedInALine() {
    refused(2, "--prompt-file", generate("--prompt-file", schema));
    refused(2, "temperature", generate("--temperature", "-1"));
    refused(2, "top-p", generate("--top-p", "1.5"));
    refused(2, "--samples", generate("--samples", "0"));
    refused(2, "--samples", generate("--samples", "many"));
    refused(2, "max-tokens", generate("--max-tokens", "0"));
    refused(2, "device", generate("--device", "toaster"));
    refused(2, "--schema", Ran.of("generate"));
    refused(
        2, "no such directory", Ran.of("generate", "--schema", schema, "--model", "/no/such/dir"));
    refused(2, "no such file", generateFromPromptFile(directory.resolve("none")));
  }

  private static Ran generateFromPromptFile(Path file) {
    return Ran.of("generate", "--schema", schema, "--model", model, "--prompt-file", file);
  }

  @Test
  void promptsThatAreNotTextOrTooLongAreRefusedInALine() throws IOException {
    Path bytes = Files.write(directory.resolve("bytes"), new byte[] {'a', (byte) 0xFF});
    refused(2, "not UTF-8 at byte 1", generateFromPromptFile(bytes));
    Path words = Files.writeString(directory.resolve("words"), "word ".repeat(1_000));
    refused(2, "positions", generateFromPromptFile(words));
    Files.writeString(words, "word ".repeat(1_000_000));
    refused(2, "positions", generateFromPromptFile(words));
  }

  private static Path copy(String name) throws IOException {
    Path copy = Files.createDirectory(directory.resolve(name));
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return copy;
  }

  private static void cut(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
  }

  private static Ran load(Path checkpoint) {
    return Ran.of("generate", "--schema", schema, "--model", checkpoint, "--prompt", "x");
  }

  @Test
  void badCheckpointsAreRefusedInALine() throws IOException {
    Path shape = copy("shape");
    Path config = shape.resolve("config.json");
    Files.writeString(
        config, Files.readString(config).replace("\"hidden_size\":16", "\"hidden_size\":32"));
    refused(2, "model.safetensors", load(shape));

    Path unknown = copy("unknown");
    config = unknown.resolve("config.json");
    Files.writeString(
        config, Files.readString(config).replace("LlamaForCausalLM", "ParrotForCausalLM"));
    refused(2, "ParrotForCausalLM", load(unknown));

    Path weights = copy("weights");
    cut(weights.resolve("model.safetensors"));
    refused(2, "model.safetensors", load(weights));

    Path tokens = copy("tokens");
    cut(tokens.resolve("tokenizer.json"));
    refused(2, "tokenizer.json", load(tokens));

    Path none = copy("none-there");
    Files.delete(none.resolve("tokenizer.json"));
    refused(2, "tokenizer.json", load(none));

    Path noWeights = copy("no-weights");
    Files.delete(noWeights.resolve("model.safetensors"));
    refused(2, "model.safetensors", load(noWeights));

    Path noConfig = copy("no-config");
    Files.delete(noConfig.resolve("config.json"));
    refused(
        2,
        "config.json",
        Ran.of("generate", "--schema", schema, "--model", noConfig, "--prompt", "x"));

    Path notes = copy("notes");
    Files.writeString(notes.resolve("espalier.json"), "{\"template\": \"poem\"}");
    refused(2, "espalier.json", load(notes));
  }

  @Test
  void theTemplateComesFromTheModelsDirectory() throws IOException {
    Path notes = copy("template");
    Files.writeString(notes.resolve("espalier.json"), "{\"template\": \"records\"}");
    Object[] line = {
      "generate",
      "--schema",
      schema,
      "--model",
      notes,
      "--prompt",
      "x",
      "--json",
      "--temperature",
      "1",
      "--max-tokens",
      "100"
    };
    JsonNode asTrained = Ran.of(line).json().get("text");
    JsonNode explicit =
        Ran.of(Stream.concat(Stream.of(line), Stream.of("--template", "records")).toArray())
            .json()
            .get("text");
    JsonNode plain =
        Ran.of(Stream.concat(Stream.of(line), Stream.of("--template", "none")).toArray())
            .json()
            .get("text");
    assertEquals(asTrained, explicit);
    assertNotEquals(asTrained, plain);
  }
}
