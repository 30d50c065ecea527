package dev.espalier.grammars;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.ActionTransition;
import org.antlr.v4.runtime.atn.LexerAction;
import org.antlr.v4.runtime.atn.LexerChannelAction;
import org.antlr.v4.runtime.atn.LexerSkipAction;
import org.antlr.v4.runtime.atn.LexerTypeAction;
import org.antlr.v4.runtime.atn.LoopEndState;
import org.antlr.v4.runtime.atn.NotSetTransition;
import org.antlr.v4.runtime.atn.PrecedencePredicateTransition;
import org.antlr.v4.runtime.atn.RuleStopState;
import org.antlr.v4.runtime.atn.RuleTransition;
import org.antlr.v4.runtime.atn.StarLoopEntryState;
import org.antlr.v4.runtime.atn.Transition;
import org.antlr.v4.runtime.misc.IntervalSet;

/**
 * Random texts of a grammar: a walk through the transition network of its parser rules, and through
 * that of its lexer rules for every token; between tokens stands what the lexer leaves out, where
 * it keeps them apart or by chance.
 */
final class TextGenerator {

  private static final IntervalSet CODE_POINTS = IntervalSet.of(0, 0x10FFFF);
  private static final IntervalSet PRINTABLE = IntervalSet.of(' ', '~');
  private static final int LEXEME_LENGTH = 8;
  private static final int FAR = Integer.MAX_VALUE / 4;

  private final AntlrOracle oracle;
  private final SplittableRandom random;
  private final ATN parser;
  private final ATN lexer;
  private final int startRule;
  private final int[] parserCosts;
  private final int[] lexerCosts;
  private final Map<Integer, List<Integer>> lexerRules = new HashMap<>();
  private final List<Integer> leftOut = new ArrayList<>();
  private final Set<Transition> used = new HashSet<>();

  /** The transition that is to be gone over, while there is one. */
  private Optional<Goal> goal = Optional.empty();

  /**
   * @param ways for every state, the number of transitions until the wanted one is gone over
   */
  private record Goal(Transition wanted, int[] ways) {
    private boolean isAhead(ATNState state) {
      return ways[state.stateNumber] < FAR;
    }
  }

  TextGenerator(AntlrOracle oracle, long seed) {
    this.oracle = oracle;
    this.random = new SplittableRandom(seed);
    this.parser = oracle.parserGrammar().getATN();
    this.lexer = oracle.lexer().getATN();
    this.startRule = oracle.parserGrammar().getRule(oracle.grammar().start()).index;
    this.parserCosts = costs(parser);
    this.lexerCosts = costs(lexer);
    Set<Integer> entries = new HashSet<>();
    lexer.modeToStartState.forEach(
        mode -> Arrays.stream(mode.getTransitions()).forEach(t -> entries.add(t.target.ruleIndex)));
    for (int rule : entries) {
      List<LexerAction> actions = actions(rule);
      if (actions.stream()
          .anyMatch(a -> a instanceof LexerSkipAction || a instanceof LexerChannelAction)) {
        leftOut.add(rule);
      } else {
        int type =
            actions.stream()
                .filter(LexerTypeAction.class::isInstance)
                .mapToInt(action -> ((LexerTypeAction) action).getType())
                .findFirst()
                .orElse(lexer.ruleToTokenType[rule]);
        lexerRules.computeIfAbsent(type, any -> new ArrayList<>()).add(rule);
      }
    }
  }

  /**
   * A text of about as many tokens, or nothing where the lexer reads other tokens out of every
   * spelling that was tried.
   */
  Optional<String> next(int tokens) {
    List<Transition> unused = reachable().stream().filter(t -> !used.contains(t)).toList();
    goal =
        unused.isEmpty() || random.nextBoolean()
            ? Optional.empty()
            : Optional.of(goal(unused.get(random.nextInt(unused.size()))));
    List<Integer> types = new ArrayList<>();
    walk(startRule, 0, tokens, types, true);
    StringBuilder text = new StringBuilder();
    for (int count = 1; count <= types.size(); count++) {
      Optional<String> more = extend(text.toString(), types.subList(0, count));
      if (more.isEmpty()) {
        return Optional.empty();
      }
      text.append(more.get());
    }
    if (!leftOut.isEmpty() && random.nextInt(4) == 0) {
      String end = text + lexeme(leftOut.get(random.nextInt(leftOut.size())));
      if (oracle.tokenTypes(end).equals(Optional.of(types))) {
        return Optional.of(end);
      }
    }
    return Optional.of(text.toString());
  }

