package dev.espalier.compiler.explain;

import dev.espalier.compiler.explain.Graph.Edge;
import dev.espalier.compiler.explain.Graph.Node;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The rules of a grammar as text and as a picture of which refers to which. */
final class RuleListing {
  private static final int LABEL = 50;

  private final GrammarDefinition grammar;
  private final String source;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * A rule of either kind.
   *
   * @param uses the names of the rules and tokens that it refers to
   */
  private record Entry(String body, Location at, boolean terminal, Set<String> uses) {}

  RuleListing(GrammarDefinition grammar) {
    this.grammar = grammar;
    Rule start = grammar.rules().get(grammar.start());
    this.source = start == null ? "" : start.at().source();
    for (Rule rule : grammar.rules().values()) {
      entries.put(
          rule.name(),
          new Entry(RuleText.of(rule.body()), rule.at(), rule.terminal(), uses(rule.body())));
    }
    if (grammar.lexing() instanceof Lexing.LongestMatch lexing) {
      for (Lexing.Mode mode : lexing.modes()) {
        for (Lexing.LexerRule rule : mode.rules()) {
          Set<String> uses = new LinkedHashSet<>();
          rule.alternatives().forEach(alternative -> uses.addAll(uses(alternative.body())));
          entries.putIfAbsent(rule.name(), new Entry(RuleText.of(rule), rule.at(), true, uses));
        }
      }
    }
  }

  private static Set<String> uses(Expr whole) {
    Set<String> uses = new LinkedHashSet<>();
    Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Expr> open = new ArrayDeque<>();
    open.push(whole);
    while (!open.isEmpty()) {
      Expr expr = open.pop();
      if (!seen.add(expr)) {
        continue;
      }
      switch (expr) {
        case Expr.Reference e -> uses.add(e.rule());
        case Expr.Tokens e -> uses.addAll(e.types());
        case Expr.Sequence e -> e.parts().reversed().forEach(open::push);
        case Expr.Choice e -> e.alternatives().reversed().forEach(open::push);
        case Expr.Repeat e -> open.push(e.body());
        case Expr.Intersection e -> e.parts().reversed().forEach(open::push);
        case Expr.Complement e -> open.push(e.body());
        default -> {} // refers to nothing
      }
    }
    return uses;
  }

  Explanation explain() {
    return new Explanation(text(), graph());
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    text.append("grammar ").append(grammar.name()).append(", from ").append(grammar.start());
    text.append("  (").append(source).append(")\n");
    for (Rule rule : grammar.rules().values()) {
      line(text, rule.terminal() ? "terminal " : "", rule.name());
    }
    switch (grammar.lexing()) {
      case Lexing.Scannerless lexing -> {
        if (!lexing.ignored().isEmpty()) {
          text.append("ignored between terminals: ");
          text.append(String.join(", ", lexing.ignored())).append('\n');
        }
      }
      case Lexing.LongestMatch lexing -> {
        for (Lexing.Mode mode : lexing.modes()) {
          text.append("tokens in mode ").append(mode.name()).append(", the first ones first\n");
          mode.rules().forEach(rule -> line(text, "", rule.name()));
        }
      }
    }
    grammar.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
    return text.toString();
  }

  private void line(StringBuilder text, String kind, String name) {
    Entry entry = entries.get(name);
    if (entry != null) {
      Location at = entry.at;
      String place = at.line() + ":" + at.column();
      text.append("  ").append(kind).append(name).append(" = ").append(entry.body);
      text.append("  (").append(at.source().equals(source) ? place : at).append(")\n");
    }
  }

  private Graph graph() {
    // In the order in which the start rule leads to them, then what it does not need.
    Set<String> order = new LinkedHashSet<>();
    ArrayDeque<String> open = new ArrayDeque<>();
    open.add(grammar.start());
    List<String> rest = new ArrayList<>(entries.keySet());
    for (int i = 0; i <= rest.size(); i++) {
      while (!open.isEmpty()) {
        String name = open.remove();
        Entry entry = entries.get(name);
        if (entry != null && order.add(name)) {
          open.addAll(entry.uses);
        }
      }
      if (i < rest.size()) {
        open.add(rest.get(i));
      }
    }
    Map<String, Integer> numbers = new LinkedHashMap<>();
    order.forEach(name -> numbers.put(name, numbers.size()));
    List<Node> nodes = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    for (String name : order) {
      Entry entry = Objects.requireNonNull(entries.get(name));
      nodes.add(
          new Node(
              name + "\n" + Words.shortened(entry.body, LABEL),
              name.equals(grammar.start()),
              entry.terminal,
              false));
      for (String used : entry.uses) {
        Integer to = numbers.get(used);
        if (to != null) {
          edges.add(new Edge(nodes.size() - 1, to, ""));
        }
      }
    }
    return new Graph("rules of " + grammar.name(), nodes, edges, List.of()).first(Explainer.MOST);
  }
}
