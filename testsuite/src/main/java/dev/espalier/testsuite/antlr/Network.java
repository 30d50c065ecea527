package dev.espalier.testsuite.antlr;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.PlusLoopbackState;
import org.antlr.v4.runtime.atn.RuleStopState;
import org.antlr.v4.runtime.atn.RuleTransition;
import org.antlr.v4.runtime.atn.StarLoopEntryState;
import org.antlr.v4.runtime.atn.Transition;

/**
 * A transition network with numbered transitions, and what a walk through it needs to know to end.
 * What leads back from the end of a rule to its callers is no transition here.
 */
final class Network {
  /** The cost of what cannot be done. */
  static final int NEVER = Integer.MAX_VALUE / 4;

  /** The cost of one character or token; a transition that reads nothing costs 1. */
  static final int READ = 1000;

  /**
   * A way to a transition: states, how many calls deep they are, and the transitions taken there.
   * Where it steps over a call, any way through the rule will do.
   */
  record Way(int[] states, int[] depths, int[] indexes) {
    static final Way NONE = new Way(new int[0], new int[0], new int[0]);
  }

  private final ATN atn;
  private final String[] rules;
  private final int[] weights;
  private final int[] offsets;
  private final int[] costs;
  private final boolean[] grows;
  private final int[] sources;

  /**
   * @param reading the cost of a transition that reads
   */
  Network(ATN atn, String[] rules, ToIntFunction<Transition> reading) {
    this.atn = atn;
    this.rules = rules;
    offsets = new int[atn.states.size() + 1];
    for (int s = 0; s < atn.states.size(); s++) {
      offsets[s + 1] = offsets[s] + transitions(atn.states.get(s));
    }
    sources = new int[size()];
    for (int s = 0; s < atn.states.size(); s++) {
      Arrays.fill(sources, offsets[s], offsets[s + 1], s);
    }
    weights = new int[size()];
    for (int id = 0; id < weights.length; id++) {
      Transition t = transition(id);
      weights[id] = t.isEpsilon() ? 1 : reading.applyAsInt(t);
    }
    costs = costs();
    grows = growing();
  }

  ATN atn() {
    return atn;
  }

  /** How many transitions leave a state. */
  static int transitions(ATNState state) {
    return state == null || state instanceof RuleStopState ? 0 : state.getNumberOfTransitions();
  }

  /** How many transitions there are. */
  int size() {
    return offsets[atn.states.size()];
  }

  /** The number of a state's transition. */
  int id(ATNState state, int index) {
    return offsets[state.stateNumber] + index;
  }

  /** The state that a transition leaves. */
  ATNState source(int id) {
    return atn.states.get(sources[id]);
  }

  Transition transition(int id) {
    return source(id).transition(id - offsets[sources[id]]);
  }

  /** The least cost of a way from a state to the end of its rule. */
  int cost(ATNState state) {
    return costs[state.stateNumber];
  }

  /** The least cost of a way that begins with a transition and leads to the end of its rule. */
  int cost(int id) {
    Transition transition = transition(id);
    return transition instanceof RuleTransition call
        ? Math.min(NEVER, 1 + cost(call.target) + cost(call.followState))
        : Math.min(NEVER, weights[id] + cost(transition.target));
  }

  /** As {@link #cost(int)}, of a state's transition. */
  int cost(ATNState state, int index) {
    return cost(id(state, index));
  }

  /** Whether ways that begin with a transition may be of any length. */
  boolean grows(Transition transition) {
    return transition instanceof RuleTransition call
        ? grows[call.target.stateNumber] || grows[call.followState.stateNumber]
        : grows[transition.target.stateNumber];
  }

