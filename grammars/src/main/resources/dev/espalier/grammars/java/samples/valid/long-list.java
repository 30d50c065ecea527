package dev.espalier.compiler.automata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lengths of the words that are read from each state of an automaton, in code points: exact.
 *
 * <p>Such a set is ultimately periodic (the automaton with its letters forgotten is unary; Chrobak,
 * "Finite automata and unary languages", 1986). It is kept as intervals up to where it repeats, and
 * made component by component of the transition graph, from the last on: outside of cycles a union
 * of shifted sets; within a strongly connected component the layers <i>R<sub>k</sub></i> of the
 * states with a word of length <i>k</i>, until all states are in one or one returns.
 *
 * <p>Immutable.
 */
public final class LengthSets {
  /** Stands for no upper bound on a length. */
  public static final long UNBOUNDED = Long.MAX_VALUE;

  private final Lengths[] sets;
  private final long threshold;
  private final long period;
  private final long farthest;

  private LengthSets(Lengths[] sets) {
    this.sets = sets;
    long limit = 0;
    long common = 1;
    long far = 0;
    for (Lengths set : sets) {
      limit = Math.max(limit, set.threshold());
      common = common < 0 || set.period < 2 ? common : lcm(common, set.period);
      far = Math.max(far, set.isEmpty() ? 0 : set.intervals[0]);
    }
    this.threshold = limit;
    this.period = common;
    this.farthest = far;
  }

  /**
   * The lengths of an automaton's words.
   *
   * <p>Typically linear in its transitions; at worst, where cycles of coprime lengths meet, much
   * more.
   *
   * @throws dev.espalier.compiler.LimitExceeded when the work is used up
   */
  public static LengthSets of(CodePointDfa dfa, Work work) {
    return new LengthSets(new Builder(dfa, work).build());
  }

  /**
   * Whether some word from a state has a length from {@code lo} to {@code hi}, both included.
   * Bounds below 0 are allowed; {@link #UNBOUNDED} is no upper bound.
   */
  public boolean anyLength(int state, long lo, long hi) {
    long length = sets[state].atLeast(lo);
    return length >= 0 && length <= hi;
  }

  /** The length of the shortest words from a state that have at least a length; -1 without one. */
  public long shortestAtLeast(int state, long lo) {
    return sets[state].atLeast(lo);
  }

  /** The length of the longest words from a state, {@link #UNBOUNDED} without one; -1 if none. */
  public long longest(int state) {
    Lengths set = sets[state];
    if (set.isEmpty()) {
      return -1;
    }
    return set.period > 0 || set.last() == Lengths.ALL ? UNBOUNDED : set.last();
  }

  /**
   * A length from which on every state's set repeats with {@link #period}: <i>n</i> ≥ threshold is
   * in it if and only if <i>n</i> + period is.
   */
  public long threshold() {
    return threshold;
  }

  /** See {@link #threshold}; -1 if it is beyond {@link Long}. */
  public long period() {
    return period;
  }

  /** The greatest of the shortest lengths of all states: from every state a word is that near. */
  public long farthestShortest() {
    return farthest;
  }

  /**
   * The words of a finite language whose lengths lie in a window, as an automaton of its own; these
   * being the lengths of that language. Empty where it would take more than {@code maxStates}
   * states before it is minimised.
   */
  public Optional<CodePointDfa> filter(
      CodePointDfa dfa, long min, long max, int maxStates, Work work) {
    DfaTable table = DfaTable.ofCodePoints(work);
    Map<Long, Integer> numbers = new HashMap<>(); // of state and length so far
    List<Long> order = new ArrayList<>();
    order.add(0L);
    numbers.put(0L, 0);
    for (int done = 0; done < order.size(); done++) {
      int s = (int) (order.get(done) >> 32);
      int length = (int) (long) order.get(done);
      for (int i = dfa.firstTransition(s); i < dfa.endTransition(s); i++) {
        work.spend(1);
        int t = dfa.target(i);
        long hi = max == UNBOUNDED ? UNBOUNDED : max - length - 1;
        if (anyLength(t, min - length - 1, hi)) {
          long key = (long) t << 32 | (length + 1);
          Integer number = numbers.putIfAbsent(key, order.size());
          if (number == null) {
            number = order.size();
            order.add(key);
            if (number >= maxStates) {
              return Optional.empty();
            }
          }
          table.add(dfa.lo(i), dfa.hi(i), number);
        }
      }
      table.endState(dfa.accepts(s) && min <= length && length <= max);
    }
    return Optional.of(table.freeze());
  }

