package dev.espalier.compiler.cfg;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says how a text can be finished: a sequence of terminals, short in what they cost, though not
 * always the shortest.
 *
 * <p>Safe for use by many threads.
 */
public final class Finisher {
  private static final long NEVER = Long.MAX_VALUE / 4;

  private final Parser parser;
  private final Lr0 automaton;
  private final int[] terminalCosts;
  private final long[] costs; // of each symbol
  private final int[] cheapest; // the production of each nonterminal, by symbol
  private final ConcurrentHashMap<Lr0.State, int[]> reasons = new ConcurrentHashMap<>();

  /**
   * @param terminalCosts what each terminal costs, such as its length in bytes; the end costs
   *     nothing
   */
  public Finisher(Parser parser, int[] terminalCosts) {
    this.parser = parser;
    this.automaton = parser.automaton();
    this.terminalCosts = terminalCosts;
    this.costs = new long[automaton.symbols()];
    this.cheapest = new int[automaton.symbols()];
    Arrays.fill(costs, NEVER);
    for (int t = 0; t < parser.end(); t++) {
      costs[t] = terminalCosts[t];
    }
    costs[parser.end()] = 0;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int p = 1; p < automaton.productions(); p++) {
        long cost = 1;
        for (int symbol : automaton.right(p)) {
          cost = Math.min(NEVER, cost + costs[symbol]);
        }
        int left = automaton.left(p);
        if (cost < costs[left]) {
          costs[left] = cost;
          cheapest[left] = p;
          changed = true;
        }
      }
    }
  }

  /** What a terminal costs. */
  public int cost(int terminal) {
    return terminalCosts[terminal];
  }

  /**
   * The terminals that finish a text.
   *
   * @param level not {@link Parser#none}
   */
  public int[] finish(Level level) {
    if (level.allows(parser.end())) {
      return new int[0];
    }
    Node top = level.nodes[0];
    int item = top.state.kernel()[0];
    long best = Long.MAX_VALUE;
    for (Node node : level.nodes) {
      for (int i : node.state.kernel()) {
        long cost = cost(automaton.rest(i));
        if (cost < best) {
          best = cost;
          top = node;
          item = i;
        }
      }
    }
    List<Integer> terminals = new ArrayList<>();
    int[] rest = automaton.rest(item);
    while (true) {
      for (int symbol : rest) {
        write(symbol, terminals);
      }
      for (int i = automaton.dot(item); i > 0; i--) {
        top = top.below[0];
      }
      int left = automaton.left(automaton.production(item));
      if (left < 0) {
        return terminals.stream().mapToInt(Integer::intValue).toArray();
      }
      // The whole of it is there now: what waited for it, goes on behind it.
      item = reasons.computeIfAbsent(top.state, this::reasons)[left - parser.terminals()];
      rest = automaton.rest(item + 1);
    }
  }

  private long cost(int[] symbols) {
    long cost = 0;
    for (int symbol : symbols) {
      cost = Math.min(NEVER, cost + costs[symbol]);
    }
    return cost;
  }

  private void write(int first, List<Integer> terminals) {
    // Depth first, with a stack of its own: derivations may be deep.
    int[] stack = new int[16];
    int count = 0;
    stack[count++] = first;
    while (count > 0) {
      int symbol = stack[--count];
      if (symbol < parser.terminals()) {
        if (symbol != parser.end()) {
          terminals.add(symbol);
        }
        continue;
      }
      int[] right = automaton.right(cheapest[symbol]);
      if (count + right.length > stack.length) {
        stack = Arrays.copyOf(stack, 2 * (count + right.length));
      }
      for (int i = right.length - 1; i >= 0; i--) {
        stack[count++] = right[i];
      }
    }
  }

  /**
   * For each nonterminal that may begin in a state, the item with the dot before it that is on the
   * cheapest way back to the kernel; the chain of these ends there.
   */
  private int[] reasons(Lr0.State state) {
    int nonterminals = automaton.symbols() - parser.terminals();
    int[] reason = new int[nonterminals];
    long[] distance = new long[nonterminals];
    Arrays.fill(distance, Long.MAX_VALUE);
    ArrayDeque<Integer> open = new ArrayDeque<>();
    for (int item : state.kernel()) {
      relax(item, 0, reason, distance, open);
    }
    while (!open.isEmpty()) {
      int nonterminal = open.remove();
      for (int production : automaton.productionsOf(nonterminal + parser.terminals())) {
        relax(automaton.firstItem(production), distance[nonterminal], reason, distance, open);
      }
    }
    return reason;
  }

  private void relax(int item, long before, int[] reason, long[] distance, Queue<Integer> open) {
    int next = automaton.next(item) - parser.terminals();
    if (next < 0) {
      return;
    }
    long cost = before + 1 + cost(automaton.rest(item + 1));
    if (cost < distance[next]) {
      distance[next] = cost;
      reason[next] = item;
      open.add(next);
    }
  }
}
