package dev.espalier.testsuite.gad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.process.JsonProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The translation of the other recogniser, which needs Python but not Lark. */
class RecogniserTest {
  @TempDir Path folder;

  private JsonProcess recogniser() throws IOException {
    try {
      if (new ProcessBuilder("python3", "--version").start().waitFor() != 0) {
        return abort("no python3");
      }
    } catch (IOException e) {
      return abort("no python3");
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    Path script = folder.resolve("recogniser.py");
    try (InputStream in = GadCommand.class.getResourceAsStream("recogniser.py")) {
      Files.write(script, in.readAllBytes());
    }
    return JsonProcess.start("recogniser", List.of("python3", "-u", script.toString()));
  }

  private static String lark(JsonProcess recogniser, String grammar) {
    return recogniser.ask(Map.of("grammar", grammar)).required("lark").stringValue();
  }

  @Test
  void translates() throws IOException {
    try (JsonProcess recogniser = recogniser()) {
      assertEquals(
          """
          start: T0 r1 T1
          r1: T2 | T0 ( r1 empty ) * | T3 ~2..3
          T0: "("
          T1: "\\n\\"\\\\"
          T2: "a-b"
          T3: /[^a-z\\]\\-\\/]/
          empty:
          """,
          lark(
              recogniser,
              """
              root ::= "(" someTerm "\\n\\"\\\\"   # what it is
              someTerm ::= "a-b"
                | "(" (someTerm "")* | [^a-z\\]\\-/]{2,3}
              """));
    }
  }

  @Test
  void saysWhatItCannotTranslate() throws IOException {
    try (JsonProcess recogniser = recogniser()) {
      for (String wrong : new String[] {"root ::= other", "root ::= \"a", "\"a\"", "root ::= ;"}) {
        assertThrows(RunException.class, () -> lark(recogniser, wrong), wrong);
      }
      // And goes on.
      assertTrue(lark(recogniser, "root ::= \"a\"").startsWith("start: T0\n"));
    }
  }
}
