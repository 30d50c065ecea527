package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointDfas;
import dev.espalier.compiler.automata.CodePointNfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.grammar.Expr;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The automata of regular expressions and of the rules that they refer to. A rule that refers to
 * itself counts as not regular, whether its language is or not.
 */
final class RegularLanguages {
  /** Thrown and caught here alone. */
  private static final class NotRegular extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotRegular() {
      super("not regular", null, false, false);
    }
  }

  private final Map<String, Expr> rules;
  private final Map<String, Optional<CodePointDfa>> known = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private final int maxNesting;
  private final Work work;

  /**
   * @param rules the bodies of the rules that may be referred to
   * @param maxNesting how many rules may be open one in the other
   */
  RegularLanguages(Map<String, Expr> rules, int maxNesting, Work work) {
    this.rules = rules;
    this.maxNesting = maxNesting;
    this.work = work;
  }

  /** The automaton of an expression; nothing if it is not regular or too large. */
  Optional<CodePointDfa> of(Expr expr) {
    try {
      return Optional.of(dfa(expr));
    } catch (NotRegular | LimitExceeded no) {
      return Optional.empty();
    }
  }

  Work work() {
    return work;
  }

  private CodePointDfa dfa(Expr expr) {
    return switch (expr) {
      case Expr.Regular regular -> regular.language();
      case Expr.Reference reference -> rule(reference.rule());
      case Expr.Complement rest -> CodePointDfas.complement(dfa(rest.body()), work);
      case Expr.Intersection both -> {
        CodePointDfa all = CodePointDfa.ANY;
        for (Expr part : both.parts()) {
          all = CodePointDfas.intersection(all, dfa(part), work);
        }
        yield all;
      }
      default -> {
        CodePointNfa nfa = new CodePointNfa(work);
        int start = nfa.state();
        int end = nfa.state();
        nfa.accept(end);
        add(nfa, expr, start, end);
        yield nfa.determinise(start);
      }
    };
  }

  private CodePointDfa rule(String name) {
    Optional<CodePointDfa> before = known.get(name);
    if (before == null) {
      Expr body = rules.get(name);
      if (body == null || open.size() >= maxNesting || !open.add(name)) {
        throw new NotRegular();
      }
      try {
        before = of(body);
      } finally {
        open.remove(name);
      }
      known.put(name, before);
    }
    return before.orElseThrow(NotRegular::new);
  }

  // Thompson's construction: a part adds no way into its first state nor out of its last.
  private void add(CodePointNfa nfa, Expr expr, int from, int to) {
    work.spend(1);
    switch (expr) {
      case Expr.Empty empty -> nfa.empty(from, to);
      case Expr.Literal literal -> {
        int at = from;
        for (int c : literal.text().codePoints().toArray()) {
          int next = nfa.state();
          nfa.edge(at, literal.ignoreCase() ? cases(c) : CodePointSet.of(c), next);
          at = next;
        }
        nfa.empty(at, to);
      }
      case Expr.Characters characters -> nfa.edge(from, characters.set(), to);
      case Expr.Sequence sequence -> {
        int at = from;
        for (Expr part : sequence.parts()) {
          int next = nfa.state();
          add(nfa, part, at, next);
          at = next;
        }
        nfa.empty(at, to);
      }
      case Expr.Choice choice -> {
        for (Expr alternative : choice.alternatives()) {
          int first = nfa.state();
          int last = nfa.state();
          nfa.empty(from, first);
          add(nfa, alternative, first, last);
          nfa.empty(last, to);
        }
      }
      case Expr.Repeat repeat -> {
        int at = from;
        for (int i = 0; i < repeat.min(); i++) {
          at = copy(nfa, repeat.body(), at);
        }
        if (repeat.max() == Expr.Repeat.UNBOUNDED) {
          int loop = nfa.state();
          nfa.empty(at, loop);
          nfa.empty(copy(nfa, repeat.body(), loop), loop);
          nfa.empty(loop, to);
        } else {
          for (int i = repeat.min(); i < repeat.max(); i++) {
            nfa.empty(at, to);
            at = copy(nfa, repeat.body(), at);
          }
          nfa.empty(at, to);
        }
      }
      case Expr.Regular regular -> nfa.embed(from, regular.language(), to);
      case Expr.Reference reference -> nfa.embed(from, rule(reference.rule()), to);
      case Expr.Intersection both -> nfa.embed(from, dfa(both), to);
      case Expr.Complement rest -> nfa.embed(from, dfa(rest), to);
      default -> throw new NotRegular();
    }
  }

  private int copy(CodePointNfa nfa, Expr body, int at) {
    int first = nfa.state();
    int last = nfa.state();
    nfa.empty(at, first);
    add(nfa, body, first, last);
    return last;
  }

  /** A code point and its simple case variants. */
  static CodePointSet cases(int c) {
    return new CodePointSet.Builder()
        .add(c)
        .add(Character.toLowerCase(c))
        .add(Character.toUpperCase(c))
        .build();
  }
}
