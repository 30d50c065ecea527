package dev.espalier.compiler.cfg;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.engine.Recent;
import dev.espalier.compiler.lexing.Boundaries;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Follows a grammar terminal by terminal.
 *
 * <p>Safe for use by many threads.
 *
 * <p>Complexity of a shift: the edges of the new level's stacks; constant where the grammar is
 * LR(k), and for every other at most as many as terminals were read, times a constant of the
 * grammar.
 */
public final class Parser {
  private static final int REMEMBERED = 200_000;

  private static final long[] NOTHING = {};

  private final Lr0 automaton;
  private final int maxEdges;
  private final int classes;
  private final @Nullable Writable writable;
  private final Interner<Node> nodes = new Interner<>();
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
   * @param maxEdges how many edges between the stacks of two terminals there may be
   */
  Parser(Lr0 automaton, int maxEdges) {
    this(automaton, null, maxEdges);
  }

  /**
   * A parser that follows what can be written.
   *
   * @param boundaries where terminals may begin; with one class only, nothing is looked at
   * @param maxEdges how many edges between the stacks of two terminals there may be
   */
  Parser(Lr0 automaton, @Nullable Boundaries boundaries, int maxEdges) {
    this.automaton = automaton;
    this.maxEdges = maxEdges;
    this.classes = boundaries == null ? 1 : boundaries.classes();
    this.writable = boundaries == null || classes == 1 ? null : new Writable(automaton, boundaries);
    this.none = new Level(Node.NONE, new long[(terminals() + 63) / 64]);
    Node bottom = node(automaton.start(), Node.NONE);
    long[] terminals = new long[(terminals() + 63) / 64];
    allow(bottom, terminals);
    if (automaton.derivesEmpty()) {
      terminals[end() >> 6] |= 1L << end();
    }
    this.start = levels.one(new Level(new Node[] {bottom}, terminals));
  }

  private Node node(Lr0.State state, Node[] below) {
    long[] good = writable == null ? NOTHING : writable.good(state, below);
    return nodes.one(new Node(state, below, good, numbers.getAndIncrement()));
  }

