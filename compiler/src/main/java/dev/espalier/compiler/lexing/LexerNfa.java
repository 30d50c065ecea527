package dev.espalier.compiler.lexing;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Lexing.LexerAlternative;
import dev.espalier.compiler.grammar.Lexing.LexerRule;
import dev.espalier.compiler.grammar.Lexing.Mode;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lexer rules of a grammar as a nondeterministic automaton whose transitions have an order,
 * with calls from rule to rule: the network that ANTLR's lexers walk through.
 *
 * <p>The order of alternatives, and of going on or ending a loop, is what decides between matches
 * of the same rule where it was left by a non-greedy loop.
 */
final class LexerNfa {
  /** What a state does. */
  sealed interface Step {
    /** Goes on without reading, in this order. */
    record Go(int[] targets, boolean nonGreedy) implements Step {}

    /** Reads a code point of a set. */
    record Read(int set, int target) implements Step {}

    /** Reads the end of the text. */
    record End(int target) implements Step {}

    /** Enters another rule. */
    record Call(int start, int back) implements Step {}

    /** Passes the end of an alternative. */
    record Pass(int alternative, int target) implements Step {}

    /** Ends a rule. */
    record Stop() implements Step {}
  }

  private final GrammarDefinition grammar;
  private final Work work;
  private final List<@Nullable Step> steps = new ArrayList<>();
  private final List<CodePointSet> sets = new ArrayList<>();
  private final Map<CodePointSet, Integer> setNumbers = new HashMap<>();
  private final Map<String, Integer> ruleStarts = new HashMap<>();
  private final Map<String, Expr> bodies = new HashMap<>();
  private final List<String> unbuilt = new ArrayList<>();
  private final List<LexerAlternative> alternatives = new ArrayList<>();
  private final List<LexerRule> ruleOf = new ArrayList<>();
  private final List<int[]> modes = new ArrayList<>();
  private final Map<String, Set<String>> calls = new HashMap<>(); // of the rules that are called
  private final BitSet recursive; // the states that call a rule from which calls may go on for ever
  private final int nesting;
  private String caller = ""; // the called rule that is being built

  /**
   * @param nesting how deep expressions may nest
   */
  LexerNfa(GrammarDefinition grammar, List<Mode> modes, int nesting, Work work) {
    this.grammar = grammar;
    this.nesting = nesting;
    this.work = work;
    for (Rule rule : grammar.rules().values()) {
      if (rule.terminal()) {
        bodies.put(rule.name(), rule.body());
      }
    }
    for (Mode mode : modes) {
      for (LexerRule rule : mode.rules()) {
        List<Expr> choice = rule.alternatives().stream().map(LexerAlternative::body).toList();
        bodies.putIfAbsent(rule.name(), new Expr.Choice(choice, rule.at()));
      }
    }
    for (Mode mode : modes) {
      int[] starts = new int[mode.rules().size()];
      for (int i = 0; i < starts.length; i++) {
        starts[i] = rule(mode.rules().get(i));
      }
      this.modes.add(starts);
    }
    while (!unbuilt.isEmpty()) {
      String name = unbuilt.removeLast();
      Expr body = bodies.get(name);
      if (body == null) {
        throw new AssertionError(name);
      }
      caller = name;
      int start = ruleStarts.getOrDefault(name, -1);
      int stop = state(new Step.Stop());
      set(start, new Step.Go(new int[] {build(body, stop, 0)}, false));
    }
    recursive = recursiveCalls();
  }

  /** The calls of rules from which calls may go on for ever. O(calls). */
  private BitSet recursiveCalls() {
    Map<String, List<String>> callers = new HashMap<>();
    Map<String, Integer> left = new HashMap<>(); // how many of a rule's callees may go on so
    List<String> finite = new ArrayList<>();
    for (String name : ruleStarts.keySet()) {
      Set<String> callees = calls.getOrDefault(name, Set.of());
      left.put(name, callees.size());
      callees.forEach(c -> callers.computeIfAbsent(c, key -> new ArrayList<>()).add(name));
      if (callees.isEmpty()) {
        finite.add(name);
      }
    }
    while (!finite.isEmpty()) {
      String name = finite.removeLast();
      left.remove(name);
      for (String by : callers.getOrDefault(name, List.of())) {
        if (left.merge(by, -1, Integer::sum) == 0) {
          finite.add(by);
        }
      }
    }
    BitSet starts = new BitSet();
    left.keySet().forEach(name -> starts.set(ruleStarts.getOrDefault(name, -1)));
    BitSet found = new BitSet();
    for (int q = 0; q < steps.size(); q++) {
      found.set(q, step(q) instanceof Step.Call call && starts.get(call.start()));
    }
    return found;
  }

