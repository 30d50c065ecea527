package dev.espalier.compiler.cfg;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.engine.Recent;
import dev.espalier.compiler.lexing.Boundaries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Follows a grammar terminal by terminal.
 *
 * <p>Safe for use by many threads.
 *
 * <p>Complexity of a shift, in time and space: constant where the grammar is LR-regular, without
 * regard to the depth of the stacks. For every other as many steps as there are places where a
 * nonterminal that is complete now may have begun, and sets of such places that differ: linear in
 * what was read for the usual ambiguities, at worst quadratic, and bounded by a limit.
 */
public final class Parser {
  private static final int REMEMBERED = 200_000;

  private static final long[] NOTHING = {};

  private static final Comparator<Node> BY_STATE =
      Comparator.<Node>comparingInt(node -> node.state.id()).thenComparingLong(node -> node.number);
  private static final Comparator<Returns> NEWEST_FIRST =
      (a, b) -> a.head == b.head ? 0 : a.head.isNewer(b.head) ? -1 : 1;

  // With more edges than these, a level is not looked for below the tops of its stacks.
  private static final int MANY = 256;

  private final Lr0 automaton;
  private final int maxEdges;
  private final int classes;
  private final @Nullable Writable writable;
  private final Interner<Node> nodes = new Interner<>();
  private final Interner<Returns> sets = new Interner<>();
  private final Interner<Level> levels = new Interner<>();
  private final AtomicLong numbers = new AtomicLong();
  private final Recent<Shift, Shifted> shifts = new Recent<>(REMEMBERED);
  private final Tops tops = new Tops();
  private final Level start;
  private final Level none;

