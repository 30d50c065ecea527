package dev.espalier.compiler.canvas;

import dev.espalier.compiler.LimitExceeded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Emptiness bottom-up: for each nonterminal, the pairs of states of a deterministic automaton
 * between which it derives a text, until there are no more (Bar-Hillel, Perles, Shamir 1961,
 * without the product being built). Productions are cut into pairs of symbols first, so that the
 * grammar stays linear (the normal form 2NF of Lange and Leiß, "To CNF or not to CNF?", 2009).
 *
 * <p>Complexity: the productions times the cube of the states, 64 pairs at a time.
 */
final class Saturation {
  private final Dfa dfa;
  private final int states;
  private final int symbols; // with those that stand for the rest of a production
  private final List<int[]> unit = new ArrayList<>(); // of each symbol, what it is alone
  private final List<int[]> asFirst = new ArrayList<>(); // pairs: the second symbol, the left side
  private final List<int[]> asSecond = new ArrayList<>(); // pairs: the first symbol, the left side
  private final @Nullable BitSet[] @Nullable [] rows; // by symbol and state: the states it leads to
  private final @Nullable BitSet[] @Nullable []
      columns; // by symbol and state: the states that lead to it
  private final Map<Long, Cause> causes = new HashMap<>();
  private final ArrayDeque<int[]> open = new ArrayDeque<>();
  private final int limit;
  private int count;

  /** How a pair came about: by a symbol alone, or by two that meet at a state. */
  private record Cause(int first, int middle, int second) {}

  private Saturation(Productions grammar, Dfa dfa, int limit) {
    this.dfa = dfa;
    this.states = dfa.states();
    this.limit = limit;
    List<int[]> rules = new ArrayList<>();
    int next = grammar.symbols();
    for (int p = 0; p < grammar.left().length; p++) {
      int[] right = grammar.right()[p];
      int left = grammar.left()[p];
      for (int i = 0; i + 2 < right.length; i++) {
        rules.add(new int[] {left, right[i], next});
        left = next++;
      }
      rules.add(
          right.length == 1
              ? new int[] {left, right[0]}
              : new int[] {left, right[right.length - 2], right[right.length - 1]});
    }
    this.symbols = next;
    List<List<Integer>> units = lists(next);
    List<List<Integer>> firsts = lists(next);
    List<List<Integer>> seconds = lists(next);
    for (int[] rule : rules) {
      if (rule.length == 2) {
        units.get(rule[1]).add(rule[0]);
      } else {
        firsts.get(rule[1]).addAll(List.of(rule[2], rule[0]));
        seconds.get(rule[2]).addAll(List.of(rule[1], rule[0]));
      }
    }
    units.forEach(list -> unit.add(list.stream().mapToInt(Integer::intValue).toArray()));
    firsts.forEach(list -> asFirst.add(list.stream().mapToInt(Integer::intValue).toArray()));
    seconds.forEach(list -> asSecond.add(list.stream().mapToInt(Integer::intValue).toArray()));
    rows = new BitSet[symbols][];
    columns = new BitSet[symbols][];
  }

