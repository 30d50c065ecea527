package dev.espalier.compiler.cfg;

import dev.espalier.compiler.lexing.Boundaries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says how a text can be finished: a sequence of terminals, short in what they cost, though not
 * always the shortest.
 *
 * <p>Safe for use by many threads.
 *
 * <p>Complexity: linear in the depth of the stack and in what is written.
 */
public final class Finisher {
  private static final long NEVER = Long.MAX_VALUE / 4;

  private final Parser parser;
  private final Lr0 automaton;
  private final int classes;
  private final int[] terminalCosts;

  // Of each symbol, from each class to each class: what it costs, and the production that does it.
  private final long[][] costs;
  private final int[][] cheapest;
  private final ConcurrentHashMap<Waiting, List<Step>> plain = new ConcurrentHashMap<>();

  private record Waiting(Lr0.State state, int nonterminal) {}

  /**
   * An item that goes on behind its first missing symbol, up to a class.
   *
   * @param from the class before
   */
  private record Step(int item, int from, int to) {}

  /**
   * @param terminalCosts what each terminal costs, such as its length in bytes; the end costs
   *     nothing
   */
  public Finisher(Parser parser, @Nullable Boundaries boundaries, int[] terminalCosts) {
    this.parser = parser;
    this.automaton = parser.automaton();
    this.classes = parser.classes();
    this.terminalCosts = terminalCosts;
    this.costs = new long[automaton.symbols()][classes * classes];
    this.cheapest = new int[automaton.symbols()][classes * classes];
    for (long[] row : costs) {
      Arrays.fill(row, NEVER);
    }
    for (int t = 0; t < automaton.end(); t++) {
      for (int from = 0; from < classes; from++) {
        long behind = boundaries == null || boundaries.writesAll() ? 1 : boundaries.behind(from, t);
        for (int to = 0; to < classes; to++) {
          if ((behind >>> to & 1) != 0) {
            costs[t][from * classes + to] = terminalCosts[t * classes + to];
          }
        }
      }
    }
    for (int from = 0; from < classes; from++) {
      if (boundaries == null || boundaries.writesAll() || boundaries.mayEnd(from)) {
        costs[automaton.end()][from * classes] = 0;
      }
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int p = 1; p < automaton.productions(); p++) {
        int left = automaton.left(p);
        for (int from = 0; from < classes; from++) {
          long[] behind = costs(automaton.right(p), from);
          for (int to = 0; to < classes; to++) {
            long cost = Math.min(NEVER, behind[to] + 1);
            if (cost < costs[left][from * classes + to]) {
              costs[left][from * classes + to] = cost;
              cheapest[left][from * classes + to] = p;
              changed = true;
            }
          }
        }
      }
    }
  }

  /** What a terminal costs. */
  public int cost(int terminal) {
    return terminalCosts[terminal];
  }

  /** What some symbols cost from a class, up to each class. */
  private long[] costs(int[] symbols, int from) {
    long[] now = new long[classes];
    Arrays.fill(now, NEVER);
    now[from] = 0;
    for (int symbol : symbols) {
      long[] next = new long[classes];
      Arrays.fill(next, NEVER);
      for (int c = 0; c < classes; c++) {
        if (now[c] < NEVER) {
          for (int to = 0; to < classes; to++) {
            next[to] = Math.min(next[to], now[c] + costs[symbol][c * classes + to]);
          }
        }
      }
      now = next;
    }
    return now;
  }

  /**
   * The terminals that finish a text.
   *
   * @param level not {@link Parser#none}
   * @param place the class of the place where the text stands; 0 where there is one only
   */
  public int[] finish(Level level, int place) {
    if (level.allows(parser.end()) && costs[automaton.end()][place * classes] < NEVER) {
      return new int[0];
    }
    Node top = level.nodes[0];
    Step step = new Step(-1, 0, 0);
    long best = NEVER;
    for (Node node : level.nodes) {
      for (int item : node.state.kernel()) {
        long[] behind = costs(automaton.rest(item), place);
        for (int to = 0; to < classes; to++) {
          if (behind[to] < best && waits(node, item, to)) {
            best = behind[to];
            top = node;
            step = new Step(item, place, to);
          }
        }
      }
    }
    if (step.item < 0) {
      throw new AssertionError("a text that cannot be finished");
    }
    List<Integer> terminals = new ArrayList<>();
    write(automaton.rest(step.item), step.from, step.to, terminals);
    while (true) {
      int left = automaton.left(automaton.production(step.item));
      if (left < 0) {
        return terminals.stream().mapToInt(Integer::intValue).toArray();
      }
      Return back = back(top, step.item, step.to);
      if (back == null) {
        throw new AssertionError("nothing waits for " + automaton.name(left));
      }
      top = back.origin;
      // The whole of it is there now: what waited for it, goes on behind it.
      for (Step next : way(top, back.symbol, step.to)) {
        write(automaton.rest(next.item + 1), next.from, next.to, terminals);
        step = next;
      }
    }
  }

  // Whether the nonterminal of an item, read up to a class, can be gone on from somewhere below.
  private boolean waits(Node node, int item, int to) {
    return automaton.left(automaton.production(item)) < 0 || back(node, item, to) != null;
  }

  // The oldest place to return to, of those that can be gone on from.
  private @Nullable Return back(Node node, int item, int place) {
    Return found = null;
    for (Returns at = node.back[node.state.slot(item)]; at != null; at = at.tail) {
      if (parser.writable() == null || (at.head.good() >>> place & 1) != 0) {
        found = at.head;
      }
    }
    return found;
  }

  /**
   * From a nonterminal that was read above a node: the items that go on behind it, and behind what
   * they make, up to one of the kernel. The cheapest way (Dijkstra 1959).
   */
  private List<Step> way(Node node, int nonterminal, int place) {
    if (parser.writable() != null) {
      return search(node, nonterminal, place);
    }
    return plain.computeIfAbsent(
        new Waiting(node.state, nonterminal), key -> search(node, nonterminal, place));
  }

  private record Visit(long cost, int nonterminal, int place, List<Step> steps, boolean done)
      implements Comparable<Visit> {
    @Override
    public int compareTo(Visit other) {
      return Long.compare(cost, other.cost);
    }
  }

  private List<Step> search(Node node, int nonterminal, int place) {
    PriorityQueue<Visit> open = new PriorityQueue<>();
    Map<Integer, Boolean> seen = new HashMap<>();
    open.add(new Visit(0, nonterminal, place, List.of(), false));
    while (!open.isEmpty()) {
      Visit visit = open.remove();
      if (visit.done) {
        return visit.steps;
      }
      if (seen.putIfAbsent(visit.nonterminal * classes + visit.place, true) != null) {
        continue;
      }
      for (int item : node.state.kernel()) {
        go(node, visit, item, true, open);
      }
      var begun = node.state.begins();
      for (int n = begun.nextSetBit(0); n >= 0; n = begun.nextSetBit(n + 1)) {
        for (int p : automaton.productionsOf(n + automaton.terminals())) {
          go(node, visit, automaton.firstItem(p), false, open);
        }
      }
    }
    throw new AssertionError("nothing goes on behind " + automaton.name(nonterminal));
  }

  private void go(Node node, Visit visit, int item, boolean kernel, PriorityQueue<Visit> open) {
    if (automaton.next(item) != visit.nonterminal) {
      return;
    }
    long[] behind = costs(automaton.rest(item + 1), visit.place);
    for (int to = 0; to < classes; to++) {
      if (behind[to] >= NEVER || (kernel && !waits(node, item, to))) {
        continue;
      }
      List<Step> steps = new ArrayList<>(visit.steps);
      steps.add(new Step(item, visit.place, to));
      open.add(
          new Visit(
              visit.cost + 1 + behind[to],
              automaton.left(automaton.production(item)),
              to,
              steps,
              kernel));
    }
  }

  /** Writes some symbols from a class to a class. */
  private void write(int[] symbols, int from, int to, List<Integer> terminals) {
    record Part(int symbol, int from, int to) {}
    // Depth first, with a stack of its own: derivations may be deep.
    List<Part> stack = new ArrayList<>();
    int[] places = places(symbols, from, to);
    for (int i = symbols.length - 1; i >= 0; i--) {
      stack.add(new Part(symbols[i], places[i], places[i + 1]));
    }
    while (!stack.isEmpty()) {
      Part part = stack.removeLast();
      if (part.symbol < automaton.terminals()) {
        if (part.symbol != automaton.end()) {
          terminals.add(part.symbol * classes + part.to);
        }
        continue;
      }
      int[] right = automaton.right(cheapest[part.symbol][part.from * classes + part.to]);
      int[] inner = places(right, part.from, part.to);
      for (int i = right.length - 1; i >= 0; i--) {
        stack.add(new Part(right[i], inner[i], inner[i + 1]));
      }
    }
  }

  /** The classes between some symbols on the cheapest way from a class to a class. */
  private int[] places(int[] symbols, int from, int to) {
    int n = symbols.length;
    int[] places = new int[n + 1];
    places[n] = to;
    if (classes > 1) {
      for (int i = n - 1; i > 0; i--) {
        long[] before = costs(Arrays.copyOf(symbols, i), from);
        long best = Long.MAX_VALUE;
        for (int c = 0; c < classes; c++) {
          long cost = before[c] + costs[symbols[i]][c * classes + places[i + 1]];
          if (cost < best) {
            best = cost;
            places[i] = c;
          }
        }
      }
      places[0] = from;
    }
    return places;
  }
}
