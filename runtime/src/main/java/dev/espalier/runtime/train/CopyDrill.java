package dev.espalier.runtime.train;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Exercises in copying: random tokens, then a stretch of them once more, of which all but the first
 * token is scored. Attention heads that copy (Olsson et al., "In-context Learning and Induction
 * Heads", 2022) form on these within a few hundred updates; on the records alone they are late.
 */
final class CopyDrill {
  private static final int LONGEST = 40;

  private CopyDrill() {}

  /**
   * A batch of about {@code tokens} positions.
   *
   * @param first smallest token id to be copied
   * @param size token ids in all
   */
  static Batch batch(Objective objective, long seed, int tokens, int first, int size) {
    SplittableRandom random = new SplittableRandom(seed);
    int length = random.nextInt(LONGEST / 2, LONGEST + 1);
    int copied = length / 2;
    List<TokenizedExample> rows = new ArrayList<>();
    for (int row = 0; row < Math.max(1, tokens / (length + copied)); row++) {
      int[] ids = new int[length + copied];
      for (int i = 0; i < length; i++) {
        ids[i] = random.nextInt(first, size);
      }
      System.arraycopy(ids, random.nextInt(length - copied), ids, length, copied);
      rows.add(new TokenizedExample(ids, length + 1));
    }
    return objective.batch(rows, 0, length + copied, random);
  }
}
