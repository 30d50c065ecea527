package dev.espalier.compiler.lexing;

import dev.espalier.compiler.automata.Alphabet;
import dev.espalier.compiler.automata.IntArrays;
import dev.espalier.compiler.automata.IntList;
import dev.espalier.compiler.automata.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes a lexer deterministic over classes of code points, with the order of its alternatives kept
 * as ANTLR's lexers keep it (Parr, Harwell, Fisher: "Adaptive LL(*) Parsing", OOPSLA 2014, and the
 * behaviour of {@code LexerATNSimulator}): a state is a list of configurations; among those that
 * accept the first one counts; and behind one that accepts, configurations of the same rule that
 * passed a non-greedy decision are given up.
 *
 * <p>Where rules call themselves, lists would differ in what no text shows, and be as many as there
 * are subsets of depths. So a configuration is left out that an earlier one <em>covers</em>:
 * whatever it accepts, the earlier one accepts, or has accepted a beginning of, whereupon the later
 * one is given up. And where no decision of a rule is non-greedy, its configurations have no order.
 *
 * <p>A configuration within too many calls is followed up to what it would read: a text that comes
 * to read this is left out.
 */
final class OrderedSubsets {
  static final int NONE = -1;

  /** Where a text goes on only within deeper calls than are followed. */
  static final int BEYOND = -2;

  /**
   * A table over classes: next states, and the alternatives that are accepted. No transition leads
   * to a start.
   */
  record Table(int[][] next, int[] accepts, int[] acceptsAtEnd, int[] starts, Watch watch) {}

  /**
   * What must not happen once a match is taken although it could grow.
   *
   * @param of each state, what it leaves behind, or NONE
   * @param next over classes: another, {@link #NONE} where nothing is left that could complete, or
   *     {@link #BEYOND} where it completes or is not followed any further
   * @param atEnd of each, whether it completes where the text ends
   * @param paths of each, its configurations, where some are within calls that may go on for ever:
   *     each a state of the network and what is to be come back to, the topmost first
   */
  record Watch(int[] of, int[][] next, boolean[] atEnd, int[][][] paths) {}

  private static final int END = -1;

  private final LexerNfa nfa;
  private final Alphabet alphabet;
  private final Work work;
  private final int maxDepth;
  private final BitSet[] setsOf; // of each class of code points

  // Stacks of states to come back to: of each, the topmost one, the stack below, and the calls of
  // rules that may call themselves. 0 is empty.
  private final IntArrays stacks = new IntArrays();
  private final IntList lengths = new IntList(); // frames behind which something may be read

  // Configurations: state, rule, stack, alternative passed or NONE, and 1 behind a non-greedy
  // decision.
  private final IntArrays configs = new IntArrays();
  private static final int STATE = 0;
  private static final int RULE = 1;
  private static final int STACK = 2;
  private static final int ALTERNATIVE = 3;
  private static final int LAZY = 4;

  private final int[] firstRule; // of each mode
  private final BitSet unordered = new BitSet(); // rules without a non-greedy decision
  private final IntArrays states = new IntArrays(); // lists of configurations

  // Marks on configurations and states of the network: those that carry the current number.
  private int mark;
  private int[] marked = new int[64];
  private final int[] markedStates;
  private final IntList[] keptAt; // configurations at each state of the network, where it is marked
  private final int[] scratch = new int[5];
  private final IntList open = new IntList();

  /**
   * @param maxDepth how deep rules may call each other that may call themselves
   */
  OrderedSubsets(LexerNfa nfa, Alphabet alphabet, int maxDepth, Work work) {
    this.nfa = nfa;
    this.alphabet = alphabet;
    this.maxDepth = maxDepth;
    this.work = work;
    stacks.number(new int[3], 3);
    lengths.add(0);
    setsOf = new BitSet[alphabet.classes()];
    Arrays.setAll(setsOf, c -> new BitSet());
    for (int s = 0; s < nfa.sets().size(); s++) {
      for (int c : alphabet.members(s)) {
        setsOf[c].set(s);
      }
    }
    firstRule = new int[nfa.modes()];
    int rules = 0;
    for (int mode = 0; mode < firstRule.length; mode++) {
      firstRule[mode] = rules;
      rules += nfa.starts(mode).length;
    }
    markedStates = new int[nfa.states()];
    keptAt = new IntList[nfa.states()];
    Arrays.setAll(keptAt, q -> new IntList());
    if (nfa.isRecursive()) {
      findUnordered();
    }
  }

