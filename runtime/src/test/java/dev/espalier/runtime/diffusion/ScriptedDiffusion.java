package dev.espalier.runtime.diffusion;

import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.DiffusionModel;
import dev.espalier.runtime.model.ModelInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A diffusion model whose logits are any function of the canvas. Counts its passes. */
final class ScriptedDiffusion implements DiffusionModel {
  /** Logits of every position of a canvas. */
  interface Script {
    float[][] rows(int[] canvas);
  }

  private final ModelInfo info;
  private final Script script;
  int passes;
  int open;

  ScriptedDiffusion(int width, int positions, int mask, Script script) {
    this.script = script;
    this.info =
        new ModelInfo(
            "Scripted",
            width,
            positions,
            1,
            1,
            1,
            1,
            1,
            0,
            OptionalInt.empty(),
            List.of(),
            OptionalInt.of(mask),
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
      passes++;
      open++;
      all.add(new Rows(script.rows(canvas)));
    }
    return all;
  }

  @Override
  public void close() {}

  private final class Rows implements CausalModel.Logits {
    private final float[][] rows;
    private boolean closed;

    Rows(float[][] rows) {
      this.rows = rows;
    }

    @Override
    public int positions() {
      return rows.length;
    }

    @Override
    public int width() {
      return info.vocabularySize();
    }

    @Override
    public void copyTo(int position, float[] target) {
      if (closed) {
        throw new IllegalStateException("the logits are closed");
      }
      System.arraycopy(rows[position], 0, target, 0, width());
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open--;
      }
    }
  }
}
