package dev.espalier.testsuite.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffusionTaskTest {

  /** Grammars and judges know each answer, and agree on answers that were damaged. */
  @Test
  void judgesAndGrammarsAgree() {
    List<byte[]> bytes = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      bytes.add(new byte[] {(byte) b});
    }
    bytes.add(new byte[0]);
    Vocabulary vocabulary = Vocabulary.of(bytes, 256);
    SplittableRandom random = new SplittableRandom(7);
    int refused = 0;
    for (DiffusionTask task : DiffusionTask.all(3, 60)) {
      State start = task.grammar().bind(vocabulary).start();
      assertTrue(task.valid().test(task.answer()), task.answer());
      assertTrue(task.exact().test(task.answer(), task.answer()), task.answer());
      assertTrue(reads(start, task.answer()), task.answer());
      if (task.task().equals("records")) {
        continue; // The style of the answers is one of many that are valid.
      }
      for (int i = 0; i < 30; i++) {
        StringBuilder text = new StringBuilder(task.answer());
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, " (1'A*".charAt(random.nextInt(6)));
          default -> text.setCharAt(at, "b2 )>".charAt(random.nextInt(5)));
        }
        boolean valid = task.valid().test(text.toString());
        assertEquals(reads(start, text.toString()), valid, text.toString());
        refused += valid ? 0 : 1;
      }
    }
    assertTrue(refused > 300, "only " + refused + " damaged answers are invalid");
  }

  private static boolean reads(State start, String text) {
    State state = start;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (!state.allows(b & 0xff)) {
        return false;
      }
      state = state.next(b & 0xff);
    }
    return state.accepting();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1 +", "(1 + 2", "1 + (2) 3", "1  + 2", "()", "1+2", "x"})
  void theseAreNoFormulas(String text) {
    assertFalse(DiffusionTask.isFormula(text), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT FROM a", "SELECT a, b, c FROM d", "SELECT a FROM b WHERE c = 'd"})
  void theseAreNoQueries(String text) {
    assertFalse(DiffusionTask.isQuery(text), text);
  }
}
