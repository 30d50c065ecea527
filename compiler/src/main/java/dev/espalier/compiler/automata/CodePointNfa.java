package dev.espalier.compiler.automata;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A nondeterministic automaton over code points that is being built, and its determinisation.
 *
 * <p>States are ints from 0. Besides transitions there are empty ones, with or without a condition:
 * {@link Condition#AT_START} may be passed before the first code point only, {@link
 * Condition#AT_END} after the last only, others at word boundaries or where a look ahead or behind
 * finds what it looks for.
 *
 * <p>Mutable, not safe for use by several threads.
 */
public final class CodePointNfa {
  /** Where a conditional empty transition may be passed. */
  public enum Condition {
    /** Everywhere. */
    ALWAYS,
    /** Where nothing was read yet. */
    AT_START,
    /** Where nothing is left to read. */
    AT_END,
    /** Where one of the code points before and after is a word character, and the other is not. */
    WORD_BOUNDARY,
    /** Everywhere else. */
    NO_WORD_BOUNDARY
  }

  // Kinds of edges, below the numbers of sets. Looks are numbered from LOOK downwards.
  static final int EMPTY = -1;
  static final int EMPTY_AT_START = -2;
  static final int EMPTY_AT_END = -3;
  static final int BOUNDARY = -4;
  static final int NO_BOUNDARY = -5;
  static final int LOOK = -6;

  /** The characters between which and others there are word boundaries: those of ECMA-262. */
  static final CodePointSet WORD = CodePointSet.ofRanges('0', '9', 'A', 'Z', '_', '_', 'a', 'z');

  /**
   * A condition on what follows, or on what went before.
   *
   * @param body the state from which that is (not) to be accepted
   */
  record Look(int body, boolean ahead, boolean negative) {}

  final Work work;
  final IntList firstEdge = new IntList(); // of each state, -1 without one
  final IntList edgeKind = new IntList(); // set or one of the above
  final IntList edgeTarget = new IntList();
  final IntList nextEdge = new IntList();
  private final Map<CodePointSet, Integer> setNumbers = new HashMap<>();
  final List<CodePointSet> sets = new ArrayList<>();
  final List<Look> looks = new ArrayList<>();
  private boolean boundaries; // has conditions on them
  final BitSet accepting = new BitSet();
  final BitSet universal = new BitSet();

  /**
   * @param work what building and determinising may cost
   */
  public CodePointNfa(Work work) {
    this.work = work;
  }

  /** Adds a state. */
  public int state() {
    work.spend(8);
    firstEdge.add(-1);
    return firstEdge.size() - 1;
  }

  /** Adds a transition on every code point of a set. */
  public void edge(int from, CodePointSet set, int to) {
    if (set.isEmpty()) {
      return;
    }
    add(from, number(set), to);
  }

  private int number(CodePointSet set) {
    Integer number = setNumbers.get(set);
    if (number == null) {
      number = sets.size();
      sets.add(set);
      setNumbers.put(set, number);
    }
    return number;
  }

  /** Adds an empty transition. */
  public void empty(int from, int to) {
    add(from, EMPTY, to);
  }

  /** Adds an empty transition that may be passed on a condition. */
  public void empty(int from, Condition condition, int to) {
    boundaries |= condition == Condition.WORD_BOUNDARY || condition == Condition.NO_WORD_BOUNDARY;
    add(
        from,
        switch (condition) {
          case ALWAYS -> EMPTY;
          case AT_START -> EMPTY_AT_START;
          case AT_END -> EMPTY_AT_END;
          case WORD_BOUNDARY -> BOUNDARY;
          case NO_WORD_BOUNDARY -> NO_BOUNDARY;
        },
        to);
  }

  /**
   * Adds an empty transition that may be passed where the rest of the text is accepted from a state
   * or, if {@code negative}, is not.
   *
   * @param body a state of its own, not one that other paths lead through
   */
  public void ahead(int from, int body, boolean negative, int to) {
    look(from, new Look(body, true, negative), to);
  }

  /**
   * Adds an empty transition that may be passed where the text so far is accepted from a state or,
   * if {@code negative}, is not. No {@link #ahead} may lie on the paths from that state; another
   * look behind may, if it was added before.
   *
   * @param body a state of its own, not one that other paths lead through
   */
  public void behind(int from, int body, boolean negative, int to) {
    look(from, new Look(body, false, negative), to);
  }

  private void look(int from, Look look, int to) {
    looks.add(look);
    add(from, LOOK - looks.size() + 1, to);
  }

  /** Lets a state accept. */
  public void accept(int state) {
    accepting.set(state);
  }

  /** Lets a state accept, and whatever follows it too. */
  public void acceptAnything(int state) {
    accepting.set(state);
    universal.set(state);
  }

  /** Adds a copy of an automaton: what it accepts leads from one state to another. */
  public void embed(int from, CodePointDfa dfa, int to) {
    int[] copy = new int[dfa.states()];
    for (int s = 0; s < copy.length; s++) {
      copy[s] = state();
      if (dfa.accepts(s)) {
        empty(copy[s], to);
      }
    }
    empty(from, copy[CodePointDfa.START]);
    for (int s = 0; s < copy.length; s++) {
      // The transitions to one state as one set: there are fewer different ones.
      Map<Integer, CodePointSet.Builder> byTarget = new HashMap<>();
      for (int i = dfa.firstTransition(s); i < dfa.endTransition(s); i++) {
        work.spend(1);
        byTarget
            .computeIfAbsent(dfa.target(i), t -> new CodePointSet.Builder())
            .add(dfa.lo(i), dfa.hi(i));
      }
      for (Map.Entry<Integer, CodePointSet.Builder> entry : byTarget.entrySet()) {
        edge(copy[s], entry.getValue().build(), copy[entry.getKey()]);
      }
    }
  }

  private void add(int from, int kind, int to) {
    work.spend(4);
    edgeKind.add(kind);
    edgeTarget.add(to);
    nextEdge.add(firstEdge.at(from));
    firstEdge.put(from, edgeKind.size() - 1);
  }

  /**
   * The language that is accepted from a state, by the subset construction over the classes of the
   * alphabet.
   *
   * <p>Exponential in the number of states at worst. With word boundaries and looks see {@link
   * ConditionalSubsets}.
   *
   * @throws dev.espalier.compiler.LimitExceeded when the work is used up or too many states are
   *     made
   */
  public CodePointDfa determinise(int start) {
    if (!boundaries && looks.isEmpty()) {
      return new Subsets(start).run();
    }
    if (boundaries) {
      number(WORD); // that no class has characters of both kinds
    }
    return new ConditionalSubsets(this, start, boundaries).run();
  }

  private final class Subsets {
    private final int start;
    private final Alphabet alphabet = Alphabet.of(sets, work);
    private final DfaTable table = DfaTable.ofClasses(work);

    // What the subsets consist of: states that read something, that accept, or that go on at the
    // end. Subset 0 is the start, at which AT_START holds; it is no other's equal.
    private final IntArrays subsets = new IntArrays();
    private final int[] mark = new int[firstEdge.size()];
    private int generation;
    private final IntList stack = new IntList();
    private final IntList closure = new IntList();
    private final byte[] acceptsAtEnd = new byte[firstEdge.size()]; // 0 unknown, 1 yes, 2 no

    // Many classes lead to the same states: of such lists, the subset.
    private final IntArrays lists = new IntArrays();
    private final IntList subsetOfList = new IntList();

    private final @Nullable IntList[] targets = new @Nullable IntList[alphabet.classes()];

    Subsets(int start) {
      this.start = start;
    }

    CodePointDfa run() {
      begin();
      push(start);
      close(true);
      // A number that no subset can begin with sets the start apart.
      IntList first = new IntList();
      first.add(-1);
      for (int i = 0; i < closure.size(); i++) {
        first.add(closure.at(i));
      }
      subsets.number(first.array(), first.size());
      IntList touched = new IntList();
      for (int done = 0; done < subsets.size(); done++) {
        int[] subset = subsets.array(done);
        step(subset, touched);
        touched.sortDistinct();
        for (int i = 0; i < touched.size(); i++) {
          int c = touched.at(i);
          IntList list = targets(c);
          list.sortDistinct();
          table.add(c, c, subsetOf(list));
          list.clear();
        }
        touched.clear();
        table.endState(done == 0 ? emptyAccepted() : accepts(subset));
      }
      return table.freeze(alphabet);
    }

    private IntList targets(int c) {
      IntList list = targets[c];
      if (list == null) {
        list = new IntList();
        targets[c] = list;
      }
      return list;
    }

    private void step(int[] subset, IntList touched) {
      for (int s : subset) {
        if (s < 0) {
          continue;
        }
        if (universal.get(s)) {
          for (int c = 0; c < alphabet.classes(); c++) {
            targets(c).add(s);
            touched.add(c);
          }
          work.spend(alphabet.classes());
          continue;
        }
        for (int e = firstEdge.at(s); e >= 0; e = nextEdge.at(e)) {
          work.spend(1);
          int kind = edgeKind.at(e);
          if (kind >= 0) {
            int target = edgeTarget.at(e);
            int[] classes = alphabet.members(kind);
            work.spend(classes.length);
            for (int c : classes) {
              IntList list = targets(c);
              if (list.isEmpty()) {
                touched.add(c);
              }
              list.add(target);
            }
          }
        }
      }
    }

    private int subsetOf(IntList list) {
      int known = lists.size();
      int number = lists.number(list.array(), list.size());
      if (number < known) {
        return subsetOfList.at(number);
      }
      work.spend(list.size() + 1);
      begin();
      for (int i = 0; i < list.size(); i++) {
        push(list.at(i));
      }
      close(false);
      int subset = subsets.number(closure.array(), closure.size());
      subsetOfList.add(subset);
      return subset;
    }

    private void begin() {
      generation++;
      stack.clear();
      closure.clear();
    }

    private void push(int state) {
      if (mark[state] != generation) {
        mark[state] = generation;
        stack.add(state);
      }
    }

    private void close(boolean atStart) {
      while (!stack.isEmpty()) {
        int s = stack.removeLast();
        if (universal.get(s)) {
          // Nothing else matters any more.
          closure.clear();
          closure.add(s);
          stack.clear();
          return;
        }
        boolean kept = accepting.get(s);
        for (int e = firstEdge.at(s); e >= 0; e = nextEdge.at(e)) {
          work.spend(1);
          int kind = edgeKind.at(e);
          if (kind == EMPTY || (kind == EMPTY_AT_START && atStart)) {
            push(edgeTarget.at(e));
          } else if (kind >= 0 || kind == EMPTY_AT_END) {
            kept = true;
          }
        }
        if (kept) {
          closure.add(s);
        }
      }
      closure.sortDistinct();
    }

    private boolean accepts(int[] subset) {
      for (int s : subset) {
        if (acceptsAtEnd[s] == 0) {
          acceptsAtEnd[s] = (byte) (acceptsAtEnd(s, false) ? 1 : 2);
        }
        if (acceptsAtEnd[s] == 1) {
          return true;
        }
      }
      return false;
    }

    private boolean emptyAccepted() {
      return acceptsAtEnd(start, true);
    }

    /** Whether a state accepts where nothing is left to read. */
    private boolean acceptsAtEnd(int state, boolean atStart) {
      begin();
      push(state);
      while (!stack.isEmpty()) {
        int s = stack.removeLast();
        if (accepting.get(s)) {
          return true;
        }
        for (int e = firstEdge.at(s); e >= 0; e = nextEdge.at(e)) {
          work.spend(1);
          int kind = edgeKind.at(e);
          if (kind == EMPTY || kind == EMPTY_AT_END || (kind == EMPTY_AT_START && atStart)) {
            push(edgeTarget.at(e));
          }
        }
      }
      return false;
    }
  }
}
