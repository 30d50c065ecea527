package dev.espalier.compiler.antlr;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A left-recursive rule of ANTLR as rules of one level each, without the ambiguity of {@code e : e
 * op e}.
 *
 * <p>ANTLR rewrites such a rule to {@code e[p] : primary ({prec(op) ≥ p}? op …)*} and lets the loop
 * take all it can (Parr, Harwell, Fisher: "Adaptive LL(*) Parsing", OOPSLA 2014, appendix C). So an
 * operator goes to the innermost operand that is still open at its right and takes operators of its
 * precedence. A level is therefore two numbers: the least precedence that its own operators have,
 * and {@code open}: no operand that it ends with may take operators of that precedence, or they
 * would have been its. The left operand of an operator is open to nothing up to that operator.
 *
 * <p>Levels that say the same are one level, and a level that contains the next one refers to it:
 * where no prefix operator binds looser than a binary one, that leaves the ladder of textbooks.
 */
final class Layers {
  /**
   * An alternative of the rule.
   *
   * @param precedence of the operator, if an operand stands at its left, or 0
   * @param next the least precedence of the operand at its right, or 0 if none ends it
   * @param body what stands between the operands
   */
  private record Alternative(int precedence, int next, Expr body) {}

  private record Level(int least, int open) {}

  /** An alternative with the levels of its operands. */
  private record Use(int alternative, @Nullable Level left, @Nullable Level right) {}

  private final String name;
  private final Location at;
  private final CompileLimits limits;
  private final List<Alternative> alternatives = new ArrayList<>();
  private int work;

  Layers(String name, Location at, CompileLimits limits) {
    this.name = name;
    this.at = at;
    this.limits = limits;
  }

  void add(int precedence, int next, Expr body) {
    alternatives.add(new Alternative(precedence, next, body));
  }

  /** The rules: the first one is the whole. */
  List<Rule> rules() {
    Level top = normal(0, 0);
    Map<Level, Set<Use>> bodies = new LinkedHashMap<>();
    Map<Level, Level> below = new LinkedHashMap<>();
    Deque<Level> open = new ArrayDeque<>(List.of(top));
    while (!open.isEmpty()) {
      Level level = open.poll();
      if (bodies.containsKey(level)) {
        continue;
      }
      Set<Use> uses = uses(level);
      for (Level next : List.of(normal(level.least + 1, level.open), closer(level))) {
        Set<Use> inner = uses(next);
        if (inner.size() < uses.size() && uses.containsAll(inner)) {
          below.put(level, next);
          uses.removeAll(inner);
          open.add(next);
          break;
        }
      }
      for (Use use : uses) {
        if (use.left != null) {
          open.add(use.left);
        }
        if (use.right != null) {
          open.add(use.right);
        }
      }
      bodies.put(level, uses);
    }
    List<Rule> rules = new ArrayList<>();
    for (Map.Entry<Level, Set<Use>> body : bodies.entrySet()) {
      List<Expr> choice = new ArrayList<>();
      for (Use use : body.getValue()) {
        choice.add(expression(use, top));
      }
      Level next = below.get(body.getKey());
      if (next != null) {
        choice.add(new Expr.Reference(name(next, top), at));
      }
      Expr whole = choice.size() == 1 ? choice.getFirst() : new Expr.Choice(choice, at);
      rules.add(new Rule(name(body.getKey(), top), false, whole, at));
    }
    return rules;
  }

  /** A level of operators with the next one that forbids more at its end; itself if none does. */
  private Level closer(Level level) {
    int more = Integer.MAX_VALUE;
    for (Alternative a :
        level.least > alternatives.size() ? List.<Alternative>of() : alternatives) {
      if (a.next > level.open && a.next < more && !normal(level.least, a.next).equals(level)) {
        more = a.next;
      }
    }
    return more == Integer.MAX_VALUE ? level : normal(level.least, more);
  }

  private String name(Level level, Level top) {
    if (level.equals(top)) {
      return name;
    }
    return name + "[" + level.least + (level.open == 0 ? "" : "/" + level.open) + "]";
  }

  private Expr expression(Use use, Level top) {
    Alternative alternative = alternatives.get(use.alternative);
    Location place = alternative.body.at();
    List<Expr> parts = new ArrayList<>();
    if (use.left != null) {
      parts.add(new Expr.Reference(name(use.left, top), place));
    }
    if (alternative.body instanceof Expr.Sequence sequence) {
      parts.addAll(sequence.parts());
    } else if (!(alternative.body instanceof Expr.Empty)) {
      parts.add(alternative.body);
    }
    if (use.right != null) {
      parts.add(new Expr.Reference(name(use.right, top), place));
    }
    return Elements.sequence(place, parts);
  }

  private Set<Use> uses(Level level) {
    work += alternatives.size();
    if (work > limits.branches()) {
      throw new GrammarException(
          Kind.LIMIT,
          at,
          "the left-recursive rule " + name + " has too many levels of precedence",
          "write operators of the same precedence in one alternative",
          new LimitExceeded("branches", limits.branches(), "levels of rule " + name));
    }
    Set<Use> uses = new LinkedHashSet<>();
    for (int i = 0; i < alternatives.size(); i++) {
      Alternative a = alternatives.get(i);
      if (usable(a, level.least, level.open)) {
        uses.add(
            new Use(
                i,
                a.precedence == 0 ? null : normal(level.least, a.precedence),
                a.next == 0 ? null : normal(a.next, level.open)));
      }
    }
    return uses;
  }

  private static boolean usable(Alternative a, int least, int open) {
    return (a.precedence == 0 || a.precedence >= least) && (a.next == 0 || a.next > open);
  }

  /**
   * The level's least form. No operator below the first usable one can be in it, not even inside a
   * left operand: an operator with a right operand that this level forbids is forbidden before any
   * later operator, too. And of {@code open} only what forbids something counts.
   */
  private Level normal(int least, int open) {
    int first = alternatives.size() + 1;
    for (Alternative a : alternatives) {
      if (a.precedence > 0 && usable(a, least, open)) {
        first = Math.min(first, a.precedence);
      }
    }
    boolean binary = false;
    for (Alternative a : alternatives) {
      binary |= a.precedence >= first && a.next > 0 && a.next <= open;
    }
    int closed = 0;
    for (Alternative a : alternatives) {
      if (a.next <= open && (a.precedence == 0 || binary && a.precedence >= first)) {
        closed = Math.max(closed, a.next);
      }
    }
    return new Level(first, closed);
  }
}