  /** Which share of the parser rules' transitions the texts so far went over. */
  double coverage() {
    List<Transition> all = reachable();
    return (double) all.stream().filter(used::contains).count() / all.size();
  }

  private List<Transition> reachable() {
    Set<Integer> seen = new HashSet<>();
    List<Transition> all = new ArrayList<>();
    Deque<ATNState> open = new ArrayDeque<>(List.of(parser.ruleToStartState[startRule]));
    while (!open.isEmpty()) {
      ATNState state = open.pop();
      if (seen.add(state.stateNumber) && !(state instanceof RuleStopState)) {
        for (Transition transition : state.getTransitions()) {
          all.add(transition);
          open.push(transition.target);
          if (transition instanceof RuleTransition rule) {
            open.push(rule.followState);
          }
        }
      }
    }
    return all;
  }

  /** What has to follow the text so that the lexer reads one more token, the last of the types. */
  private Optional<String> extend(String text, List<Integer> types) {
    List<Integer> rules = lexerRules.getOrDefault(types.getLast(), List.of());
    for (int attempt = 0; attempt < 12; attempt++) {
      String lexeme = lexeme(rules.get(random.nextInt(rules.size())));
      String gap = "";
      if (!leftOut.isEmpty() && (attempt > 2 || random.nextInt(3) == 0)) {
        gap =
            attempt > 8 || random.nextInt(4) > 0
                ? " "
                : lexeme(leftOut.get(random.nextInt(leftOut.size())));
      }
      if (oracle.tokenTypes(text + gap + lexeme).equals(Optional.of(types))) {
        return Optional.of(gap + lexeme);
      }
    }
    return Optional.empty();
  }

  /**
   * @param seeks whether the way to the goal leads through this call
   */
  private void walk(int rule, int precedence, int budget, List<Integer> types, boolean seeks) {
    ATNState state = parser.ruleToStartState[rule];
    while (!(state instanceof RuleStopState)) {
      Transition transition =
          seeks && goal.isPresent() && goal.get().isAhead(state)
              ? towards(goal.get(), state, precedence)
              : choose(state, precedence, types.size() < budget, parserCosts);
      if (transition instanceof RuleTransition call) {
        boolean inside =
            seeks
                && goal.isPresent()
                && goal.get().ways[call.target.stateNumber] <= wayAfter(call, goal.get().ways);
        walk(call.target.ruleIndex, call.precedence, budget, types, inside);
        state = call.followState;
      } else {
        IntervalSet label = label(transition, IntervalSet.of(1, parser.maxTokenType));
        if (!label.isNil() && !label.contains(Token.EOF)) {
          types.add(label.get(random.nextInt(label.size())));
        }
        state = transition.target;
      }
    }
  }

  /** The transition that leads on to the goal; a goal that a precedence bars is given up. */
  private Transition towards(Goal wanted, ATNState state, int precedence) {
    for (Transition transition : state.getTransitions()) {
      if (way(transition, wanted.wanted, wanted.ways) == wanted.ways[state.stateNumber]
          && isOpen(transition, precedence)) {
        if (transition == wanted.wanted) {
          goal = Optional.empty();
        }
        used.add(transition);
        return transition;
      }
    }
    goal = Optional.empty();
    return choose(state, precedence, true, parserCosts);
  }

  private Goal goal(Transition wanted) {
    int[] ways = new int[parser.states.size()];
    Arrays.fill(ways, FAR);
    for (boolean changed = true; changed; ) {
      changed = false;
      for (ATNState state : parser.states) {
        if (!(state instanceof RuleStopState)) {
          int best = ways[state.stateNumber];
          for (Transition transition : state.getTransitions()) {
            best = Math.min(best, way(transition, wanted, ways));
          }
          changed |= best < ways[state.stateNumber];
          ways[state.stateNumber] = best;
        }
      }
    }
    return new Goal(wanted, ways);
  }

  /** With this transition first, and then in the rule that it calls or after it. */
  private int way(Transition transition, Transition wanted, int[] ways) {
    int way = transition == wanted ? 0 : ways[transition.target.stateNumber];
    if (transition instanceof RuleTransition call) {
      way = Math.min(way, wayAfter(call, ways));
    }
    return Math.min(1 + way, FAR);
  }

