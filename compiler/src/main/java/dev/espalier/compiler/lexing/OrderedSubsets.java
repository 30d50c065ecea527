package dev.espalier.compiler.lexing;

import dev.espalier.compiler.automata.Alphabet;
import dev.espalier.compiler.automata.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a lexer deterministic over classes of code points, with the order of its alternatives kept
 * as ANTLR's lexers keep it (Parr, Harwell, Fisher: "Adaptive LL(*) Parsing", OOPSLA 2014, and the
 * behaviour of {@code LexerATNSimulator}): a state is a list of configurations; among those that
 * accept the first one counts; and behind one that accepts, configurations of the same rule that
 * passed a non-greedy decision are given up.
 */
final class OrderedSubsets {
  static final int NONE = -1;

  /**
   * A table over classes: next states, and the alternatives that are accepted. No transition leads
   * to a start.
   */
  record Table(int[][] next, int[] accepts, int[] acceptsAtEnd, int[] starts) {}

  /**
   * A configuration.
   *
   * @param context the number of a stack of states to come back to, 0 for the empty one
   * @param alternative what was passed, or NONE
   */
  private record Config(int state, int rule, int context, boolean lazy, int alternative) {}

  private record Stack(int back, int below, int depth) {}

  private final LexerNfa nfa;
  private final Alphabet alphabet;
  private final Work work;
  private final int maxDepth;
  private final List<Stack> stacks = new ArrayList<>();
  private final Map<Stack, Integer> stackNumbers = new HashMap<>();
  private final List<List<Config>> states = new ArrayList<>();
  private final Map<List<Config>, Integer> numbers = new HashMap<>();
  private final int[][] setsOfClass;

