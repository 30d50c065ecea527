package dev.espalier.testsuite.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A part of the emptiness run. */
class EmptinessTest {
  @Test
  void equalsFillingInEveryWay() {
    EmptinessRun run = new EmptinessRun(20261126);
    for (int grammar = 0; run.cases() < 3000; grammar++) {
      run.grammar(grammar);
    }
    assertEquals(List.of(), run.messages());
    assertEquals(0, run.wrong());
    assertEquals(0, run.unknown());
    assertTrue(run.completable() > 500 && run.dead() > 500);
  }
}
