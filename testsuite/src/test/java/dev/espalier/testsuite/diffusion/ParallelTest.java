package dev.espalier.testsuite.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.diffusion.Verification;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ParallelTest {
  private static final Map<String, ParallelTask> TASKS =
      ParallelTask.all().stream().collect(Collectors.toMap(ParallelTask::name, task -> task));

  private static ParallelTask task(String name) {
    ParallelTask task = TASKS.get(name);
    assertTrue(task != null, name);
    return task;
  }

  private static ParallelRun run(ParallelTask task, int steps, Verification verify, int samples) {
    return ParallelRun.of(task, task.checker(), steps, verify, samples);
  }

  @Test
  void tasksHaveAllTheirTexts() {
    assertEquals(1, task("copy").texts().size());
    assertEquals(64, task("cities").texts().size());
    assertEquals(120, task("shuffle").texts().size());
    assertEquals(576, task("latin").texts().size());
    for (ParallelTask task : ParallelTask.all()) {
      assertEquals(task.texts().size(), task.index().size(), task.name());
    }
  }

  /** Positions are drawn by themselves, so that the share of valid texts is known. */
  @Test
  void allAtOnceIsTheProductOfTheMarginals() {
    int samples = 2_000;
    for (Map.Entry<String, Double> each :
        Map.of("shuffle", 120 / Math.pow(5, 5), "cities", Math.pow(4, -3), "copy", 1.0)
            .entrySet()) {
      double expected = each.getValue();
      ParallelRun run = run(task(each.getKey()), 1, Verification.NONE, samples);
      double sigma = Math.sqrt(expected * (1 - expected) / samples);
      assertEquals(expected, (double) run.valid() / samples, 4 * sigma, each.getKey());
      assertEquals(1, run.forwards());
    }
  }

  @Test
  void oneByOneIsTheLawItself() {
    for (ParallelTask task : ParallelTask.all()) {
      ParallelRun run = run(task, task.length(), Verification.NONE, 200);
      assertEquals(200, run.valid(), task.name());
      double texts = task.texts().size();
      double met = texts * (1 - Math.pow(1 - 1 / texts, 200)); // of equally likely ones
      assertEquals(met, run.distinct(), 0.15 * met, task.name());
    }
  }

  @Test
  void theHybridMendsWhatIsWrittenAtOnce() {
    for (ParallelTask task : ParallelTask.all()) {
      for (int steps : List.of(1, task.length())) {
        ParallelRun run = run(task, steps, Verification.HYBRID, 60);
        assertEquals(60, run.valid(), task.name() + " in " + steps);
        assertEquals(0, run.deadEnds(), task.name() + " in " + steps);
        if (steps > 1) {
          assertEquals(0, run.rejected(), task.name() + ": what is drawn one by one is valid");
        }
      }
    }
  }
}