  /**
   * @param maxDepth how deep rules may call each other
   */
  OrderedSubsets(LexerNfa nfa, Alphabet alphabet, int maxDepth, Work work) {
    this.nfa = nfa;
    this.alphabet = alphabet;
    this.maxDepth = maxDepth;
    this.work = work;
    stacks.add(new Stack(NONE, NONE, 0));
    List<List<Integer>> sets = new ArrayList<>();
    for (int c = 0; c < alphabet.classes(); c++) {
      sets.add(new ArrayList<>());
    }
    for (int s = 0; s < nfa.sets().size(); s++) {
      for (int c : alphabet.members(s)) {
        sets.get(c).add(s);
      }
    }
    setsOfClass =
        sets.stream()
            .map(l -> l.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
  }

  Table build() {
    int[] starts = new int[nfa.modes()];
    for (int mode = 0; mode < starts.length; mode++) {
      Reach reach = new Reach();
      int[] rules = nfa.starts(mode);
      for (int rule = 0; rule < rules.length; rule++) {
        reach.close(new Config(rules[rule], rule, 0, false, NONE), false, false);
      }
      starts[mode] = number(reach);
    }
    List<int[]> next = new ArrayList<>();
    for (int q = 0; q < states.size(); q++) {
      int[] row = new int[alphabet.classes()];
      List<Config> configs = states.get(q);
      int[] sets = sets(configs);
      // Classes in the same of these sets lead to the same state.
      Map<BitSet, Integer> known = new HashMap<>();
      for (int c = 0; c < row.length; c++) {
        BitSet in = new BitSet();
        for (int i = 0; i < sets.length; i++) {
          in.set(i, isIn(c, sets[i]));
        }
        work.spend(1 + sets.length / 8);
        Integer target = in.isEmpty() ? Integer.valueOf(NONE) : known.get(in);
        if (target == null) {
          target = number(reach(configs, c));
          known.put(in, target);
        }
        row[c] = target;
      }
      next.add(row);
    }
    // A text begins its lexemes in states that no lexeme comes back to.
    for (int mode = 0; mode < starts.length; mode++) {
      next.add(next.get(starts[mode]).clone());
      states.add(states.get(starts[mode]));
      starts[mode] = states.size() - 1;
    }
    int[] accepts = new int[states.size()];
    int[] acceptsAtEnd = new int[states.size()];
    for (int q = 0; q < accepts.length; q++) {
      accepts[q] = accepted(states.get(q));
      acceptsAtEnd[q] = accepted(reach(states.get(q), END).configs());
    }
    return new Table(next.toArray(int[][]::new), accepts, acceptsAtEnd, starts);
  }

  private static final int END = -1;

  private int accepted(List<Config> configs) {
    for (Config config : configs) {
      if (nfa.step(config.state) instanceof LexerNfa.Step.Stop) {
        return config.alternative;
      }
    }
    return NONE;
  }

  /** The sets that some configurations read. */
  private int[] sets(List<Config> configs) {
    return configs.stream()
        .map(config -> nfa.step(config.state))
        .filter(LexerNfa.Step.Read.class::isInstance)
        .mapToInt(step -> ((LexerNfa.Step.Read) step).set())
        .distinct()
        .toArray();
  }

  private boolean isIn(int c, int set) {
    return Arrays.binarySearch(setsOfClass[c], set) >= 0;
  }

  private int target(Config config, int c) {
    return switch (nfa.step(config.state)) {
      case LexerNfa.Step.Read read -> c != END && isIn(c, read.set()) ? read.target() : NONE;
      case LexerNfa.Step.End end -> c == END ? end.target() : NONE;
      default -> NONE;
    };
  }

  private Reach reach(List<Config> configs, int c) {
    Reach reach = new Reach();
    int ended = NONE; // the rule of which a configuration has accepted
    for (Config config : configs) {
      boolean accepted = config.rule == ended;
      if (accepted && config.lazy) {
        continue;
      }
      int target = target(config, c);
      if (target != NONE) {
        Config after = to(config, target);
        if (reach.close(after, accepted, c == END)) {
          ended = config.rule;
        }
      }
    }
    return reach;
  }

  private int number(Reach reach) {
    List<Config> configs = reach.configs();
    Integer known = numbers.get(configs);
    if (known != null) {
      return known;
    }
    work.states(states.size() + 1L);
    work.spend(16L + configs.size());
    states.add(configs);
    numbers.put(configs, states.size() - 1);
    return states.size() - 1;
  }

  /** Configurations, in order, that are reached without reading. */
  private final class Reach {
    private final Set<Config> seen = new LinkedHashSet<>();
    private final List<Config> kept = new ArrayList<>();

    List<Config> configs() {
      return kept;
    }

    /**
     * Adds what a configuration leads to.
     *
     * @param accepted whether a configuration of the same rule accepted before
     * @return whether one has accepted by now
     */
    boolean close(Config first, boolean accepted, boolean atEnd) {
      // Depth first and in order: what is to be visited next lies on top.
      List<Config> open = new ArrayList<>();
      open.add(first);
      while (!open.isEmpty()) {
        Config config = open.removeLast();
        work.spend(1);
        if (!seen.add(config)) {
          continue;
        }
        switch (nfa.step(config.state)) {
          case LexerNfa.Step.Stop stop -> {
            if (config.context == 0) {
              kept.add(config);
              accepted = true;
            } else {
              Stack stack = stacks.get(config.context);
              open.add(to(config, stack.back, stack.below, config.alternative));
            }
          }
          case LexerNfa.Step.Go go -> {
            for (int i = go.targets().length - 1; i >= 0; i--) {
              open.add(to(config, go.targets()[i]));
            }
          }
          case LexerNfa.Step.Call call -> {
            int context = push(call.back(), config.context);
            if (context != NONE) {
              open.add(to(config, call.start(), context, config.alternative));
            }
          }
          case LexerNfa.Step.Pass pass ->
              open.add(to(config, pass.target(), config.context, pass.alternative()));
          case LexerNfa.Step.End end -> {
            keep(config, accepted);
            if (atEnd) {
              open.add(to(config, end.target()));
            }
          }
          case LexerNfa.Step.Read read -> keep(config, accepted);
        }
      }
      return accepted;
    }

    private void keep(Config config, boolean accepted) {
      if (!accepted || !config.lazy) {
        kept.add(config);
      }
    }
  }

  /**
   * A configuration that goes on at another state: from then on it has passed what stands there.
   */
  private Config to(Config config, int target, int context, int alternative) {
    boolean lazy =
        config.lazy || (nfa.step(target) instanceof LexerNfa.Step.Go go && go.nonGreedy());
    return new Config(target, config.rule, context, lazy, alternative);
  }

  private Config to(Config config, int target) {
    return to(config, target, config.context, config.alternative);
  }

  private int push(int back, int below) {
    int depth = stacks.get(below).depth + 1;
    if (depth > maxDepth) {
      return NONE;
    }
    Stack stack = new Stack(back, below, depth);
    Integer known = stackNumbers.get(stack);
    if (known == null) {
      known = stacks.size();
      stacks.add(stack);
      stackNumbers.put(stack, known);
    }
    return known;
  }
}
