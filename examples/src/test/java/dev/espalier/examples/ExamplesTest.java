package dev.espalier.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.runtime.SchemaVerifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples run, and the READMEs show what they are and what they print. */
class ExamplesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private interface Example {
    void main(String[] args);
  }

  private static List<String> run(Example example) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      example.main(new String[0]);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** The output that examples/README.md shows for an example. */
  private static List<String> shown(String name) throws IOException {
    String readme = Files.readString(ROOT.resolve("examples/README.md"));
    Matcher block =
        Pattern.compile("## " + name + ":.*?```\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertTrue(block.find(), name + " is not in the README");
    return block.group(1).lines().toList();
  }

  @Test
  void theReadmeShowsTheTenLines() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertTrue(block.find());
    String source =
        Files.readString(
            ROOT.resolve("examples/src/main/java/dev/espalier/examples/TenLines.java"));
    List<String> lines = source.lines().map(String::strip).toList();
    List<String> shown = block.group(1).lines().map(String::strip).toList();
    int at = lines.indexOf(shown.get(0));
    assertTrue(at >= 0, shown.get(0));
    assertEquals(shown, lines.subList(at, at + shown.size()));
  }

  @Test
  void tenLinesWriteARecord() {
    List<String> out = run(TenLines::main);
    assertEquals(1, out.size());
    assertTrue(out.get(0).matches("\\{\"customer\": \".*\", \"total\": [-0-9.eE+]+}"), out.get(0));
  }

  @Test
  void streamingPiecesAreTheText() {
    List<String> out = run(Streaming::main);
    StringBuilder text = new StringBuilder();
    out.subList(0, out.size() - 1).forEach(line -> text.append(line.substring(7)));
    assertEquals(out.getLast(), text.toString());
  }

  @Test
  void aSampleIsMadeAgain() {
    List<String> out = run(Samples::main);
    assertEquals(5, out.size());
    assertEquals(out.get(2).replace("102 ", "again "), out.get(4));
  }

  @Test
  void textsThatAreSureHaveBounds() {
    List<String> out = run(HowSure::main);
    assertTrue(out.size() >= 2, out.toString());
    double least = 0;
    for (String line : out.subList(0, out.size() - 1)) {
      String[] parts = line.split(" ", 4);
      double low = Double.parseDouble(parts[0]);
      assertTrue(low <= Double.parseDouble(parts[2]), line);
      assertTrue(parts[3].matches("\\{\"customer\": \".*\", \"total\": [-0-9.eE+]+}"), line);
      least += low;
    }
    double together = Double.parseDouble(out.getLast().replaceAll("[^.0-9]", ""));
    assertEquals(together, least, 0.01);
  }

  @Test
  void anEngineOfYourOwnWritesWhatTheReadmeShows() throws IOException {
    assertEquals(shown("OwnEngine"), run(OwnEngine::main));
  }

  @Test
  void aBatchOfYourOwnWritesWhatTheReadmeShows() throws IOException {
    assertEquals(shown("OwnBatch"), run(OwnBatch::main));
  }

  @Test
  void checksFindWhatTheReadmeShows() throws IOException {
    assertEquals(shown("CheckText"), run(CheckText::main));
  }

  @Test
  void rulesHoldAsTheReadmeShows() throws IOException {
    assertEquals(shown("Rules"), run(Rules::main));
  }

  @Test
  void canvasesAreFilled() throws IOException {
    List<String> out = run(FillCanvas::main);
    assertEquals(shown("FillCanvas").subList(0, 2), out.subList(0, 2));
    // What the model asks may differ with the machine's arithmetic; its form may not.
    assertTrue(
        out.get(2)
            .matches(
                "SELECT (\\*|[a-z]+|COUNT\\(\\*\\)) FROM [a-z]+"
                    + "( WHERE [a-z]+ [<>]?=? ?([0-9]+|'[a-z]+'))?"),
        out.get(2));
    assertEquals(List.of("complete: true"), out.subList(3, out.size()));
  }

  @Test
  void anOwnGrammarIsFollowed() {
    List<String> out = run(OwnGrammar::main);
    assertEquals(3, out.size());
    String column = "(customer|city|total|quantity)";
    for (String query : out) {
      assertTrue(
          query.matches(
              "SELECT (COUNT\\(\\*\\)|#(, #)*) FROM orders".replace("#", column)
                  + "( WHERE # [<>=] ([1-9][0-9]{0,5}|'[A-Z][a-z]+'))?( ORDER BY #( DESC)?)?"
                      .replace("#", column)),
          query);
    }
  }

  @Test
  void toolsAreCalled() {
    List<String> out = run(CallTools::main);
    assertEquals(6, out.size());
    assertTrue(
        out.get(1)
            .matches(
                "\\{\"name\": \"(place_order\", \"arguments\": \\{\"customer\": \".*\", \"total\":"
                    + " [-0-9.eE+]+}|opening_hours\", \"arguments\": \\{})}"),
        out.get(1));
    assertEquals(
        List.of("<tool_call>", "{\"name\": \"opening_hours\", \"arguments\": {}}", "</tool_call>"),
        out.subList(3, 6));
  }

  @Test
  void aSchemaIsWrittenAndFollowed() {
    List<String> out = run(WriteSchemas::main);
    assertEquals(2, out.size());
    SchemaVerifier verifier =
        SchemaVerifier.of(
            out.get(0),
            JsonSchemaOptions.DEFAULT,
            JsonSchema.compile(out.get(0), JsonSchemaOptions.DEFAULT).report());
    assertEquals(SchemaVerifier.Outcome.VALID, verifier.verify(out.get(1)).outcome(), "" + out);
  }

  @Test
  void everyExampleIsInTheReadmeWithItsOutput() throws IOException {
    try (Stream<Path> files =
        Files.list(ROOT.resolve("examples/src/main/java/dev/espalier/examples"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        if (Character.isUpperCase(name.charAt(0))) {
          assertFalse(shown(name).isEmpty(), name);
        }
      }
    }
  }

  @Test
  void everySchemaCompiles() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("examples/schemas"))) {
      List<Path> all = files.toList();
      assertTrue(all.size() >= 6);
      for (Path file : all) {
        JsonSchema.compile(Files.readString(file));
      }
    }
  }
}
