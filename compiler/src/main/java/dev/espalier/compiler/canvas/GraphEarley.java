package dev.espalier.compiler.canvas;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.IntList;
import dev.espalier.compiler.automata.LongIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Earley's algorithm over the nodes of an automaton instead of the places of a text (Lang, "Parsing
 * Incomplete Sentences", 1988): top-down, so that it sees only what can follow the beginning; the
 * cheapest beginnings first.
 *
 * <p>Complexity: at most the items times the square of the nodes, for the items that are reached.
 */
final class GraphEarley {
  private final Productions grammar;
  private final TerminalGraph graph;
  private final int limit;
  private final int[][] productionsOf;
  private final long[][] first;
  private final int[] firstItem;
  private final int[] productionOf;
  private final LongIndex known = new LongIndex(); // nodes, items and origins
  private final IntList nodes = new IntList();
  private final IntList items = new IntList();
  private final IntList origins = new IntList();
  private final IntList costs = new IntList(); // from the start of the graph
  private final IntList ownCosts = new IntList(); // from the item's origin
  private final TreeMap<Integer, IntList> open = new TreeMap<>(); // items by their costs
  private IntList cheapest = new IntList(); // the items of the least costs
  private int leastCost;
  private final IntList before = new IntList(); // the item before the dot moved, or -1
  private final IntList over = new IntList(); // the item that the dot moved over, or -1
  private final Map<Long, Part> parts = new HashMap<>(); // by node and nonterminal
  private final LongIndex derived = new LongIndex(); // parts, and the nodes where they end
  private final Map<Integer, long[]> starts = new HashMap<>(); // of each node, its terminals

  /** What is known of the texts of a nonterminal from a node on. */
  private static final class Part {
    private final IntList waiting = new IntList(); // items before it
    private final IntList complete = new IntList(); // items at its ends, one for each
    private boolean begun;
  }

  private GraphEarley(Productions grammar, TerminalGraph graph, int limit) {
    this.grammar = grammar;
    this.graph = graph;
    this.limit = limit;
    this.productionsOf = grammar.bySymbol();
    this.first = grammar.first();
    int n = grammar.left().length;
    this.firstItem = new int[n];
    int count = 0;
    for (int p = 0; p < n; p++) {
      firstItem[p] = count;
      count += grammar.right()[p].length + 1;
    }
    this.productionOf = new int[count];
    for (int p = 0; p < n; p++) {
      Arrays.fill(productionOf, firstItem[p], firstItem[p] + grammar.right()[p].length + 1, p);
    }
  }

  /**
   * A way from the start to the end whose terminals are a text of the grammar; empty if there is
   * none.
   *
   * @param limit how many items may be made
   */
  static Optional<List<TerminalGraph.Step>> find(
      Productions grammar, TerminalGraph graph, int limit) {
    return new GraphEarley(grammar, graph, limit).run();
  }

  private Optional<List<TerminalGraph.Step>> run() {
    for (int p : productionsOf[grammar.goal()]) {
      add(graph.start(), firstItem[p], graph.start(), -1, -1, 0, 0);
    }
    while (true) {
      for (int i = 0; i < cheapest.size(); i++) {
        int found = advance(cheapest.at(i)); // which may add to them
        if (found >= 0) {
          return Optional.of(way(found));
        }
      }
      Map.Entry<Integer, IntList> dearer = open.pollFirstEntry();
      if (dearer == null) {
        return Optional.empty();
      }
      leastCost = dearer.getKey();
      cheapest = dearer.getValue();
    }
  }

  private int next(int item) {
    int p = productionOf[item];
    int dot = item - firstItem[p];
    return dot < grammar.right()[p].length ? grammar.right()[p][dot] : -1;
  }

  private void add(int node, int item, int origin, int from, int over, int cost, int ownCost) {
    long key = ((long) node * productionOf.length + item) * graph.nodes() + origin;
    if (!known.add(key)) {
      return;
    }
    if (items.size() == limit) {
      throw new LimitExceeded("items", limit, "looking for a text of the grammar");
    }
    (cost == leastCost ? cheapest : open.computeIfAbsent(cost, c -> new IntList()))
        .add(items.size());
    costs.add(cost);
    ownCosts.add(ownCost);
    nodes.add(node);
    items.add(item);
    origins.add(origin);
    before.add(from);
    this.over.add(over);
  }

  /** Works an item off; answers it if it is what was looked for, else -1. */
  private int advance(int i) {
    int node = nodes.at(i);
    int item = items.at(i);
    int symbol = next(item);
    if (symbol < 0) {
      int left = grammar.left()[productionOf[item]];
      if (left == grammar.goal()) {
        return node == graph.accept() ? i : -1;
      }
      int origin = origins.at(i);
      if (!derived.add(key(origin, left) * graph.nodes() + node)) {
        return -1; // in another way
      }
      Part whole = part(origin, left);
      whole.complete.add(i);
      for (int j = 0; j < whole.waiting.size(); j++) {
        moveOver(whole.waiting.at(j), i);
      }
    } else if (symbol < grammar.terminals()) {
      int[] terminals = graph.terminals(node);
      int at = Arrays.binarySearch(terminals, symbol);
      while (at > 0 && terminals[at - 1] == symbol) {
        at--;
      }
      for (; at >= 0 && at < terminals.length && terminals[at] == symbol; at++) {
        int more = graph.costs(node)[at];
        int cost = costs.at(i) + more;
        add(graph.targets(node)[at], item + 1, origins.at(i), i, -1, cost, ownCosts.at(i) + more);
      }
    } else {
      Part next = part(node, symbol);
      if (!next.begun) {
        next.begun = true;
        long[] possible = starts.computeIfAbsent(node, n -> possible(node));
        for (int p : productionsOf[symbol]) {
          if (meets(first[grammar.right()[p][0]], possible)) {
            add(node, firstItem[p], node, -1, -1, costs.at(i), 0);
          }
        }
      }
      next.waiting.add(i);
      for (int j = 0; j < next.complete.size(); j++) {
        moveOver(i, next.complete.at(j));
      }
    }
    return -1;
  }

  /** Moves the dot of an item over a part that is complete. */
  private void moveOver(int item, int over) {
    int more = ownCosts.at(over);
    add(
        nodes.at(over),
        items.at(item) + 1,
        origins.at(item),
        item,
        over,
        costs.at(item) + more,
        ownCosts.at(item) + more);
  }

  private long[] possible(int node) {
    long[] set = new long[(grammar.terminals() + 63) / 64];
    for (int t : graph.terminals(node)) {
      set[t >> 6] |= 1L << t;
    }
    return set;
  }

  private static boolean meets(long[] a, long[] b) {
    for (int i = 0; i < a.length; i++) {
      if ((a[i] & b[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  private Part part(int node, int symbol) {
    return parts.computeIfAbsent(key(node, symbol), k -> new Part());
  }

  private long key(int node, int symbol) {
    return (long) node * grammar.symbols() + symbol;
  }

  private List<TerminalGraph.Step> way(int goal) {
    // From the end to the beginning, with a stack of its own.
    List<TerminalGraph.Step> steps = new ArrayList<>();
    IntList left = new IntList();
    left.add(goal);
    while (!left.isEmpty()) {
      int i = left.removeLast();
      int from = before.at(i);
      if (from < 0) {
        continue;
      }
      left.add(from);
      if (over.at(i) >= 0) {
        left.add(over.at(i));
      } else {
        int terminal = next(items.at(from));
        steps.add(new TerminalGraph.Step(nodes.at(from), terminal, nodes.at(i)));
      }
    }
    Collections.reverse(steps);
    return steps;
  }
}