  private void findUnordered() {
    for (int mode = 0; mode < firstRule.length; mode++) {
      int[] starts = nfa.starts(mode);
      for (int rule = 0; rule < starts.length; rule++) {
        unordered.set(firstRule[mode] + rule, isUnordered(starts[rule]));
      }
    }
  }

  private boolean isUnordered(int start) {
    mark++;
    int passed = 0;
    open.clear();
    open.add(start);
    while (!open.isEmpty()) {
      int state = open.removeLast();
      if (markedStates[state] == mark) {
        continue;
      }
      markedStates[state] = mark;
      work.spend(1);
      switch (nfa.step(state)) {
        case LexerNfa.Step.Go go -> {
          if (go.nonGreedy()) {
            return false;
          }
          for (int target : go.targets()) {
            open.add(target);
          }
        }
        case LexerNfa.Step.Read read -> open.add(read.target());
        case LexerNfa.Step.End end -> open.add(end.target());
        case LexerNfa.Step.Pass pass -> {
          passed++;
          open.add(pass.target());
        }
        case LexerNfa.Step.Call call -> {
          open.add(call.start());
          open.add(call.back());
        }
        case LexerNfa.Step.Stop stop -> {}
      }
    }
    return passed == 1;
  }

  Table build() {
    int[] starts = new int[nfa.modes()];
    for (int mode = 0; mode < starts.length; mode++) {
      Reach reach = new Reach();
      int[] rules = nfa.starts(mode);
      for (int rule = 0; rule < rules.length; rule++) {
        reach.close(config(rules[rule], firstRule[mode] + rule, 0, NONE, 0), false, false);
      }
      starts[mode] = number(reach);
    }
    List<int[]> next = new ArrayList<>();
    for (int q = 0; q < states.size(); q++) {
      next.add(row(states.array(q), this::number));
    }
    int n = next.size();
    // A text begins its lexemes in states that no lexeme comes back to.
    int[] from = Arrays.copyOf(starts, starts.length);
    for (int mode = 0; mode < starts.length; mode++) {
      next.add(next.get(from[mode]).clone());
      starts[mode] = n + mode;
    }
    int[] accepts = new int[next.size()];
    int[] acceptsAtEnd = new int[next.size()];
    for (int q = 0; q < accepts.length; q++) {
      int[] list = states.array(q < n ? q : from[q - n]);
      accepts[q] = accepted(list, list.length);
      Reach last = reach(list, END);
      acceptsAtEnd[q] = last == null ? NONE : accepted(last.kept.array(), last.kept.size());
    }
    int[][] rows = next.toArray(int[][]::new);
    Watch watch = nfa.isRecursive() ? watch(n, accepts) : watch(rows, accepts, acceptsAtEnd);
    return new Table(rows, accepts, acceptsAtEnd, starts, watch);
  }

  /** Where calls end, the states themselves say what is left of a longer match. */
  private static Watch watch(int[][] next, int[] accepts, int[] acceptsAtEnd) {
    int[] of = new int[accepts.length];
    int[][] watched = new int[accepts.length][];
    boolean[] atEnd = new boolean[accepts.length];
    for (int q = 0; q < of.length; q++) {
      of[q] = q;
      watched[q] =
          Arrays.stream(next[q]).map(to -> to >= 0 && accepts[to] != NONE ? BEYOND : to).toArray();
      atEnd[q] = acceptsAtEnd[q] != NONE;
    }
    return new Watch(of, watched, atEnd, new int[of.length][0][]);
  }

