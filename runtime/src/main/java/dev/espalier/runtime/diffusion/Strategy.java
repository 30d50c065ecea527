package dev.espalier.runtime.diffusion;

import java.util.random.RandomGenerator;

/**
 * In which order a canvas is filled: how sure a prediction is, and how many of the surest are
 * written in a step. Stateless, safe for use by many threads. What a constraint refuses is taken
 * out of the model's distribution, and the strategy is asked again in the same step.
 */
public interface Strategy {

  /** The name that the command line and reports have for it. */
  String name();

  /** How sure a prediction is; the largest is written first, of equal ones the leftmost. */
  double score(Prediction prediction, RandomGenerator random);

  /**
   * How many predictions are written in this step, the surest first.
   *
   * @param scores of all masks of the block, descending; at least one
   * @return at least 0; at least 1 in the last step of a block, or decoding takes longer
   */
  int commits(double[] scores, Progress progress);

  /**
   * Whether predictions are those of the distribution that tokens are drawn from, with its
   * temperature, as Dream has it, or the model's own at temperature 1, as LLaDA has it.
   */
  default boolean tempered() {
    return false;
  }
}
