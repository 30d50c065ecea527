package dev.espalier.testsuite.diffusion;

import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.DiffusionModel;
import dev.espalier.runtime.model.ModelInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A model that knows a task: at each position the share of the texts that have a token there, among
 * those that agree with what is known. Where none does, among those that differ in the fewest
 * places.
 */
final class ExactMarginals implements DiffusionModel {
  private static final float NEVER = -80; // a logarithm that nothing draws

  private final ParallelTask task;
  private final ModelInfo info;

  ExactMarginals(ParallelTask task) {
    this.task = task;
    this.info =
        new ModelInfo(
            "ExactMarginals",
            task.mask() + 1,
            task.length(),
            1,
            1,
            1,
            1,
            1,
            0,
            OptionalInt.empty(),
            List.of(),
            OptionalInt.of(task.mask()),
            "cpu",
            1);
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public List<CausalModel.Logits> forward(List<int[]> canvases) {
    List<CausalModel.Logits> all = new ArrayList<>();
    for (int[] canvas : canvases) {
      all.add(new Rows(logits(canvas)));
    }
    return all;
  }

  private float[][] logits(int[] canvas) {
    int[][] counts = new int[canvas.length][info.vocabularySize()];
    int fewest = Integer.MAX_VALUE;
    int agree = 0;
    for (int[] text : task.texts()) {
      int differ = 0;
      for (int i = 0; i < canvas.length; i++) {
        differ += canvas[i] == task.mask() || canvas[i] == text[i] ? 0 : 1;
      }
      if (differ > fewest) {
        continue;
      }
      if (differ < fewest) {
        fewest = differ;
        agree = 0;
        counts = new int[canvas.length][info.vocabularySize()];
      }
      agree++;
      for (int i = 0; i < canvas.length; i++) {
        counts[i][text[i]]++;
      }
    }
    float[][] rows = new float[canvas.length][info.vocabularySize()];
    for (int i = 0; i < canvas.length; i++) {
      for (int id = 0; id < rows[i].length; id++) {
        rows[i][id] = counts[i][id] == 0 ? NEVER : (float) Math.log((double) counts[i][id] / agree);
      }
    }
    return rows;
  }

  @Override
  public void close() {}

  private record Rows(float[][] rows) implements CausalModel.Logits {
    @Override
    public int positions() {
      return rows.length;
    }

    @Override
    public int width() {
      return rows[0].length;
    }

    @Override
    public void copyTo(int position, float[] target) {
      System.arraycopy(rows[position], 0, target, 0, width());
    }

    @Override
    public void close() {}
  }
}