  /**
   * Where rules call themselves: as soon as one longer match completes, all is over. So there is no
   * order here, and of the configurations at a state of the network those remain that nothing else
   * covers.
   *
   * @param n how many states there are, those that texts begin in excluded: these accept nothing
   */
  private Watch watch(int n, int[] accepts) {
    int[] of = new int[accepts.length];
    Arrays.fill(of, NONE);
    IntArrays sets = new IntArrays();
    for (int q = 0; q < n; q++) {
      if (accepts[q] != NONE) {
        Reach left = new Reach();
        for (int number : states.array(q)) {
          int[] config = configs.array(number);
          if (!(nfa.step(config[STATE]) instanceof LexerNfa.Step.Stop)) {
            left.close(config(config[STATE], 0, config[STACK], NONE, 1), false, false);
          }
        }
        of[q] = watched(left, sets);
      }
    }
    List<int[]> next = new ArrayList<>();
    List<Boolean> atEnd = new ArrayList<>();
    for (int o = 0; o < sets.size(); o++) {
      int[] set = sets.array(o);
      next.add(row(set, reach -> watched(reach, sets)));
      Reach last = reach(set, END);
      atEnd.add(last == null || accepting(last.kept.array(), last.kept.size()) >= 0);
    }
    boolean[] ends = new boolean[atEnd.size()];
    for (int o = 0; o < ends.length; o++) {
      ends[o] = atEnd.get(o);
    }
    int[][][] paths = new int[ends.length][][];
    for (int o = 0; o < ends.length; o++) {
      paths[o] = paths(sets.array(o));
    }
    return new Watch(of, next.toArray(int[][]::new), ends, paths);
  }

  private int[][] paths(int[] set) {
    int[][] paths = new int[set.length][];
    boolean deep = false;
    for (int i = 0; i < set.length; i++) {
      int[] config = configs.array(set[i]);
      int stack = config[STACK];
      deep |= depth(stack) > 0;
      paths[i] = new int[lengths.at(stack) + 1];
      paths[i][0] = config[STATE];
      for (int f = 1; f < paths[i].length; f++) {
        paths[i][f] = stacks.array(stack)[0];
        stack = stacks.array(stack)[1];
      }
      work.spend(paths[i].length);
    }
    return deep ? paths : new int[0][];
  }

  private int watched(Reach reach, IntArrays sets) {
    if (accepting(reach.kept.array(), reach.kept.size()) >= 0) {
      return BEYOND;
    }
    reach.reduce();
    if (reach.kept.isEmpty()) {
      return NONE;
    }
    int known = sets.size();
    int number = sets.number(reach.kept.array(), reach.kept.size());
    if (number == known) {
      work.states(known + 1L);
      work.spend(16L + reach.kept.size());
    }
    return number;
  }

  /** What each class of code points leads to. */
  private int[] row(int[] list, ToIntFunction<Reach> number) {
    // Classes in the same of the sets that are read here lead to the same state.
    int[] group = new int[alphabet.classes()];
    int groups = 1;
    BitSet seen = new BitSet();
    int[] renamed = new int[8];
    for (int config : list) {
      if (!(nfa.step(configs.array(config)[STATE]) instanceof LexerNfa.Step.Read read)
          || seen.get(read.set())) {
        continue;
      }
      seen.set(read.set());
      int before = groups;
      renamed = Arrays.copyOf(renamed, Math.max(renamed.length, before));
      Arrays.fill(renamed, 0, before, 0);
      int[] members = alphabet.members(read.set());
      work.spend(1 + members.length / 8);
      for (int c : members) {
        int old = group[c];
        if (renamed[old] == 0) {
          renamed[old] = groups++;
        }
        group[c] = renamed[old];
      }
    }
    int[] targets = new int[groups];
    Arrays.fill(targets, UNKNOWN);
    targets[0] = NONE; // in none of them
    int[] row = new int[group.length];
    work.spend(1 + row.length / 8);
    for (int c = 0; c < row.length; c++) {
      if (targets[group[c]] == UNKNOWN) {
        Reach reach = reach(list, c);
        targets[group[c]] = reach == null ? BEYOND : number.applyAsInt(reach);
      }
      row[c] = targets[group[c]];
    }
    return row;
  }