  private int wayAfter(RuleTransition call, int[] ways) {
    return parserCosts[call.target.stateNumber] + ways[call.followState.stateNumber];
  }

  private String lexeme(int rule) {
    StringBuilder text = new StringBuilder();
    spell(rule, random.nextInt(1, LEXEME_LENGTH), text);
    return text.toString();
  }

  private void spell(int rule, int budget, StringBuilder text) {
    ATNState state = lexer.ruleToStartState[rule];
    while (!(state instanceof RuleStopState)) {
      Transition transition = choose(state, 0, text.length() < budget, lexerCosts);
      if (transition instanceof RuleTransition call) {
        spell(call.target.ruleIndex, budget, text);
        state = call.followState;
      } else {
        IntervalSet label = label(transition, CODE_POINTS);
        if (!label.isNil() && !label.contains(Token.EOF)) {
          text.appendCodePoint(codePoint(label));
        }
        state = transition.target;
      }
    }
  }

  /** Printable ASCII mostly; surrogates never, for they are no text. */
  private int codePoint(IntervalSet label) {
    IntervalSet plain = label.and(PRINTABLE);
    if (plain != null && !plain.isNil() && random.nextInt(8) > 0) {
      return plain.get(random.nextInt(plain.size()));
    }
    var interval = label.getIntervals().get(random.nextInt(label.getIntervals().size()));
    int chosen;
    do {
      chosen = random.nextInt(interval.a, interval.b + 1);
    } while (chosen >= 0xD800 && chosen <= 0xDFFF);
    return chosen;
  }

  /** Within the budget anything, beyond it the shortest way out. */
  private Transition choose(ATNState state, int precedence, boolean free, int[] costs) {
    List<Transition> open = new ArrayList<>();
    for (Transition transition : state.getTransitions()) {
      if (isOpen(transition, precedence)) {
        open.add(transition);
      }
    }
    Transition chosen = open.get(random.nextInt(open.size()));
    if (!free) {
      for (Transition other : open) {
        chosen = cost(other, costs) < cost(chosen, costs) ? other : chosen;
      }
    }
    used.add(chosen);
    return chosen;
  }

  /** Whether a left-recursive rule may go on here, that was entered with a precedence. */
  private static boolean isOpen(Transition transition, int precedence) {
    if (transition instanceof PrecedencePredicateTransition predicate) {
      return predicate.precedence >= precedence;
    }
    return transition instanceof RuleTransition
        || !transition.isEpsilon()
        || transition.target instanceof RuleStopState
        || transition.target instanceof StarLoopEntryState
        || transition.target instanceof LoopEndState
        || Arrays.stream(transition.target.getTransitions())
            .anyMatch(next -> isOpen(next, precedence));
  }

  /** For every state the number of transitions on the shortest way to the end of its rule. */
  private static int[] costs(ATN atn) {
    int[] costs = new int[atn.states.size()];
    Arrays.fill(costs, FAR);
    for (boolean changed = true; changed; ) {
      changed = false;
      for (ATNState state : atn.states) {
        int best = state instanceof RuleStopState ? 0 : costs[state.stateNumber];
        if (!(state instanceof RuleStopState)) {
          for (Transition transition : state.getTransitions()) {
            best = Math.min(best, cost(transition, costs));
          }
        }
        changed |= best < costs[state.stateNumber];
        costs[state.stateNumber] = best;
      }
    }
    return costs;
  }

  private static int cost(Transition transition, int[] costs) {
    int rest = costs[transition.target.stateNumber];
    if (transition instanceof RuleTransition call) {
      rest += costs[call.followState.stateNumber];
    }
    return Math.min(1 + rest, FAR);
  }

  private static IntervalSet label(Transition transition, IntervalSet all) {
    if (transition.isEpsilon()) {
      return new IntervalSet();
    }
    IntervalSet label = transition.label();
    if (label == null) {
      return all;
    }
    return transition instanceof NotSetTransition ? label.complement(all) : label;
  }

  private List<LexerAction> actions(int rule) {
    List<LexerAction> actions = new ArrayList<>();
    for (ATNState state : lexer.states) {
      if (state.ruleIndex == rule) {
        for (Transition transition : state.getTransitions()) {
          if (transition instanceof ActionTransition action && action.actionIndex >= 0) {
            actions.add(lexer.lexerActions[action.actionIndex]);
          }
        }
      }
    }
    return actions;
  }
}
