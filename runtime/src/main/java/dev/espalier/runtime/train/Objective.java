package dev.espalier.runtime.train;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a model learns: the next token, or tokens that were masked. */
public enum Objective {
  /** The token after each of an answer's, seen from left to right. */
  CAUSAL {
    @Override
    Batch batch(List<TokenizedExample> sequences, int pad, int longest, RandomGenerator random) {
      return Batch.of(sequences, pad);
    }
  },

  /**
   * Masked diffusion (Nie et al., "Large Language Diffusion Models", 2025): of an answer, with the
   * end tokens behind it, a number of positions is masked that is uniform between one and all, and
   * what stood there is scored, with all else in sight. The mean over the masked positions, whose
   * number is exact, is the bound on the likelihood with its weight 1/t.
   */
  MASKED {
    @Override
    Batch batch(List<TokenizedExample> sequences, int pad, int longest, RandomGenerator random) {
      return masked(sequences, pad, longest, random);
    }
  };

  /** So many end tokens more than the longest answer needs are on a canvas at most. */
  private static final int SPARE = 32;

  /** The token that stands for one that is to be found. */
  static final int MASK = ByteLevelBpe.SPECIALS.indexOf("<|mask|>");

  /**
   * Puts sequences together.
   *
   * @param pad the end token, which fills what is behind them too
   * @param longest no row gets longer
   */
  abstract Batch batch(
      List<TokenizedExample> sequences, int pad, int longest, RandomGenerator random);

  private static Batch masked(
      List<TokenizedExample> sequences, int pad, int longest, RandomGenerator random) {
    int rows = sequences.size();
    int most = sequences.stream().mapToInt(row -> row.ids().length).max().orElse(1);
    int width = Math.min(longest, most + random.nextInt(SPARE + 1));
    int[] inputs = new int[rows * width];
    Arrays.fill(inputs, pad);
    int[] masked = new int[rows];
    int all = 0;
    // Shares that are spread evenly vary less from batch to batch (Kingma et al., NeurIPS 2021).
    double first = random.nextDouble();
    for (int row = 0; row < rows; row++) {
      int answer = width - sequences.get(row).promptLength();
      double share = (first + (double) row / rows) % 1;
      masked[row] = Math.max(1, (int) Math.ceil(share * answer));
      all += masked[row];
    }
    int[] scored = new int[all];
    int[] targets = new int[all];
    int[] rowOfScored = new int[all];
    float[] weights = new float[all];
    int at = 0;
    for (int row = 0; row < rows; row++) {
      TokenizedExample sequence = sequences.get(row);
      int base = row * width;
      System.arraycopy(sequence.ids(), 0, inputs, base, sequence.ids().length);
      int left = masked[row];
      for (int i = sequence.promptLength(); i < width; i++) {
        if (random.nextInt(width - i) < left) {
          scored[at] = base + i;
          targets[at] = inputs[base + i];
          rowOfScored[at] = row;
          weights[at++] = 1f / (masked[row] * rows);
          inputs[base + i] = MASK;
          left--;
        }
      }
    }
    return new Batch(rows, width, inputs, scored, targets, rowOfScored, weights);
  }
}
