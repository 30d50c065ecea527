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

  // Of nodes that return to one place from each slot, which most do; and all others.
  private final Pairs pairs = new Pairs();
  private final ConcurrentHashMap<Look, Integer> numbers = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger(1);

  /**
   * @param parts of a node, how many returns each slot has, and their numbers
   */
  private record Look(int state, int depth, int[] parts, long[] good) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Look l
          && l.state == state
          && l.depth == depth
          && Arrays.equals(l.parts, parts)
          && Arrays.equals(l.good, good);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * (31 * state + depth) + Arrays.hashCode(parts)) + Arrays.hashCode(good);
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
      boolean simple = node.allGood().length == 0;
      for (Returns back : node.back) {
        simple &= back.tail == null;
      }
      known = simple && depth > 1 ? simple(node, depth) : any(node, depth);
      node.tops = with(tops, depth, known);
    }
    return known;
  }

  private int simple(Node node, int depth) {
    int known = ~(2 * node.state.id());
    for (Returns back : node.back) {
      known = pairs.number(known, of(back.head, depth));
    }
    return node.back.length == 0 ? any(node, depth) : known;
  }

  private int any(Node node, int depth) {
    int[] parts = {};
    if (depth > 1) {
      int n = 0;
      for (Returns back : node.back) {
        int count = 0;
        int[] slot = new int[4];
        for (Returns at = back; at != null; at = at.tail) {
          if (count == slot.length) {
            slot = Arrays.copyOf(slot, 2 * count);
          }
          slot[count++] = of(at.head, depth);
        }
        slot = distinct(Arrays.copyOf(slot, count));
        parts = Arrays.copyOf(parts, n + slot.length + 1);
        parts[n++] = slot.length;
        System.arraycopy(slot, 0, parts, n, slot.length);
        n += slot.length;
      }
    }
    return number(new Look(node.state.id(), depth, parts, node.allGood()));
  }

  /** What a return looks like that is seen from a node. */
  private int of(Return back, int depth) {
    return pairs.number(~(2 * back.symbol + 1), of(back.origin, depth - 1));
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

  /** Numbers for pairs of numbers: a hash table without objects. */
  private final class Pairs {
    private long[] keys = new long[1 << 12]; // 0 where there is none
    private int[] values = new int[keys.length];
    private int size;

    /**
     * @param one a number from here, or below 0
     * @param other a number from here
     */
    private synchronized int number(int one, int other) {
      long key = (long) one << 32 | other;
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
