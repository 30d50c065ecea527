package dev.espalier.runtime.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.espalier.runtime.data.RecordExample;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.runtime.data.Split;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTrainerTest {
  private static ByteLevelBpe bpe;

  @BeforeAll
  static void train() {
    BpeTrainer trainer = new BpeTrainer();
    for (RecordExample example : RecordTask.create().examples(Split.TRAIN, 1, 300)) {
      trainer.add(example.prompt()).add(example.answer());
    }
    bpe = trainer.train(500);
  }

  private static TrainingPlan plan(int steps) {
    LlamaShape shape = new LlamaShape(bpe.size(), 32, 2, 2, 48, 512, 10_000, 1e-5);
    return new TrainingPlan(3, shape, steps, 600, 5e-3, 5, 10, 0.05, 1, 2, 8, 0.2);
  }

  @Test
  void theLossFalls() {
    try (ModelTrainer trainer = new ModelTrainer(plan(40), bpe)) {
      double first = 0;
      double last = 0;
      for (int i = 0; i < 40; i++) {
        double loss = trainer.step();
        first += i < 5 ? loss / 5 : 0;
        last += i >= 35 ? loss / 5 : 0;
      }
      assertTrue(first > 5 && last < 0.85 * first, "from " + first + " to " + last);
    }
  }

  @Test
  void aResumedRunEndsWhereTheWholeOneDoes(@TempDir Path folder) {
    Path file = folder.resolve("state.safetensors");
    float[] whole;
    try (ModelTrainer trainer = new ModelTrainer(plan(12), bpe)) {
      for (int i = 0; i < 12; i++) {
        trainer.step();
        if (i == 5) {
          Checkpoints.save(file, trainer.model(), trainer.optimizer());
        }
      }
      whole = trainer.model().weights().of("1.down").toFloatArray();
    }
    try (ModelTrainer trainer = new ModelTrainer(plan(12), bpe)) {
      Checkpoints.load(file, trainer.model(), trainer.optimizer());
      assertEquals(6, trainer.optimizer().steps());
      trainer.skipSeen();
      for (int i = 6; i < 12; i++) {
        trainer.step();
      }
      assertArrayEquals(whole, trainer.model().weights().of("1.down").toFloatArray(), 1e-6f);
    }
    LlamaShape other = new LlamaShape(bpe.size(), 16, 2, 2, 48, 512, 10_000, 1e-5);
    TrainingPlan narrow = new TrainingPlan(3, other, 12, 600, 5e-3, 5, 10, 0.05, 1, 2, 8, 0.2);
    try (ModelTrainer trainer = new ModelTrainer(narrow, bpe)) {
      assertThrows(
          TrainingException.class,
          () -> Checkpoints.load(file, trainer.model(), trainer.optimizer()));
    }
  }

  @Test
  void forwardIsTheArchitectureAsWrittenDown() {
    LlamaShape shape = new LlamaShape(40, 24, 3, 3, 20, 64, 10_000, 1e-5);
    int[] ids = {3, 1, 39, 7, 7, 0, 12, 30, 2};
    try (TrainableLlama model = new TrainableLlama(shape, 5)) {
      enlarge(model);
      double[][] expected = PlainLlama.logits(model, ids);
      float[] actual = model.logits(ids);
      double spread = 0;
      for (int t = 0; t < ids.length; t++) {
        for (int v = 0; v < 40; v++) {
          assertEquals(expected[t][v], actual[t * 40 + v], 1e-4);
          spread = Math.max(spread, Math.abs(expected[t][v] - expected[0][v]));
        }
      }
      assertTrue(spread > 0.1, "logits that do not depend on the text prove nothing");
    }
  }

  @Test
  void gradientsAreSlopesOfTheLoss() {
    LlamaShape shape = new LlamaShape(40, 16, 2, 2, 20, 64, 10_000, 1e-5);
    int[] ids = {3, 1, 39, 7, 7, 0, 12, 30, 2, 5};
    Batch batch = Batch.of(List.of(new TokenizedExample(ids, 4)), 0);
    try (TrainableLlama model = new TrainableLlama(shape, 5);
        NDManager step = model.manager().newSubManager()) {
      enlarge(model);
      NamedArrays leaves = model.leaves(step, true);
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        collector.backward(model.run(step, leaves, batch).loss());
      }
      for (String name : model.weights().names()) {
        float[] gradient = leaves.of(name).getGradient().toFloatArray();
        int largest = 0;
        for (int i = 0; i < gradient.length; i++) {
          largest = Math.abs(gradient[i]) > Math.abs(gradient[largest]) ? i : largest;
        }
        float[] values = model.weights().of(name).toFloatArray();
        float before = values[largest];
        double width = 1e-3;
        values[largest] = (float) (before + width);
        model.weights().of(name).set(values);
        double above = PlainLlama.loss(model, ids, 4);
        values[largest] = (float) (before - width);
        model.weights().of(name).set(values);
        double below = PlainLlama.loss(model, ids, 4);
        values[largest] = before;
        model.weights().of(name).set(values);
        double slope = (above - below) / (2 * width);
        assertEquals(slope, gradient[largest], 1e-3 + 0.01 * Math.abs(slope), name);
      }
    }
  }

  @Test
  void anExportedModelIsTheModelRoundedToBfloat16(@TempDir Path folder) {
    LlamaShape shape = new LlamaShape(40, 24, 2, 3, 20, 64, 10_000, 1e-5);
    int[] ids = {3, 1, 39, 7, 7, 0, 12, 30, 2};
    try (TrainableLlama model = new TrainableLlama(shape, 5);
        TrainableLlama again = new TrainableLlama(shape, 6)) {
      for (String name : model.weights().names()) {
        NDArray weight = model.weights().of(name);
        float[] values = weight.toFloatArray();
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.intBitsToFloat(Float.floatToIntBits(values[i] * 4) & 0xffff0000);
        }
        weight.set(values);
      }
      Checkpoints.export(folder, model, 0);
      assertEquals(shape, Checkpoints.shape(folder));
      Checkpoints.importInto(folder, again);
      assertArrayEquals(model.logits(ids), again.logits(ids), 1e-6f);
    }
  }

  @Test
  void exactMeansThatGreedyDecodingGivesTheAnswer() {
    LlamaShape shape = new LlamaShape(40, 16, 1, 2, 20, 64, 10_000, 1e-5);
    try (TrainableLlama model = new TrainableLlama(shape, 5)) {
      enlarge(model);
      int[] greedy = {3, 1, 39, 0, 0, 0, 0};
      for (int at = 3; at < greedy.length; at++) {
        double[] logits = PlainLlama.logits(model, java.util.Arrays.copyOf(greedy, at))[at - 1];
        for (int v = 0; v < 40; v++) {
          greedy[at] = logits[v] > logits[greedy[at]] ? v : greedy[at];
        }
      }
      int[] other = greedy.clone();
      other[5] = (other[5] + 1) % 40;
      Scores scores =
          Scores.of(
              model,
              List.of(new TokenizedExample(greedy, 3), new TokenizedExample(other, 3)),
              2,
              0);
      assertEquals(1, scores.exact());
      assertEquals(2, scores.count());
    }
  }

  /** Fresh weights are so small that every position says the same; these are not. */
  private static void enlarge(TrainableLlama model) {
    for (String name : model.weights().names()) {
      model.weights().of(name).muli(name.contains("norm") ? 1.3f : 3f);
    }
  }
}
