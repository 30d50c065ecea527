package dev.espalier.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The contract of {@code explain}. */
class ExplainCommandTest {
  @TempDir static Path directory;
  private static Path tokenizer = Path.of("");
  private static Path grammar = Path.of("");
  private static Path schema = Path.of("");

  @BeforeAll
  static void write() throws IOException {
    tokenizer = TinyCheckpoint.tokenizer(directory);
    grammar =
        Files.writeString(directory.resolve("g.gbnf"), "root ::= \"a\" tail\ntail ::= \"b\"*\n");
    schema =
        Files.writeString(
            directory.resolve("s.json"),
            "{\"properties\":{\"k\":{\"type\":\"null\"}},\"type\":\"object\"}");
  }

  private static Ran explain(Object... more) {
    return Ran.of(Stream.concat(Stream.of("explain"), Stream.of(more)).toArray());
  }

  @Test
  void allStagesAreShownAsText() {
    Ran ran = explain("--grammar", grammar, "--tokenizer", tokenizer, "--prefix", "ab");
    assertEquals(0, ran.status(), ran.toString());
    List<String> headings = ran.out().lines().filter(l -> l.startsWith("--- ")).toList();
    assertEquals(List.of("--- rules", "--- lexer", "--- structure", "--- mask"), headings);
    assertTrue(ran.out().contains("root = 'a' tail"), ran.out());
    assertTrue(ran.out().contains("expected: the end, 'b'"), ran.out());
    Ran json = explain("--schema", schema, "--tokenizer", tokenizer, "--prefix", "{", "--json");
    assertEquals(0, json.status(), json.toString());
    assertEquals(
        List.of("shapes", "lexer", "structure", "mask"),
        json.lines().stream().map(line -> line.get("stage").asString()).toList());
  }

  @Test
  void everyStageIsAPicture() {
    Object[][] languages = {{"--grammar", grammar, "a"}, {"--schema", schema, "{\"k\""}};
    for (Object[] language : languages) {
      String first = language[0].equals("--grammar") ? "rules" : "shapes";
      for (String stage : List.of(first, "lexer", "structure", "mask")) {
        Object[] line = {
          language[0], language[1], "--prefix", language[2], "--stage", stage, "--format"
        };
        Ran svg = explain(Stream.concat(Stream.of(line), Stream.of("svg")).toArray());
        assertEquals(0, svg.status(), stage + svg);
        assertTrue(svg.out().startsWith("<svg "), svg.out());
        assertTrue(svg.out().endsWith("</svg>\n"), svg.out());
        Ran dot = explain(Stream.concat(Stream.of(line), Stream.of("dot")).toArray());
        assertEquals(0, dot.status(), stage + dot);
        assertTrue(dot.out().startsWith("digraph {"), dot.out());
      }
      assertTrue(
          explain(language[0], language[1], "--format", "dot").out().contains("label=\"" + first));
    }
  }

  @Test
  void aPictureGoesToAFile() throws IOException {
    Path file = directory.resolve("picture.svg");
    Ran ran = explain("--grammar", grammar, "--format", "svg", "--output", file);
    assertEquals(0, ran.status(), ran.toString());
    assertEquals("", ran.out());
    assertTrue(Files.readString(file).startsWith("<svg "));
  }

  @Test
  void aWrongPrefixIsNamed() {
    Ran ran = explain("--grammar", grammar, "--stage", "structure", "--prefix", "abc", "--json");
    assertEquals(1, ran.status());
    JsonNode error = ran.json().get("error");
    assertEquals("prefix", error.get("kind").asString());
    assertTrue(
        error.get("message").asString().contains("byte 2 of the prefix is refused, after \"ab\""),
        ran.out());
    Ran schemas = explain("--schema", schema, "--stage", "mask", "--prefix", "[");
    assertEquals(1, schemas.status());
    assertTrue(schemas.err().contains("byte 0"), schemas.err());
  }

  @Test
  void stagesBelongToLanguages() {
    Object[][] wrong = {
      {"--grammar", grammar, "--stage", "shapes"},
      {"--schema", schema, "--stage", "rules"},
      {"--schema", schema, "--format", "assert"},
      {"--grammar", grammar, "--keys", "any"},
      {"--stage", "mask"},
    };
    for (Object[] line : wrong) {
      Ran ran = explain(line);
      assertEquals(2, ran.status(), ran.toString());
      assertEquals(1, ran.err().lines().count(), ran.err());
    }
    assertTrue(explain("--help").out().contains("--stage"));
  }
}
