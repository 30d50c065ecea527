package dev.espalier.compiler.canvas;

import dev.espalier.compiler.Canvas;
import dev.espalier.compiler.Canvas.Hole;
import dev.espalier.compiler.Canvas.Part;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.IntList;
import dev.espalier.compiler.canvas.Layout.Segment;
import dev.espalier.compiler.canvas.Lexis.Within;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fillings of a canvas as an automaton over lexemes: its nodes are places between lexemes, its
 * edges are terminals. A hole is one node for each kind of place that a lexeme can begin at within
 * it, where any number of lexemes may stand: it holds every filling, whatever its tokens are, and
 * more.
 */
final class LexemeGraph implements TerminalGraph {
  /** Behind the end of the text. */
  static final int ACCEPT = 0;

  private static final int ENDED = 1; // at the end of the text

  private static final int DOUBT = 1000; // what a doubt costs, in bytes

  private static final int BLOCKED = -1 << 20; // a unit that no text has

  private final Layout layout;
  private final Lexis lexis;
  private final Reading reading;
  private final int limit;

  // The canvas, byte by byte: from 0, or -1 - h for a hole, which is the segment h.
  private int[] units = new int[64];
  private int length;
  private final BitSet endsWithin = new BitSet(); // segments in which the text may end

  private final Map<Long, Integer> numbers = new HashMap<>();
  private final List<Long> keys = new ArrayList<>();
  private final List<List<Edge>> raw = new ArrayList<>();
  private int edges;
  private final int start;
  private int[][] terminals = {};
  private int[][] targets = {};
  private int[][] costs = {};

  private record Edge(int terminal, int target, int cost) {}

  private static final Comparator<Edge> EDGES =
      (a, b) ->
          a.terminal != b.terminal
              ? Integer.compare(a.terminal, b.terminal)
              : a.target != b.target
                  ? Integer.compare(a.target, b.target)
                  : Integer.compare(a.cost, b.cost);

  /** By terminal, then by target; of those that are alike the cheapest. */
  private static List<Edge> sorted(List<Edge> edges) {
    edges.sort(EDGES);
    List<Edge> kept = new ArrayList<>(edges.size());
    for (Edge edge : edges) {
      Edge last = kept.isEmpty() ? null : kept.getLast();
      if (last == null || last.terminal != edge.terminal || last.target != edge.target) {
        kept.add(edge);
      }
    }
    return kept;
  }

  /** What a lexeme writes into holes: its bytes, each of which counts more in a short hole. */
  private int cost(Entry entry, int hole, int index) {
    int cost = hole < 0 ? 0 : cost(entry.place, hole, index);
    for (Entry at = entry; at.before != null; at = at.before) {
      if (at.hole >= 0) {
        cost += cost(at.before.place, at.hole, at.index);
      }
    }
    return cost;
  }

  private int cost(int place, int hole, int index) {
    Within within = lexis.within(place);
    return within.length(index) * weight(hole) + DOUBT * lexis.doubt(within.places()[index]);
  }

  private int weight(int hole) {
    int max = layout.segments().get(hole).max();
    return max < 8 ? 9 - max : 1;
  }

  LexemeGraph(Reading reading, Layout layout, Core core, int limit) {
    this.reading = reading;
    this.layout = layout;
    this.lexis = core.lexis();
    this.limit = limit;
    unroll();
    keys.add(-1L);
    keys.add(-2L);
    raw.add(List.of());
    raw.add(List.of());
    this.start = node(0, false, lexis.start());
    for (int node = 2; node < keys.size(); node++) {
      List<Edge> found = new ArrayList<>();
      explore(
          node,
          (terminal, target, entry, hole, index) ->
              found.add(new Edge(terminal, target, cost(entry, hole, index))));
      raw.set(node, sorted(found));
      edges += raw.get(node).size();
      if (edges > limit) {
        throw new LimitExceeded("items", limit, "cutting a canvas into lexemes");
      }
    }
    link(core.productions().end());
  }

