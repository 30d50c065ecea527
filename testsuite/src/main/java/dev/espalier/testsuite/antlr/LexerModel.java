package dev.espalier.testsuite.antlr;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.NotSetTransition;
import org.antlr.v4.runtime.atn.Transition;
import org.antlr.v4.runtime.atn.WildcardTransition;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.misc.IntervalSet;

/** What is known of a lexer's network before texts are made. Immutable. */
final class LexerModel {
  private static final IntervalSet SURROGATES = IntervalSet.of(0xd800, 0xdfff);

  private final Network network;
  private final IntervalSet[] sets;
  private final int[] alphabet;
  private final BitSet reachable;

  LexerModel(AntlrGrammar grammar) {
    ATN atn = grammar.lexerNetwork();
    network = new Network(atn, grammar.lexerRules(), LexerModel::weight);
    sets = new IntervalSet[network.size()];
    TreeSet<Integer> borders = new TreeSet<>();
    for (int id = 0; id < sets.length; id++) {
      Transition t = network.transition(id);
      sets[id] = t.isEpsilon() ? new IntervalSet() : characters(t);
      List<Interval> intervals = sets[id].getIntervals();
      // Of a large class of characters, some borders say enough.
      int stride = Math.max(1, intervals.size() / 12);
      for (int i = 0; i < intervals.size(); i += stride) {
        Interval each = intervals.get(i);
        for (int border : new int[] {each.a - 1, each.a, each.b, each.b + 1}) {
          if (border >= 0 && border <= Character.MAX_CODE_POINT && !SURROGATES.contains(border)) {
            borders.add(border);
          }
        }
      }
    }
    alphabet = borders.stream().mapToInt(Integer::intValue).toArray();
    List<ATNState> starts = new ArrayList<>(atn.modeToStartState);
    reachable = network.reachable(starts, false);
  }

  private static int weight(Transition t) {
    IntervalSet label = t.label();
    if (label != null && label.contains(Token.EOF)) {
      return 1;
    }
    return characters(t).isNil() ? Network.NEVER : Network.READ;
  }

  private static IntervalSet characters(Transition t) {
    IntervalSet all = IntervalSet.of(Lexer.MIN_CHAR_VALUE, Lexer.MAX_CHAR_VALUE);
    IntervalSet set =
        t instanceof WildcardTransition
            ? all
            : t instanceof NotSetTransition
                ? all.subtract(t.label())
                : new IntervalSet(t.label()).and(all);
    return set == null ? new IntervalSet() : set.subtract(SURROGATES);
  }

  Network network() {
    return network;
  }

  /** The characters that a transition reads; none if it reads the end or nothing. */
  IntervalSet set(int id) {
    return sets[id];
  }

  /** Whether a transition reads the end of the text. */
  static boolean readsEnd(Transition t) {
    return !t.isEpsilon() && t.label() != null && t.label().contains(Token.EOF);
  }

  /** Characters at the borders of the grammar's sets. */
  int[] alphabet() {
    return alphabet;
  }

  /** The transitions of rules that are used. */
  BitSet reachable() {
    return reachable;
  }
}