  Step step(int state) {
    Step step = steps.get(state);
    if (step == null) {
      throw new AssertionError("state " + state + " was not built");
    }
    return step;
  }

  int states() {
    return steps.size();
  }

  List<CodePointSet> sets() {
    return sets;
  }

  /** The starts of a mode's rules, in order. */
  int[] starts(int mode) {
    return modes.get(mode);
  }

  /** Whether rules call themselves, at once or through others. */
  boolean isRecursive() {
    return !recursive.isEmpty();
  }

  /** Whether a state calls a rule from which calls may go on for ever. */
  boolean isRecursive(int state) {
    return recursive.get(state);
  }

  /** How many rules are called by others. */
  int calledRules() {
    return ruleStarts.size();
  }

  int modes() {
    return modes.size();
  }

  /** The alternative with a number. */
  LexerAlternative alternative(int number) {
    return alternatives.get(number);
  }

  /** The rule of an alternative. */
  LexerRule rule(int alternative) {
    return ruleOf.get(alternative);
  }

  int alternatives() {
    return alternatives.size();
  }

  private int rule(LexerRule rule) {
    int stop = state(new Step.Stop());
    boolean alike = // alternatives that do the same are one
        rule.alternatives().stream().map(LexerAlternative::commands).distinct().count() == 1;
    Rule called = grammar.rules().get(rule.name());
    if (alike && called != null && called.terminal()) {
      // What is within the rule is then the same state, however deep it was called.
      return state(new Step.Call(start(rule.name()), pass(rule, 0, stop)));
    }
    int[] targets = new int[rule.alternatives().size()];
    int pass = -1;
    for (int i = 0; i < targets.length; i++) {
      pass = alike && i > 0 ? pass : pass(rule, i, stop);
      targets[i] = build(rule.alternatives().get(i).body(), pass, 0);
    }
    return state(new Step.Go(targets, false));
  }

  private int pass(LexerRule rule, int alternative, int stop) {
    int pass = state(new Step.Pass(alternatives.size(), stop));
    alternatives.add(rule.alternatives().get(alternative));
    ruleOf.add(rule);
    return pass;
  }

  private int state(@Nullable Step step) {
    work.spend(8);
    steps.add(step);
    return steps.size() - 1;
  }

  private void set(int state, Step step) {
    steps.set(state, step);
  }

  private int number(CodePointSet set) {
    return setNumbers.computeIfAbsent(
        set,
        s -> {
          sets.add(s);
          return sets.size() - 1;
        });
  }

  private int read(CodePointSet set, int target) {
    return set.isEmpty()
        ? state(new Step.Go(new int[0], false))
        : state(new Step.Read(number(set), target));
  }

