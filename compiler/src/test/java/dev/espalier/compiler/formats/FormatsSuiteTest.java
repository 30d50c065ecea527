package dev.espalier.compiler.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The languages against the format tests of the official JSON Schema Test Suite. */
class FormatsSuiteTest {
  private static final String NAME = "JSON-Schema-Test-Suite";

  /** What is judged otherwise than the suite says, and why. */
  private static String departure(String format, String text) {
    return format.endsWith("hostname") && text.toLowerCase(Locale.ROOT).startsWith("xn--")
        ? "what an A-label decodes to is not asked"
        : "";
  }

  @TestFactory
  Stream<DynamicTest> judgesEveryStringAsTheSuiteDoes() {
    Path tests = suite().resolve("tests");
    return Stream.of("draft3", "draft4", "draft6", "draft7", "draft2019-09", "draft2020-12", "v1")
        .map(draft -> DynamicTest.dynamicTest(draft, () -> judge(tests.resolve(draft), draft)));
  }

  private static void judge(Path folder, String draft) throws IOException {
    Path formats = folder.resolve(draft.equals("v1") ? "format" : "optional/format");
    List<Path> files;
    try (Stream<Path> list = Files.list(formats)) {
      files = list.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    assertTrue(files.size() >= 7, () -> "only " + files + " in " + formats);
    int count = 0;
    List<String> wrong = new ArrayList<>();
    Set<String> departed = new HashSet<>();
    for (Path file : files) {
      for (JsonNode group : JsonMapper.shared().readTree(file)) {
        String format = group.path("schema").path("format").asString("");
        for (JsonNode test : group.path("tests")) {
          JsonNode data = test.path("data");
          count++;
          // Formats say nothing of what is no string, and neither do those that are not defined.
          boolean accepted =
              !data.isString()
                  || FormatLanguages.language(format, number(draft))
                      .map(language -> language.contains(data.asString()))
                      .orElse(true);
          if (accepted != test.path("valid").asBoolean()) {
            if (departure(format, data.asString()).isEmpty()) {
              wrong.add(
                  (accepted ? "accepts " : "refuses ")
                      + format
                      + " "
                      + data
                      + ": "
                      + test.path("description"));
            } else {
              departed.add(format + " " + data);
            }
          }
        }
      }
    }
    int right = count - wrong.size() - departed.size();
    assertEquals(
        List.of(), wrong, draft + ": " + right + " of " + count + ": " + String.join("\n", wrong));
  }

  private static int number(String draft) {
    return draft.equals("v1") ? Format.LATER : Integer.parseInt(draft.substring(5).split("-")[0]);
  }

  private static Path suite() {
    String told = System.getProperty("espalier.shared", System.getenv("ESPALIER_SHARED"));
    if (told != null) {
      Path path = Path.of(told).resolve("data").resolve(NAME);
      assertTrue(Files.isDirectory(path), () -> path + " is missing");
      return path;
    }
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path path = up.resolve("shared").resolve("data").resolve(NAME);
      if (Files.isDirectory(path)) {
        return path;
      }
    }
    return abort(
        NAME
            + " is missing: put the folder shared beside the checkout, or name it with"
            + " -Despalier.shared=DIR");
  }
}
