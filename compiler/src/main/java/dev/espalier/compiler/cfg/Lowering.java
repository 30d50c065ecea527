package dev.espalier.compiler.cfg;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns the rules of a grammar into productions: choices and repetitions become nonterminals of
 * their own. Repetitions are left-recursive, so that a list takes no room on a stack.
 *
 * <p>Complexity: linear in the size of the rules that the start rule needs, where {@code x{m,n}}
 * counts as n times x.
 */
final class Lowering {
  /** Finds the terminals of a grammar. */
  interface Terminals {
    /** The terminal that an expression is, if it is one; empty for what is made of several. */
    Optional<Terminal> of(Expr expr);

    /** The names of the terminals found so far, by number. */
    List<String> names();

    /** Whether an expression is a plain text, which may be read in one with those beside it. */
    default boolean isText(Expr expr) {
      return false;
    }

    /** The terminal that may stand, or not, before every other one and at the end. */
    default Optional<Terminal> ignored() {
      return Optional.empty();
    }
  }

  /**
   * A terminal, and whether nothing may stand in its place.
   *
   * @param number below 0 for one that no text is, or only the empty one
   */
  record Terminal(int number, boolean optional) {
    static final int NEVER = -1;
    static final int NOTHING = -2;
  }

  // Terminals are found while productions are made, so they are numbered apart until the end.
  private static final int NONTERMINAL = 1 << 30;

  private final GrammarDefinition grammar;
  private final Terminals terminals;
  private final CompileLimits limits;
  private final Map<String, Integer> rules = new LinkedHashMap<>();
  private final ArrayDeque<Rule> open = new ArrayDeque<>();
  private final List<String> names = new ArrayList<>();
  private final List<int[]> productions = new ArrayList<>(); // left, right…
  private final Map<Object, Integer> shared = new HashMap<>();
  private final Optional<Terminal> ignored;
  private long symbols;

  private Lowering(GrammarDefinition grammar, Terminals terminals, CompileLimits limits) {
    this.grammar = grammar;
    this.terminals = terminals;
    this.limits = limits;
    this.ignored = terminals.ignored();
  }

  /**
   * What a grammar became.
   *
   * @param unused names of rules that the start rule does not need
   * @param barren names of rules that it refers to and that no text can be
   */
  record Lowered(Cfg cfg, List<String> unused, List<String> barren) {}

  static Lowered lower(GrammarDefinition grammar, Terminals terminals, CompileLimits limits) {
    return new Lowering(grammar, terminals, limits).run();
  }

  private Lowered run() {
    Rule start = grammar.rules().get(grammar.start());
    if (start == null) {
      Location at =
          grammar.rules().values().stream()
              .map(Rule::at)
              .findFirst()
              .orElse(new Location(grammar.name(), 1, 1));
      throw unknown(grammar.start(), at, "the start rule ");
    }
    int startSymbol = rule(start.name(), start.at());
    if (ignored.isPresent()) {
      int whole = nonterminal(start.name() + ", then what is ignored");
      production(whole, concat(new int[] {startSymbol}, ignored(ignored.get())));
      startSymbol = whole;
    }
    while (!open.isEmpty()) {
      Rule rule = open.remove();
      define(rules.getOrDefault(rule.name(), -1), rule.body(), 0);
    }
    Cfg.Builder builder = new Cfg.Builder(terminals.names());
    int shift = terminals.names().size() - NONTERMINAL;
    names.forEach(builder::nonterminal);
    for (int[] p : productions) {
      builder.production(
          p[0] + shift,
          Arrays.stream(p, 1, p.length).map(s -> s >= NONTERMINAL ? s + shift : s).toArray());
    }
    Cfg cfg = builder.build(startSymbol + shift);
    BitSet productive = cfg.productive();
    List<String> barren = new ArrayList<>();
    rules.forEach((name, symbol) -> {
      if (!productive.get(symbol + shift)) {
        barren.add(name);
      }
    });
    if (barren.contains(start.name())) {
      throw new GrammarException(
          Kind.EMPTY,
          start.at(),
          "no text is in the language of the rule " + start.name(),
          reason(barren, start.name()));
    }
    List<String> unused =
        grammar.rules().values().stream()
            .filter(r -> !r.terminal() && !rules.containsKey(r.name()))
            .map(Rule::name)
            .toList();
    return new Lowered(cfg, unused, barren);
  }

