package dev.espalier.runtime.sampling.smc;

import dev.espalier.compiler.State;

/**
 * How promising a text is, besides its probability: a reward. Finished texts are sampled in
 * proportion to P times their value; that of an unfinished one only steers, and is taken back
 * before the next step. A reward known for finished texts alone is 1 for the others. After
 * "Sampling for Quality" (arXiv 2604.16453): potentials on prefixes.
 */
@FunctionalInterface
public interface Twist {
  /** No reward. */
  Twist NONE = (text, state) -> 0;

  /**
   * The logarithm of the value, finite or minus infinity.
   *
   * @param text the tokens so far, the end token included
   * @param state where it stands; {@link State#ended} if it is finished
   */
  double logValue(int[] text, State state);
}
