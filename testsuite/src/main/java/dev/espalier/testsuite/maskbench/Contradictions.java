package dev.espalier.testsuite.maskbench;

import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.text.RawJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Labels of MaskBench that the specification contradicts: a committed list, one JSON object a line:
 * {@code {"id", "test", "label", "specification", "sentence"}}; {@code label} and {@code
 * specification} are {@code "valid"} or {@code "invalid"}, {@code test} counts from 0.
 */
final class Contradictions {
  private final Map<String, Boolean> judged = new HashMap<>();

  private Contradictions() {}

  static Contradictions read(Path file) {
    Contradictions all = new Contradictions();
    if (!Files.exists(file)) {
      return all;
    }
    try {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        if (!(RawJson.parse(line) instanceof RawJson.Obj object)
            || !(object.member("id") instanceof RawJson.Str id)
            || !(object.member("test") instanceof RawJson.Num test)
            || !(object.member("label") instanceof RawJson.Str label)
            || !(object.member("specification") instanceof RawJson.Str specification)
            || !(object.member("sentence") instanceof RawJson.Str)
            || label.equals(specification)) {
          throw new RunException(
              file + ", line " + number + ": id, test, label, specification and sentence expected");
        }
        all.judged.put(id.value() + " " + test.text(), specification.value().equals("valid"));
      }
    } catch (IOException e) {
      throw new RunException("cannot read " + file + ": " + e.getMessage(), e);
    }
    return all;
  }

  /** Whether this judgement is what the specification says, against the label. */
  boolean explains(String id, int test, boolean accepted) {
    Boolean specification = judged.get(id + " " + test);
    return specification != null && specification == accepted;
  }
}
