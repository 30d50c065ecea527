package dev.espalier.testsuite.antlr;

import java.util.BitSet;
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
  Network.Way wayTo(int wanted) {
    return network.way(start, wanted);
  }
}
