package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.Location;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Automata as expressions, by the elimination of states (Brzozowski and McCluskey, 1963), the state
 * with the fewest ways through it first. Exponential at worst, so their size is bounded.
 */
final class DfaExpressions {
  private static final int MAX_STATES = 200;
  private static final int MAX_SIZE = 4_000;

  /** An expression and how many leaves it has when it is written out. */
  private record Way(Expr expr, int size) {}

  private final Location at;
  // From and to: the states, one more to begin in and one to end in.
  private final Map<Integer, Map<Integer, Way>> out = new TreeMap<>();
  private final Map<Integer, Set<Integer>> in = new TreeMap<>();

  private DfaExpressions(Location at) {
    this.at = at;
  }

  /** An expression of the same language; nothing if it would be too large. */
  static Optional<Expr> of(CodePointDfa dfa, Location at) {
    if (dfa.isEmpty()) {
      return Optional.of(new Expr.Choice(List.of(), at));
    }
    return dfa.states() > MAX_STATES ? Optional.empty() : new DfaExpressions(at).eliminate(dfa);
  }

  /** The code points that lead from a state to others, by these. */
  static Map<Integer, CodePointSet> edges(CodePointDfa dfa, int state) {
    Map<Integer, CodePointSet.Builder> sets = new TreeMap<>();
    for (int i = dfa.firstTransition(state); i < dfa.endTransition(state); i++) {
      sets.computeIfAbsent(dfa.target(i), t -> new CodePointSet.Builder())
          .add(dfa.lo(i), dfa.hi(i));
    }
    Map<Integer, CodePointSet> edges = new TreeMap<>();
    sets.forEach((target, set) -> edges.put(target, set.build()));
    return edges;
  }

  private Optional<Expr> eliminate(CodePointDfa dfa) {
    int n = dfa.states();
    int begin = n;
    int end = n + 1;
    add(begin, CodePointDfa.START, new Way(new Expr.Empty(at), 0));
    for (int s = 0; s < n; s++) {
      for (Map.Entry<Integer, CodePointSet> edge : edges(dfa, s).entrySet()) {
        add(s, edge.getKey(), new Way(new Expr.Characters(edge.getValue(), at), 1));
      }
      if (dfa.accepts(s)) {
        add(s, end, new Way(new Expr.Empty(at), 0));
      }
    }
    Set<Integer> left = new HashSet<>();
    for (int s = 0; s < n; s++) {
      left.add(s);
    }
    while (!left.isEmpty()) {
      int best = -1;
      long fewest = Long.MAX_VALUE;
      for (int s : left) {
        long ways = (long) ins(s).size() * outs(s).size();
        if (ways < fewest) {
          fewest = ways;
          best = s;
        }
      }
      left.remove(best);
      if (!remove(best)) {
        return Optional.empty();
      }
    }
    Way whole = outs(begin).get(end);
    return whole == null ? Optional.empty() : Optional.of(whole.expr());
  }

  private Map<Integer, Way> outs(int s) {
    return out.computeIfAbsent(s, none -> new TreeMap<>());
  }

  private Set<Integer> ins(int s) {
    return in.computeIfAbsent(s, none -> new HashSet<>());
  }

  private boolean add(int from, int to, Way way) {
    Way before = outs(from).get(to);
    Way both =
        before == null
            ? way
            : new Way(
                Exprs.choice(List.of(before.expr(), way.expr()), at), before.size() + way.size());
    outs(from).put(to, both);
    ins(to).add(from);
    return both.size() <= MAX_SIZE;
  }

  private boolean remove(int s) {
    Way loop = outs(s).remove(s);
    ins(s).remove(s);
    for (int from : List.copyOf(ins(s))) {
      Way first = outs(from).remove(s);
      for (Map.Entry<Integer, Way> edge : new TreeMap<>(outs(s)).entrySet()) {
        List<Expr> parts = new ArrayList<>();
        int size = edge.getValue().size();
        if (first != null) {
          parts.add(first.expr());
          size += first.size();
        }
        if (loop != null) {
          parts.add(Exprs.repeat(loop.expr(), 0, Expr.Repeat.UNBOUNDED, at));
          size += loop.size();
        }
        parts.add(edge.getValue().expr());
        if (!add(from, edge.getKey(), new Way(Exprs.sequence(parts, at), size))) {
          return false;
        }
      }
    }
    for (int to : outs(s).keySet()) {
      ins(to).remove(s);
    }
    out.remove(s);
    in.remove(s);
    return true;
  }
}
