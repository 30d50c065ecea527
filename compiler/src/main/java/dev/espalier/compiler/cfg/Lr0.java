package dev.espalier.compiler.cfg;

import dev.espalier.compiler.canvas.Productions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The LR(0) automaton of a grammar, made {@linkplain Cfg#clean clean}, whose states are made when
 * they are first entered.
 *
 * <p>The start symbol is followed by one more terminal, the {@linkplain #end end of the text}.
 *
 * <p>Safe for use by many threads. A state that is entered costs as many steps as its items.
 */
final class Lr0 {
  private final Cfg grammar;
  private final int terminals; // with the end
  private final int maxStates;

  // Symbols: terminals, the end, nonterminals (shifted by one against the grammar's).
  private final int[][] right; // of each production; production 0 is start' → start end
  private final int[] left;
  private final int[] firstItem; // of each production: items are numbered one after the other
  private final int[] productionOf; // of each item
  private final int[][] productionsOf; // of each nonterminal, from 0
  private final @Nullable BitSet[] leftmost; // of each nonterminal: those that may stand first

  private final Map<Key, State> states = new HashMap<>();
  private final State start;

  private record Key(int[] items) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key k && Arrays.equals(k.items, items);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(items);
    }
  }

  /**
   * @param given any context-free grammar
   * @param maxStates how many states may be entered
   */
  Lr0(Cfg given, int maxStates) {
    Cfg grammar = given.clean();
    this.grammar = grammar;
    this.terminals = grammar.terminals() + 1;
    this.maxStates = maxStates;
    List<Cfg.Production> productions = grammar.productions();
    int n = productions.size() + 1;
    right = new int[n][];
    left = new int[n];
    firstItem = new int[n];
    int nonterminals = grammar.symbols() - grammar.terminals();
    int[] counts = new int[nonterminals];
    right[0] = new int[] {grammar.start() + 1, end()};
    left[0] = -1;
    for (int p = 1; p < n; p++) {
      Cfg.Production production = productions.get(p - 1);
      left[p] = production.left() + 1;
      right[p] =
          Arrays.stream(production.right()).map(s -> s < grammar.terminals() ? s : s + 1).toArray();
      counts[left[p] - terminals]++;
    }
    int items = 0;
    for (int p = 0; p < n; p++) {
      firstItem[p] = items;
      items += right[p].length + 1;
    }
    productionOf = new int[items];
    for (int p = 0; p < n; p++) {
      Arrays.fill(productionOf, firstItem[p], firstItem[p] + right[p].length + 1, p);
    }
    productionsOf = new int[nonterminals][];
    for (int i = 0; i < nonterminals; i++) {
      productionsOf[i] = new int[counts[i]];
    }
    for (int p = n - 1; p > 0; p--) {
      int i = left[p] - terminals;
      productionsOf[i][--counts[i]] = p;
    }
    leftmost = new BitSet[nonterminals];
    start = new State(new int[] {0}, 0);
    states.put(new Key(start.kernel), start);
  }

  /** The number of the terminal at the end of the text. */
  int end() {
    return terminals - 1;
  }

  /** How many terminals there are, the end included. */
  int terminals() {
    return terminals;
  }

  State start() {
    return start;
  }

  /** Whether the empty text is in the language. */
  boolean derivesEmpty() {
    return grammar.derivesEmpty();
  }

  /** The name of a terminal or nonterminal of this automaton. */
  String name(int symbol) {
    return symbol < end()
        ? grammar.name(symbol)
        : symbol == end() ? "the end" : grammar.name(symbol - 1);
  }

  /** The symbol after the dot of an item, or -1 behind the last. */
  int next(int item) {
    int p = productionOf[item];
    int dot = item - firstItem[p];
    return dot < right[p].length ? right[p][dot] : -1;
  }

  /** A production with the dot of an item, for people. */
  String item(int item) {
    int p = productionOf[item];
    StringBuilder text = new StringBuilder(p == 0 ? "text" : name(left[p])).append(" →");
    for (int i = 0; i <= right[p].length; i++) {
      text.append(i == item - firstItem[p] ? " ·" : "");
      text.append(i < right[p].length ? " " + name(right[p][i]) : "");
    }
    return text.toString();
  }

  /** The nonterminal of a production. */
  int left(int production) {
    return left[production];
  }

  /** The symbols of an item behind its dot. */
  int[] rest(int item) {
    int p = productionOf[item];
    return Arrays.copyOfRange(right[p], item - firstItem[p], right[p].length);
  }

  /** The item of a production with the dot before its first symbol. */
  int firstItem(int production) {
    return firstItem[production];
  }

  int production(int item) {
    return productionOf[item];
  }

  /** How many symbols stand before the dot of an item. */
  int dot(int item) {
    return item - firstItem[productionOf[item]];
  }

  /** The productions of a nonterminal. */
  int[] productionsOf(int nonterminal) {
    return productionsOf[nonterminal - terminals];
  }

  /** The symbols of a production. */
  int[] right(int production) {
    return right[production];
  }

  int productions() {
    return right.length;
  }

  /** The grammar that the automaton is of: without empty productions, and with the end. */
  Productions canonical() {
    int goal = symbols();
    int n = right.length + (derivesEmpty() ? 1 : 0);
    int[] lefts = Arrays.copyOf(left, n);
    int[][] rights = Arrays.copyOf(right, n);
    lefts[0] = goal;
    if (derivesEmpty()) {
      lefts[n - 1] = goal;
      rights[n - 1] = new int[] {end()};
    }
    return new Productions(terminals, goal + 1, lefts, rights);
  }

  int symbols() {
    return grammar.symbols() + 1;
  }

  // Nonterminals from 0 that may stand first in what one derives, itself included.
  private synchronized BitSet leftmost(int nonterminal) {
    BitSet known = leftmost[nonterminal];
    if (known != null) {
      return known;
    }
    BitSet all = new BitSet();
    int[] open = new int[productionsOf.length];
    int count = 0;
    all.set(nonterminal);
    open[count++] = nonterminal;
    while (count > 0) {
      for (int p : productionsOf[open[--count]]) {
        int first = right[p][0] - terminals;
        if (first >= 0 && !all.get(first)) {
          all.set(first);
          open[count++] = first;
        }
      }
    }
    leftmost[nonterminal] = all;
    return all;
  }

  /** For each terminal, as bits, those that may come behind it in some text. */
  long[][] follows() {
    int n = symbols();
    int words = (terminals + 63) / 64;
    long[][] first = new long[n][words];
    long[][] follow = new long[n][words];
    for (int t = 0; t < terminals; t++) {
      first[t][t >> 6] |= 1L << t;
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int p = 1; p < right.length; p++) {
        changed |= or(first[left[p]], first[right[p][0]]);
      }
    }
    changed = true;
    while (changed) {
      changed = false;
      for (int p = 0; p < right.length; p++) {
        for (int i = 0; i < right[p].length - 1; i++) {
          changed |= or(follow[right[p][i]], first[right[p][i + 1]]);
        }
        if (p > 0) {
          changed |= or(follow[right[p][right[p].length - 1]], follow[left[p]]);
        }
      }
    }
    return Arrays.copyOf(follow, terminals);
  }

  private static boolean or(long[] into, long[] set) {
    boolean changed = false;
    for (int i = 0; i < into.length; i++) {
      changed |= (set[i] & ~into[i]) != 0;
      into[i] |= set[i];
    }
    return changed;
  }

  private synchronized State state(int[] kernel) {
    Key key = new Key(kernel);
    State known = states.get(key);
    if (known == null) {
      if (states.size() == maxStates) {
        throw new dev.espalier.compiler.LimitExceeded(
            "parserStates", maxStates, "following the grammar's rules");
      }
      known = new State(kernel, states.size());
      states.put(key, known);
    }
    return known;
  }

  /** How many states were made so far. */
  synchronized int statesMade() {
    return states.size();
  }

  /**
   * A state: where a parse may stand, as sets of items.
   *
   * <p>What the items of its kernel make, and how many symbols ago that began, are its slots: items
   * that agree in both return to the same places when they are complete.
   */
  final class State {
    private static final int[] NOWHERE = {};

    private final int[] kernel;
    private final int id;
    private final int slots;
    private final int[] slotOf; // of each item of the kernel; -1 for the text as a whole
    private final int[] completed;
    private final boolean goesOn;
    private volatile @Nullable Table table;

    private record Table(
        int[] symbols,
        State[] targets,
        AtomicReferenceArray<int @Nullable [][]> sources,
        long[] shifts) {}

    private State(int[] kernel, int id) {
      this.kernel = kernel;
      this.id = id;
      this.slotOf = new int[kernel.length];
      int count = 0;
      boolean open = false;
      BitSet complete = new BitSet();
      for (int i = 0; i < kernel.length; i++) {
        slotOf[i] = left(productionOf[kernel[i]]) < 0 ? -1 : slot(kernel, i, count);
        count = Math.max(count, slotOf[i] + 1);
        if (next(kernel[i]) >= 0) {
          open = true;
        } else if (slotOf[i] >= 0) {
          complete.set(slotOf[i]);
        }
      }
      this.slots = count;
      this.completed = complete.isEmpty() ? NOWHERE : complete.stream().toArray();
      this.goesOn = open;
    }

    // The slot of an item: that of an earlier one like it, or a new one.
    private int slot(int[] kernel, int i, int count) {
      for (int j = 0; j < i; j++) {
        if (slotOf[j] >= 0
            && dot(kernel[j]) == dot(kernel[i])
            && left(productionOf[kernel[j]]) == left(productionOf[kernel[i]])) {
          return slotOf[j];
        }
      }
      return count;
    }

    int id() {
      return id;
    }

    /** Items whose dot is not at the beginning (but in the start state). */
    int[] kernel() {
      return kernel;
    }

    /** How many slots there are. */
    int slots() {
      return slots;
    }

    /**
     * The slot of an item of the kernel.
     *
     * @throws IllegalArgumentException if there is none: the item makes the text as a whole, or
     *     does not belong to the kernel
     */
    int slot(int item) {
      int i = Arrays.binarySearch(kernel, item);
      if (i < 0 || slotOf[i] < 0) {
        throw new IllegalArgumentException("no slot of " + item(item) + " in " + this);
      }
      return slotOf[i];
    }

    /** The slots of the productions that end here. Shared, not to be changed. */
    int[] completed() {
      return completed;
    }

    /** Whether a production is not at its end here: some terminal comes next then. */
    boolean goesOn() {
      return goesOn;
    }

    /** The transition by a symbol; negative when it is none of the next ones. */
    int transition(int symbol) {
      return Arrays.binarySearch(table().symbols, symbol);
    }

    /** Where a transition leads. */
    State target(int transition) {
      return table().targets[transition];
    }

    /**
     * Where the slots of a transition's target come from: for each, slots of this state, and as
     * complements nonterminals that begin here. Shared, not to be changed.
     *
     * <p>A nonterminal behind which nothing can follow before its own reductions is left out: what
     * these return to stands in its place (as Leo's transitive items do: "A General Context-Free
     * Parsing Algorithm Running in Linear Time on Every LR(k) Grammar Without Using Lookahead",
     * 1991).
     */
    int[][] sources(int transition) {
      Table known = table();
      int[][] sources = known.sources.get(transition);
      if (sources == null) {
        State target = known.targets[transition];
        sources = new int[target.slots][];
        for (int i = 0; i < target.kernel.length; i++) {
          int slot = target.slotOf[i];
          if (slot >= 0 && sources[slot] == null) {
            int item = target.kernel[i];
            sources[slot] =
                dot(item) > 1 ? new int[] {slot(item - 1)} : begun(left(productionOf[item]));
          }
        }
        known.sources.set(transition, sources);
      }
      return sources;
    }

    /** What stands for a nonterminal that begins here. */
    private int[] begun(int nonterminal) {
      List<Integer> sources = new ArrayList<>();
      BitSet seen = new BitSet();
      ArrayDeque<Integer> open = new ArrayDeque<>();
      seen.set(nonterminal);
      open.add(nonterminal);
      while (!open.isEmpty()) {
        int symbol = open.remove();
        State target = target(transition(symbol));
        if (target.goesOn) {
          sources.add(~symbol);
          continue;
        }
        for (int item : target.kernel) {
          int left = left(productionOf[item]);
          if (dot(item) > 1) {
            sources.add(slot(item - 1));
          } else if (!seen.get(left)) {
            seen.set(left);
            open.add(left);
          }
        }
      }
      return sources.stream().mapToInt(Integer::intValue).distinct().toArray();
    }

    /** The terminals that may come next, as bits. Shared, not to be changed. */
    long[] shifts() {
      return table().shifts;
    }

    /** The symbols that may come next, in order. Shared, not to be changed. */
    int[] symbols() {
      return table().symbols;
    }

    /** The nonterminals that may begin here, with those at the dots of the kernel. */
    BitSet begins() {
      BitSet begun = new BitSet();
      for (int item : kernel) {
        int symbol = next(item);
        if (symbol >= terminals) {
          begun.or(leftmost(symbol - terminals));
        }
      }
      return begun;
    }

    private Table table() {
      Table known = table;
      if (known == null) {
        known = make();
        table = known;
      }
      return known;
    }

    private Table make() {
      TreeMap<Integer, BitSet> next = new TreeMap<>();
      for (int item : kernel) {
        int symbol = next(item);
        if (symbol >= 0) {
          next.computeIfAbsent(symbol, s -> new BitSet()).set(item + 1);
        }
      }
      BitSet begun = begins();
      for (int i = begun.nextSetBit(0); i >= 0; i = begun.nextSetBit(i + 1)) {
        for (int p : productionsOf[i]) {
          next.computeIfAbsent(right[p][0], s -> new BitSet()).set(firstItem[p] + 1);
        }
      }
      int n = next.size();
      int[] symbols = new int[n];
      State[] targets = new State[n];
      long[] shifts = new long[(terminals + 63) / 64];
      int i = 0;
      for (Map.Entry<Integer, BitSet> entry : next.entrySet()) {
        int symbol = entry.getKey();
        symbols[i] = symbol;
        targets[i++] = state(entry.getValue().stream().toArray());
        if (symbol < terminals) {
          shifts[symbol >> 6] |= 1L << symbol;
        }
      }
      return new Table(symbols, targets, new AtomicReferenceArray<>(n), shifts);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("state " + id + ":");
      for (int item : kernel) {
        text.append(' ').append(item(item)).append(';');
      }
      return text.toString();
    }
  }
}