  private static String reason(List<String> barren, String start) {
    List<String> others = barren.stream().filter(name -> !name.equals(start)).toList();
    return others.isEmpty()
        ? "every alternative of it needs itself, or a token that no lexer rule makes"
        : "neither has " + String.join(", ", others);
  }

  private GrammarException unknown(String name, Location at, String what) {
    List<String> near =
        grammar.rules().keySet().stream()
            .filter(rule -> distance(rule, name) <= 2 || rule.equalsIgnoreCase(name))
            .sorted(Comparator.comparingInt(rule -> distance(rule, name)))
            .limit(3)
            .toList();
    return new GrammarException(
        Kind.NAME,
        at,
        what + name + " is not defined",
        near.isEmpty() ? "" : "there is " + String.join(", ", near));
  }

  /** The edit distance of two names (Levenshtein), as far as short ones matter. */
  private static int distance(String a, String b) {
    if (a.length() > 64 || b.length() > 64) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int same = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(same, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }

  private int rule(String name, Location at) {
    Integer known = rules.get(name);
    if (known != null) {
      return known;
    }
    Rule rule = grammar.rules().get(name);
    if (rule == null) {
      throw unknown(name, at, "the rule ");
    }
    int symbol = nonterminal(name);
    rules.put(name, symbol);
    open.add(rule);
    return symbol;
  }

  private int nonterminal(String name) {
    names.add(name);
    return NONTERMINAL + names.size() - 1;
  }

  private void production(int left, int... right) {
    symbols += right.length + 1;
    if (symbols > limits.grammarSymbols()) {
      throw new LimitExceeded(
          "grammarSymbols", limits.grammarSymbols(), "reading the grammar's rules");
    }
    int[] whole = new int[right.length + 1];
    whole[0] = left;
    System.arraycopy(right, 0, whole, 1, right.length);
    productions.add(whole);
  }

  /** Makes a nonterminal what an expression says. */
  private void define(int symbol, Expr body, int depth) {
    if (body instanceof Expr.Choice choice && terminals.of(body).isEmpty()) {
      for (Expr alternative : choice.alternatives()) {
        production(symbol, sequence(alternative, depth + 1));
      }
    } else {
      production(symbol, sequence(body, depth));
    }
  }

  /** The symbols that an expression stands for, one after the other. */
  private int[] sequence(Expr expr, int depth) {
    if (depth > limits.nesting()) {
      LimitExceeded limit = new LimitExceeded("nesting", limits.nesting(), "reading a rule");
      throw new GrammarException(
          Kind.LIMIT, expr.at(), "the rule nests deeper than " + limits.nesting(), "", limit);
    }
    Optional<Terminal> terminal = terminals.of(expr);
    if (terminal.isPresent()) {
      return symbol(terminal.get());
    }
    return switch (expr) {
      case Expr.Empty e -> new int[0];
      case Expr.Reference e -> new int[] {rule(e.rule(), e.at())};
      case Expr.Sequence e -> {
        List<Expr> grouped = grouped(e);
        int[][] parts = new int[grouped.size()][];
        for (int i = 0; i < parts.length; i++) {
          parts[i] = sequence(grouped.get(i), depth + 1);
        }
        yield concat(parts);
      }
      case Expr.Choice e -> new int[] {choice(e, depth)};
      case Expr.Repeat e -> repeat(e, depth);
      case Expr.Tokens e -> new int[] {tokens(e)};
      default ->
          throw new GrammarException(
              Kind.UNSUPPORTED,
              expr.at(),
              name(expr) + " cannot stand here",
              expr instanceof Expr.Intersection || expr instanceof Expr.Complement
                  ? "it is possible for what is regular only"
                  : "");
    };
  }

  private static String name(Expr expr) {
    return switch (expr) {
      case Expr.Intersection e -> "an intersection";
      case Expr.Complement e -> "a complement";
      case Expr.Tokens e -> "a token of a lexer";
      case Expr.SpecialToken e -> "a special token";
      case Expr.OtherTokens e -> "a token";
      case Expr.TokenIds e -> "a token";
      case Expr.Embedded e -> "another grammar";
      default -> "a text";
    };
  }

  /** The parts of a sequence, with neighbouring texts in one. */
  private List<Expr> grouped(Expr.Sequence e) {
    List<Expr> grouped = new ArrayList<>();
    int i = 0;
    while (i < e.parts().size()) {
      int end = i;
      while (end < e.parts().size() && terminals.isText(e.parts().get(end))) {
        end++;
      }
      if (end - i > 1) {
        grouped.add(new Expr.Sequence(e.parts().subList(i, end), e.parts().get(i).at()));
        i = end;
      } else {
        grouped.add(e.parts().get(i++));
      }
    }
    return grouped;
  }

  private int[] symbol(Terminal terminal) {
    if (terminal.number() == Terminal.NOTHING) {
      return new int[0];
    }
    Integer known = shared.get(terminal);
    if (known == null) {
      known = terminal.number();
      if (known < 0) {
        known = nonterminal("never");
      } else if (ignored.isPresent()) {
        int after = nonterminal(terminals.names().get(known));
        production(after, concat(ignored(ignored.get()), new int[] {known}));
        known = after;
      }
      if (terminal.optional()) {
        int optional = nonterminal(name(known) + "?");
        production(optional);
        production(optional, known);
        known = optional;
      }
      shared.put(terminal, known);
    }
    return new int[] {known};
  }

  private String name(int symbol) {
    return symbol >= NONTERMINAL ? names.get(symbol - NONTERMINAL) : terminals.names().get(symbol);
  }

  /** What is ignored, or nothing. */
  private int[] ignored(Terminal ignored) {
    Integer known = shared.get(ignored);
    if (known == null) {
      known = nonterminal("ignored");
      production(known);
      production(known, ignored.number());
      shared.put(ignored, known);
    }
    return new int[] {known};
  }

  private static int[] concat(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }

  private String inner(Expr expr) {
    return "(" + expr.at().line() + ":" + expr.at().column() + ")";
  }

  private int choice(Expr.Choice e, int depth) {
    int symbol = nonterminal(inner(e));
    for (Expr alternative : e.alternatives()) {
      production(symbol, sequence(alternative, depth + 1));
    }
    return symbol;
  }

  private int tokens(Expr.Tokens e) {
    Integer known = shared.get(e.types());
    if (known != null) {
      return known;
    }
    int symbol = nonterminal(inner(e));
    shared.put(e.types(), symbol);
    for (String type : new TreeSet<>(e.types())) {
      production(symbol, sequence(new Expr.Tokens(Set.of(type), e.at()), 0));
    }
    return symbol;
  }

  private int[] repeat(Expr.Repeat e, int depth) {
    int[] body = sequence(e.body(), depth + 1);
    if (body.length == 0 || e.max() == 0) {
      return new int[0];
    }
    if (body.length > 1) {
      int one = nonterminal(inner(e.body()));
      production(one, body);
      body = new int[] {one};
    }
    int one = body[0];
    if (e.max() == Expr.Repeat.UNBOUNDED) {
      int list = nonterminal(inner(e) + (e.min() == 0 ? "*" : "+"));
      if (e.min() == 0) {
        production(list);
      } else {
        production(list, one);
      }
      production(list, list, one);
      return concat(times(one, e.min() - 1), new int[] {list});
    }
    if (e.min() > e.max()) {
      throw new GrammarException(
          Kind.SYNTAX, e.at(), "at least " + e.min() + " and at most " + e.max() + " times", "");
    }
    int[] must = times(one, e.min());
    int more = -1;
    for (int i = e.min(); i < e.max(); i++) {
      int optional = nonterminal(inner(e) + "?");
      production(optional);
      production(optional, more < 0 ? new int[] {one} : new int[] {one, more});
      more = optional;
    }
    return more < 0 ? must : concat(must, new int[] {more});
  }

  // A number of the same symbols; many of them in groups, so that the rules stay short.
  private int[] times(int one, int count) {
    if (count <= 0) {
      return new int[0];
    }
    if (symbols + count > limits.grammarSymbols()) {
      throw new LimitExceeded(
          "grammarSymbols", limits.grammarSymbols(), "repeating a part of a rule");
    }
    symbols += count;
    int[] all = new int[count];
    Arrays.fill(all, one);
    return all;
  }
}
