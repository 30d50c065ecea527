package dev.espalier.testsuite.antlr;

import java.util.Arrays;
import java.util.function.Predicate;

/** Makes a text smaller as long as it still shows what is wrong. */
final class Shrinker {
  private static final int TRIES = 1500;

  private Shrinker() {}

  /**
   * The smallest text found: pieces are left out, large ones first; then characters are made plain.
   *
   * @param wrong whether a text still shows it
   */
  static int[] shrink(int[] text, Predicate<int[]> wrong) {
    int[] best = text;
    int tries = TRIES;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (int size = Math.max(1, best.length / 2); size >= 1 && tries > 0; size /= 2) {
        for (int from = 0; from + size <= best.length && tries-- > 0; ) {
          int[] without = without(best, from, size);
          if (wrong.test(without)) {
            best = without;
            smaller = true;
          } else {
            from += Math.max(1, size / 2);
          }
        }
      }
    }
    for (int i = 0; i < best.length; i++) {
      for (int plain : new int[] {' ', 'a', '0'}) {
        if (best[i] == plain) {
          break;
        }
        int[] plainer = best.clone();
        plainer[i] = plain;
        if (tries-- > 0 && wrong.test(plainer)) {
          best = plainer;
          break;
        }
      }
    }
    return best;
  }

  private static int[] without(int[] text, int from, int size) {
    int[] result = Arrays.copyOf(text, text.length - size);
    System.arraycopy(text, from + size, result, from, text.length - from - size);
    return result;
  }
}
