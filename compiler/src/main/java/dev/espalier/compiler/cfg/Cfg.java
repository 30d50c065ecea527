package dev.espalier.compiler.cfg;

import dev.espalier.compiler.canvas.Productions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A context-free grammar over numbered symbols: terminals from 0, nonterminals after them.
 *
 * <p>Immutable once built.
 */
public final class Cfg {
  /**
   * A production.
   *
   * @param left a nonterminal
   * @param right symbols; shared, not to be changed
   */
  record Production(int left, int[] right) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Production p && p.left == left && Arrays.equals(p.right, right);
    }

    @Override
    public int hashCode() {
      return 31 * left + Arrays.hashCode(right);
    }
  }

  private final int terminals;
  private final List<String> names;
  private final List<Production> productions;
  private final int start;
  private final boolean empty;

  private Cfg(
      int terminals, List<String> names, List<Production> productions, int start, boolean empty) {
    this.terminals = terminals;
    this.names = names;
    this.productions = productions;
    this.start = start;
    this.empty = empty;
  }

  /** How many terminals there are. */
  int terminals() {
    return terminals;
  }

  /** How many symbols there are. */
  int symbols() {
    return names.size();
  }

  int start() {
    return start;
  }

  List<Production> productions() {
    return productions;
  }

  /** The name of a symbol, for people. */
  public String name(int symbol) {
    return names.get(symbol);
  }

  /**
   * Whether the empty sequence is in the language, although no production is empty: only in a
   * grammar from {@link #clean}.
   */
  boolean derivesEmpty() {
    return empty;
  }

  /** A grammar that is being built. Not safe for use by several threads. */
  public static final class Builder {
    private final int terminals;
    private final List<String> names = new ArrayList<>();
    private final Set<Production> productions = new LinkedHashSet<>();

    /**
     * @param terminals the names of the terminals
     */
    public Builder(List<String> terminals) {
      this.terminals = terminals.size();
      names.addAll(terminals);
    }

    /** A new nonterminal. */
    public int nonterminal(String name) {
      names.add(name);
      return names.size() - 1;
    }

    /** A production; a second one like it changes nothing. */
    public void production(int left, int... right) {
      if (left < terminals) {
        throw new IllegalArgumentException("a terminal on the left: " + names.get(left));
      }
      productions.add(new Production(left, right));
    }

    /** How many symbols there are by now. */
    public int symbols() {
      return names.size();
    }

    public Cfg build(int start) {
      return new Cfg(terminals, List.copyOf(names), List.copyOf(productions), start, false);
    }
  }

  /** The nonterminals from which some sequence of terminals can be derived. O(size). */
  public BitSet productive() {
    BitSet productive = new BitSet();
    productive.set(0, terminals);
    fixpoint(productive);
    return productive;
  }

  /** The nonterminals from which the empty sequence can be derived. O(size). */
  private BitSet nullable() {
    BitSet nullable = new BitSet();
    fixpoint(nullable);
    return nullable;
  }

  // Adds every left side whose right side lies within the set.
  private void fixpoint(BitSet within) {
    int[] missing = new int[productions.size()];
    List<List<Integer>> uses = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      uses.add(new ArrayList<>());
    }
    ArrayDeque<Integer> ready = new ArrayDeque<>();
    for (int p = 0; p < missing.length; p++) {
      for (int symbol : productions.get(p).right) {
        if (!within.get(symbol)) {
          missing[p]++;
          uses.get(symbol).add(p);
        }
      }
      if (missing[p] == 0) {
        ready.add(p);
      }
    }
    while (!ready.isEmpty()) {
      int left = productions.get(ready.remove()).left;
      if (!within.get(left)) {
        within.set(left);
        for (int p : uses.get(left)) {
          if (--missing[p] == 0) {
            ready.add(p);
          }
        }
      }
    }
  }

  /** The symbols that occur in what the start symbol derives, if all were productive. O(size). */
  public BitSet reachable() {
    List<List<Production>> of = byLeft();
    BitSet reached = new BitSet();
    ArrayDeque<Integer> open = new ArrayDeque<>();
    reached.set(start);
    open.add(start);
    while (!open.isEmpty()) {
      for (Production p : of.get(open.remove())) {
        for (int symbol : p.right) {
          if (!reached.get(symbol)) {
            reached.set(symbol);
            open.add(symbol);
          }
        }
      }
    }
    return reached;
  }

  private List<List<Production>> byLeft() {
    List<List<Production>> of = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      of.add(new ArrayList<>());
    }
    for (Production p : productions) {
      of.get(p.left).add(p);
    }
    return of;
  }

  /** The same language as productions none of which is empty, with the end of the text. O(size). */
  public Productions canonical() {
    return new Lr0(this, 1).canonical();
  }

  /**
   * The same language without empty productions, cycles of single nonterminals and useless symbols.
   * Whether the empty sequence is in it, {@link #derivesEmpty} says.
   *
   * <p>Long right sides are cut behind every third part that may be empty, so that the result is at
   * most some ten times as large.
   */
  Cfg clean() {
    Builder made = new Builder(names.subList(0, terminals));
    for (int i = terminals; i < names.size(); i++) {
      made.nonterminal(names.get(i));
    }
    // Without empty productions.
    BitSet nullable = nullable();
    for (Production p : productions) {
      expand(p.left, p.right, nullable, made);
    }
    return made.build(start).withoutCycles().trimmed(nullable.get(start));
  }

  private static final int MAX_NULLABLE = 3;
  private static final int MAX_PARTS = 32;

  private static void expand(int left, int[] right, BitSet nullable, Builder made) {
    int tailMayBeEmpty = right.length; // from here on
    while (tailMayBeEmpty > 0 && nullable.get(right[tailMayBeEmpty - 1])) {
      tailMayBeEmpty--;
    }
    int from = 0;
    int name = left;
    while (true) {
      int at = from;
      int count = 0;
      while (at < right.length && at - from < MAX_PARTS && count < MAX_NULLABLE) {
        if (nullable.get(right[at++])) {
          count++;
        }
      }
      boolean cut = at < right.length - 1;
      int end = cut ? at : right.length;
      int[] head = Arrays.copyOfRange(right, from, cut ? end + 1 : end);
      int rest = -1;
      if (cut) {
        rest = made.nonterminal(made.names.get(left) + "…");
        head[head.length - 1] = rest;
      }
      choose(name, head, 0, new ArrayList<>(), nullable, cut && tailMayBeEmpty <= end, made);
      if (!cut) {
        return;
      }
      name = rest;
      from = end;
    }
  }

  private static void choose(
      int left,
      int[] right,
      int at,
      List<Integer> chosen,
      BitSet nullable,
      boolean lastMayBeEmpty,
      Builder made) {
    if (at == right.length) {
      if (!chosen.isEmpty()) {
        made.production(left, chosen.stream().mapToInt(Integer::intValue).toArray());
      }
      return;
    }
    if (nullable.get(right[at]) || (lastMayBeEmpty && at == right.length - 1)) {
      choose(left, right, at + 1, chosen, nullable, lastMayBeEmpty, made);
    }
    chosen.add(right[at]);
    choose(left, right, at + 1, chosen, nullable, lastMayBeEmpty, made);
    chosen.removeLast();
  }

  /** Merges nonterminals that derive each other alone. */
  private Cfg withoutCycles() {
    int n = names.size();
    List<List<Integer>> units = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      units.add(new ArrayList<>());
    }
    for (Production p : productions) {
      if (p.right.length == 1 && p.right[0] >= terminals) {
        units.get(p.left).add(p.right[0]);
      }
    }
    int[] component = components(units);
    Builder made = new Builder(names.subList(0, terminals));
    for (int i = terminals; i < n; i++) {
      made.nonterminal(names.get(i));
    }
    for (Production p : productions) {
      int left = component[p.left];
      int[] right = Arrays.stream(p.right).map(s -> component[s]).toArray();
      if (right.length != 1 || right[0] != left) {
        made.production(left, right);
      }
    }
    return made.build(component[start]);
  }

  /** The strongly connected components, each named by one of its members (Tarjan 1972). */
  private static int[] components(List<List<Integer>> edges) {
    int n = edges.size();
    int[] component = new int[n];
    Arrays.fill(component, -1);
    int[] index = new int[n];
    int[] low = new int[n];
    int[] at = new int[n];
    int counter = 0;
    ArrayDeque<Integer> path = new ArrayDeque<>();
    ArrayDeque<Integer> open = new ArrayDeque<>();
    for (int root = 0; root < n; root++) {
      if (index[root] != 0) {
        continue;
      }
      path.push(root);
      while (!path.isEmpty()) {
        int v = path.element();
        if (index[v] == 0) {
          index[v] = low[v] = ++counter;
          open.push(v);
        }
        if (at[v] < edges.get(v).size()) {
          int w = edges.get(v).get(at[v]++);
          if (index[w] == 0) {
            path.push(w);
          } else if (component[w] < 0) {
            low[v] = Math.min(low[v], index[w]);
          }
          continue;
        }
        path.pop();
        if (!path.isEmpty()) {
          low[path.element()] = Math.min(low[path.element()], low[v]);
        }
        if (low[v] == index[v]) {
          int w;
          do {
            w = open.pop();
            component[w] = v;
          } while (w != v);
        }
      }
    }
    return component;
  }

  private Cfg trimmed(boolean derivesEmpty) {
    BitSet productive = productive();
    Cfg live =
        new Cfg(
            terminals,
            names,
            productions.stream()
                .filter(p -> Arrays.stream(p.right).allMatch(productive::get))
                .toList(),
            start,
            derivesEmpty);
    BitSet reachable = live.reachable();
    return new Cfg(
        terminals,
        names,
        live.productions.stream().filter(p -> reachable.get(p.left)).toList(),
        start,
        derivesEmpty);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Production p : productions) {
      text.append(names.get(p.left)).append(" →");
      for (int symbol : p.right) {
        text.append(' ').append(names.get(symbol));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
