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
  static final int[] NONE = {};

  /** The greatest depth. */
  static final int DEPTH = 16;

  private static final int MAX_KNOWN = 2_000_000;

  // Of nodes with one node below, which most are; and all others.
  private final Pairs pairs = new Pairs();
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
    int[] tops = node.tops;
    int known = depth < tops.length ? tops[depth] : 0;
    if (known == 0) {
      int[] below = new int[depth == 1 ? 0 : node.below.length];
      for (int i = 0; i < below.length; i++) {
        below[i] = of(node.below[i], depth - 1);
      }
      known =
          below.length == 1 && node.allGood().length == 0
              ? pairs.number(node.state.id(), below[0])
              : number(new Look(node.state.id(), depth, distinct(below), node.allGood()));
      node.tops = with(tops, depth, known);
    }
    return known;
  }

  int of(Level level, int depth) {
    int[] tops = level.tops;
    int known = depth < tops.length ? tops[depth] : 0;
    if (known == 0) {
      int[] all = new int[level.nodes.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = of(level.nodes[i], depth);
      }
      known = all.length == 1 ? all[0] : number(new Look(-1, depth, distinct(all), new long[0]));
      level.tops = with(tops, depth, known);
    }
    return known;
  }

  /** As above, of those nodes only that shift a symbol. */
  int of(Level level, int depth, int symbol) {
    Node only = level.only(symbol);
    if (only != null) {
      return of(only, depth);
    }
    int[] all = new int[level.nodes.length];
    int n = 0;
    for (Node node : level.nodes) {
      if ((node.state.shifts()[symbol >> 6] >>> symbol & 1) != 0) {
        all[n++] = of(node, depth);
      }
    }
    return number(new Look(-1, depth, distinct(Arrays.copyOf(all, n)), new long[0]));
  }

  // A new array, so that a thread that reads the old one sees it whole.
  private static int[] with(int[] tops, int depth, int number) {
    int[] more = Arrays.copyOf(tops, Math.max(tops.length, depth + 1));
    more[depth] = number;
    return more;
  }

  /** Numbers for pairs of a state and the number below it: a hash table without objects. */
  private final class Pairs {
    private long[] keys = new long[1 << 12]; // state + 1 and number; 0 where there is none
    private int[] values = new int[keys.length];
    private int size;

    private synchronized int number(int state, int below) {
      long key = (state + 1L) << 32 | below;
      int at = slot(key);
      if (keys[at] == key) {
        return values[at];
      }
      if (2 * size >= keys.length) {
        if (size >= MAX_KNOWN) {
          keys = new long[1 << 12];
          values = new int[keys.length];
          size = 0;
        } else {
          grow();
        }
        at = slot(key);
      }
      keys[at] = key;
      values[at] = next.getAndIncrement();
      size++;
      return values[at];
    }

    private int slot(long key) {
      long hash = key * 0x9E3779B97F4A7C15L;
      int at = (int) (hash >>> 40) & (keys.length - 1);
      while (keys[at] != 0 && keys[at] != key) {
        at = (at + 1) & (keys.length - 1);
      }
      return at;
    }

    private void grow() {
      long[] oldKeys = keys;
      int[] oldValues = values;
      keys = new long[2 * oldKeys.length];
      values = new int[keys.length];
      for (int i = 0; i < oldKeys.length; i++) {
        if (oldKeys[i] != 0) {
          int at = slot(oldKeys[i]);
          keys[at] = oldKeys[i];
          values[at] = oldValues[i];
        }
      }
    }
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