  private static final int UNKNOWN = -3;

  /** The alternative of the first configuration that accepts; NONE if there is none. */
  private int accepted(int[] list, int length) {
    int at = accepting(list, length);
    return at < 0 ? NONE : configs.array(list[at])[ALTERNATIVE];
  }

  private int accepting(int[] list, int length) {
    for (int i = 0; i < length; i++) {
      if (nfa.step(configs.array(list[i])[STATE]) instanceof LexerNfa.Step.Stop) {
        return i;
      }
    }
    return -1;
  }

  private int target(int state, int c) {
    return switch (nfa.step(state)) {
      case LexerNfa.Step.Read read -> c != END && setsOf[c].get(read.set()) ? read.target() : NONE;
      case LexerNfa.Step.End end -> c == END ? end.target() : NONE;
      default -> NONE;
    };
  }

  /** What a class of code points leads to; null if it is read within too many calls. */
  private @Nullable Reach reach(int[] list, int c) {
    Reach reach = new Reach();
    int ended = NONE; // the rule of which a configuration has accepted
    for (int number : list) {
      int[] config = configs.array(number);
      boolean accepted = config[RULE] == ended;
      if (accepted && config[LAZY] == 1) {
        continue;
      }
      int target = target(config[STATE], c);
      if (target == NONE) {
        continue;
      }
      if (c != END && depth(config[STACK]) > maxDepth) {
        return null;
      }
      if (reach.close(to(config, target), accepted, c == END)) {
        ended = config[RULE];
      }
    }
    return reach;
  }

  private int number(Reach reach) {
    if (!unordered.isEmpty()) {
      reach.sort();
    }
    int known = states.size();
    int number = states.number(reach.kept.array(), reach.kept.size());
    if (number == known) {
      work.states(known + 1L);
      work.spend(16L + reach.kept.size());
    }
    return number;
  }

  /** Configurations, in order, that are reached without reading. */
  private final class Reach {
    private final int seen = ++mark;
    private final IntList kept = new IntList();

    /**
     * Adds what a configuration leads to.
     *
     * @param accepted whether a configuration of the same rule accepted before
     * @return whether one has accepted by now
     */
    boolean close(int first, boolean accepted, boolean atEnd) {
      // Depth first and in order: what is to be visited next lies on top.
      open.clear();
      open.add(first);
      while (!open.isEmpty()) {
        int number = open.removeLast();
        work.spend(1);
        if (number >= marked.length) {
          marked = Arrays.copyOf(marked, 2 * number);
        }
        if (marked[number] == seen) {
          continue;
        }
        marked[number] = seen;
        int[] config = configs.array(number);
        switch (nfa.step(config[STATE])) {
          case LexerNfa.Step.Stop stop -> {
            if (config[STACK] == 0) {
              keep(number, config);
              accepted = true;
            } else {
              int[] stack = stacks.array(config[STACK]);
              open.add(to(config, stack[0], stack[1], config[ALTERNATIVE]));
            }
          }
          case LexerNfa.Step.Go go -> {
            for (int i = go.targets().length - 1; i >= 0; i--) {
              open.add(to(config, go.targets()[i]));
            }
          }
          case LexerNfa.Step.Call call -> {
            int stack = push(config, call);
            if (stack != NONE) {
              open.add(to(config, call.start(), stack, config[ALTERNATIVE]));
            }
          }
          case LexerNfa.Step.Pass pass ->
              open.add(to(config, pass.target(), config[STACK], pass.alternative()));
          case LexerNfa.Step.End end -> {
            if (!accepted || config[LAZY] == 0) {
              keep(number, config);
            }
            if (atEnd) {
              open.add(to(config, end.target()));
            }
          }
          case LexerNfa.Step.Read read -> {
            if (!accepted || config[LAZY] == 0) {
              keep(number, config);
            }
          }
        }
      }
      return accepted;
    }

