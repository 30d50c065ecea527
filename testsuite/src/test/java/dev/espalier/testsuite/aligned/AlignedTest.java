package dev.espalier.testsuite.aligned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.train.TextTrainer;
import dev.espalier.testsuite.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlignedTest {
  @TempDir Path folder;

  private static List<AlignedTask> tasks(Vocabulary bytes) {
    Path data = Home.data("gad/tasks.jsonl.gz");
    boolean asked =
        System.getenv("ESPALIER_SHARED") != null || System.getProperty("espalier.shared") != null;
    assumeTrue(asked || Files.exists(data), "no shared data: " + data);
    return AlignedTask.read(data, bytes);
  }

  @Test
  void knownFiguresComeOut() {
    assertTrue(Reference.error() < Reference.DIGITS, () -> "off by " + Reference.error());
  }

  @Test
  void languagesAreListedWhole() {
    List<AlignedTask> tasks = tasks(SmallModel.freshVocabulary());
    assertEquals(24, tasks.size());
    Set<String> ids = new HashSet<>();
    for (AlignedTask task : tasks) {
      assertTrue(ids.add(task.id()), task.id());
      Set<String> texts = new HashSet<>(task.texts());
      assertEquals(task.texts().size(), texts.size());
      assertTrue(texts.size() >= 2 && texts.size() <= 250, task.id());
      assertTrue(task.texts().stream().allMatch(t -> t.length() <= task.bytes()), task.id());
    }
    AlignedTask toy = tasks.get(1);
    assertEquals("toy/binary_len_5_0", toy.id());
    assertEquals(17, toy.texts().size());
    AlignedTask bits = tasks.get(3);
    // All of: five leaves, two operators on a leaf, five or six on two, and no text twice.
    assertTrue(bits.texts().contains(bits.texts().get(0).replaceAll(" s\\)$", " (bvneg #x8))")));
  }

  @Test
  void trainingTextsAreTheTasksWithEdits() {
    List<AlignedTask> tasks = tasks(SmallModel.freshVocabulary());
    NoisyTexts texts = new NoisyTexts(tasks, 5);
    int clean = 0;
    for (int i = 0; i < 2_000; i++) {
      TextTrainer.Text text = texts.get();
      AlignedTask task =
          tasks.stream().filter(t -> t.prompt().equals(text.prompt())).findFirst().orElseThrow();
      clean += task.texts().contains(text.answer()) ? 1 : 0;
    }
    assertTrue(clean > 100 && clean < 1_200, clean + " of 2000 untouched");
  }

  /** The laws of everything on two tasks, with the model that is kept. */
  @Test
  void exactLawsAndBoundsHold() throws IOException {
    Vocabulary bytes = SmallModel.vocabulary(SmallModel.folder());
    List<AlignedTask> tasks = tasks(bytes);
    try (CausalModel model = SmallModel.load(SmallModel.folder(), 1)) {
      for (AlignedTask task : List.of(tasks.get(1), tasks.get(12))) {
        try (TaskRun run = new TaskRun(model, bytes, task, 20)) {
          run.run(3);
          assertTrue(run.mass() > 1e-4 && run.mass() < 0.5, task.id() + ": " + run.mass());
          assertTrue(run.lawError() <= 1e-12, () -> "" + run.lawError());
          assertTrue(run.boundExcess() <= 1e-12, () -> "" + run.boundExcess());
          assertTrue(run.reached());
          assertEquals(20, run.carsAttempts().size());
          Curve masked = run.curves().getOrDefault("masked", new Curve("", List.of()));
          Curve chain = run.curves().getOrDefault("mcmc-restart", new Curve("", List.of()));
          assertTrue(masked.points().get(0).forward() > 1e-3);
          assertEquals(masked.points().get(0).forward(), chain.points().get(0).forward(), 1e-12);
          assertTrue(
              chain.points().get(TaskRun.CHAIN).forward() < masked.points().get(0).forward() / 10);
          Curves.csv(folder.resolve("c.csv"), Map.of(task.id(), run.curves()));
          assertTrue(
              Files.readAllLines(folder.resolve("c.csv"))
                  .get(0)
                  .equals("task,method,texts,kl,kl_reverse"));
          Curves.picture(folder.resolve("c.png"), "curves", false, run.curves());
          assertTrue(Files.size(folder.resolve("c.png")) > 1_000);
        }
      }
    }
  }
}
