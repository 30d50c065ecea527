package dev.espalier.compiler.automata;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A deterministic automaton that is being made: states are added in order, each with its
 * transitions in order. {@link #freeze} makes the canonical minimal automaton of it.
 *
 * <p>Every state must be reachable from state 0. The letters are code points or, where an {@link
 * Alphabet} is given in the end, its classes.
 */
final class DfaTable {
  private final IntList first = new IntList();
  private final IntList transitions = new IntList();
  private final BitSet accepting = new BitSet();
  private final Work work;
  private final boolean codePoints;

  private DfaTable(Work work, boolean codePoints) {
    this.work = work;
    this.codePoints = codePoints;
    first.add(0);
  }

  static DfaTable ofCodePoints(Work work) {
    return new DfaTable(work, true);
  }

  static DfaTable ofClasses(Work work) {
    return new DfaTable(work, false);
  }

  /** Adds a transition to the state that is being added; wider than asked for where that fits. */
  void add(int lo, int hi, int target) {
    int end = transitions.size();
    if (end > 3 * first.at(first.size() - 1)
        && transitions.at(end - 1) == target
        && lo == after(transitions.at(end - 2))) {
      transitions.put(end - 2, hi);
      return;
    }
    work.spend(1);
    transitions.add(lo);
    transitions.add(hi);
    transitions.add(target);
  }

  /** Ends the state that is being added. */
  void endState(boolean accepts) {
    int state = first.size() - 1;
    if (accepts) {
      accepting.set(state);
    }
    first.add(transitions.size() / 3);
    work.states(first.size() - 1);
    work.spend(1);
  }

  int states() {
    return first.size() - 1;
  }

  private int after(int letter) {
    return codePoints ? Scalars.after(letter) : letter + 1;
  }

  /** The canonical automaton, of a table over code points. */
  CodePointDfa freeze() {
    DfaTable live = trimmed();
    return live.states() == 0 ? CodePointDfa.NONE : live.minimal().canonical();
  }

  /** The canonical automaton, of a table over the classes of an alphabet. */
  CodePointDfa freeze(Alphabet alphabet) {
    DfaTable live = trimmed();
    return live.states() == 0 ? CodePointDfa.NONE : live.minimal().spread(alphabet).canonical();
  }

  /** The canonical automaton of a table that is known to be minimal and trimmed. */
  CodePointDfa freezeMinimal() {
    return canonical();
  }

  /** Without the states from which nothing is accepted; without a state if that is the start. */
  private DfaTable trimmed() {
    int n = states();
    int[] starts = first.array();
    int[] moves = transitions.array();
    Reverse reverse = Reverse.of(n, starts, moves);
    work.spend(n + first.at(n));
    BitSet live = (BitSet) accepting.clone();
    IntList queue = new IntList();
    for (int s = live.nextSetBit(0); s >= 0; s = live.nextSetBit(s + 1)) {
      queue.add(s);
    }
    while (!queue.isEmpty()) {
      int s = queue.removeLast();
      for (int i = reverse.first(s); i < reverse.end(s); i++) {
        int p = reverse.source(i);
        if (!live.get(p)) {
          live.set(p);
          queue.add(p);
        }
      }
    }
    DfaTable out = new DfaTable(work, codePoints);
    if (!live.get(0)) {
      return out;
    }
    if (live.cardinality() == n) {
      return this;
    }
    int[] number = new int[n];
    int count = 0;
    for (int s = 0; s < n; s++) {
      number[s] = live.get(s) ? count++ : -1;
    }
    for (int s = live.nextSetBit(0); s >= 0; s = live.nextSetBit(s + 1)) {
      for (int i = starts[s]; i < starts[s + 1]; i++) {
        int target = number[moves[3 * i + 2]];
        if (target >= 0) {
          out.add(moves[3 * i], moves[3 * i + 1], target);
        }
      }
      out.endState(accepting.get(s));
    }
    return out;
  }

  /**
   * The minimal automaton of a trimmed one.
   *
   * <p>Partition refinement by signatures: a state's signature is its transitions with blocks for
   * targets. Only states with a transition into a new block are looked at again, and when a block
   * is split its largest part keeps its name, so each transition is looked at O(log n) times
   * (Jacobs, Wißmann, "Fast Coalgebraic Bisimilarity Minimization", POPL 2023).
   */
  private DfaTable minimal() {
    Partition partition = new Partition(this);
    return partition.blocks() == states() ? this : quotient(partition);
  }

  private DfaTable quotient(Partition partition) {
    // A state is never numbered after a state of its block that comes later: keep that order.
    int n = states();
    int[] number = new int[n];
    Arrays.fill(number, -1);
    int[] representative = new int[partition.blocks()];
    int count = 0;
    for (int s = 0; s < n; s++) {
      int block = partition.blockOf(s);
      if (number[block] < 0) {
        number[block] = count;
        representative[count++] = s;
      }
    }
    DfaTable out = new DfaTable(work, codePoints);
    for (int b = 0; b < count; b++) {
      int s = representative[b];
      for (int i = first.at(s); i < first.at(s + 1); i++) {
        int target = number[partition.blockOf(transitions.at(3 * i + 2))];
        out.add(transitions.at(3 * i), transitions.at(3 * i + 1), target);
      }
      out.endState(accepting.get(s));
    }
    return out;
  }

  /** The same over code points. */
  private DfaTable spread(Alphabet alphabet) {
    DfaTable out = new DfaTable(work, true);
    int[] targets = new int[alphabet.classes()];
    for (int s = 0; s < states(); s++) {
      int firstMove = first.at(s);
      int endMove = first.at(s + 1);
      if (firstMove < endMove) {
        Arrays.fill(targets, -1);
        for (int i = firstMove; i < endMove; i++) {
          int to = transitions.at(3 * i + 1) + 1;
          Arrays.fill(targets, transitions.at(3 * i), to, transitions.at(3 * i + 2));
        }
        work.spend(alphabet.intervals() / 8);
        for (int i = 0; i < alphabet.intervals(); i++) {
          int target = targets[alphabet.classOf(i)];
          if (target >= 0) {
            out.add(alphabet.lo(i), alphabet.hi(i), target);
          }
        }
      }
      out.endState(accepting.get(s));
    }
    return out;
  }

  /** Numbered breadth first, by code point. */
  private CodePointDfa canonical() {
    int n = states();
    int[] number = new int[n];
    Arrays.fill(number, -1);
    int[] order = new int[n];
    int count = 1;
    number[0] = 0;
    int[] starts = new int[n + 1];
    int[] moves = new int[transitions.size()];
    BitSet accepts = new BitSet(n);
    int size = 0;
    for (int done = 0; done < count; done++) {
      int s = order[done];
      for (int i = first.at(s); i < first.at(s + 1); i++) {
        int target = transitions.at(3 * i + 2);
        if (number[target] < 0) {
          number[target] = count;
          order[count++] = target;
        }
        moves[size++] = transitions.at(3 * i);
        moves[size++] = transitions.at(3 * i + 1);
        moves[size++] = number[target];
      }
      starts[done + 1] = size / 3;
      if (accepting.get(s)) {
        accepts.set(done);
      }
    }
    return new CodePointDfa(starts, moves, accepts);
  }

  /** The coarsest partition of the states into blocks of equal languages. */
  private static final class Partition {
    private final DfaTable table;
    private final int[] elements; // the states, block by block
    private final int[] position;
    private final int[] block;
    private final IntList start = new IntList(); // of each block
    private final IntList end = new IntList();
    private final IntList dirtyEnd = new IntList(); // from start up to here: to be looked at
    private final IntList work = new IntList(); // blocks with such states
    private final IntList signature = new IntList();

    Partition(DfaTable table) {
      this.table = table;
      int n = table.states();
      elements = new int[n];
      position = new int[n];
      block = new int[n];
      int low = 0;
      int high = n;
      for (int s = 0; s < n; s++) {
        place(s, table.accepting.get(s) ? low++ : --high);
      }
      if (low > 0) {
        open(0, low, low);
      }
      if (low < n) {
        open(low, n, n);
      }
      for (int b = 0; b < start.size(); b++) {
        work.add(b);
        for (int i = start.at(b); i < end.at(b); i++) {
          block[elements[i]] = b;
        }
      }
      Reverse reverse = Reverse.of(n, table.first.array(), table.transitions.array());
      while (!work.isEmpty() && start.size() < n) {
        refine(work.removeLast(), reverse);
      }
    }

    int blocks() {
      return start.size();
    }

    int blockOf(int state) {
      return block[state];
    }

    private void place(int state, int at) {
      elements[at] = state;
      position[state] = at;
    }

    private void open(int from, int to, int dirty) {
      start.add(from);
      end.add(to);
      dirtyEnd.add(dirty);
    }

    private void refine(int b, Reverse reverse) {
      int from = start.at(b);
      int to = end.at(b);
      int dirty = dirtyEnd.at(b);
      dirtyEnd.put(b, from);
      if (to - from == 1) {
        return;
      }
      IntArrays signatures = new IntArrays();
      if (dirty < to) {
        sign(elements[dirty], signatures); // what was not touched is alike: number 0
      }
      int[] group = new int[dirty - from];
      for (int i = from; i < dirty; i++) {
        group[i - from] = sign(elements[i], signatures);
      }
      int groups = signatures.size();
      if (groups == 1) {
        return;
      }
      // The groups in falling order, so that the first of them lies beside the clean states.
      int[] size = new int[groups];
      for (int g : group) {
        size[g]++;
      }
      int[] at = new int[groups];
      for (int g = groups - 1, next = from; g >= 0; next += size[g--]) {
        at[g] = next;
      }
      int[] moved = Arrays.copyOfRange(elements, from, dirty);
      int[] fill = at.clone();
      for (int i = 0; i < moved.length; i++) {
        place(moved[i], fill[group[i]]++);
      }
      size[0] += to - dirty;
      int largest = 0;
      for (int g = 1; g < groups; g++) {
        if (size[g] > size[largest]) {
          largest = g;
        }
      }
      start.put(b, at[largest]);
      end.put(b, at[largest] + size[largest]);
      dirtyEnd.put(b, at[largest]);
      int old = start.size();
      for (int g = 0; g < groups; g++) {
        if (g != largest) {
          int fresh = start.size();
          open(at[g], at[g] + size[g], at[g]);
          for (int i = at[g]; i < at[g] + size[g]; i++) {
            block[elements[i]] = fresh;
          }
        }
      }
      // Marking moves states within their blocks only, but the states walked over may be such.
      for (int fresh = old; fresh < start.size(); fresh++) {
        int[] members = Arrays.copyOfRange(elements, start.at(fresh), end.at(fresh));
        for (int s : members) {
          table.work.spend(reverse.end(s) - reverse.first(s));
          for (int i = reverse.first(s); i < reverse.end(s); i++) {
            mark(reverse.source(i));
          }
        }
      }
    }

    private void mark(int state) {
      int b = block[state];
      int dirty = dirtyEnd.at(b);
      int at = position[state];
      if (at < dirty) {
        return;
      }
      int other = elements[dirty];
      place(state, dirty);
      place(other, at);
      dirtyEnd.put(b, dirty + 1);
      if (dirty == start.at(b)) {
        work.add(b);
      }
    }

    private int sign(int state, IntArrays signatures) {
      signature.clear();
      int from = table.first.at(state);
      int to = table.first.at(state + 1);
      table.work.spend(to - from + 1);
      for (int i = from; i < to; i++) {
        int lo = table.transitions.at(3 * i);
        int hi = table.transitions.at(3 * i + 1);
        int target = block[table.transitions.at(3 * i + 2)];
        int size = signature.size();
        if (size > 0
            && signature.at(size - 1) == target
            && lo == table.after(signature.at(size - 2))) {
          signature.put(size - 2, hi);
        } else {
          signature.add(lo);
          signature.add(hi);
          signature.add(target);
        }
      }
      return signatures.number(signature.array(), signature.size());
    }
  }
}
