package dev.espalier.compiler.lexing;

import dev.espalier.compiler.automata.Alphabet;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A deterministic automaton over classes of code points as one over the bytes of UTF-8 (the Unicode
 * Standard, table 3-7): its states keep their numbers, those within a character come after them.
 */
final class Utf8Rows {
  private static final int DEAD = -1;
  private static final int SEVERAL = -2;
  static final int[] NOWHERE = {};

  private final Work work;
  private final List<int[]> rows = new ArrayList<>();
  private final Map<Inner, Integer> inner = new HashMap<>();

  // A state within a character: where the next bytes lead.
  private record Inner(int bytes, Intervals intervals) {}

  /**
   * @param next of each state, the states after each class of code points; negative for none
   */
  static int[][] of(int[][] next, Alphabet alphabet, Work work) {
    Utf8Rows made = new Utf8Rows(next.length, work);
    for (int q = 0; q < next.length; q++) {
      Intervals intervals = new Intervals();
      for (int i = 0; i < alphabet.intervals(); i++) {
        intervals.add(alphabet.lo(i), alphabet.hi(i), next[q][alphabet.classOf(i)]);
      }
      made.rows.set(q, made.row(intervals));
    }
    return made.rows.toArray(int[][]::new);
  }

  /**
   * The rows of an automaton over code points, each as {@link #next} takes it: where a state goes
   * on with one ASCII character alone, as nearly all do that read a word, it is a short one.
   */
  static int[][] of(CodePointDfa dfa, Work work) {
    Utf8Rows made = new Utf8Rows(dfa.states(), work);
    for (int q = 0; q < dfa.states(); q++) {
      int first = dfa.firstTransition(q);
      int end = dfa.endTransition(q);
      if (end == first) {
        work.spend(1);
        made.rows.set(q, NOWHERE);
      } else if (end == first + 1 && dfa.lo(first) == dfa.hi(first) && dfa.lo(first) < 0x80) {
        work.spend(1);
        made.rows.set(q, new int[] {dfa.lo(first), dfa.target(first)});
      } else {
        Intervals intervals = new Intervals();
        for (int t = first; t < end; t++) {
          intervals.add(dfa.lo(t), dfa.hi(t), dfa.target(t));
        }
        made.rows.set(q, made.row(intervals));
      }
    }
    return made.rows.toArray(int[][]::new);
  }

  /**
   * Where a byte leads; negative for nowhere.
   *
   * @param row the states after each byte; or the only byte that goes on and the state after it; or
   *     nothing
   */
  static int next(int[] row, int b) {
    return row.length == 256 ? row[b] : row.length == 2 && row[0] == b ? row[1] : DEAD;
  }

  private Utf8Rows(int states, Work work) {
    this.work = work;
    for (int q = 0; q < states; q++) {
      rows.add(NOWHERE);
    }
  }

  /** Where code points lead, as intervals from 0, each up to an end. */
  private static final class Intervals {
    private int[] ends = new int[8];
    private int[] targets = new int[8];
    private int size;

    /** Adds what comes behind; gaps and surrogates lead nowhere. */
    private void add(int lo, int hi, int target) {
      if (lo < 0xd800 && hi > 0xdfff) {
        add(lo, 0xd7ff, target);
        add(0xe000, hi, target);
        return;
      }
      if (lo > start(size)) {
        add(lo - 1, DEAD);
      }
      add(hi, target);
    }

    /** Adds all up to an end. */
    private void add(int end, int target) {
      if (size > 0 && targets[size - 1] == target) {
        ends[size - 1] = end;
        return;
      }
      if (size == ends.length) {
        ends = Arrays.copyOf(ends, 2 * size);
        targets = Arrays.copyOf(targets, 2 * size);
      }
      ends[size] = end;
      targets[size++] = target;
    }

    private int start(int interval) {
      return interval == 0 ? 0 : ends[interval - 1] + 1;
    }

