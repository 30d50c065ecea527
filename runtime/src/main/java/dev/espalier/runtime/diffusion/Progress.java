package dev.espalier.runtime.diffusion;

import java.util.random.RandomGenerator;

/**
 * How far a block has come.
 *
 * @param step the number of this step in the block, from 0
 * @param steps how many the block is to take; more where tokens were refused
 * @param masks positions of the block that are masks now
 * @param random the decoding's own chance
 */
public record Progress(int step, int steps, int masks, RandomGenerator random) {
  /** Steps to come, this one among them; at least 1. */
  public int left() {
    return Math.max(1, steps - step);
  }
}
