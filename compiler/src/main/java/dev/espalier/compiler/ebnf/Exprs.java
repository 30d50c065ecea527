package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.Location;
import java.util.ArrayList;
import java.util.List;

/** Expressions in the simplest form that says the same, for what is written out. */
final class Exprs {
  private Exprs() {}

  /** What nothing can be. */
  static Expr nothing(Location at) {
    return new Expr.Choice(List.of(), at);
  }

  static boolean isNothing(Expr expr) {
    return (expr instanceof Expr.Choice choice && choice.alternatives().isEmpty())
        || (expr instanceof Expr.Characters characters && characters.set().isEmpty());
  }

  /** One after the other: without the empty ones, sequences in sequences dissolved. */
  static Expr sequence(List<Expr> parts, Location at) {
    List<Expr> flat = new ArrayList<>();
    for (Expr part : parts) {
      if (isNothing(part)) {
        return nothing(at);
      } else if (part instanceof Expr.Sequence inner) {
        flat.addAll(inner.parts());
      } else if (!(part instanceof Expr.Empty)) {
        flat.add(part);
      }
    }
    return switch (flat.size()) {
      case 0 -> new Expr.Empty(at);
      case 1 -> flat.get(0);
      default -> new Expr.Sequence(flat, at);
    };
  }

  /** One of several: the impossible ones left out, sets joined, an empty one as an option. */
  static Expr choice(List<Expr> alternatives, Location at) {
    List<Expr> flat = new ArrayList<>();
    boolean option = false;
    for (Expr alternative : alternatives) {
      for (Expr each :
          alternative instanceof Expr.Choice inner ? inner.alternatives() : List.of(alternative)) {
        if (each instanceof Expr.Empty) {
          option = true;
        } else if (!isNothing(each)) {
          join(flat, each);
        }
      }
    }
    if (flat.isEmpty()) {
      return option ? new Expr.Empty(at) : nothing(at);
    }
    Expr choice = flat.size() == 1 ? flat.get(0) : new Expr.Choice(flat, at);
    return option ? repeat(choice, 0, 1, at) : choice;
  }

  private static void join(List<Expr> flat, Expr each) {
    int last = flat.size() - 1;
    if (each instanceof Expr.Characters set
        && last >= 0
        && flat.get(last) instanceof Expr.Characters before) {
      flat.set(last, new Expr.Characters(before.set().or(set.set()), before.at()));
    } else {
      flat.add(each);
    }
  }

  static Expr repeat(Expr body, int min, int max, Location at) {
    if (body instanceof Expr.Empty || max == 0) {
      return new Expr.Empty(at);
    } else if (isNothing(body)) {
      return min == 0 ? new Expr.Empty(at) : nothing(at);
    } else if (min == 1 && max == 1) {
      return body;
    }
    if (body instanceof Expr.Repeat inner && inner.min() <= 1 && min <= 1) {
      // x*, x+ and x? of one of them is one of them, if one of the two is unbounded or both x?.
      boolean unbounded = max == Expr.Repeat.UNBOUNDED || inner.max() == Expr.Repeat.UNBOUNDED;
      boolean simple =
          (max == Expr.Repeat.UNBOUNDED || max == 1)
              && (inner.max() == Expr.Repeat.UNBOUNDED || inner.max() == 1);
      if (simple) {
        return repeat(inner.body(), min * inner.min(), unbounded ? Expr.Repeat.UNBOUNDED : 1, at);
      }
    }
    return new Expr.Repeat(body, min, max, true, at);
  }

  /** One character: as a literal, if there is only one of its kind. */
  static Expr characters(CodePointSet set, Location at) {
    return set.ranges() == 1 && set.lo(0) == set.hi(0)
        ? new Expr.Literal(Character.toString(set.lo(0)), false, at)
        : new Expr.Characters(set, at);
  }

  /** The direct parts of an expression. */
  static List<Expr> parts(Expr expr) {
    return switch (expr) {
      case Expr.Sequence sequence -> sequence.parts();
      case Expr.Choice choice -> choice.alternatives();
      case Expr.Repeat repeat -> List.of(repeat.body());
      case Expr.Intersection both -> both.parts();
      case Expr.Complement rest -> List.of(rest.body());
      default -> List.of();
    };
  }
}