  private int[] costs() {
    int[] cost = new int[atn.states.size()];
    Arrays.fill(cost, NEVER);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int s = cost.length - 1; s >= 0; s--) {
        ATNState state = atn.states.get(s);
        if (state == null) {
          continue;
        }
        long best = state instanceof RuleStopState ? 0 : NEVER;
        for (int i = 0; i < transitions(state); i++) {
          Transition t = state.transition(i);
          best =
              Math.min(
                  best,
                  t instanceof RuleTransition call
                      ? 1L + cost[call.target.stateNumber] + cost[call.followState.stateNumber]
                      : (long) weights[id(state, i)] + cost[t.target.stateNumber]);
        }
        if (best < cost[s]) {
          cost[s] = (int) best;
          changed = true;
        }
      }
    }
    return cost;
  }

  private boolean[] growing() {
    int n = atn.ruleToStartState.length;
    boolean[][] calls = new boolean[n][n];
    for (int id = 0; id < size(); id++) {
      if (transition(id) instanceof RuleTransition call) {
        calls[source(id).ruleIndex][call.target.ruleIndex] = true;
      }
    }
    for (int via = 0; via < n; via++) {
      for (int from = 0; from < n; from++) {
        if (calls[from][via]) {
          for (int to = 0; to < n; to++) {
            calls[from][to] |= calls[via][to];
          }
        }
      }
    }
    boolean[] result = new boolean[atn.states.size()];
    for (ATNState state : atn.states) {
      if (state instanceof StarLoopEntryState || state instanceof PlusLoopbackState) {
        result[state.stateNumber] = true;
      }
    }
    for (int rule = 0; rule < n; rule++) {
      result[atn.ruleToStartState[rule].stateNumber] |= calls[rule][rule];
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int id = 0; id < size(); id++) {
        int from = sources[id];
        Transition t = transition(id);
        boolean more =
            t instanceof RuleTransition call
                ? result[call.target.stateNumber] || result[call.followState.stateNumber]
                : result[t.target.stateNumber];
        if (more && !result[from]) {
          result[from] = true;
          changed = true;
        }
      }
    }
    return result;
  }

  /**
   * The transitions that ways from some states can take.
   *
   * @param complete only those of ways that can be completed
   */
  BitSet reachable(Iterable<? extends ATNState> starts, boolean complete) {
    BitSet ids = new BitSet(size());
    BitSet seen = new BitSet(atn.states.size());
    Deque<ATNState> open = new ArrayDeque<>();
    for (ATNState start : starts) {
      visit(start, seen, open);
    }
    while (!open.isEmpty()) {
      ATNState state = open.pop();
      for (int i = 0; i < transitions(state); i++) {
        Transition t = state.transition(i);
        if (complete && cost(state, i) >= NEVER) {
          continue;
        }
        ids.set(id(state, i));
        visit(t.target, seen, open);
        if (t instanceof RuleTransition call) {
          visit(call.followState, seen, open);
        }
      }
    }
    return ids;
  }

  private static void visit(ATNState state, BitSet seen, Deque<ATNState> open) {
    if (!seen.get(state.stateNumber)) {
      seen.set(state.stateNumber);
      open.push(state);
    }
  }

  /** A shortest way from a state over a transition; empty if there is none. */
  Way way(ATNState start, int wanted) {
    int n = atn.states.size();
    int[] from = new int[n];
    Arrays.fill(from, -1);
    Deque<ATNState> open = new ArrayDeque<>();
    open.add(start);
    from[start.stateNumber] = -2;
    ATNState goal = source(wanted);
    while (!open.isEmpty() && from[goal.stateNumber] == -1) {
      ATNState state = open.poll();
      for (int i = 0; i < transitions(state); i++) {
        Transition t = state.transition(i);
        if (cost(state, i) >= NEVER) {
          continue;
        }
        int id = id(state, i);
        if (from[t.target.stateNumber] == -1) {
          from[t.target.stateNumber] = id;
          open.add(t.target);
        }
        if (t instanceof RuleTransition call && from[call.followState.stateNumber] == -1) {
          from[call.followState.stateNumber] = id;
          open.add(call.followState);
        }
      }
    }
    if (from[goal.stateNumber] == -1) {
      return Way.NONE;
    }
    List<Integer> ids = new ArrayList<>(List.of(wanted));
    for (ATNState at = goal; from[at.stateNumber] >= 0; ) {
      int id = from[at.stateNumber];
      ids.add(id);
      at = source(id);
    }
    Collections.reverse(ids);
    int[] states = new int[ids.size()];
    int[] depths = new int[ids.size()];
    int[] indexes = new int[ids.size()];
    int depth = 0;
    for (int i = 0; i < states.length; i++) {
      int id = ids.get(i);
      states[i] = source(id).stateNumber;
      depths[i] = depth;
      indexes[i] = id - id(source(id), 0);
      if (i + 1 < states.length
          && transition(id) instanceof RuleTransition call
          && source(ids.get(i + 1)) == call.target) {
        depth++;
      }
    }
    return new Way(states, depths, indexes);
  }

  /**
   * Where a transition stands and what it does.
   *
   * @param label shows what a transition reads
   */
  String describe(int id, Function<Transition, String> label) {
    Transition t = transition(id);
    String rule = rule(source(id));
    if (t instanceof RuleTransition call) {
      return rule + ": to " + rule(call.target);
    }
    return rule + ": " + (t.isEpsilon() ? "a way on" : label.apply(t)) + " at " + source(id);
  }

  private String rule(ATNState state) {
    int rule = state.ruleIndex;
    return rule >= 0 && rule < rules.length ? rules[rule] : "a mode";
  }
}