  private void unroll() {
    boolean tail = true;
    for (int s = layout.segments().size() - 1; s >= 0; s--) {
      Segment segment = layout.segments().get(s);
      if (segment.isHole()) {
        if (tail && segment.max() > 0) {
          endsWithin.set(s);
        }
        continue;
      }
      for (int i = segment.from(); i < segment.to(); i++) {
        tail &= reading.isTail(layout.canvas().at(i));
      }
    }
    for (int s = 0; s < layout.segments().size(); s++) {
      Segment segment = layout.segments().get(s);
      if (segment.isHole()) {
        add(-1 - s);
        continue;
      }
      for (int i = segment.from(); i < segment.to(); i++) {
        Part part = layout.canvas().at(i);
        if (part instanceof Canvas.Token token && reading.vocabulary().isEos(token.id())) {
          return;
        }
        byte[] bytes =
            switch (part) {
              case Canvas.Token token -> reading.vocabulary().bytes(token.id());
              case Canvas.Text text -> text.toBytes();
              case Hole hole -> throw new AssertionError(hole);
            };
        if (bytes.length == 0 && part instanceof Canvas.Token) {
          add(BLOCKED);
        }
        for (byte b : bytes) {
          add(b & 0xff);
        }
      }
    }
  }

  private void add(int unit) {
    if (length == units.length) {
      units = Arrays.copyOf(units, 2 * length);
    }
    units[length++] = unit;
  }

  private int node(int point, boolean inside, int place) {
    long key = ((long) point << 1 | (inside ? 1 : 0)) << 32 | place;
    Integer known = numbers.get(key);
    if (known == null) {
      known = keys.size();
      numbers.put(key, known);
      keys.add(key);
      raw.add(List.of());
    }
    return known;
  }

  /** Takes the lexemes that begin at a node. */
  private interface Sink {
    /**
     * @param terminal of the lexeme, or {@link Lexis#INVISIBLE}, also where nothing is read
     * @param entry how far it was read
     * @param hole the segment that its rest lies in, or -1
     * @param index where the lexeme ends among what the hole can hold
     */
    void edge(int terminal, int target, Entry entry, int hole, int index);
  }

  /**
   * Where a lexeme stands on its way.
   *
   * @param before where it stood before
   * @param hole the segment that lies between, or -1
   * @param index where it stands among what the hole can hold, or -1 for nothing
   */
  private record Entry(
      int point,
      boolean inside,
      int place,
      boolean begun,
      @Nullable Entry before,
      int hole,
      int index) {}

  /**
   * Where lexemes have come to. They are followed side by side, so that at any time those of two
   * neighbouring points alone are open.
   */
  private static final class Front {
    private final BitSet seen = new BitSet(); // places at the point
    private final BitSet closed = new BitSet(); // those behind a hole, with all that is within it
    private int point = -1;

    private void at(int next) {
      if (point != next) {
        point = next;
        seen.clear();
        closed.clear();
      }
    }

    private boolean add(int next, int place) {
      at(next);
      boolean fresh = !seen.get(place);
      seen.set(place);
      return fresh;
    }

    /** Whether all that a hole can hold from a place on was added. */
    private boolean isClosed(int next, int place) {
      at(next);
      return closed.get(place);
    }
  }

