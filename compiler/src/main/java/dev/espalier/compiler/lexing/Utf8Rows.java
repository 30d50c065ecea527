package dev.espalier.compiler.lexing;

import dev.espalier.compiler.automata.Alphabet;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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

  private final Work work;
  private final List<int[]> rows = new ArrayList<>();
  private final Map<Inner, Integer> inner = new HashMap<>();

  // A state within a character: where the next bytes lead, as intervals from 0.
  private record Inner(int bytes, List<Integer> ends, List<Integer> targets) {}

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

  /** The rows of an automaton over code points. */
  static int[][] of(CodePointDfa dfa, Work work) {
    Utf8Rows made = new Utf8Rows(dfa.states(), work);
    for (int q = 0; q < dfa.states(); q++) {
      Intervals intervals = new Intervals();
      for (int t = dfa.firstTransition(q); t < dfa.endTransition(q); t++) {
        intervals.add(dfa.lo(t), dfa.hi(t), dfa.target(t));
      }
      made.rows.set(q, made.row(intervals));
    }
    return made.rows.toArray(int[][]::new);
  }

  private Utf8Rows(int states, Work work) {
    this.work = work;
    for (int q = 0; q < states; q++) {
      rows.add(new int[0]);
    }
  }

  /** Where the code points lead, as intervals from 0, each up to an end. */
  private static final class Intervals {
    private final List<Integer> ends = new ArrayList<>();
    private final List<Integer> targets = new ArrayList<>();

    /** Adds what comes behind; gaps and surrogates lead nowhere. */
    private void add(int lo, int hi, int target) {
      if (lo < 0xd800 && hi > 0xdfff) {
        add(lo, 0xd7ff, target);
        add(0xe000, hi, target);
        return;
      }
      int last = ends.isEmpty() ? -1 : ends.get(ends.size() - 1);
      if (lo > last + 1) {
        Utf8Rows.add(ends, targets, lo - 1, DEAD);
      }
      Utf8Rows.add(ends, targets, hi, target);
    }
  }

  private int[] row(Intervals intervals) {
    List<Integer> ends = intervals.ends;
    List<Integer> targets = intervals.targets;
    work.spend(64 + ends.size());
    int[] row = new int[256];
    Arrays.fill(row, DEAD);
    fill(row, 0x00, 0x7f, 0, 0, ends, targets);
    fill(row, 0xc2, 0xdf, 0x80, 1, ends, targets);
    fill(row, 0xe0, 0xef, 0, 2, ends, targets);
    fill(row, 0xf0, 0xf4, 0, 3, ends, targets);
    return row;
  }

  private static void add(List<Integer> ends, List<Integer> targets, int end, int target) {
    int last = targets.size() - 1;
    if (last >= 0 && targets.get(last) == target) {
      ends.set(last, end);
    } else {
      ends.add(end);
      targets.add(target);
    }
  }

  // The lead bytes from one to another, with some continuation bytes to come.
  private void fill(
      int[] row, int from, int to, int first, int more, List<Integer> ends, List<Integer> targets) {
    int block = 1 << (6 * more);
    for (int b = from; b <= to; b++) {
      int lo = first + (b - from) * block;
      // Overlong forms and what lies beyond the last code point lead nowhere.
      int lowest = more == 2 ? 0x800 : more == 3 ? 0x10000 : 0;
      row[b] = within(lo, block, Math.max(lo, lowest), more, ends, targets);
    }
  }

  /**
   * The state to which all code points of a block lead, if that needs no other state in between;
   * else {@link #SEVERAL}. Most blocks lead nowhere.
   */
  private static int only(
      int lo, int block, int lowest, int more, List<Integer> ends, List<Integer> targets) {
    int last = lo + block - 1;
    if (lowest > last) {
      return DEAD;
    }
    int found = Collections.binarySearch(ends, Math.max(lo, lowest));
    int i = found < 0 ? -found - 1 : found;
    int target = i == ends.size() ? DEAD : targets.get(i);
    boolean whole = i == ends.size() || ends.get(i) >= last;
    return whole && (target == DEAD || (more == 0 && lowest <= lo)) ? target : SEVERAL;
  }

  /** The state after some bytes of a character, for the code points of a block. */
  private int within(
      int lo, int block, int lowest, int more, List<Integer> ends, List<Integer> targets) {
    int only = only(lo, block, lowest, more, ends, targets);
    if (only != SEVERAL) {
      return only;
    }
    List<Integer> innerEnds = new ArrayList<>();
    List<Integer> innerTargets = new ArrayList<>();
    if (lowest > lo) {
      add(innerEnds, innerTargets, Math.min(lowest, lo + block) - 1 - lo, DEAD);
    }
    int at = Math.max(lo, lowest);
    int found = Collections.binarySearch(ends, at);
    int i = found < 0 ? -found - 1 : found;
    while (at < lo + block) {
      if (i == ends.size()) {
        add(innerEnds, innerTargets, block - 1, DEAD);
        break;
      }
      int end = Math.min(ends.get(i), lo + block - 1);
      add(innerEnds, innerTargets, end - lo, targets.get(i++));
      at = end + 1;
    }
    if (innerTargets.size() == 1 && (more == 0 || innerTargets.get(0) == DEAD)) {
      return innerTargets.get(0);
    }
    Inner key = new Inner(more, innerEnds, innerTargets);
    Integer known = inner.get(key);
    if (known != null) {
      return known;
    }
    int number = rows.size();
    work.states(number + 1L);
    work.spend(64);
    rows.add(new int[0]);
    inner.put(key, number);
    int[] row = new int[256];
    Arrays.fill(row, DEAD);
    int part = block >> 6;
    for (int c = 0; c < 64; c++) {
      row[0x80 + c] = within(c * part, part, c * part, more - 1, innerEnds, innerTargets);
    }
    rows.set(number, row);
    return number;
  }
}