  /** The state from which an expression leads to a target. */
  private int build(Expr expr, int target, int depth) {
    if (depth > nesting) {
      LimitExceeded limit = new LimitExceeded("nesting", nesting, "reading a lexer rule");
      throw new GrammarException(
          Kind.LIMIT, expr.at(), "the rule nests deeper than " + nesting, "", limit);
    }
    return switch (expr) {
      case Expr.Empty e -> target;
      case Expr.Literal e -> {
        int at = target;
        int[] text = e.text().codePoints().toArray();
        for (int i = text.length - 1; i >= 0; i--) {
          at = read(e.ignoreCase() ? CaseVariants.of(text[i]) : CodePointSet.of(text[i]), at);
        }
        yield at;
      }
      case Expr.Characters e -> read(e.set(), target);
      case Expr.Regular e -> regular(e.language(), target);
      case Expr.Reference e -> state(new Step.Call(start(e), target));
      case Expr.Sequence e -> {
        int at = target;
        for (int i = e.parts().size() - 1; i >= 0; i--) {
          at = build(e.parts().get(i), at, depth + 1);
        }
        yield at;
      }
      case Expr.Choice e -> {
        int[] targets = new int[e.alternatives().size()];
        for (int i = 0; i < targets.length; i++) {
          targets[i] = build(e.alternatives().get(i), target, depth + 1);
        }
        yield state(new Step.Go(targets, false));
      }
      case Expr.Repeat e -> repeat(e, target, depth);
      case Expr.End e -> state(new Step.End(target));
      case Expr.Intersection e -> throw refused(e, "an intersection");
      case Expr.Complement e -> throw refused(e, "a complement");
      case Expr.Tokens e -> throw refused(e, "a token");
      case Expr.SpecialToken e -> throw refused(e, "a special token");
      case Expr.OtherTokens e -> throw refused(e, "a token");
      case Expr.TokenIds e -> throw refused(e, "a token");
      case Expr.Embedded e -> throw refused(e, "another grammar");
    };
  }

  private static GrammarException refused(Expr expr, String what) {
    return new GrammarException(
        Kind.UNSUPPORTED, expr.at(), what + " cannot stand in a lexer rule", "");
  }

  private int start(Expr.Reference reference) {
    if (!bodies.containsKey(reference.rule())) {
      throw new GrammarException(
          Kind.NAME,
          reference.at(),
          "there is no lexer rule " + reference.rule(),
          grammar.rules().containsKey(reference.rule())
              ? "a parser rule of that name cannot stand in a lexer rule"
              : "");
    }
    calls.computeIfAbsent(caller, key -> new HashSet<>()).add(reference.rule());
    return start(reference.rule());
  }

  private int start(String rule) {
    Integer known = ruleStarts.get(rule);
    if (known != null) {
      return known;
    }
    int start = state(null);
    ruleStarts.put(rule, start);
    unbuilt.add(rule);
    return start;
  }

  private int repeat(Expr.Repeat e, int target, int depth) {
    boolean lazy = !e.greedy();
    int at = target;
    int min = e.min();
    if (e.max() == Expr.Repeat.UNBOUNDED) {
      int loop = state(null);
      int body = build(e.body(), loop, depth + 1);
      set(loop, decision(body, target, lazy));
      // Once at least is what enters the body first; as in ANTLR, the decision stands behind it.
      at = min == 0 ? loop : body;
      min = Math.max(0, min - 1);
    } else {
      for (int i = e.max(); i > min; i--) {
        int body = build(e.body(), at, depth + 1);
        at = state(decision(body, target, lazy));
      }
    }
    for (int i = 0; i < min; i++) {
      at = build(e.body(), at, depth + 1);
    }
    return at;
  }

  private static Step decision(int body, int exit, boolean lazy) {
    return new Step.Go(lazy ? new int[] {exit, body} : new int[] {body, exit}, lazy);
  }

  private int regular(CodePointDfa dfa, int target) {
    int[] states = new int[dfa.states()];
    for (int q = 0; q < states.length; q++) {
      states[q] = state(null);
    }
    for (int q = 0; q < states.length; q++) {
      int first = dfa.firstTransition(q);
      int n = dfa.endTransition(q) - first;
      int[] targets = new int[n + (dfa.accepts(q) ? 1 : 0)];
      for (int i = 0; i < n; i++) {
        int t = first + i;
        targets[i] = read(CodePointSet.range(dfa.lo(t), dfa.hi(t)), states[dfa.target(t)]);
      }
      if (dfa.accepts(q)) {
        targets[n] = target;
      }
      set(states[q], new Step.Go(targets, false));
    }
    return states.length == 0 ? state(new Step.Go(new int[0], false)) : states[CodePointDfa.START];
  }

  /** The modes of a lexing policy by name. */
  static Map<String, Integer> modeNumbers(Lexing.LongestMatch lexing) {
    Map<String, Integer> numbers = new HashMap<>();
    for (Mode mode : lexing.modes()) {
      numbers.put(mode.name(), numbers.size());
    }
    return numbers;
  }
}
