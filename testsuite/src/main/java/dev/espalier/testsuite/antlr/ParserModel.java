package dev.espalier.testsuite.antlr;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.NotSetTransition;
import org.antlr.v4.runtime.atn.PrecedencePredicateTransition;
import org.antlr.v4.runtime.atn.RuleStopState;
import org.antlr.v4.runtime.atn.RuleTransition;
import org.antlr.v4.runtime.atn.Transition;
import org.antlr.v4.runtime.atn.WildcardTransition;
import org.antlr.v4.runtime.misc.IntervalSet;

/**
 * What is known of a parser's network before texts are made. Immutable.
 *
 * <p>In sets of token types here, the bit of the end of the text is 0, and that of a type is the
 * type.
 */
final class ParserModel {
  /** The bit of the end of the text. */
  static final int END = 0;

  /** The way from the start to a transition: one state and the transition taken there, each. */
  record Way(int[] states, int[] depths, int[] indexes) {}

  private final Network network;
  private final BitSet[] types;
  private final BitSet[] first;
  private final BitSet reachable;
  private final ATNState start;

  /**
   * @param made the token types that the lexer makes
   */
  ParserModel(AntlrGrammar grammar, BitSet made) {
    ATN atn = grammar.parserNetwork();
    BitSet usable = (BitSet) made.clone();
    usable.set(END);
    network =
        new Network(
            atn,
            grammar.parserRules(),
            t -> {
              BitSet types = types(t, atn);
              types.and(usable);
              return types.isEmpty() ? Network.NEVER : types.get(END) ? 1 : Network.READ;
            });
    types = new BitSet[network.size()];
    for (int id = 0; id < types.length; id++) {
      types[id] = types(network.transition(id), atn);
      types[id].and(usable);
    }
    start = atn.ruleToStartState[grammar.startRule()];
    first = first();
    reachable = network.reachable(List.of(start), false);
  }

  private static BitSet types(Transition t, ATN atn) {
    BitSet set = new BitSet();
    if (t.isEpsilon()) {
      return set;
    }
    if (t instanceof WildcardTransition || t instanceof NotSetTransition) {
      set.set(Token.MIN_USER_TOKEN_TYPE, atn.maxTokenType + 1);
    }
    IntervalSet label = t.label();
    if (label != null) {
      for (int type : label.toList()) {
        set.set(type == Token.EOF ? END : type, !(t instanceof NotSetTransition));
      }
    }
    return set;
  }

  /** What can be read first from each state, within its rule. */
  private BitSet[] first() {
    BitSet[] result = new BitSet[network.atn().states.size()];
    for (int s = 0; s < result.length; s++) {
      result[s] = new BitSet();
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int id = types.length - 1; id >= 0; id--) {
        Transition t = network.transition(id);
        if (network.cost(id) >= Network.NEVER) {
          continue;
        }
        BitSet own = result[network.source(id).stateNumber];
        int before = own.cardinality();
        own.or(types[id]);
        if (t instanceof RuleTransition call) {
          own.or(result[call.target.stateNumber]);
          if (nullable(call.target)) {
            own.or(result[call.followState.stateNumber]);
          }
        } else if (t.isEpsilon()) {
          own.or(result[t.target.stateNumber]);
        }
        changed |= own.cardinality() != before;
      }
    }
    return result;
  }

  Network network() {
    return network;
  }

  /** Where a text begins. */
  ATNState start() {
    return start;
  }

  /** The token types that a transition reads. */
  BitSet types(int id) {
    return types[id];
  }

  /** Whether the end of a state's rule can be reached without a token. */
  boolean nullable(ATNState state) {
    return network.cost(state) < Network.READ;
  }

  /** Whether a way that begins with a transition can go on where some token types may follow. */
  boolean goesOn(int id, BitSet following) {
    Transition t = network.transition(id);
    if (!t.isEpsilon()) {
      return types[id].intersects(following);
    }
    if (t instanceof RuleTransition call) {
      return first[call.target.stateNumber].intersects(following)
          || (nullable(call.target)
              && (first[call.followState.stateNumber].intersects(following)
                  || nullable(call.followState)));
    }
    return first[t.target.stateNumber].intersects(following) || nullable(t.target);
  }

  /** Whether a transition leads past the predicates on precedence that stand before all else. */
  boolean open(Transition t, int precedence) {
    if (t instanceof PrecedencePredicateTransition predicate) {
      return predicate.precedence >= precedence;
    }
    if (!t.isEpsilon() || t instanceof RuleTransition || t.target instanceof RuleStopState) {
      return true;
    }
    for (int i = 0; i < Network.transitions(t.target); i++) {
      if (open(t.target.transition(i), precedence)) {
        return true;
      }
    }
    return false;
  }

  /** The transitions of ways from the start. */
  BitSet reachable() {
    return reachable;
  }

  /** A shortest way from the start over a transition; empty if there is none. */
  Way wayTo(int wanted) {
    int n = network.atn().states.size();
    int[] from = new int[n];
    java.util.Arrays.fill(from, -1);
    Deque<ATNState> open = new ArrayDeque<>();
    open.add(start);
    from[start.stateNumber] = -2;
    ATNState goal = network.source(wanted);
    while (!open.isEmpty() && from[goal.stateNumber] == -1) {
      ATNState state = open.poll();
      for (int i = 0; i < Network.transitions(state); i++) {
        Transition t = state.transition(i);
        if (network.cost(state, i) >= Network.NEVER) {
          continue;
        }
        int id = network.id(state, i);
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
      return new Way(new int[0], new int[0], new int[0]);
    }
    List<Integer> ids = new ArrayList<>(List.of(wanted));
    for (ATNState at = goal; from[at.stateNumber] >= 0; ) {
      int id = from[at.stateNumber];
      ids.add(id);
      at = network.source(id);
    }
    Collections.reverse(ids);
    int[] states = new int[ids.size()];
    int[] depths = new int[ids.size()];
    int[] indexes = new int[ids.size()];
    int depth = 0;
    for (int i = 0; i < states.length; i++) {
      int id = ids.get(i);
      states[i] = network.source(id).stateNumber;
      depths[i] = depth;
      indexes[i] = id - network.id(network.source(id), 0);
      if (i + 1 < states.length
          && network.transition(id) instanceof RuleTransition call
          && network.source(ids.get(i + 1)) == call.target) {
        depth++;
      }
    }
    return new Way(states, depths, indexes);
  }
}