  private void explore(int node, Sink sink) {
    long key = keys.get(node);
    int point = (int) (key >> 33);
    boolean inside = (key >> 32 & 1) != 0;
    ArrayDeque<Entry> open = new ArrayDeque<>();
    Front front = new Front();
    open.add(new Entry(point, inside, (int) key, false, null, -1, -1));
    while (!open.isEmpty()) {
      Entry at = open.remove();
      if (at.begun) {
        ends(at.place, at.point, at, sink);
      }
      if (at.point == length) {
        end(at, sink);
        continue;
      }
      int unit = units[at.point];
      if (unit >= 0) {
        int next = lexis.step(at.place, unit);
        if (next != Lexis.DEAD && front.add(at.point + 1, next)) {
          open.add(new Entry(at.point + 1, false, next, true, at, -1, -1));
        }
        continue;
      }
      if (unit == BLOCKED) {
        continue;
      }
      int hole = -1 - unit;
      if (at.inside || layout.segments().get(hole).min() == 0) {
        if (at.begun) {
          if (front.add(at.point + 1, at.place)) {
            open.add(new Entry(at.point + 1, false, at.place, true, at, -1, -1));
          }
        } else {
          sink.edge(Lexis.INVISIBLE, node(at.point + 1, false, at.place), at, -1, -1);
        }
      }
      if (layout.segments().get(hole).max() == 0) {
        continue;
      }
      if (endsWithin.get(hole)) {
        end(at, sink);
      }
      Within within = lexis.within(at.place);
      for (int i = 0; i < within.endsAt().length; i++) {
        sink.edge(
            within.ends()[2 * i],
            node(at.point, true, within.ends()[2 * i + 1]),
            at,
            hole,
            within.endsAt()[i]);
      }
      if (endsWithin.get(hole)) {
        for (int i = 0; i < within.atEnd().length; i++) {
          sink.edge(within.atEnd()[i], ENDED, at, hole, within.atEndAt()[i]);
        }
      }
      if (front.isClosed(at.point + 1, at.place)) {
        continue; // It can be reached within the hole, and so was all that it leads to.
      }
      for (int i = 0; i < within.places().length; i++) {
        front.closed.set(within.places()[i]);
        if (front.add(at.point + 1, within.places()[i])) {
          open.add(new Entry(at.point + 1, false, within.places()[i], true, at, hole, i));
        }
      }
    }
  }

  private void ends(int place, int point, Entry at, Sink sink) {
    int[] ends = lexis.ends(place);
    for (int i = 0; i < ends.length; i += 2) {
      sink.edge(ends[i], node(point, false, ends[i + 1]), at, -1, -1);
    }
  }

  private void end(Entry at, Sink sink) {
    if (!at.begun && lexis.mayEnd(at.place)) {
      sink.edge(Lexis.INVISIBLE, ENDED, at, -1, -1);
    }
    for (int terminal : lexis.atEnd(at.place)) {
      sink.edge(terminal, ENDED, at, -1, -1);
    }
  }

  /** Leaves out the edges without a terminal, and the nodes from which no text can end. */
  private void link(int end) {
    int n = keys.size();
    int endToken = lexis.endToken();
    raw.set(
        ENDED,
        endToken < 0
            ? List.of(new Edge(end, ACCEPT, 0))
            : List.of(new Edge(end, ACCEPT, 0), new Edge(endToken, ENDED, 0)));
    BitSet live = live();
    terminals = new int[n][];
    targets = new int[n][];
    costs = new int[n][];
    int[] reached = new int[n]; // by the last node that reached it, and 1
    IntList silent = new IntList();
    for (int node = 0; node < n; node++) {
      List<Edge> found = new ArrayList<>();
      silent.clear();
      if (live.get(node)) {
        silent.add(node);
        reached[node] = node + 1;
      }
      for (int i = 0; i < silent.size(); i++) {
        for (Edge edge : raw.get(silent.at(i))) {
          if (edge.terminal >= 0 && live.get(edge.target)) {
            found.add(edge);
          } else if (edge.terminal < 0 && reached[edge.target] != node + 1) {
            reached[edge.target] = node + 1;
            silent.add(edge.target);
          }
        }
      }
      // Few runs of edges that are in order, which makes sorting cheap.
      List<Edge> sorted = sorted(found);
      int size = sorted.size();
      terminals[node] = new int[size];
      targets[node] = new int[size];
      costs[node] = new int[size];
      for (int i = 0; i < size; i++) {
        terminals[node][i] = sorted.get(i).terminal;
        targets[node][i] = sorted.get(i).target;
        costs[node][i] = sorted.get(i).cost;
      }
    }
  }