  /** Adds the terminals that a node allows; answers whether there are any. */
  private boolean allow(Node node, long[] terminals) {
    long[] shifts = node.state.shifts();
    if (writable == null) {
      or(terminals, shifts);
      return true;
    }
    boolean any = false;
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
   * @param depth how many layers of the stacks before it were looked at, at most one more than
   *     {@link Tops#DEPTH}: with equal {@linkplain Parser#top tops} of this depth, equal terminals
   *     are possible after it
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
    for (Node node : from.nodes) {
      Lr0.State target = node.state.after(terminal / classes);
      if (target != null) {
        building.edge(target, node, 1);
      }
    }
    Level level = building.close();
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
    Building building = new Building();
    for (Level level : List.of(a, b)) {
      for (Node node : level.nodes) {
        for (Node below : node.below) {
          building.edge(node.state, below, 0);
        }
        if (node.below.length == 0) {
          building.bottom = true;
        }
      }
    }
    return building.freeze();
  }

  /** A level that is being made. */
  private final class Building {
    private final Map<Lr0.State, Proto> protos = new HashMap<>();
    private Proto[] open = new Proto[16]; // edges whose reductions are to be done
    private Node[] openBelow = new Node[16];
    private int[] openLayer = new int[16];
    private int count;
    private int depth = 1;
    private int edges;
    private boolean bottom;

    private static final class Proto {
      private final Lr0.State state;
      private Node[] below = new Node[2];
      private int[] layers = new int[2]; // how deep each lies under the level before, from 1
      private int count;
      private @Nullable Map<Node, Integer> places; // once there are many

      private Proto(Lr0.State state) {
        this.state = state;
      }

      /** Adds a node; answers whether it is new, or lies deeper than was known. */
      private boolean add(Node node, int layer) {
        int at = place(node);
        if (at < 0) {
          if (count == below.length) {
            below = Arrays.copyOf(below, 2 * count);
            layers = Arrays.copyOf(layers, 2 * count);
          }
          if (places != null) {
            places.put(node, count);
          }
          below[count] = node;
          layers[count++] = layer;
          return true;
        }
        if (layers[at] >= layer) {
          return false;
        }
        layers[at] = layer;
        return true;
      }

      private int place(Node node) {
        if (places == null) {
          for (int i = 0; i < count; i++) {
            if (below[i] == node) {
              return i;
            }
          }
          if (count < 16) {
            return -1;
          }
          places = new HashMap<>();
          for (int i = 0; i < count; i++) {
            places.put(below[i], i);
          }
        }
        return places.getOrDefault(node, -1);
      }
    }

    private void edge(Lr0.State state, Node below, int depthOfBelow) {
      // What lies deeper than looks reach is as good as endless: else edges would be followed again
      // for every layer that they turn out to lie deeper.
      int layer = Math.min(depthOfBelow, Tops.DEPTH + 1);
      Proto proto = protos.computeIfAbsent(state, Proto::new);
      if (!proto.add(below, layer)) {
        return;
      }
      depth = Math.max(depth, layer);
      if (++edges > maxEdges) {
        throw new LimitExceeded("parserEdges", maxEdges, "following all readings of a text");
      }
      if (state.reductions().length > 0) {
        if (count == open.length) {
          open = Arrays.copyOf(open, 2 * count);
          openBelow = Arrays.copyOf(openBelow, 2 * count);
          openLayer = Arrays.copyOf(openLayer, 2 * count);
        }
        open[count] = proto;
        openLayer[count] = layer;
        openBelow[count++] = below;
      }
    }

    private Level close() {
      while (count > 0) {
        Proto proto = open[--count];
        Node below = openBelow[count];
        int layer = openLayer[count];
        for (int production : proto.state.reductions()) {
          int length = automaton.length(production);
          int left = automaton.left(production);
          if (length == 1) {
            reduce(below, left, layer);
          } else if (length == 2) {
            for (Node node : below.below) {
              reduce(node, left, layer + 1);
            }
          } else {
            Set<Node> nodes = new HashSet<>(Arrays.asList(below.below));
            for (int i = 3; i <= length; i++) {
              Set<Node> next = new HashSet<>();
              for (Node node : nodes) {
                next.addAll(Arrays.asList(node.below));
              }
              nodes = next;
            }
            for (Node node : nodes) {
              reduce(node, left, layer + length - 1);
            }
          }
        }
      }
      return freeze();
    }

    private void reduce(Node node, int left, int layer) {
      Lr0.State target = node.state.after(left);
      if (target == null) {
        throw new AssertionError("no way on from " + node.state + " by " + automaton.name(left));
      }
      edge(target, node, layer);
    }

    private Level freeze() {
      Node[] made = new Node[protos.size() + (bottom ? 1 : 0)];
      long[] terminals = new long[(terminals() + 63) / 64];
      int n = 0;
      for (Proto proto : protos.values()) {
        if (proto.state.anyShift()) {
          Node[] below = Arrays.copyOf(proto.below, proto.count);
          if (below.length > 1) {
            Arrays.sort(below, Comparator.comparingLong(node -> node.number));
          }
          Node node = node(proto.state, below);
          if (allow(node, terminals)) {
            made[n++] = node;
          }
        }
      }
      if (bottom) {
        made[n++] = start.nodes[0];
        or(terminals, start.terminals());
      }
      if (n == 0) {
        return none;
      }
      made = Arrays.copyOf(made, n);
      Arrays.sort(made, Comparator.comparingInt(node -> node.state.id()));
      return levels.one(new Level(made, terminals));
    }
  }

  private static void or(long[] into, long[] set) {
    for (int i = 0; i < into.length; i++) {
      into[i] |= set[i];
    }
  }
}
