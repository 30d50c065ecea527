package dev.espalier.compiler.lexing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Places in classes. Those of one class lead, by every token that the parser may want at them, to
 * the same classes.
 *
 * <p>Of several places behind a token only the best are counted: those from which no other one lets
 * everything be written that can be written from them (simulation, Milner 1971). What the parser
 * never wants at a place may be as it is elsewhere, so that classes are few; finding the fewest is
 * hard (as for machines with don't-cares, Pfleeger 1973), and the first that fits is taken.
 */
final class PlaceClasses {
  /** As many as bits of a {@code long}. */
  static final int MAX = 64;

  // Token types that may be compared, each of two places, before places are told apart less well.
  private static final long MAX_COMPARED = 100_000_000;

  // Pairs of places that may be looked at for simulation; with more, no place is better than
  // others.
  private static final int MAX_PAIRS = 500_000;

  private static final int[] NONE = {};

  private final int types; // with the end, which is the last
  private final int places; // without the one behind the end, which has this number
  private final List<Map<Integer, int[]>> behind = new ArrayList<>(); // of each place, by type
  private final boolean[] mayEnd; // of each place
  private final long[][] wanted; // at each place, as bits; null where no token ends
  private final long[][] asked; // behind each type, as bits
  private final Set<Integer> written = new HashSet<>();
  private int[] classOf;
  private final List<Row> rows = new ArrayList<>();

  /** What is known of a class. */
  private static final class Row {
    private final long[] wanted;
    private final long[] ways; // for each type, the classes behind it

    private Row(int types) {
      this.wanted = new long[(types + 63) / 64];
      this.ways = new long[types];
    }

    private boolean wants(int type) {
      return has(wanted, type);
    }

    /** Takes in another one, if they agree where both are wanted. */
    private boolean join(Row other) {
      for (int t = 0; t < ways.length; t++) {
        if (wants(t) && other.wants(t) && ways[t] != other.ways[t]) {
          return false;
        }
      }
      for (int t = 0; t < ways.length; t++) {
        ways[t] |= other.ways[t];
      }
      or(wanted, other.wanted);
      return true;
    }
  }

  private PlaceClasses(Places found, int types, int endType, Boundaries.Asked asked) {
    this.types = types;
    this.places = found.count();
    this.asked = asked.behind();
    this.mayEnd = new boolean[places + 1];
    for (int i = 0; i < places; i++) {
      var closure = found.closure(i);
      behind.add(found.behind(closure));
      mayEnd[i] = found.mayEnd(closure);
    }
    behind.add(new TreeMap<>());
    mayEnd[places] = true;
    for (int i = 0; i <= places && endType >= 0; i++) {
      if (mayEnd[i]) {
        behind.get(i).put(endType, new int[] {places});
      }
    }
    behind.forEach(own -> written.addAll(own.keySet()));
    this.wanted = new long[places + 1][];
    want(0, asked.first());
    for (Map<Integer, int[]> own : behind) {
      own.forEach((type, next) -> {
        for (int place : next) {
          want(place, this.asked[type]);
        }
      });
    }
    this.classOf = new int[places + 1];
  }

  private void want(int place, long[] set) {
    if (wanted[place] == null) {
      wanted[place] = new long[(types + 63) / 64];
    }
    or(wanted[place], set);
  }

  private static void or(long[] into, long[] set) {
    for (int i = 0; i < set.length; i++) {
      into[i] |= set[i];
    }
  }

  private static boolean has(long[] set, int bit) {
    return (set[bit >> 6] >>> bit & 1) != 0;
  }

  /**
   * The classes of some places.
   *
   * @param types how many token types there are, the end of the text included, which comes last
   * @param endType the token type of the end, or -1
   * @return null if they are more than {@link #MAX}, or take too long to tell apart
   */
  static @Nullable PlaceClasses of(Places found, int types, int endType, Boundaries.Asked asked) {
    PlaceClasses classes = new PlaceClasses(found, types, endType, asked);
    return classes.refine(classes.new Simulation().best()) ? classes : null;
  }

  /** All places in one class, although they differ. */
  static PlaceClasses blurred(Places found, int types, int endType, Boundaries.Asked asked) {
    PlaceClasses classes = new PlaceClasses(found, types, endType, asked);
    Row all = new Row(types);
    Arrays.fill(all.ways, 1);
    Arrays.fill(all.wanted, -1);
    classes.rows.add(all);
    return classes;
  }

  int types() {
    return types;
  }

  int count() {
    return rows.size();
  }

  /** The class of a place. */
  int of(int place) {
    return classOf[place == Places.ENDED ? places : place];
  }

  /** The places behind each token type at a place. */
  Map<Integer, int[]> behind(int place) {
    return behind.get(place);
  }

  boolean mayEndAt(int place) {
    return mayEnd[place];
  }

  long ways(int from, int type) {
    return rows.get(from).ways[type];
  }

  boolean mayEnd(int from) {
    return ways(from, types - 1) != 0;
  }

  boolean isWritten(int type) {
    return written.contains(type);
  }

  /** Whether everything that is wanted in any class can be written there. */
  boolean writesAll() {
    for (Row row : rows) {
      for (int t = 0; t < types; t++) {
        if (row.wants(t) && row.ways[t] == 0) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Splits classes until those of one agree.
   *
   * @param best of each place, the best places behind each type
   */
  private boolean refine(List<Map<Integer, int[]>> best) {
    int count = 0;
    long compared = 0;
    while (true) {
      rows.clear();
      Map<Integer, List<Integer>> parts = new HashMap<>(); // of each class before
      int[] refined = new int[places + 1];
      for (int place = 0; place <= places; place++) {
        if (wanted[place] == null) {
          continue;
        }
        Row own = row(place, best.get(place));
        List<Integer> of = parts.computeIfAbsent(classOf[place], c -> new ArrayList<>());
        int found = -1;
        for (int part : of) {
          compared += types;
          if (rows.get(part).join(own)) {
            found = part;
            break;
          }
        }
        if (found < 0) {
          found = rows.size();
          of.add(found);
          rows.add(own);
        }
        refined[place] = found;
        if (rows.size() > MAX || compared > MAX_COMPARED) {
          return false;
        }
      }
      classOf = refined;
      if (rows.size() == count) {
        return true;
      }
      count = rows.size();
    }
  }

  private Row row(int place, Map<Integer, int[]> next) {
    Row row = new Row(types);
    or(row.wanted, wanted[place]);
    next.forEach((type, behind) -> {
      if (row.wants(type)) {
        for (int p : behind) {
          row.ways[type] |= 1L << classOf[p];
        }
      }
    });
    if (mayEnd[place] && row.wants(types - 1)) {
      row.ways[types - 1] = 1;
    }
    return row;
  }

  /** Which places behind a token type another one can stand in for. */
  private final class Simulation {
    private record Pair(int type, int lower, int upper) {}

    private final Map<Pair, Integer> numbers = new HashMap<>();
    private final List<Pair> pairs = new ArrayList<>();
    private final BitSet refuted = new BitSet();
    private long compared;

    /** The greatest relation, on the pairs that matter. */
    private Simulation() {
      for (Map<Integer, int[]> own : behind) {
        own.forEach((type, next) -> {
          for (int a : next) {
            for (int b : next) {
              ask(type, a, b);
            }
          }
        });
      }
      for (int i = 0; i < pairs.size() && !isTooMuch(); i++) {
        Pair pair = pairs.get(i);
        compare(
            pair,
            (type, a, upper) -> {
              for (int b : upper) {
                ask(type, a, b);
              }
              return true;
            });
      }
      boolean changed = true;
      while (changed && !isTooMuch()) {
        changed = false;
        for (int i = refuted.nextClearBit(0);
            i < pairs.size() && !isTooMuch();
            i = refuted.nextClearBit(i + 1)) {
          if (!compare(pairs.get(i), this::anyHolds)) {
            refuted.set(i);
            changed = true;
          }
        }
      }
    }

    private boolean isTooMuch() {
      return pairs.size() > MAX_PAIRS || compared > MAX_COMPARED;
    }

    private void ask(int type, int lower, int upper) {
      if (isTooMuch()) {
        return;
      }
      Pair pair = new Pair(type, lower, upper);
      if (lower != upper && numbers.putIfAbsent(pair, pairs.size()) == null) {
        pairs.add(pair);
      }
    }

    private boolean holds(int type, int lower, int upper) {
      Integer pair = numbers.get(new Pair(type, lower, upper));
      return lower == upper || (pair != null && !refuted.get(pair));
    }

    private boolean anyHolds(int type, int lower, int[] upper) {
      for (int b : upper) {
        if (holds(type, lower, b)) {
          return true;
        }
      }
      return false;
    }

    private interface Check {
      boolean holds(int type, int lower, int[] upper);
    }

    /** Checks the places behind the lower one that are not behind the upper one. */
    private boolean compare(Pair pair, Check check) {
      long[] wants = asked[pair.type];
      if (has(wants, types - 1) && mayEnd[pair.lower] && !mayEnd[pair.upper]) {
        return false;
      }
      for (Map.Entry<Integer, int[]> way : behind.get(pair.lower).entrySet()) {
        int type = way.getKey();
        compared += 1 + way.getValue().length;
        if (!has(wants, type)) {
          continue;
        }
        int[] upper = behind.get(pair.upper).getOrDefault(type, NONE);
        for (int a : way.getValue()) {
          if (Arrays.binarySearch(upper, a) < 0 && !check.holds(type, a, upper)) {
            return false;
          }
        }
      }
      return true;
    }

    /** Of each place, the best places behind each type. */
    private List<Map<Integer, int[]>> best() {
      if (isTooMuch()) {
        return behind;
      }
      List<Map<Integer, int[]>> best = new ArrayList<>();
      for (Map<Integer, int[]> own : behind) {
        Map<Integer, int[]> of = new TreeMap<>();
        own.forEach((type, next) -> of.put(type, best(type, next)));
        best.add(of);
      }
      return best;
    }

    /** Those that no other one stands in for; the first of those that do so for each other. */
    private int[] best(int type, int[] next) {
      return Arrays.stream(next)
          .filter(a ->
              Arrays.stream(next)
                  .noneMatch(b -> b != a && holds(type, a, b) && (b < a || !holds(type, b, a))))
          .toArray();
    }
  }
}