  private BitSet live() {
    List<List<Integer>> back = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      back.add(new ArrayList<>());
    }
    for (int i = 0; i < keys.size(); i++) {
      for (Edge edge : raw.get(i)) {
        back.get(edge.target).add(i);
      }
    }
    BitSet live = new BitSet();
    ArrayDeque<Integer> open = new ArrayDeque<>(List.of(ACCEPT));
    live.set(ACCEPT);
    while (!open.isEmpty()) {
      for (int before : back.get(open.remove())) {
        if (!live.get(before)) {
          live.set(before);
          open.add(before);
        }
      }
    }
    return live;
  }

  @Override
  public int nodes() {
    return keys.size();
  }

  @Override
  public int start() {
    return start;
  }

  @Override
  public int accept() {
    return ACCEPT;
  }

  @Override
  public int[] terminals(int node) {
    return terminals[node];
  }

  @Override
  public int[] targets(int node) {
    return targets[node];
  }

  @Override
  public int[] costs(int node) {
    return costs[node];
  }

  /**
   * What the holes hold on a way through the graph.
   *
   * @param path the nodes, and between them the terminals
   * @return by segment; and whether the text ends there, so that nothing follows
   */
  Map<Integer, byte[]> holes(List<TerminalGraph.Step> path) {
    Map<Integer, ByteArrayOutputStream> held = new HashMap<>();
    for (TerminalGraph.Step step : path) {
      if (step.from() != ENDED || step.to() != ACCEPT) {
        write(step, held);
      }
    }
    Map<Integer, byte[]> bytes = new HashMap<>();
    held.forEach((hole, text) -> bytes.put(hole, text.toByteArray()));
    return bytes;
  }

  /** A way to a node by lexemes without terminals, and how the last one was read. */
  private record Way(int node, @Nullable Way before, @Nullable Entry entry, int hole, int index) {}

  private void write(TerminalGraph.Step step, Map<Integer, ByteArrayOutputStream> held) {
    ArrayDeque<Way> open = new ArrayDeque<>();
    BitSet seen = new BitSet();
    open.add(new Way(step.from(), null, null, -1, -1));
    seen.set(step.from());
    while (!open.isEmpty()) {
      Way way = open.remove();
      if (way.node == ENDED) {
        if (step.to() == ACCEPT || (step.to() == ENDED && step.terminal() == lexis.endToken())) {
          write(way, held);
          return;
        }
        continue;
      }
      Way[] last = new Way[1];
      int[] least = {Integer.MAX_VALUE};
      List<Way> next = new ArrayList<>();
      explore(
          way.node,
          (terminal, target, entry, hole, index) -> {
            Way to = new Way(target, way, entry, hole, index);
            if (terminal == step.terminal() && target == step.to()) {
              int cost = cost(entry, hole, index);
              if (cost < least[0]) {
                least[0] = cost;
                last[0] = to;
              }
            } else if (terminal < 0 && !seen.get(target)) {
              seen.set(target);
              next.add(to);
            }
          });
      if (last[0] != null) {
        write(last[0], held);
        return;
      }
      open.addAll(next);
    }
    throw new AssertionError("no such edge: " + step);
  }

  private void write(Way way, Map<Integer, ByteArrayOutputStream> held) {
    List<Way> ways = new ArrayList<>();
    for (Way at = way; at.before != null; at = at.before) {
      ways.add(0, at);
    }
    for (Way at : ways) {
      Entry entry = at.entry;
      if (entry == null) {
        throw new AssertionError();
      }
      List<Entry> entries = new ArrayList<>();
      for (Entry e = entry; e != null; e = e.before) {
        entries.add(0, e);
      }
      for (Entry e : entries) {
        Entry before = e.before;
        if (e.hole >= 0 && before != null) {
          put(e.hole, lexis.within(before.place).path(e.index), held);
        }
      }
      if (at.hole >= 0) {
        put(at.hole, lexis.within(entry.place).path(at.index), held);
      }
    }
  }

  private static void put(int hole, byte[] bytes, Map<Integer, ByteArrayOutputStream> held) {
    held.computeIfAbsent(hole, h -> new ByteArrayOutputStream()).writeBytes(bytes);
  }
}
