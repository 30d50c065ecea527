package dev.espalier.runtime.model;

import java.util.List;

/**
 * A model that fills canvases: every position attends to every other, and its logits predict the
 * token at that same position (a checkpoint that predicts one position ahead is shifted inside).
 *
 * <p>Threads and lifetimes are as for {@link CausalModel}.
 */
public interface DiffusionModel extends AutoCloseable {

  /** What this model is. Constant time. */
  ModelInfo info();

  /**
   * The logits of every position of every canvas.
   *
   * <p>Work: linear in the total number of tokens, plus for each canvas its length squared. Rows
   * are computed when they are first asked for.
   *
   * @param canvases at least one; each with at least one token and at most {@link
   *     ModelInfo#maxPositions}; lengths may differ
   * @return one element per canvas, in order, with one row per position
   * @throws ModelException if a canvas is empty or too long, or a token is outside the vocabulary
   */
  List<CausalModel.Logits> forward(List<int[]> canvases);

  /** Frees the weights and everything that still hangs on them. Does nothing the second time. */
  @Override
  void close();
}