  private static List<List<Integer>> lists(int n) {
    List<List<Integer>> lists = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  /**
   * The terminals of a text that a grammar and an automaton have in common; empty if there is none.
   *
   * @param limit how many pairs may be found
   */
  static Optional<int[]> find(Productions grammar, Dfa dfa, int limit) {
    return new Saturation(grammar, dfa, limit).run(grammar);
  }

  private Optional<int[]> run(Productions grammar) {
    for (int q = 0; q < states; q++) {
      for (int i = 0; i < dfa.terminals(q).length; i++) {
        add(dfa.terminals(q)[i], q, dfa.targets(q)[i], null);
      }
    }
    int goal = grammar.goal();
    while (!open.isEmpty()) {
      int[] pair = open.remove();
      int symbol = pair[0];
      int from = pair[1];
      int to = pair[2];
      if (symbol == goal && from == dfa.start() && dfa.accepts(to)) {
        return Optional.of(text(goal, from, to, grammar.terminals()));
      }
      for (int left : unit.get(symbol)) {
        add(left, from, to, new Cause(symbol, -1, -1));
      }
      int[] firsts = asFirst.get(symbol);
      for (int i = 0; i < firsts.length; i += 2) {
        BitSet row = row(rows, firsts[i], to);
        for (int q = row.nextSetBit(0); q >= 0; q = row.nextSetBit(q + 1)) {
          add(firsts[i + 1], from, q, new Cause(symbol, to, firsts[i]));
        }
      }
      int[] seconds = asSecond.get(symbol);
      for (int i = 0; i < seconds.length; i += 2) {
        BitSet column = row(columns, seconds[i], from);
        for (int q = column.nextSetBit(0); q >= 0; q = column.nextSetBit(q + 1)) {
          add(seconds[i + 1], q, to, new Cause(seconds[i], from, symbol));
        }
      }
    }
    return Optional.empty();
  }

  private BitSet row(@Nullable BitSet[] @Nullable [] table, int symbol, int state) {
    @Nullable BitSet[] own = table[symbol];
    if (own == null) {
      own = new BitSet[states];
      table[symbol] = own;
    }
    BitSet row = own[state];
    if (row == null) {
      row = new BitSet();
      own[state] = row;
    }
    return row;
  }

  private void add(int symbol, int from, int to, @Nullable Cause cause) {
    BitSet row = row(rows, symbol, from);
    if (row.get(to)) {
      return;
    }
    if (++count > limit) {
      throw new LimitExceeded("items", limit, "looking for a text of the grammar");
    }
    row.set(to);
    row(columns, symbol, to).set(from);
    if (cause != null) {
      causes.put(key(symbol, from, to), cause);
    }
    open.add(new int[] {symbol, from, to});
  }

  private long key(int symbol, int from, int to) {
    return ((long) symbol * states + from) * states + to;
  }

  private int[] text(int symbol, int from, int to, int terminals) {
    List<Integer> text = new ArrayList<>();
    ArrayDeque<int[]> parts = new ArrayDeque<>();
    parts.push(new int[] {symbol, from, to});
    while (!parts.isEmpty()) {
      int[] part = parts.pop();
      Cause cause = causes.get(key(part[0], part[1], part[2]));
      if (cause == null) {
        text.add(part[0]);
      } else if (cause.second < 0) {
        parts.push(new int[] {cause.first, part[1], part[2]});
      } else {
        parts.push(new int[] {cause.second, cause.middle, part[2]});
        parts.push(new int[] {cause.first, part[1], cause.middle});
      }
    }
    return text.stream().mapToInt(Integer::intValue).toArray();
  }

  /** A deterministic automaton over terminals, as small as it gets. */
  static final class Dfa {
    private final int[][] terminals;
    private final int[][] targets;
    private final BitSet accepting;

    private Dfa(int[][] terminals, int[][] targets, BitSet accepting) {
      this.terminals = terminals;
      this.targets = targets;
      this.accepting = accepting;
    }

    int states() {
      return terminals.length;
    }

    int start() {
      return 0;
    }

    boolean accepts(int state) {
      return accepting.get(state);
    }

    int[] terminals(int state) {
      return terminals[state];
    }

    int[] targets(int state) {
      return targets[state];
    }

    /**
     * The automaton of a graph, all of whose nodes lead to its end; empty if it has more states
     * than are allowed.
     */
    static Optional<Dfa> of(TerminalGraph graph, int most) {
      Map<BitSet, Integer> numbers = new HashMap<>();
      List<BitSet> sets = new ArrayList<>();
      BitSet start = new BitSet();
      start.set(graph.start());
      numbers.put(start, 0);
      sets.add(start);
      List<int[]> terminals = new ArrayList<>();
      List<int[]> targets = new ArrayList<>();
      BitSet accepting = new BitSet();
      for (int q = 0; q < sets.size(); q++) {
        if (sets.size() > most) {
          return Optional.empty();
        }
        if (sets.get(q).get(graph.accept())) {
          accepting.set(q);
        }
        Map<Integer, BitSet> next = new TreeMap<>();
        sets.get(q).stream()
            .forEach(node -> {
              for (int i = 0; i < graph.terminals(node).length; i++) {
                next.computeIfAbsent(graph.terminals(node)[i], t -> new BitSet())
                    .set(graph.targets(node)[i]);
              }
            });
        terminals.add(next.keySet().stream().mapToInt(Integer::intValue).toArray());
        targets.add(
            next.values().stream()
                .mapToInt(set -> {
                  Integer known = numbers.putIfAbsent(set, sets.size());
                  if (known == null) {
                    sets.add(set);
                    return sets.size() - 1;
                  }
                  return known;
                })
                .toArray());
      }
      return Optional.of(
          minimal(terminals.toArray(int[][]::new), targets.toArray(int[][]::new), accepting));
    }

    /** Moore's algorithm: classes are refined until they lead to the same classes. */
    private static Dfa minimal(int[][] terminals, int[][] targets, BitSet accepting) {
      int n = terminals.length;
      int[] block = new int[n];
      for (int q = 0; q < n; q++) {
        block[q] = accepting.get(q) ? 1 : 0;
      }
      int count = 0;
      while (true) {
        Map<List<Integer>, Integer> numbers = new HashMap<>();
        int[] refined = new int[n];
        for (int q = 0; q < n; q++) {
          List<Integer> row = new ArrayList<>();
          row.add(block[q]);
          for (int i = 0; i < terminals[q].length; i++) {
            row.add(terminals[q][i]);
            row.add(block[targets[q][i]]);
          }
          Integer known = numbers.putIfAbsent(row, numbers.size());
          refined[q] = known == null ? numbers.size() - 1 : known;
        }
        block = refined;
        if (numbers.size() == count) {
          break;
        }
        count = numbers.size();
      }
      // State 0 was numbered first, so that it is class 0.
      int[][] small = new int[count][];
      int[][] leads = new int[count][];
      BitSet ends = new BitSet();
      for (int q = 0; q < n; q++) {
        int[] classes = block;
        small[block[q]] = terminals[q];
        leads[block[q]] = Arrays.stream(targets[q]).map(to -> classes[to]).toArray();
        ends.set(block[q], accepting.get(q));
      }
      return new Dfa(small, leads, ends);
    }
  }

  /** The nodes of a graph along some terminals, to its end. */
  static List<TerminalGraph.Step> along(int[] text, TerminalGraph graph) {
    List<Map<Integer, Integer>> reached = new ArrayList<>(); // of each node, the one before
    reached.add(Map.of(graph.start(), -1));
    for (int terminal : text) {
      Map<Integer, Integer> next = new HashMap<>();
      for (int node : reached.get(reached.size() - 1).keySet()) {
        for (int i = 0; i < graph.terminals(node).length; i++) {
          if (graph.terminals(node)[i] == terminal) {
            next.putIfAbsent(graph.targets(node)[i], node);
          }
        }
      }
      reached.add(next);
    }
    List<TerminalGraph.Step> steps = new ArrayList<>();
    int node = graph.accept();
    for (int i = text.length; i > 0; i--) {
      Integer before = reached.get(i).get(node);
      if (before == null) {
        throw new AssertionError("no way along " + Arrays.toString(text));
      }
      steps.add(new TerminalGraph.Step(before, text[i - 1], node));
      node = before;
    }
    Collections.reverse(steps);
    return steps;
  }
}
