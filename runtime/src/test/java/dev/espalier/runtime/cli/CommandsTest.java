package dev.espalier.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.model.BundledModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The contract of {@code compile}, {@code mask} and {@code check}, which need no model. */
class CommandsTest {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
          + "\"ok\":{\"type\":\"boolean\"}},\"required\":[\"name\"],"
          + "\"additionalProperties\":false}";

  @TempDir static Path directory;
  private static Path tokenizer = Path.of("");
  private static Path schema = Path.of("");

  @BeforeAll
  static void write() throws IOException {
    tokenizer = TinyCheckpoint.tokenizer(directory);
    schema = Files.writeString(directory.resolve("schema.json"), SCHEMA);
  }

  private static Path text(String text) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "text", ".json"), text);
  }

  private static List<String> names(JsonNode array) {
    List<String> names = new ArrayList<>();
    array.forEach(node -> names.add(node.asString()));
    return names;
  }

  @Test
  void compileSaysWhatIsEnforced() {
    Ran ran = Ran.of("compile", "--schema", schema, "--tokenizer", tokenizer, "--json");
    assertEquals(0, ran.status(), ran.err());
    JsonNode object = ran.json();
    assertTrue(object.get("ok").asBoolean());
    assertTrue(
        names(object.get("enforced"))
            .containsAll(List.of("additionalProperties", "properties", "required", "type")),
        ran.out());
    assertEquals(0, object.get("relaxed").size());
    assertTrue(object.get("compile_us").asLong() > 0);
    assertEquals("", ran.err());
    Ran people = Ran.of("compile", "--schema", schema, "--tokenizer", tokenizer);
    assertEquals(0, people.status());
    assertTrue(people.out().contains("enforced: "), people.out());
  }

  @Test
  void compileReadsStandardInput() {
    Ran ran = Ran.with("true", "compile", "--schema", "-", "--tokenizer", tokenizer, "--json");
    assertEquals(0, ran.status(), ran.out());
  }

  @Test
  void compileRefusesByNameAndPlace() {
    String unsupported = "{\"properties\":{\"a\":{\"pattern\":\"^(a)\\\\1$\"}}}";
    Ran ran = Ran.with(unsupported, "compile", "--schema", "-", "--tokenizer", tokenizer, "--json");
    assertEquals(1, ran.status());
    JsonNode object = ran.json();
    assertFalse(object.get("ok").asBoolean());
    JsonNode error = object.get("error");
    assertEquals("unsupported", error.get("kind").asString());
    assertEquals("pattern", error.get("keyword").asString());
    assertEquals("/properties/a/pattern", error.get("pointer").asString());

    Ran people = Ran.with(unsupported, "compile", "--schema", "-", "--tokenizer", tokenizer);
    assertEquals(1, people.status());
    assertEquals(1, people.err().lines().count(), people.err());

    Ran relaxed =
        Ran.with(
            unsupported,
            "compile",
            "--schema",
            "-",
            "--tokenizer",
            tokenizer,
            "--relax",
            "pattern",
            "--json");
    assertEquals(0, relaxed.status(), relaxed.out());
    assertEquals(List.of("pattern"), names(relaxed.json().get("relaxed")));
    assertEquals(List.of("/properties/a/pattern"), names(relaxed.json().get("relaxed_at")));
  }

  @Test
  void maskCountsAndLists() {
    Ran start =
        Ran.of("mask", "--schema", schema, "--tokenizer", tokenizer, "--prefix", "", "--json");
    assertEquals(0, start.status(), start.out() + start.err());
    assertFalse(start.json().get("eos").asBoolean());
    assertFalse(start.json().has("ids"));

    Ran ran =
        Ran.of(
            "mask",
            "--schema",
            schema,
            "--tokenizer",
            tokenizer,
            "--form",
            "single",
            "--prefix",
            "{\"name\": \"x\", \"ok\": t",
            "--ids",
            "--json");
    assertEquals(0, ran.status(), ran.out() + ran.err());
    JsonNode object = ran.json();
    Set<Integer> ids = new TreeSet<>();
    object.get("ids").forEach(id -> ids.add(id.asInt()));
    // "r" and nothing else: the longer tokens of true begin with t.
    assertEquals(Set.of((int) 'r'), ids);
    assertEquals(1, object.get("allowed").asInt());

    Ran end =
        Ran.of(
            "mask",
            "--schema",
            schema,
            "--tokenizer",
            tokenizer,
            "--prefix",
            "{\"name\":\"x\"}",
            "--ids",
            "--json");
    assertTrue(end.json().get("eos").asBoolean());
    assertEquals(1, end.json().get("allowed").asInt());
    Ran people =
        Ran.of("mask", "--schema", schema, "--tokenizer", tokenizer, "--prefix", "{", "--ids");
    assertTrue(people.out().lines().count() > 1, people.out());
  }

  @Test
  void maskRefusesAPrefixThatNothingContinues() {
    Ran ran =
        Ran.of("mask", "--schema", schema, "--tokenizer", tokenizer, "--prefix", "{\"x", "--json");
    assertEquals(1, ran.status());
    assertTrue(ran.json().get("error").get("message").asString().contains("byte 2"), ran.out());
  }

  @Test
  void checkAccepts() throws IOException {
    Ran ran =
        Ran.of(
            "check",
            "--schema",
            schema,
            "--tokenizer",
            tokenizer,
            "--text",
            text("{\n \"ok\" : true,\n \"name\" : \"é😀\" }\n"),
            "--json");
    assertEquals(0, ran.status(), ran.out() + ran.err());
    assertTrue(ran.json().get("accepted").asBoolean());
    assertFalse(ran.json().has("error"));
    Ran input =
        Ran.with(
            "{\"name\":\"\"}\r\n",
            "check",
            "--schema",
            schema,
            "--tokenizer",
            tokenizer,
            "--text",
            "-");
    assertEquals(0, input.status(), input.out() + input.err());
  }

  private static boolean accepts(String schema, String text, String... options) throws IOException {
    List<Object> line =
        new ArrayList<>(
            List.of("check", "--schema", "-", "--tokenizer", tokenizer, "--text", text(text)));
    line.addAll(List.of(options));
    Ran ran = Ran.with(schema, line.toArray());
    assertTrue(ran.status() == 0 || ran.status() == 1, ran.toString());
    return ran.status() == 0;
  }

  @Test
  void theOutputFormIsChosenPartByPart() throws IOException {
    String two = "{\"properties\":{\"b\":true,\"a\":true}}";
    assertTrue(accepts(two, "{\"a\":1,\"b\":2}"));
    assertFalse(accepts(two, "{\"a\":1,\"b\":2}", "--keys", "declared"));
    assertTrue(accepts(two, "{\"b\":1,\"a\":2}", "--keys", "declared"));
    assertFalse(accepts(two, "{\"a\": 1, \"b\": 2}", "--form", "single"));
    assertTrue(accepts(two, "{\"a\": 1, \"b\": 2}", "--form", "single", "--keys", "any"));

    assertTrue(accepts("{}", "[1,\n  2]", "--white-space", "2"));
    assertFalse(accepts("{}", "[1,\n   2]", "--white-space", "2"));
    assertTrue(accepts("{}", "[1,\n 2]", "--form", "single", "--white-space", "1"));

    String[] compact = {"--item-separator", ",", "--key-separator", ":"};
    assertTrue(accepts("{}", "{\"a\":[1,2]}", compact));
    assertFalse(accepts("{}", "{\"a\": [1,2]}", compact));
    assertFalse(accepts("{}", "{\"a\":[1, 2]}", compact));
    assertTrue(accepts("{}", "{\"a\": [1,2]}", "--item-separator", ","));
    assertTrue(accepts("{}", "{\"a\":[1, 2]}", "--key-separator", ":"));

    assertTrue(accepts("{}", "\"\\u0061\""));
    assertFalse(accepts("{}", "\"\\u0061\"", "--strings", "plain"));
    assertTrue(accepts("{}", "\"\\u0061\"", "--form", "single", "--strings", "all"));
  }

  @Test
  void objectsAreClosedOnRequest() throws IOException {
    String schema = "{\"properties\":{\"a\":true}}";
    assertTrue(accepts(schema, "{\"b\":1}"));
    assertFalse(accepts(schema, "{\"b\":1}", "--closed"));
    assertTrue(accepts(schema, "{\"a\":1}", "--closed"));
    Ran compiled =
        Ran.with(
            schema, "compile", "--schema", "-", "--tokenizer", tokenizer, "--closed", "--json");
    assertTrue(compiled.json().get("notes").toString().contains("are off"), compiled.out());
  }

  @Test
  void partsOfTheFormThatMakeNoSenseAreRefused() throws IOException {
    String[][] wrong = {
      {"--white-space", "4097"},
      {"--white-space", "-1"},
      {"--white-space", "2", "--key-separator", ":"},
      {"--item-separator", ";"},
      {"--key-separator", ""},
      {"--keys", "sorted"},
      {"--strings", "ascii"},
    };
    for (String[] options : wrong) {
      List<Object> line =
          new ArrayList<>(
              List.of("check", "--schema", schema, "--tokenizer", tokenizer, "--text", text("1")));
      line.addAll(List.of(options));
      Ran ran = Ran.of(line.toArray());
      assertEquals(2, ran.status(), line + " " + ran);
      assertTrue(ran.err().contains(options[0]), ran.err());
      assertEquals(1, ran.err().lines().count(), ran.err());
    }
  }

  @Test
  void checkNamesTheFirstByteThatIsRefused() throws IOException {
    String[] wrong = {
      "{\"nome\": 1}",
      "{\"name\": tr}",
      "[",
      "{\"name\": \"x\", \"name\": \"y\"}",
      "{\"name\": ",
      "",
      " {}"
    };
    int[] at = {3, 9, 0, 15, 9, 0, 0};
    for (int i = 0; i < wrong.length; i++) {
      Ran ran =
          Ran.of(
              "check",
              "--schema",
              schema,
              "--tokenizer",
              tokenizer,
              "--text",
              text(wrong[i]),
              "--json");
      assertEquals(1, ran.status(), wrong[i] + ran.out() + ran.err());
      assertFalse(ran.json().get("accepted").asBoolean());
      JsonNode error = ran.json().get("error");
      assertEquals(at[i], error.get("byte").asInt(), wrong[i] + " " + ran.out());
      assertTrue(error.get("token").asInt() >= 0);
      assertFalse(error.get("expected").asString().isEmpty());
      Ran people =
          Ran.of("check", "--schema", schema, "--tokenizer", tokenizer, "--text", text(wrong[i]));
      assertEquals(1, people.status());
      assertTrue(people.out().contains("byte " + at[i]), people.out());
    }
  }

  @Test
  void checkKeepsTheLastLineBreakWhenAskedTo() throws IOException {
    Path file = text("{\"name\":\"\"}\n");
    Ran ran =
        Ran.of(
            "check",
            "--schema",
            schema,
            "--tokenizer",
            tokenizer,
            "--text",
            file,
            "--exact",
            "--json");
    assertEquals(1, ran.status());
    assertEquals(11, ran.json().get("error").get("byte").asInt());
  }

  @Test
  void checkThatCannotRunIsNotARefusal() throws IOException {
    Path text = text("{}");
    Object[][] lines = {
      {"check", "--schema", directory.resolve("none"), "--tokenizer", tokenizer, "--text", text},
      {"check", "--schema", text("{\"type\":"), "--tokenizer", tokenizer, "--text", text},
      {"check", "--schema", text("{\"type\":5}"), "--tokenizer", tokenizer, "--text", text},
      {"check", "--schema", schema, "--tokenizer", directory.resolve("none"), "--text", text},
      {"check", "--schema", schema, "--tokenizer", schema, "--text", text},
      {"check", "--schema", schema, "--tokenizer", tokenizer, "--text", directory},
      {"check", "--schema", schema, "--tokenizer", tokenizer},
      {"check", "--schema", "-", "--tokenizer", tokenizer, "--text", "-"},
      {"check", "--schema", schema, "--tokenizer", tokenizer, "--text", text, "--form", "other"},
      {"check", "--schema", schema, "--tokenizer", tokenizer, "--text", text, "--eos", "none"},
      {"check", "--nonsense"},
      {"nonsense"},
    };
    for (Object[] line : lines) {
      Ran ran = Ran.of(line);
      assertEquals(2, ran.status(), List.of(line) + " " + ran);
      assertEquals("", ran.out(), List.of(line).toString());
      assertEquals(1, ran.err().lines().count(), List.of(line) + " " + ran.err());
      assertFalse(ran.err().contains("Exception"), ran.err());
    }
  }

  @Test
  void rankFilesWillDo() throws IOException {
    StringBuilder ranks = new StringBuilder();
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    for (String more : List.of("na", "me", "name", "\":")) {
      tokens.add(more.getBytes(StandardCharsets.UTF_8));
    }
    for (int i = 0; i < tokens.size(); i++) {
      ranks.append(Base64.getEncoder().encodeToString(tokens.get(i))).append(' ').append(i);
      ranks.append('\n');
    }
    Path file = Files.writeString(directory.resolve("tiny.tiktoken"), ranks);
    Ran ran =
        Ran.of(
            "check",
            "--schema",
            schema,
            "--tokenizer",
            file,
            "--text",
            text("{\"name\":\"\"}"),
            "--json");
    assertEquals(0, ran.status(), ran.out() + ran.err());
    // { " name ": " " }
    assertEquals(7, ran.json().get("tokens").asInt());
  }

  @Test
  void infillFillsHoles() throws IOException {
    Path holes = text("{\"name\": <HOLE>, \"ok\": <HOLE>}");
    Ran ran =
        Ran.of("infill", "--schema", schema, "--tokenizer", tokenizer, "--file", holes, "--json");
    assertEquals(0, ran.status(), ran.out() + ran.err());
    assertTrue(ran.json().get("complete").asBoolean());
    String filled = ran.json().get("text").asString();
    Ran checked =
        Ran.of(
            "check",
            "--schema",
            schema,
            "--tokenizer",
            tokenizer,
            "--text",
            text(filled),
            "--json");
    assertEquals(0, checked.status(), filled);
  }

  /** With keys in any order alone the search for a filling ends at a limit. */
  @Test
  void infillLooksForKeysInDeclaredOrder() throws IOException {
    Ran ran =
        Ran.of(
            "infill",
            "--schema",
            Path.of("..", "examples", "schemas", "film.json").toAbsolutePath(),
            "--tokenizer",
            BundledModels.records().resolve("tokenizer.json"),
            "--file",
            text("{\"title\": \"Solaris\", <HOLE>, \"offer\": {\"kind\": \"rent\", <HOLE>3.5}}"));
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().startsWith("{\"title\": \"Solaris\", \"year\": "), ran.out());
    assertTrue(ran.out().strip().endsWith("3.5}}"), ran.out());
  }

  @Test
  void infillSaysWhatIsDead() throws IOException {
    Ran ran =
        Ran.of(
            "infill",
            "--schema",
            schema,
            "--tokenizer",
            tokenizer,
            "--file",
            text("{\"name\": <HOLE> \"other"),
            "--hole-length",
            "2",
            "--json");
    assertEquals(1, ran.status(), ran.out() + ran.err());
    assertFalse(ran.json().get("complete").asBoolean());
  }

  @Test
  void helpIsThere() {
    for (String command : List.of("generate", "compile", "mask", "infill", "check", "explain")) {
      Ran ran = Ran.of(command, "--help");
      assertEquals(0, ran.status());
      assertTrue(ran.out().contains("--schema"), ran.out());
      assertTrue(ran.out().contains("--grammar"), ran.out());
    }
    assertTrue(Ran.of("--help").out().contains("generate"));
    assertTrue(Ran.of("--version").out().startsWith("espalier "));
    assertEquals(0, Ran.of().status());
  }
}
