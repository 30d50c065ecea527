package dev.espalier.testsuite.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.testsuite.SharedData;
import dev.espalier.testsuite.suite.Group;
import dev.espalier.testsuite.suite.Remotes;
import dev.espalier.testsuite.text.RawJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The plain judge against the official suite. */
class PlainValidatorTest {
  @ParameterizedTest
  @EnumSource(Draft.class)
  void judgesTheRequiredTestsAsLabelled(Draft draft) {
    Path suite = SharedData.path("JSON-Schema-Test-Suite");
    Remotes remotes = new Remotes(suite);
    List<String> wrong = new ArrayList<>();
    int tests = 0;
    for (Group group : Group.read(suite, folder(draft))) {
      if (group.part() != Group.Part.REQUIRED) {
        continue;
      }
      for (int i = 0; i < group.tests().size(); i++) {
        Group.Test test = group.tests().get(i);
        tests++;
        String judged;
        try {
          judged =
              String.valueOf(
                  new PlainValidator(
                          Judge.read(group.schema()),
                          draft,
                          uri -> remotes.text(uri).or(() -> MetaSchemas.text(uri)).map(Judge::read),
                          Map.of())
                      .accepts(Judge.read(test.data().write(RawJson.Style.COMPACT))));
        } catch (RuntimeException e) {
          judged = e.toString();
        }
        if (!judged.equals(String.valueOf(test.valid()))) {
          wrong.add(group.name(i) + " " + group.description() + ": " + judged);
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(tests > 400, () -> "only some tests of " + draft);
  }

  private static String folder(Draft draft) {
    return draft.name().toLowerCase(Locale.ROOT).replaceFirst("_", "").replace('_', '-');
  }
}
