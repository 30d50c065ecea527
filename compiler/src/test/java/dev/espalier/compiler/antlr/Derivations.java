package dev.espalier.compiler.antlr;

import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How many derivations a sequence of tokens has by the parser rules of a definition, by trying
 * every split. The end of the text is one more token, {@code EOF}.
 */
final class Derivations {
  private record Span(Object what, int from, int to) {}

  private final GrammarDefinition grammar;
  private final List<String> tokens;
  private final Map<Span, Long> known = new HashMap<>();

  private Derivations(GrammarDefinition grammar, List<String> tokens) {
    this.grammar = grammar;
    this.tokens = tokens;
  }

  static long of(GrammarDefinition grammar, List<String> tokens) {
    return new Derivations(grammar, tokens).rule(grammar.start(), 0, tokens.size());
  }

  private long rule(String name, int from, int to) {
    Span span = new Span(name, from, to);
    Long found = known.get(span);
    if (found == null) {
      known.put(span, 0L); // a rule within itself over the same span adds nothing
      Rule rule = Objects.requireNonNull(grammar.rules().get(name), name);
      found = count(rule.body(), from, to);
      known.put(span, found);
    }
    return found;
  }

  private long count(Expr expr, int from, int to) {
    return switch (expr) {
      case Expr.Empty empty -> from == to ? 1 : 0;
      case Expr.Tokens set -> to == from + 1 && set.types().contains(tokens.get(from)) ? 1 : 0;
      case Expr.Reference reference -> rule(reference.rule(), from, to);
      case Expr.Choice choice -> {
        long sum = 0;
        for (Expr alternative : choice.alternatives()) {
          sum += count(alternative, from, to);
        }
        yield sum;
      }
      case Expr.Sequence sequence -> sequence(sequence.parts(), from, to);
      case Expr.Repeat repeat -> {
        long sum = repeat.min() == 0 && from == to ? 1 : 0;
        if (repeat.max() == 1) {
          yield sum + (from == to ? 0 : count(repeat.body(), from, to));
        }
        Expr rest = new Expr.Repeat(repeat.body(), 0, Expr.Repeat.UNBOUNDED, true, repeat.at());
        for (int middle = from + 1; middle <= to; middle++) {
          long first = count(repeat.body(), from, middle);
          sum += first == 0 ? 0 : first * count(rest, middle, to);
        }
        yield sum;
      }
      default -> throw new AssertionError("not in a parser rule: " + expr);
    };
  }

  private long sequence(List<Expr> parts, int from, int to) {
    if (parts.size() == 1) {
      return count(parts.getFirst(), from, to);
    }
    long sum = 0;
    List<Expr> rest = parts.subList(1, parts.size());
    int first = from + (empty(parts.getFirst()) ? 0 : 1);
    int last = to - (rest.stream().allMatch(this::empty) ? 0 : 1);
    for (int middle = first; middle <= last; middle++) {
      long found = count(parts.getFirst(), from, middle);
      sum += found == 0 ? 0 : found * sequence(rest, middle, to);
    }
    return sum;
  }

  /**
   * Whether nothing may stand for an expression: a rule that begins or ends with itself is not
   * asked for over its own span then. The rules of these tests are never empty.
   */
  private boolean empty(Expr expr) {
    return switch (expr) {
      case Expr.Empty empty -> true;
      case Expr.Choice choice -> choice.alternatives().stream().anyMatch(this::empty);
      case Expr.Sequence sequence -> sequence.parts().stream().allMatch(this::empty);
      case Expr.Repeat repeat -> repeat.min() == 0 || empty(repeat.body());
      default -> false;
    };
  }
}
