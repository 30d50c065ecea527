package dev.espalier.runtime.train;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How well a model does on some examples.
 *
 * @param loss mean negative log-likelihood of an answer's token, in nats
 * @param exact examples whose answer greedy decoding gives exactly
 * @param count examples
 */
record Scores(double loss, int exact, int count) {

  /** Percent of the examples whose answer is exact. */
  double exactPercent() {
    return 100.0 * exact / count;
  }

  /**
   * Scores {@code model}. Greedy decoding gives an answer exactly if and only if each of the
   * answer's tokens (the end token too) is the likeliest after those before it: so one pass over
   * the given answers decides it, without decoding. Of a masked model a part of each answer is
   * masked, at random but always the same, and is exact if all of it is found in one pass.
   */
  static Scores of(TrainableLlama model, List<TokenizedExample> examples, int rows, int pad) {
    SplittableRandom random = new SplittableRandom(examples.size());
    double loss = 0;
    long scored = 0;
    int exact = 0;
    for (int from = 0; from < examples.size(); from += rows) {
      List<TokenizedExample> some =
          new ArrayList<>(examples.subList(from, Math.min(examples.size(), from + rows)));
      Batch batch = model.objective().batch(some, pad, model.shape().positions(), random);
      try (NDManager step = model.manager().newSubManager()) {
        TrainableLlama.Pass pass = model.run(step, model.leaves(step, false), batch);
        loss += (double) pass.loss().getFloat() * batch.targets().length;
        scored += batch.targets().length;
        long[] best = pass.scoredLogits().argMax(-1).toLongArray();
        boolean[] wrong = new boolean[batch.rows()];
        for (int i = 0; i < best.length; i++) {
          wrong[batch.rowOfScored()[i]] |= best[i] != batch.targets()[i];
        }
        for (boolean row : wrong) {
          exact += row ? 0 : 1;
        }
      }
    }
    return new Scores(loss / Math.max(1, scored), exact, examples.size());
  }
}