  /**
   * A terminal is shifted.
   *
   * @param from the level; or the only node of it that shifts the terminal, which is the same in
   *     many levels
   */
  private record Shift(Object from, int terminal) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Shift s && s.from == from && s.terminal == terminal;
    }

    @Override
    public int hashCode() {
      return 31 * from.hashCode() + terminal;
    }
  }

  /**
   * A parser of a grammar of which everything can be written.
   *
   * @param maxEdges how many returns may be followed from one terminal to the next
   */
  Parser(Lr0 automaton, int maxEdges) {
    this(automaton, null, maxEdges);
  }

  /**
   * A parser that follows what can be written.
   *
   * @param boundaries where terminals may begin; with one class only, nothing is looked at
   * @param maxEdges how many returns may be followed from one terminal to the next
   */
  Parser(Lr0 automaton, @Nullable Boundaries boundaries, int maxEdges) {
    this.automaton = automaton;
    this.maxEdges = maxEdges;
    this.classes = boundaries == null ? 1 : boundaries.classes();
    this.writable =
        boundaries == null || boundaries.writesAll() ? null : new Writable(automaton, boundaries);
    this.none = new Level(new Node[0], new long[(terminals() + 63) / 64]);
    this.start = new Building().level(List.of(node(automaton.start(), Node.NOWHERE)));
  }

  private Node node(Lr0.State state, Returns[] back) {
    long[] good = writable == null ? NOTHING : writable.good(state, back);
    return nodes.one(new Node(state, back, good, numbers.getAndIncrement()));
  }

  /** Adds the terminals that a node allows; answers whether there are any. */
  private boolean allow(Node node, long[] terminals) {
    boolean any = false;
    if (node.state == automaton.start() && automaton.derivesEmpty()) {
      terminals[end() >> 6] |= 1L << end();
      any = true;
    }
    long[] shifts = node.state.shifts();
    if (writable == null) {
      or(terminals, shifts);
      return true;
    }
    for (int t = 0; t < automaton.terminals(); t++) {
      if ((shifts[t >> 6] >>> t & 1) != 0) {
        for (long good = node.good(t); good != 0; good &= good - 1) {
          int c = Long.numberOfTrailingZeros(good);
          if (c < classes) {
            int bit = t * classes + c;
            terminals[bit >> 6] |= 1L << bit;
            any = true;
          }
        }
      }
    }
    return any;
  }

  Lr0 automaton() {
    return automaton;
  }

  /** The number of the terminal that stands for the end of the text. */
  public int end() {
    return automaton.end() * classes;
  }

  /** How many terminals there are, the end included: those of the grammar, times the classes. */
  public int terminals() {
    return automaton.terminals() * classes;
  }

  /** How many classes of places there are. */
  int classes() {
    return classes;
  }

  /** What can be written, or null where everything can. */
  @Nullable Writable writable() {
    return writable;
  }

  /** Before the first terminal. */
  public Level start() {
    return start;
  }

  /**
   * A number for what the stacks of a level look like down to a depth: equal for equal looks.
   *
   * @param depth from 1 to {@link Tops#DEPTH}
   */
  int top(Level level, int depth) {
    return tops.of(level, depth);
  }

  /** As above, of those stacks only that can shift a terminal. */
  int top(Level level, int depth, int terminal) {
    return tops.of(level, depth, terminal / classes);
  }

  /** Of no stack: nothing is possible. */
  public Level none() {
    return none;
  }

  public boolean isNone(Level level) {
    return level == none;
  }

  /** The level after a terminal; {@link #none} if it is not possible. */
  public Level shift(Level from, int terminal) {
    return shifted(from, terminal).level;
  }

  /**
   * A level after a terminal.
   *
   * @param depth how many layers of the stacks before it were looked at, one below the other by
   *     their returns, at most one more than {@link Tops#DEPTH}: with equal {@linkplain Parser#top
   *     tops} of this depth, equal terminals are possible after it
   */
  record Shifted(Level level, int depth) {}

  Shifted shifted(Level from, int terminal) {
    if (!from.allows(terminal)) {
      return new Shifted(none, 1);
    }
    Node only = from.only(terminal / classes);
    Shift key = new Shift(only == null ? from : only, terminal);
    Shifted known = shifts.get(key);
    if (known != null) {
      return known;
    }
    Building building = new Building();
    Level level = building.shift(from, terminal / classes);
    return shifts.put(key, new Shifted(level, building.depth));
  }

  /**
   * For each terminal, as bits, those that may come behind it in some text. O(size of the grammar),
   * times the depth of its rules.
   */
  public long[][] follows() {
    return automaton.follows();
  }

  /** The level of the stacks of two levels at the same place of a text. */
  public Level union(Level a, Level b) {
    if (a == b || b == none) {
      return a;
    }
    if (a == none) {
      return b;
    }
    List<Node> all = new ArrayList<>(Arrays.asList(a.nodes));
    all.addAll(Arrays.asList(b.nodes));
    return new Building().level(all);
  }

  /** A level that is being made. */
  private final class Building {
    private final List<Node> found = new ArrayList<>();
    private Return[] open = new Return[16]; // whose nonterminals were completed
    private int[] openLayer = new int[16]; // how deep each lies under the level before, from 1
    private int count;
    private final Map<Return, Integer> layers = new HashMap<>();
    private final Map<Returns, Integer> older = new HashMap<>();
    private int depth = 1;
    private int edges;

    private void edge() {
      if (++edges > maxEdges) {
        throw new LimitExceeded("parserEdges", maxEdges, "following all readings of a text");
      }
    }

    private Level shift(Level from, int terminal) {
      for (Node node : from.nodes) {
        int transition = node.state.transition(terminal);
        if (transition >= 0) {
          Lr0.State target = node.state.target(transition);
          Returns[] back = back(node, transition);
          if (target.goesOn()) {
            found.add(node(target, back));
          }
          complete(target, back, node, 1);
        }
      }
      while (count > 0) {
        Return next = open[--count];
        int layer = openLayer[count];
        Node node = after(next);
        found.add(node);
        complete(node.state, node.back, next.origin, layer);
      }
      return level(found);
    }

    private Node after(Return next) {
      Node known = next.after();
      if (known == null) {
        Node origin = next.origin;
        int transition = origin.state.transition(next.symbol);
        known = node(origin.state.target(transition), back(origin, transition));
        next.after(known);
      }
      return known;
    }

    /** Where the slots of a transition's target return to. */
    private Returns[] back(Node from, int transition) {
      int[][] sources = from.state.sources(transition);
      Returns[] back = sources.length == 0 ? Node.NOWHERE : new Returns[sources.length];
      for (int slot = 0; slot < back.length; slot++) {
        int[] of = sources[slot];
        if (of.length == 1) {
          back[slot] = source(from, of[0]);
        } else {
          Returns[] all = new Returns[of.length];
          for (int i = 0; i < all.length; i++) {
            all[i] = source(from, of[i]);
          }
          back[slot] = union(all);
        }
      }
      return back;
    }

    private static Returns source(Node from, int source) {
      return source < 0 ? from.begun(~source).alone : from.back[source];
    }

    /**
     * Follows the productions that are complete in a state.
     *
     * @param below the node below the state's symbol
     * @param layer how deep that lies
     */
    private void complete(Lr0.State state, Returns[] back, Node below, int layer) {
      // What lies deeper than looks reach is as good as endless: else returns would be followed
      // again for every layer that they turn out to lie deeper.
      int deeper = edges > MANY ? Tops.DEPTH + 1 : Math.min(layer + 1, Tops.DEPTH + 1);
      for (int slot : state.completed()) {
        Returns at = back[slot];
        for (; at != null && at.head.origin == below; at = at.tail) {
          follow(at.head, layer);
        }
        // Sets share what is older, so that much of it may have been seen.
        for (; at != null && isDeeper(older.put(at, deeper), deeper); at = at.tail) {
          follow(at.head, deeper);
        }
      }
    }

    private static boolean isDeeper(@Nullable Integer known, int layer) {
      return known == null || known < layer;
    }

    private void follow(Return next, int layer) {
      edge();
      if (!isDeeper(layers.get(next), layer)) {
        return;
      }
      layers.put(next, layer);
      depth = Math.max(depth, layer);
      if (count == open.length) {
        open = Arrays.copyOf(open, 2 * count);
        openLayer = Arrays.copyOf(openLayer, 2 * count);
      }
      open[count] = next;
      openLayer[count++] = layer;
    }

    /** The level of some nodes: those of one state are one there. */
    private Level level(List<Node> found) {
      Node[] all = found.toArray(Node[]::new);
      Arrays.sort(all, BY_STATE);
      long[] terminals = new long[(terminals() + 63) / 64];
      int n = 0;
      for (int from = 0; from < all.length; ) {
        int to = from + 1; // behind the nodes of a state, each once
        int next = to;
        for (; next < all.length && all[next].state == all[from].state; next++) {
          if (all[next] != all[to - 1]) {
            all[to++] = all[next];
          }
        }
        Node node = to == from + 1 ? all[from] : merged(all, from, to);
        if (allow(node, terminals)) {
          all[n++] = node;
        }
        from = next;
      }
      return n == 0 ? none : levels.one(new Level(Arrays.copyOf(all, n), terminals));
    }

    private Node merged(Node[] all, int from, int to) {
      Returns[] back = new Returns[all[from].back.length];
      for (int slot = 0; slot < back.length; slot++) {
        Returns[] of = new Returns[to - from];
        for (int i = 0; i < of.length; i++) {
          of[i] = all[from + i].back[slot];
        }
        back[slot] = union(of);
      }
      return node(all[from].state, back);
    }

    /** The union of some sets, one at least; what they share is looked at once. */
    private Returns union(Returns[] all) {
      PriorityQueue<Returns> open = new PriorityQueue<>(NEWEST_FIRST);
      Set<Returns> seen = new HashSet<>();
      for (Returns one : all) {
        if (seen.add(one)) {
          open.add(one);
        }
      }
      List<Return> newer = new ArrayList<>();
      Return last = null;
      Returns made = null;
      while (!open.isEmpty()) {
        Returns next = open.remove();
        edge();
        if (next.head != last) {
          if (open.isEmpty()) {
            made = next;
            break;
          }
          last = next.head;
          newer.add(last);
        }
        if (next.tail != null && seen.add(next.tail)) {
          open.add(next.tail);
        }
      }
      for (Return head : newer.reversed()) {
        made = made == null ? head.alone : sets.one(new Returns(head, made));
      }
      return Objects.requireNonNull(made);
    }
  }

  private static void or(long[] into, long[] set) {
    for (int i = 0; i < into.length; i++) {
      into[i] |= set[i];
    }
  }
}