    /** Puts the configurations of rules that have no order into that of their numbers. */
    private void sort() {
      int[] list = kept.array();
      for (int i = 0, end; i < kept.size(); i = end) {
        int rule = configs.array(list[i])[RULE];
        end = i + 1;
        while (end < kept.size() && configs.array(list[end])[RULE] == rule) {
          end++;
        }
        if (unordered.get(rule)) {
          Arrays.sort(list, i, end);
        }
      }
    }

    /** Leaves out configurations that earlier or later ones cover; their order is none. */
    private void reduce() {
      int[] list = kept.toArray();
      Arrays.sort(list);
      kept.clear();
      for (int number : list) {
        int[] config = configs.array(number);
        boolean covered = false;
        for (int i = 0; i < list.length && !covered; i++) {
          int[] other = configs.array(list[i]);
          covered = list[i] != number && other[STATE] == config[STATE] && covers(other, config);
        }
        if (!covered) {
          kept.add(number);
        }
      }
    }

    /** Adds a configuration, if no earlier one covers it. */
    private void keep(int number, int[] config) {
      if (nfa.isRecursive()) {
        IntList earlier = keptAt[config[STATE]];
        if (markedStates[config[STATE]] != seen) {
          markedStates[config[STATE]] = seen;
          earlier.clear();
        }
        for (int i = 0; i < earlier.size(); i++) {
          if (covers(configs.array(earlier.at(i)), config)) {
            return;
          }
        }
        earlier.add(number);
      }
      kept.add(number);
    }
  }

  /**
   * Whether an earlier configuration at the same state covers another: the texts that it accepts
   * are beginnings of what the other one accepts, or the same.
   */
  private boolean covers(int[] earlier, int[] config) {
    if (earlier[RULE] != config[RULE] || earlier[LAZY] > config[LAZY]) {
      return false;
    }
    int top = earlier[STACK];
    int other = config[STACK];
    if (top == other) {
      return true;
    }
    // What is below the frames of the shorter one is to be read only by the other one.
    int frames = lengths.at(top);
    if (config[LAZY] == 0 || frames >= lengths.at(other)) {
      return false;
    }
    work.spend(1 + frames);
    for (int i = 0; i < frames; i++) {
      if (stacks.array(top)[0] != stacks.array(other)[0]) {
        return false;
      }
      top = stacks.array(top)[1];
      other = stacks.array(other)[1];
    }
    return true;
  }

  /**
   * A configuration that goes on at another state: from then on it has passed what stands there.
   */
  private int to(int[] config, int target, int stack, int alternative) {
    boolean lazy =
        config[LAZY] == 1 || (nfa.step(target) instanceof LexerNfa.Step.Go go && go.nonGreedy());
    return config(target, config[RULE], stack, alternative, lazy ? 1 : 0);
  }

  private int to(int[] config, int target) {
    return to(config, target, config[STACK], config[ALTERNATIVE]);
  }

  private int config(int state, int rule, int stack, int alternative, int lazy) {
    scratch[STATE] = state;
    scratch[RULE] = rule;
    scratch[STACK] = stack;
    scratch[ALTERNATIVE] = alternative;
    scratch[LAZY] = lazy;
    return configs.number(scratch, 5);
  }

  private int depth(int stack) {
    return stacks.array(stack)[2];
  }

  private int push(int[] config, LexerNfa.Step.Call call) {
    int below = config[STACK];
    if (nfa.step(call.back()) instanceof LexerNfa.Step.Stop) {
      return below; // a call at the end of a rule comes back where the rule comes back
    }
    int depth = depth(below) + (nfa.isRecursive(config[STATE]) ? 1 : 0);
    if (depth > maxDepth + nfa.calledRules()) {
      return NONE; // calls without reading, without end
    }
    int known = stacks.size();
    scratch[0] = call.back();
    scratch[1] = below;
    scratch[2] = depth;
    int stack = stacks.number(scratch, 3);
    if (stack == known) {
      // Behind a rule that makes tokens nothing is read.
      boolean last = below == 0 && nfa.step(call.back()) instanceof LexerNfa.Step.Pass;
      lengths.add(lengths.at(below) + (last ? 0 : 1));
    }
    return stack;
  }
}