    /** The interval in which a code point lies; the number of intervals if it lies in none. */
    private int of(int codePoint) {
      int found = Arrays.binarySearch(ends, 0, size, codePoint);
      return found < 0 ? -found - 1 : found;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Intervals i
          && Arrays.equals(ends, 0, size, i.ends, 0, i.size)
          && Arrays.equals(targets, 0, size, i.targets, 0, i.size);
    }

    @Override
    public int hashCode() {
      int hash = size;
      for (int i = 0; i < size; i++) {
        hash = 31 * (31 * hash + ends[i]) + targets[i];
      }
      return hash;
    }
  }

  private int[] row(Intervals intervals) {
    work.spend(64 + intervals.size);
    int[] row = new int[256];
    Arrays.fill(row, DEAD);
    // Of most states few bytes lead anywhere, so only those are looked at.
    for (int i = 0; i < intervals.size; i++) {
      if (intervals.targets[i] == DEAD) {
        continue;
      }
      int lo = intervals.start(i);
      int hi = intervals.ends[i];
      if (lo < 0x80) {
        Arrays.fill(row, lo, Math.min(hi, 0x7f) + 1, intervals.targets[i]);
      }
      for (int b = lead(Math.max(lo, 0x80)); hi >= 0x80 && b <= lead(hi); b++) {
        row[b] = row[b] == DEAD ? lead(b, intervals) : row[b];
      }
    }
    return row;
  }

  /** The first byte of a character of several. */
  private static int lead(int codePoint) {
    return codePoint < 0x800
        ? 0xc0 | codePoint >> 6
        : codePoint < 0x10000 ? 0xe0 | codePoint >> 12 : 0xf0 | codePoint >> 18;
  }

  /** The state after the first byte of a character of several. */
  private int lead(int b, Intervals intervals) {
    // Overlong forms lead nowhere.
    return b < 0xe0
        ? within((b & 0x1f) << 6, 1 << 6, 0, 1, intervals)
        : b < 0xf0
            ? within((b & 0xf) << 12, 1 << 12, 0x800, 2, intervals)
            : within((b & 7) << 18, 1 << 18, 0x10000, 3, intervals);
  }

  /**
   * The state to which all code points of a block lead, if that needs no other state in between;
   * else {@link #SEVERAL}. Most blocks lead nowhere.
   */
  private static int only(int lo, int block, int lowest, int more, Intervals intervals) {
    int last = lo + block - 1;
    if (lowest > last) {
      return DEAD;
    }
    int i = intervals.of(Math.max(lo, lowest));
    int target = i == intervals.size ? DEAD : intervals.targets[i];
    boolean whole = i == intervals.size || intervals.ends[i] >= last;
    return whole && (target == DEAD || (more == 0 && lowest <= lo)) ? target : SEVERAL;
  }

  /** The state after some bytes of a character, for the code points of a block. */
  private int within(int lo, int block, int lowest, int more, Intervals intervals) {
    int only = only(lo, block, lowest, more, intervals);
    if (only != SEVERAL) {
      return only;
    }
    Intervals own = new Intervals();
    if (lowest > lo) {
      own.add(Math.min(lowest, lo + block) - 1 - lo, DEAD);
    }
    int at = Math.max(lo, lowest);
    for (int i = intervals.of(at); at < lo + block; i++) {
      if (i == intervals.size) {
        own.add(block - 1, DEAD);
        break;
      }
      int end = Math.min(intervals.ends[i], lo + block - 1);
      own.add(end - lo, intervals.targets[i]);
      at = end + 1;
    }
    if (own.size == 1 && (more == 0 || own.targets[0] == DEAD)) {
      return own.targets[0];
    }
    Inner key = new Inner(more, own);
    Integer known = inner.get(key);
    if (known != null) {
      return known;
    }
    int number = rows.size();
    work.states(number + 1L);
    work.spend(64);
    rows.add(NOWHERE);
    inner.put(key, number);
    int[] row = new int[256];
    Arrays.fill(row, DEAD);
    int part = block >> 6;
    for (int c = 0; c < 64; c++) {
      row[0x80 + c] = within(c * part, part, c * part, more - 1, own);
    }
    rows.set(number, row);
    return number;
  }
}
