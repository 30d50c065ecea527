package dev.espalier.grammars;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.NotSetTransition;
import org.antlr.v4.runtime.atn.RuleStopState;
import org.antlr.v4.runtime.atn.RuleTransition;
import org.antlr.v4.runtime.atn.Transition;
import org.antlr.v4.runtime.atn.WildcardTransition;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.antlr.v4.tool.Grammar;

/**
 * Random texts of a grammar: walks through its network, where every way on is equally likely until
 * the text is as long as wanted, and then the shortest one is taken.
 *
 * <p>Tokens are written side by side where they stay what they are, and apart otherwise. What the
 * walk cannot know (precedence, longest matches over more than two tokens) is left to the
 * interpreter: only texts that it accepts are returned.
 */
final class RandomTexts {

  private static final int UNREACHABLE = 1_000_000;
  private static final int TRIES = 60;

  private final AntlrJudge judge;
  private final ATN parser;
  private final ATN lexer;
  private final int[] parserCosts;
  private final int[] lexerCosts;
  private final int[] lexerRuleOfType;
  private final SplittableRandom random;

  RandomTexts(AntlrJudge judge, long seed) {
    this.judge = judge;
    Grammar grammar = judge.grammar;
    Grammar lexerGrammar = grammar.getImplicitLexer();
    if (lexerGrammar == null) {
      throw new IllegalArgumentException("not a combined grammar");
    }
    parser = grammar.getATN();
    lexer = lexerGrammar.getATN();
    parserCosts = costs(parser);
    lexerCosts = costs(lexer);
    lexerRuleOfType = new int[grammar.getMaxTokenType() + 1];
    Arrays.fill(lexerRuleOfType, -1);
    for (int rule = 0; rule < lexer.ruleToTokenType.length; rule++) {
      int type = lexer.ruleToTokenType[rule];
      if (type > 0 && lexerRuleOfType[type] < 0) {
        lexerRuleOfType[type] = rule;
      }
    }
    random = new SplittableRandom(seed);
  }

  /**
   * A text of about so many tokens, or nothing where the walk went astray.
   *
   * @param rule what is random in it
   */
  Optional<String> next(String before, String rule, String after, int tokens) {
    return body(rule, tokens)
        .map(body -> before + body + after)
        .filter(text -> judge.refusal(text).isEmpty());
  }

  private Optional<String> body(String rule, int tokens) {
    List<Integer> types = new ArrayList<>();
    walk(parser, parserCosts, judge.grammar.getRule(rule).index, tokens, 0, types);
    StringBuilder text = new StringBuilder();
    String before = "";
    int typeBefore = 0;
    for (int type : types) {
      if (type == Token.EOF) {
        continue;
      }
      Optional<String> token = token(type);
      if (token.isEmpty()) {
        return Optional.empty();
      }
      if (typeBefore != 0) {
        text.append(separator(before, typeBefore, token.get(), type));
      }
      text.append(token.get());
      before = token.get();
      typeBefore = type;
    }
    return Optional.of(text.toString());
  }

  private String separator(String before, int typeBefore, String after, int type) {
    List<Integer> wanted = List.of(typeBefore, type);
    boolean close = random.nextInt(3) > 0;
    List<String> candidates = close ? List.of("", " ", "\n") : List.of(" ", "\n", "");
    for (String candidate : candidates) {
      if (judge.types(before + candidate + after).equals(wanted)) {
        return candidate;
      }
    }
    return " ";
  }

  private Optional<String> token(int type) {
    for (int i = 0; i < TRIES; i++) {
      List<Integer> points = new ArrayList<>();
      walk(lexer, lexerCosts, lexerRuleOfType[type], 1 + random.nextInt(12), 0, points);
      StringBuilder text = new StringBuilder();
      points.forEach(text::appendCodePoint);
      if (judge.types(text.toString()).equals(List.of(type))) {
        return Optional.of(text.toString());
      }
    }
    return Optional.empty();
  }

  private void walk(ATN atn, int[] costs, int rule, int length, int depth, List<Integer> out) {
    ATNState state = atn.ruleToStartState[rule];
    while (!(state instanceof RuleStopState)) {
      Transition transition = choose(state, costs, out.size() >= length || depth > 60);
      if (transition instanceof RuleTransition call) {
        walk(atn, costs, call.ruleIndex, length, depth + 1, out);
        state = call.followState;
      } else {
        if (!transition.isEpsilon()) {
          out.add(symbol(atn, transition));
        }
        state = transition.target;
      }
    }
  }

  private Transition choose(ATNState state, int[] costs, boolean shortest) {
    int n = state.getNumberOfTransitions();
    if (n == 1) {
      return state.transition(0);
    }
    Transition best = state.transition(0);
    int bestCost = Integer.MAX_VALUE;
    List<Transition> possible = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Transition transition = state.transition(i);
      int cost = cost(transition, costs);
      if (cost < UNREACHABLE) {
        possible.add(transition);
      }
      // Ties at random: the first alternative would be taken for ever.
      if (cost < bestCost || (cost == bestCost && random.nextBoolean())) {
        bestCost = cost;
        best = transition;
      }
    }
    if (shortest) {
      return best;
    }
    Transition chosen = possible.get(random.nextInt(possible.size()));
    // Less often what ends soonest, or most texts would be short.
    return chosen == best && random.nextInt(3) == 0
        ? possible.get(random.nextInt(possible.size()))
        : chosen;
  }

  private int symbol(ATN atn, Transition transition) {
    IntervalSet set = transition.label();
    if (atn == parser) {
      return set.get(random.nextInt(set.size()));
    }
    if (transition instanceof NotSetTransition || transition instanceof WildcardTransition) {
      IntervalSet excluded =
          transition instanceof NotSetTransition not ? not.label() : new IntervalSet();
      for (int i = 0; i < 1000; i++) {
        int candidate =
            switch (random.nextInt(12)) {
              case 0 -> '\n';
              case 1 -> 0xE9;
              case 2 -> 0x4E2D;
              default -> 0x20 + random.nextInt(0x5F);
            };
        if (!excluded.contains(candidate)) {
          return candidate;
        }
      }
      throw new AssertionError("no usual character outside " + excluded);
    }
    IntervalSet usual = set.and(IntervalSet.of(0x20, 0x7E));
    IntervalSet from = usual.isNil() || random.nextInt(12) == 0 ? set : usual;
    return from.get(random.nextInt(from.size()));
  }

  /** The least number of symbols from each state to the end of its rule. */
  private static int[] costs(ATN atn) {
    int[] costs = new int[atn.states.size()];
    Arrays.fill(costs, UNREACHABLE);
    for (ATNState stop : atn.ruleToStopState) {
      costs[stop.stateNumber] = 0;
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (ATNState state : atn.states) {
        if (state == null || state instanceof RuleStopState) {
          continue;
        }
        for (int i = 0; i < state.getNumberOfTransitions(); i++) {
          int cost = cost(state.transition(i), costs);
          if (cost < costs[state.stateNumber]) {
            costs[state.stateNumber] = cost;
            changed = true;
          }
        }
      }
    }
    return costs;
  }

  private static int cost(Transition transition, int[] costs) {
    if (transition instanceof RuleTransition call) {
      // One for the call: of ways of equal length, the flattest.
      return Math.min(
          UNREACHABLE, 1 + costs[call.target.stateNumber] + costs[call.followState.stateNumber]);
    }
    int own = transition.isEpsilon() ? 0 : 1;
    return Math.min(UNREACHABLE, own + costs[transition.target.stateNumber]);
  }
}
