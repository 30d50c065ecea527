package dev.espalier.compiler.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The languages against the format tests of the official JSON Schema Test Suite. */
class FormatsSuiteTest {
  /** What is judged otherwise than the suite says, as docs/formats.md does, and why. */
  private static final Map<String, String> DEPARTURES =
      Map.of(
          "hostname xn--ngb6iyr",
          "The third number of the Punycode shows that two kinds of Arabic digits are mixed.",
          "hostname xn--11b2er09f",
          "The third number shows where between the two letters the joiner stands.",
          "idn-hostname xn--0ca24w",
          "The second number shows a Hebrew letter after a Latin one, and of A-labels in"
              + " idn-hostname only the form is asked.");

  @TestFactory
  Stream<DynamicTest> judgesEveryStringAsTheSuiteDoes() {
    Path tests = SharedData.path("JSON-Schema-Test-Suite/tests");
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
    Set<String> departures = new TreeSet<>();
    Set<String> departed = new TreeSet<>();
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
          boolean agrees = accepted == test.path("valid").asBoolean();
          String name = format + " " + data.asString("");
          if (DEPARTURES.containsKey(name)) {
            departures.add(name);
          }
          if (!agrees && DEPARTURES.containsKey(name)) {
            departed.add(name);
          } else if (!agrees) {
            wrong.add(
                (accepted ? "accepts " : "refuses ") + name + ": " + test.path("description"));
          }
        }
      }
    }
    int right = count - wrong.size() - departed.size();
    assertEquals(
        List.of(), wrong, draft + ": " + right + " of " + count + ": " + String.join("\n", wrong));
    assertEquals(departures, departed, draft + ": no departure any more");
    assertTrue(right >= 0.99 * count, draft + ": " + right + " of " + count);
  }

  private static int number(String draft) {
    return draft.equals("v1") ? Format.LATER : Integer.parseInt(draft.substring(5).split("-")[0]);
  }
}