  private static long lcm(long a, long b) {
    long factor = b / gcd(a, b);
    return a > Long.MAX_VALUE / factor ? -1 : a * factor;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** An ultimately periodic set of numbers. */
  private static final class Lengths {
    static final int ALL = Integer.MAX_VALUE; // as the end of an interval: without end
    static final Lengths EMPTY = new Lengths(new int[0], 0, 0);

    final int[] intervals; // lo, hi, sorted, not adjacent; up to start + period if that is not 0
    final int start; // from here on it repeats
    final int period; // 0 if the intervals are all

    Lengths(int[] intervals, int start, int period) {
      this.intervals = intervals;
      this.start = start;
      this.period = period;
    }

    boolean isEmpty() {
      return intervals.length == 0;
    }

    int last() {
      return intervals[intervals.length - 1];
    }

    /** From here on it repeats, with period 1 if period is 0. */
    int threshold() {
      if (period > 0) {
        return start;
      }
      if (isEmpty()) {
        return 0;
      }
      return last() == ALL ? intervals[intervals.length - 2] : last() + 1;
    }

    long atLeast(long lo) {
      if (lo < 0) {
        return atLeast(0);
      }
      if (period == 0 || lo < start) {
        long found = search(lo);
        return found >= 0 || period == 0 ? found : atLeast(start);
      }
      long rounds = (lo - start) / period;
      long found = search(lo - rounds * period);
      if (found < 0) {
        rounds++;
        found = search(start);
      }
      if (found < start || rounds > (Long.MAX_VALUE - found) / period) {
        return -1;
      }
      return found + rounds * period;
    }

    private long search(long lo) {
      int low = 0;
      int high = intervals.length / 2;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (intervals[2 * middle + 1] < lo && intervals[2 * middle + 1] != ALL) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low == intervals.length / 2 ? -1 : Math.max(lo, intervals[2 * low]);
    }

    boolean contains(long number) {
      return atLeast(number) == number;
    }

    /** The union of sets, each shifted up by 1, and 0 if asked for. */
    static Lengths union(List<Lengths> sets, boolean zero, Work work) {
      long common = 1;
      int from = 0;
      int full = ALL; // from here on everything is in it
      for (Lengths set : sets) {
        if (set.period > 0) {
          common = lcm(common, set.period);
          if (common < 0 || common > work.stepsLeft()) {
            work.spend(Long.MAX_VALUE);
          }
        } else if (!set.isEmpty() && set.last() == ALL) {
          full = Math.min(full, set.threshold());
        }
        from = Math.max(from, set.threshold());
      }
      boolean periodic = common > 1 && full == ALL;
      long end = periodic ? from + common : full; // what lies below is written out
      long[] all = new long[16];
      int size = 0;
      for (Lengths set : sets) {
        // The intervals, and those of the repetitions, as far as they lie below the end.
        long shift = 0;
        int k = 0;
        while (k < set.intervals.length) {
          work.spend(1);
          long lo = set.intervals[k] + shift;
          long hi = set.intervals[k + 1] == ALL ? ALL : set.intervals[k + 1] + shift;
          if (lo >= end && full == ALL) {
            break;
          }
          if (lo >= full) {
            break;
          }
          if (size == all.length) {
            all = Arrays.copyOf(all, 2 * size);
          }
          all[size++] = lo << 32 | Math.min(hi, full == ALL ? end - 1 : ALL);
          k += 2;
          if (k == set.intervals.length && set.period > 0) {
            shift += set.period;
            k = set.firstFrom(set.start);
          }
        }
      }
      if (full != ALL) {
        all = size == all.length ? Arrays.copyOf(all, size + 1) : all;
        all[size++] = (long) full << 32 | ALL;
      }
      Arrays.sort(all, 0, size);
      int[] out = new int[2 * size + 2];
      int length = 0;
      if (zero) {
        out[length++] = 0;
        out[length++] = 0;
      }
      for (int i = 0; i < size; i++) {
        int lo = (int) (all[i] >>> 32) + 1;
        int hi = (int) all[i] == ALL ? ALL : (int) all[i] + 1;
        if (length > 0 && (out[length - 1] == ALL || lo <= out[length - 1] + 1)) {
          out[length - 1] = Math.max(out[length - 1], hi);
        } else {
          out[length++] = lo;
          out[length++] = hi;
        }
      }
      int[] intervals = Arrays.copyOf(out, length);
      return periodic ? periodic(intervals, from + 1, (int) common) : new Lengths(intervals, 0, 0);
    }

    /** A periodic set; one whose repeating part is full or empty as plain intervals. */
    static Lengths periodic(int[] intervals, int start, int period) {
      int n = intervals.length;
      if (n == 0 || intervals[n - 1] < start) {
        return new Lengths(intervals, 0, 0);
      }
      if (intervals[n - 2] <= start && intervals[n - 1] == start + period - 1) {
        intervals[n - 1] = ALL;
        return new Lengths(intervals, 0, 0);
      }
      return new Lengths(split(intervals, start), start, period);
    }

    // So that the repeating part begins with an interval of its own.
    private static int[] split(int[] intervals, int start) {
      for (int i = 0; i < intervals.length; i += 2) {
        if (intervals[i] < start && intervals[i + 1] >= start) {
          int[] out = new int[intervals.length + 2];
          System.arraycopy(intervals, 0, out, 0, i + 1);
          out[i + 1] = start - 1;
          out[i + 2] = start;
          System.arraycopy(intervals, i + 1, out, i + 3, intervals.length - i - 1);
          return out;
        }
      }
      return intervals;
    }

    private int firstFrom(int number) {
      int i = 0;
      while (i < intervals.length && intervals[i] < number) {
        i += 2;
      }
      return i;
    }
  }

  /** Collects a set of numbers that is told number by number. */
  private static final class Run {
    final IntList intervals = new IntList();

    void add(int number) {
      int size = intervals.size();
      if (size > 0 && intervals.at(size - 1) == number - 1) {
        intervals.put(size - 1, number);
      } else {
        intervals.add(number);
        intervals.add(number);
      }
    }
  }

  private static final class Builder {
    private final CodePointDfa dfa;
    private final Work work;
    private final Lengths[] sets;
    private final int[] component;

    Builder(CodePointDfa dfa, Work work) {
      this.dfa = dfa;
      this.work = work;
      sets = new Lengths[dfa.states()];
      Arrays.fill(sets, Lengths.EMPTY);
      component = new int[dfa.states()];
      Arrays.fill(component, -1);
    }

    Lengths[] build() {
      if (dfa.isEmpty()) {
        return sets;
      }
      // Tarjan's components come out last ones first.
      int n = dfa.states();
      int[] index = new int[n];
      int[] low = new int[n];
      int[] edge = new int[n];
      IntList stack = new IntList();
      IntList path = new IntList();
      int counter = 0;
      int components = 0;
      path.add(CodePointDfa.START);
      while (!path.isEmpty()) {
        int s = path.at(path.size() - 1);
        if (index[s] == 0) {
          index[s] = ++counter;
          low[s] = counter;
          edge[s] = dfa.firstTransition(s);
          stack.add(s);
        }
        boolean descended = false;
        while (edge[s] < dfa.endTransition(s)) {
          work.spend(1);
          int t = dfa.target(edge[s]);
          if (index[t] == 0) {
            path.add(t);
            descended = true;
            break;
          }
          if (component[t] < 0) {
            low[s] = Math.min(low[s], low[t]);
          }
          edge[s]++;
        }
        if (descended) {
          continue;
        }
        path.removeLast();
        if (low[s] == index[s]) {
          IntList members = new IntList();
          int member;
          do {
            member = stack.removeLast();
            component[member] = components;
            members.add(member);
          } while (member != s);
          components++;
          solve(members.toArray());
        }
      }
      return sets;
    }

    private void solve(int[] members) {
      int size = members.length;
      int id = component[members[0]];
      int[] local = size == 1 ? new int[0] : localNumbers(members);
      int[][] inside = new int[size][];
      Lengths[] entries = new Lengths[size];
      boolean cyclic = false;
      IntList targets = new IntList();
      IntList within = new IntList();
      for (int m = 0; m < size; m++) {
        int s = members[m];
        targets.clear();
        within.clear();
        for (int i = dfa.firstTransition(s); i < dfa.endTransition(s); i++) {
          targets.add(dfa.target(i));
        }
        targets.sortDistinct();
        work.spend(targets.size());
        List<Lengths> outside = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
          int t = targets.at(i);
          if (component[t] == id) {
            within.add(size == 1 ? 0 : local[t]);
          } else {
            outside.add(sets[t]);
          }
        }
        entries[m] = Lengths.union(outside, dfa.accepts(s), work);
        inside[m] = within.toArray();
        cyclic |= inside[m].length > 0;
      }
      if (cyclic) {
        layers(members, inside, entries);
      } else {
        sets[members[0]] = entries[0];
      }
    }

    private int @Nullable [] localOf;

    private int[] localNumbers(int[] members) {
      int[] local = localOf;
      if (local == null) {
        local = new int[dfa.states()];
        localOf = local;
      }
      for (int m = 0; m < members.length; m++) {
        local[members[m]] = m;
      }
      return local;
    }

    private void layers(int[] members, int[][] inside, Lengths[] entries) {
      int size = members.length;
      long common = cyclePeriod(inside);
      int from = 0;
      for (Lengths entry : entries) {
        from = Math.max(from, entry.threshold());
        common = entry.period < 2 || common < 0 ? common : lcm(common, entry.period);
      }
      int words = (size + 63) >>> 6;
      if (common < 0 || common > work.stepsLeft() / words) {
        work.spend(Long.MAX_VALUE);
      }
      int period = (int) common;
      long edges = 0;
      for (int[] targets : inside) {
        edges += targets.length + 1;
      }
      // The last layers, as many as the period has: a layer that is the one a period before, the
      // entries being in their repeating part, is where all repeats.
      List<long[]> last = new ArrayList<>();
      Run[] runs = new Run[size];
      Arrays.setAll(runs, m -> new Run());
      long[] layer = new long[words];
      for (int k = 0; ; k++) {
        work.spend(edges + words);
        long[] next = new long[words];
        int count = 0;
        for (int m = 0; m < size; m++) {
          boolean in = entries[m].contains(k);
          for (int i = 0; !in && k > 0 && i < inside[m].length; i++) {
            int t = inside[m][i];
            in = (layer[t >>> 6] >>> t & 1) != 0;
          }
          if (in) {
            next[m >>> 6] |= 1L << m;
            runs[m].add(k);
            count++;
          }
        }
        layer = next;
        if (count == size) {
          for (int m = 0; m < size; m++) {
            int[] intervals = runs[m].intervals.toArray();
            intervals[intervals.length - 1] = Lengths.ALL;
            sets[members[m]] = new Lengths(intervals, 0, 0);
          }
          return;
        }
        if (k - period >= from && Arrays.equals(layer, last.get(k % period))) {
          for (int m = 0; m < size; m++) {
            int[] intervals = runs[m].intervals.toArray();
            sets[members[m]] = Lengths.periodic(below(intervals, k), k - period, period);
          }
          return;
        }
        if (last.size() < period) {
          work.spend(words);
          last.add(layer);
        } else {
          last.set(k % period, layer);
        }
      }
    }

    private static int[] below(int[] intervals, int end) {
      int n = intervals.length;
      if (n > 0 && intervals[n - 1] >= end) {
        if (intervals[n - 2] >= end) {
          return Arrays.copyOf(intervals, n - 2);
        }
        intervals[n - 1] = end - 1;
      }
      return intervals;
    }

    /** The greatest common divisor of the lengths of a component's cycles. */
    private long cyclePeriod(int[][] inside) {
      int[] level = new int[inside.length];
      Arrays.fill(level, -1);
      level[0] = 0;
      IntList queue = new IntList();
      queue.add(0);
      long divisor = 0;
      for (int done = 0; done < queue.size(); done++) {
        int m = queue.at(done);
        for (int t : inside[m]) {
          work.spend(1);
          if (level[t] < 0) {
            level[t] = level[m] + 1;
            queue.add(t);
          } else {
            divisor = gcd(Math.abs(level[m] + 1 - level[t]), divisor);
          }
        }
      }
      return divisor;
    }
  }
}
