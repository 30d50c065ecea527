package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which rules may be the empty text: those that surely are not are left out, so what is not decided
 * here (complements, embedded grammars) counts as empty.
 *
 * <p>Linear in the size of the rules: every expression counts how many of its parts are still
 * missing (as Dowling and Gallier do for Horn clauses, 1984).
 */
final class Nullability {
  /** An expression or a rule that waits for parts, and who waits for it. */
  private static final class Node {
    int missing;
    final List<Node> waiting = new ArrayList<>();
    final String rule; // empty for expressions

    Node(int missing, String rule) {
      this.missing = missing;
      this.rule = rule;
    }
  }

  private final Map<String, Node> nodes = new HashMap<>();
  private final ArrayDeque<Node> ready = new ArrayDeque<>();
  private final Set<String> nullable = new HashSet<>();

  private Nullability() {}

  /** The names of the rules that may be empty. */
  static Set<String> of(Iterable<Rule> rules) {
    Nullability all = new Nullability();
    for (Rule rule : rules) {
      all.add(rule.body(), all.node(rule.name()));
    }
    while (!all.ready.isEmpty()) {
      Node done = all.ready.pop();
      if (!done.rule.isEmpty()) {
        all.nullable.add(done.rule);
      }
      for (Node waiting : done.waiting) {
        if (--waiting.missing == 0) {
          all.ready.push(waiting);
        }
      }
    }
    return all.nullable;
  }

  /** Whether an expression may be empty, given the rules that may be. */
  static boolean isNullable(Expr expr, Set<String> rules) {
    return switch (expr) {
      case Expr.Reference reference -> rules.contains(reference.rule());
      case Expr.Sequence sequence ->
          sequence.parts().stream().allMatch(part -> isNullable(part, rules));
      case Expr.Intersection both -> both.parts().stream().allMatch(p -> isNullable(p, rules));
      case Expr.Choice choice -> choice.alternatives().stream().anyMatch(a -> isNullable(a, rules));
      case Expr.Repeat repeat -> repeat.min() == 0 || isNullable(repeat.body(), rules);
      default -> mayBeEmpty(expr);
    };
  }

  private static boolean mayBeEmpty(Expr leaf) {
    return switch (leaf) {
      case Expr.Empty empty -> true;
      case Expr.End end -> true;
      case Expr.Complement complement -> true;
      case Expr.Embedded embedded -> true;
      case Expr.Literal literal -> literal.text().isEmpty();
      case Expr.Regular regular -> regular.language().accepts(CodePointDfa.START);
      default -> false;
    };
  }

  private Node node(String rule) {
    return nodes.computeIfAbsent(rule, name -> new Node(1, name));
  }

  /** Lets a node wait for an expression. */
  private void add(Expr expr, Node waiting) {
    switch (expr) {
      case Expr.Reference reference -> node(reference.rule()).waiting.add(waiting);
      case Expr.Sequence sequence -> all(sequence.parts(), waiting);
      case Expr.Intersection both -> all(both.parts(), waiting);
      case Expr.Choice choice -> {
        Node any = new Node(1, "");
        any.waiting.add(waiting);
        choice.alternatives().forEach(alternative -> add(alternative, any));
      }
      case Expr.Repeat repeat when repeat.min() > 0 -> add(repeat.body(), waiting);
      case Expr.Repeat repeat -> empty(waiting);
      default -> {
        if (mayBeEmpty(expr)) {
          empty(waiting);
        }
      }
    }
  }

  private void all(List<Expr> parts, Node waiting) {
    Node all = new Node(parts.size(), "");
    all.waiting.add(waiting);
    if (parts.isEmpty()) {
      ready.push(all);
    }
    parts.forEach(part -> add(part, all));
  }

  private void empty(Node waiting) {
    if (--waiting.missing == 0) {
      ready.push(waiting);
    }
  }
}
