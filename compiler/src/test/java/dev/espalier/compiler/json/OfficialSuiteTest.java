package dev.espalier.compiler.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.SchemaResolver;
import dev.espalier.compiler.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * The official JSON Schema Test Suite, asked of shapes: of what the front end reads, before any
 * text or mask is made of it.
 */
class OfficialSuiteTest {
  private static final String REMOTES = "http://localhost:1234/";

  /** How many tests of a file have another answer here, on purpose. */
  private static final Map<String, Integer> DEPARTURES =
      Map.of(
          // That content is checked is optional in draft 7, and gone from the later ones.
          "tests/draft7/optional/content.json", 4);

  /**
   * Every test of a folder; those of the folders in it are counted by themselves. What formats
   * accept is tested where they are written.
   */
  @ParameterizedTest
  @CsvSource({
    "DRAFT_3, draft3, DRAFT, 435",
    "DRAFT_4, draft4, DRAFT, 618",
    "DRAFT_6, draft6, DRAFT, 839",
    "DRAFT_7, draft7, DRAFT, 927",
    "DRAFT_2019_09, draft2019-09, DRAFT, 1259",
    "DRAFT_2020_12, draft2020-12, DRAFT, 1299",
    "V1, v1, DRAFT, 1133",
    "V1, v1/proposals/propertyDependencies, DRAFT, 38",
    "DRAFT_3, draft3/optional, DRAFT, 22",
    "DRAFT_4, draft4/optional, DRAFT, 100",
    "DRAFT_6, draft6/optional, DRAFT, 106",
    "DRAFT_7, draft7/optional, DRAFT, 118",
    "DRAFT_2019_09, draft2019-09/optional, DRAFT, 158",
    "DRAFT_2020_12, draft2020-12/optional, DRAFT, 162",
    "V1, v1/optional, ANNOTATE, 287",
  })
  void everyTestIsAnsweredAsItSays(Dialect dialect, String folder, Formats formats, int tests)
      throws IOException {
    Path suite = SharedData.path("JSON-Schema-Test-Suite");
    JsonSchemaOptions options =
        JsonSchemaOptions.DEFAULT
            .withDialect(dialect)
            .withFormats(formats)
            .withResolver(remotes(suite.resolve("remotes")));
    int run = 0;
    for (Path path : files(suite.resolve("tests").resolve(folder))) {
      String file = suite.relativize(path).toString().replace('\\', '/');
      List<String> wrong = new ArrayList<>();
      for (JsonNode group : ShapeJudge.MAPPER.readTree(Files.readString(path))) {
        run += group.get("tests").size();
        run(file + ": ", group, options, wrong);
      }
      assertEquals(DEPARTURES.getOrDefault(file, 0), wrong.size(), () -> String.join("\n", wrong));
    }
    assertTrue(run >= tests, run + " tests were found, not " + tests);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static void run(
      String file, JsonNode group, JsonSchemaOptions options, List<String> wrong) {
    String name = file + group.get("description").asString();
    ShapeJudge judge;
    try {
      judge = new ShapeJudge(group.get("schema").toString(), options);
    } catch (RuntimeException e) {
      wrong.add(name + ": " + e);
      return;
    }
    for (JsonNode test : group.get("tests")) {
      boolean valid = test.get("valid").asBoolean();
      if (judge.accepts(test.get("data")) != valid) {
        String what = name + ": " + test.get("description").asString();
        wrong.add(what + ": should be " + (valid ? "valid" : "invalid"));
      }
    }
  }

  private static SchemaResolver remotes(Path folder) {
    return uri -> {
      String text = uri.toString();
      if (!text.startsWith(REMOTES)) {
        return Optional.empty();
      }
      Path file = folder.resolve(text.substring(REMOTES.length()));
      try {
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
