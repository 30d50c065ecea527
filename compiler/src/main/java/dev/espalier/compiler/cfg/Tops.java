package dev.espalier.compiler.cfg;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Numbers for what stacks look like from above, down to a depth: equal numbers, equal looks.
 *
 * <p>What may come next depends on a few layers of a stack only, most of the time, so that it need
 * not be found again below every stack that looks the same there.
 */
final class Tops {
  /** The greatest depth. */
  static final int DEPTH = 16;

  private static final int MAX_KNOWN = 2_000_000;

  private final ConcurrentHashMap<Look, Integer> numbers = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger(1);

  private record Look(int state, int depth, int[] below, long[] good) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Look l
          && l.state == state
          && l.depth == depth
          && Arrays.equals(l.below, below)
          && Arrays.equals(l.good, good);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * (31 * state + depth) + Arrays.hashCode(below)) + Arrays.hashCode(good);
    }
  }

  private int number(Look look) {
    Integer known = numbers.get(look);
    if (known != null) {
      return known;
    }
    if (numbers.mappingCount() > MAX_KNOWN) {
      // Numbers are never given twice, so that what was forgotten is only found again.
      numbers.clear();
    }
    return numbers.computeIfAbsent(look, key -> next.getAndIncrement());
  }

  private int of(Node node, int depth) {
    int known = node.tops[depth];
    if (known == 0) {
      int[] below = new int[depth == 1 ? 0 : node.below.length];
      for (int i = 0; i < below.length; i++) {
        below[i] = of(node.below[i], depth - 1);
      }
      known = number(new Look(node.state.id(), depth, distinct(below), node.allGood()));
      node.tops[depth] = known;
    }
    return known;
  }

  int of(Level level, int depth) {
    int known = level.tops[depth];
    if (known == 0) {
      int[] all = new int[level.nodes.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = of(level.nodes[i], depth);
      }
      known = number(new Look(-1, depth, distinct(all), new long[0]));
      level.tops[depth] = known;
    }
    return known;
  }

  private static int[] distinct(int[] numbers) {
    if (numbers.length < 2) {
      return numbers.clone();
    }
    int[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int n = 1;
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] != sorted[n - 1]) {
        sorted[n++] = sorted[i];
      }
    }
    return Arrays.copyOf(sorted, n);
  }
}
