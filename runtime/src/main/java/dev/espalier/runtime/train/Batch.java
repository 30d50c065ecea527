package dev.espalier.runtime.train;

import java.util.Arrays;
import java.util.List;

/**
 * Token sequences of one step, padded at the end to one length. A causal model never sees what is
 * behind a position, so padding needs no mask: it only must not be scored. A masked one learns that
 * end tokens follow an answer.
 *
 * @param rows sequences
 * @param width tokens of each
 * @param inputs ids, row after row; {@code rows * width}
 * @param scored indices into {@code inputs} of the positions that are scored
 * @param targets the token to be found at each scored position
 * @param rowOfScored the sequence that each scored position belongs to
 * @param weights of the scored positions in the loss; together 1
 */
record Batch(
    int rows,
    int width,
    int[] inputs,
    int[] scored,
    int[] targets,
    int[] rowOfScored,
    float[] weights) {

  /** Pads {@code sequences} with {@code pad}; scores what stands behind each prompt. */
  static Batch of(List<TokenizedExample> sequences, int pad) {
    int width = 0;
    int scoredCount = 0;
    for (TokenizedExample sequence : sequences) {
      width = Math.max(width, sequence.ids().length - 1);
      scoredCount += sequence.ids().length - sequence.promptLength();
    }
    int[] inputs = new int[sequences.size() * width];
    Arrays.fill(inputs, pad);
    int[] scored = new int[scoredCount];
    int[] targets = new int[scoredCount];
    int[] rowOfScored = new int[scoredCount];
    int at = 0;
    for (int row = 0; row < sequences.size(); row++) {
      int[] ids = sequences.get(row).ids();
      System.arraycopy(ids, 0, inputs, row * width, ids.length - 1);
      for (int i = sequences.get(row).promptLength(); i < ids.length; i++) {
        scored[at] = row * width + i - 1;
        targets[at] = ids[i];
        rowOfScored[at] = row;
        at++;
      }
    }
    float[] weights = new float[scoredCount];
    Arrays.fill(weights, 1f / scoredCount);
    return new Batch(sequences.size(), width, inputs, scored, targets, rowOfScored, weights);
  }
}
