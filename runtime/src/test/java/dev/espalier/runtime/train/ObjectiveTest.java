package dev.espalier.runtime.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.DiffusionModel;
import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.runtime.model.Models;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectiveTest {
  private static final List<TokenizedExample> ROWS =
      List.of(
          new TokenizedExample(new int[] {10, 11, 12, 13, 14, 0}, 3),
          new TokenizedExample(new int[] {20, 21, 22, 23, 0}, 1),
          new TokenizedExample(new int[] {30, 31, 0}, 2));

  @Test
  void maskedPositionsLieInAnswersAndAreWhatStoodThere() {
    for (int seed = 0; seed < 200; seed++) {
      Batch batch = Objective.MASKED.batch(ROWS, 0, 64, new SplittableRandom(seed));
      assertTrue(batch.width() >= 6 && batch.width() <= 38, "seed " + seed);
      double[] weights = new double[ROWS.size()];
      for (int i = 0; i < batch.scored().length; i++) {
        int row = batch.rowOfScored()[i];
        int at = batch.scored()[i] - row * batch.width();
        int[] ids = ROWS.get(row).ids();
        assertTrue(at >= ROWS.get(row).promptLength() && at < batch.width(), "seed " + seed);
        assertEquals(Objective.MASK, batch.inputs()[batch.scored()[i]]);
        assertEquals(at < ids.length ? ids[at] : 0, batch.targets()[i]);
        weights[row] += batch.weights()[i];
      }
      for (double weight : weights) {
        assertEquals(1.0 / 3, weight, 1e-5, "seed " + seed);
      }
      int masks = 0;
      for (int id : batch.inputs()) {
        masks += id == Objective.MASK ? 1 : 0;
      }
      assertEquals(batch.scored().length, masks);
    }
  }

  /** What the trainer computes is what a published LLaDA checkpoint of it computes. */
  @Test
  void anExportedModelIsTheTrainedOne(@TempDir Path folder) {
    LlamaShape shape = new LlamaShape(300, 32, 2, 2, 48, 64, 10_000, 1e-5);
    int[] ids = {30, 40, 2, 2, 41, 2, 0};
    try (TrainableLlama ours = new TrainableLlama(Objective.MASKED, shape, 4)) {
      Checkpoints.export(folder, ours, 0);
      assertEquals(Objective.MASKED, Checkpoints.objective(folder));
      assertEquals(shape, Checkpoints.shape(folder));
      Checkpoints.importInto(folder, ours); // Rounded to bfloat16, as the file is.
      float[] expected = ours.logits(ids);
      try (DiffusionModel model = Models.loadDiffusion(folder, ModelOptions.defaults());
          CausalModel.Logits logits = model.forward(List.of(ids)).getFirst()) {
        assertEquals(Objective.MASK, model.info().maskId().orElseThrow());
        assertEquals(List.of(0), model.info().eosIds());
        for (int i = 0; i < ids.length; i++) {
          float[] row = logits.row(i);
          assertArrayEquals(
              java.util.Arrays.copyOfRange(expected, i * 300, (i + 1) * 300), row, 1e-4f);
        }
      }
      // What stands behind a position matters.
      int[] other = {30, 40, 2, 2, 41, 2, 50};
      assertNotEquals(expected[2 * 300 + 7], ours.logits(other)[2 * 300 + 7]);
    }
  }
}
