package dev.espalier.compiler.canvas;

import dev.espalier.compiler.Canvas;
import dev.espalier.compiler.CanvasLimits;
import dev.espalier.compiler.CanvasVerdict;
import dev.espalier.compiler.CanvasVerdict.Completable;
import dev.espalier.compiler.CanvasVerdict.Dead;
import dev.espalier.compiler.CanvasVerdict.Unknown;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.State;
import dev.espalier.compiler.automata.IntList;
import dev.espalier.compiler.automata.LongHeap;
import dev.espalier.compiler.automata.LongIndex;
import dev.espalier.compiler.canvas.Layout.Segment;
import dev.espalier.compiler.canvas.StateGraph.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Follows the states of a constraint through a canvas, mostly those first that came furthest: every
 * state that some filling leads to is looked at once for each number of tokens of its hole.
 *
 * <p>Within a hole, the shortest way and the one that comes nearest to its least number of tokens
 * are taken in turn: long holes are filled by few tokens and one that may be repeated, short ones
 * by any that lead on. A way through late tokens of many steps counts as less likely, so that what
 * went wrong long ago is mended before everything behind it was tried.
 *
 * <p>The last token of a hole is not looked at by itself where a known token follows: only what
 * both lead to is a state.
 *
 * <p>Where a token leads from a state to itself, as within a string, one look stands for every
 * greater number of tokens. So what is looked at grows with the states, not with the lengths of the
 * holes; it ends by itself if they are finite, and then no filling is left out.
 *
 * <p>A search that was stopped can go on.
 */
final class StateSearch {
  private static final long FREE = 32; // where a state leads no further, it is cheap to follow
  private static final int TOKEN = 1 << 8; // what a token on a way costs
  private static final int SEGMENT = 8 * TOKEN; // what it is worth to have come through a hole

  // Of the first places, in costs.
  private static final int[] LOGARITHMS =
      IntStream.range(0, 1 << 9).map(StateSearch::costOf).toArray();

  private final Reading reading;
  private final StateGraph graph;
  private final Layout layout;
  private final CanvasLimits limits;
  private final int tail; // from here on, nothing need follow a text
  private final int end; // the hole in which the text ends, or -1
  private final List<Way> kept = new ArrayList<>(); // those from which the search may go on
  private final LongHeap shortest = new LongHeap(); // their numbers behind what they cost
  private final LongHeap longest = new LongHeap(); // and behind how near they are to full holes
  private boolean isLongest; // whose turn it is
  private final LongIndex met = new LongIndex(); // segments and states in them
  private final IntList loops = new IntList(); // of each, the fewest tokens with a loop
  private final LongIndex counted = new LongIndex(); // these, by their numbers, and tokens
  private final LongIndex left = new LongIndex(); // segments behind which the search went on
  private final BitSet followed = new BitSet(); // states whose steps were taken
  private int states; // how many these are
  private long tried;
  private boolean isBegun;
  private @Nullable Unknown missed;
  private @Nullable Completable found;

  /** A way to a state within a hole. */
  private static final class Way {
    private final @Nullable Way before;
    private final int segment;
    private final StateGraph.Node node; // before the last token, if it fills the hole
    private final int used;
    private final int length; // the tokens on it, which may be more
    private final int token; // the last one; -1 where the hole begins
    private final int loop; // a token that leads from a state on the way to itself, or -1
    private final int count; // where the hole begins: how many tokens the one before holds
    private final long cost; // of the tokens on it: the logarithm of their places in their steps
    private boolean isTaken;

    private Way(
        @Nullable Way before,
        int segment,
        StateGraph.Node node,
        int used,
        int length,
        int token,
        int loop,
        int count,
        long cost) {
      this.before = before;
      this.segment = segment;
      this.node = node;
      this.used = used;
      this.length = length;
      this.token = token;
      this.loop = loop;
      this.count = count;
      this.cost = cost;
    }
  }

  /**
   * @param reading the constraint, as canvases are read by it
   */
  StateSearch(Reading reading, Layout layout, CanvasLimits limits) {
    this.reading = reading;
    this.graph = reading.graph();
    this.layout = layout;
    this.limits = limits;
    int last = layout.segments().size() - 1;
    while (last > 0 && isTail(layout.segments().get(last))) {
      last--;
    }
    this.tail = last;
    int hole = last >= 0 && layout.segments().get(last).isHole() ? last : last + 1;
    this.end = hole < layout.segments().size() && isEnd(hole) ? hole : -1;
  }

  /**
   * Whether the text ends within a hole or right behind it, after any number of its tokens: so what
   * is too few tokens for one canvas is so for all.
   */
  private boolean isEnd(int hole) {
    List<Segment> segments = layout.segments();
    return !segments.get(hole).isUnbounded()
        && reading.pad() >= 0
        && segments.subList(hole + 1, segments.size()).stream()
            .filter(segment -> !segment.isHole())
            .flatMap(behind -> layout.canvas().parts().subList(behind.from(), behind.to()).stream())
            .allMatch(reading::isEndAndPadding);
  }

  /** Whether a segment can stand behind the end of a text. */
  private boolean isTail(Segment segment) {
    return segment.isHole()
        || layout.canvas().parts().subList(segment.from(), segment.to()).stream()
            .allMatch(reading::isTail);
  }

  /** Looks first at a filling, or the beginning of one, as far as it is allowed. */
  void seed(List<List<Integer>> filling) {
    try {
      follow(filling);
    } catch (LimitExceeded e) {
      miss(e.limit(), e.value());
    }
  }

  private void follow(List<List<Integer>> filling) {
    State state = reading.start();
    Way before = null;
    int count = 0;
    for (int s = 0; s < layout.segments().size(); s++) {
      Segment segment = layout.segments().get(s);
      if (!segment.isHole()) {
        State next = reading.read(state, layout, segment);
        if (next == null || segment.to() > filling.size()) {
          return;
        }
        state = next;
        continue;
      }
      Way at = begin(before, s, state, count);
      count = 0;
      offer(at);
      for (int i = segment.from(); i < segment.to(); i++) {
        if (i >= filling.size()) {
          return;
        }
        for (int token : filling.get(i)) {
          State next = reading.next(at.node.state(), token);
          if (next == null) {
            return;
          }
          at = after(at, graph.node(next), token, false, 0);
          offer(at);
          count++;
        }
      }
      before = at;
      state = at.node.state();
    }
  }

  /**
   * Goes on until the verdict is known, or so much was done.
   *
   * @param most how many tokens may be tried at places of the canvas in all, beside some for each
   *     state
   */
  CanvasVerdict run(long most) {
    try {
      if (!isBegun) {
        isBegun = true;
        leave(null, 0, 0, reading.start(), 0);
      }
      while (found == null && !shortest.isEmpty()) {
        if (tried - FREE * states > most) {
          return new Unknown("tokens", most);
        }
        isLongest = !isLongest && !longest.isEmpty();
        Way way = kept.get((int) (isLongest ? longest : shortest).removeLeast());
        if (!way.isTaken) {
          way.isTaken = true;
          expand(way);
        }
      }
    } catch (LimitExceeded e) {
      miss(e.limit(), e.value());
    }
    Completable witness = found;
    Unknown unknown = missed;
    if (witness != null) {
      return witness;
    }
    if (unknown != null) {
      return unknown;
    }
    kept.stream().filter(way -> way.segment == end).forEach(way -> way.node.setTooFew(room(way)));
    return new Dead();
  }

  /** How many more tokens there may be in the hole. */
  private int room(Way way) {
    return layout.segments().get(way.segment).max() - way.used;
  }

  private void miss(String limit, long value) {
    if (missed == null) {
      missed = new Unknown(limit, value);
    }
  }

  /**
   * Reads on behind a hole, or at the beginning, up to the next hole or the end.
   *
   * @param segment the one to read
   * @param first of its parts, the one to begin with
   */
  private void leave(@Nullable Way hole, int segment, int first, State from, int count) {
    State state = from;
    int s = segment;
    if (s < layout.segments().size() && !layout.segments().get(s).isHole()) {
      State next = reading.read(state, layout, layout.segments().get(s), first);
      if (next == null) {
        return;
      }
      state = next;
      s++;
    }
    if (s == layout.segments().size()) {
      if (state.ended() || state.accepting()) {
        found = witness(hole, count, Map.of());
      }
      return;
    }
    offer(begin(hole, s, state, count));
  }

  private Way begin(@Nullable Way before, int segment, State state, int count) {
    long cost = before == null ? 0 : before.cost;
    return new Way(before, segment, graph.node(state), 0, 0, -1, -1, count, cost);
  }

  /**
   * The way after one more token.
   *
   * @param place of the token among those of its step
   */
  private Way after(Way way, StateGraph.Node node, int token, boolean looped, int place) {
    return new Way(
        way,
        way.segment,
        node,
        usedAfter(way),
        way.length + 1,
        token,
        way.loop < 0 && looped ? token : way.loop,
        0,
        way.cost + logarithm(place));
  }

  private int usedAfter(Way way) {
    Segment segment = layout.segments().get(way.segment);
    // With no greatest number, no more than the least one need be told apart.
    return segment.isUnbounded() && way.loop < 0
        ? Math.min(way.used + 1, Math.max(segment.min(), 1))
        : way.used + 1;
  }

  /** Leaves a hole where it may end, and keeps the way to go on within it. */
  private void offer(Way way) {
    if (found != null || !isNew(way.segment, way.node, way.used, way.loop >= 0)) {
      return;
    }
    keep(way);
  }

  private void keep(Way way) {
    if (way.segment == end && way.node.isTooFew(room(way))) {
      return;
    }
    if (counted.size() > limits.places()) {
      throw new LimitExceeded("places", limits.places(), "following a canvas");
    }
    Segment segment = layout.segments().get(way.segment);
    int count = way.loop >= 0 ? Math.max(way.used, segment.min()) : way.used;
    if (count >= segment.min()
        && count <= segment.max()
        && left.add(place(way.segment, way.node))) {
      leave(way, way.segment + 1, 0, way.node.state(), count);
    }
    if (found == null && (way.used < segment.max() || segment.isUnbounded())) {
      long cost = way.cost + (long) TOKEN * way.length - (long) SEGMENT * way.segment;
      // Nearer to the least number of tokens of its hole, and not beyond it.
      long distance = cost - 2L * TOKEN * Math.min(way.length, segment.min());
      shortest.add(ranked(cost, kept.size()));
      longest.add(ranked(distance, kept.size()));
      kept.add(way);
    }
  }

  /** The number of a way behind what it costs. */
  private static long ranked(long cost, int number) {
    return (long) Math.clamp(cost, Integer.MIN_VALUE, Integer.MAX_VALUE) << 32 | number;
  }

  private static int logarithm(int place) {
    return place < LOGARITHMS.length ? LOGARITHMS[place] : costOf(place);
  }

  private static int costOf(int place) {
    return (int) (TOKEN * Math.log1p(place));
  }

  private static long place(int segment, StateGraph.Node node) {
    return (long) segment << 32 | node.number();
  }

  /** Whether a state within a hole is new after so many tokens; it is not from now on. */
  private boolean isNew(int segment, StateGraph.Node node, int used, boolean looped) {
    int place = met.of(place(segment, node));
    if (place == loops.size()) {
      loops.add(Integer.MAX_VALUE);
    }
    if (loops.at(place) <= used) {
      return false;
    }
    if (looped) {
      loops.put(place, used);
    }
    return counted.add((long) place << 32 | used) || looped;
  }

  /** The end of the text within a hole, by the completion that the state knows. */
  private void finish(Way way) {
    int[] rest;
    try {
      rest = way.node.state().completion().ids();
    } catch (LimitExceeded e) {
      return; // it may still be found step by step
    }
    int s = way.segment;
    int used = way.used + rest.length;
    if (used > layout.segments().get(s).max()) {
      return;
    }
    Map<Integer, List<Integer>> held = new HashMap<>();
    State state = way.node.state();
    List<Integer> ids = new ArrayList<>();
    for (int id : rest) {
      State next = reading.next(state, id);
      if (next == null) {
        return;
      }
      state = next;
      ids.add(id);
    }
    while (true) {
      state = pad(state, layout.segments().get(s).min() - used, ids);
      if (state == null) {
        return;
      }
      held.put(s++, ids);
      if (s < layout.segments().size() && !layout.segments().get(s).isHole()) {
        state = reading.read(state, layout, layout.segments().get(s++));
      }
      if (state == null) {
        return;
      }
      if (s == layout.segments().size()) {
        found = witness(way, way.used, held);
        return;
      }
      ids = new ArrayList<>();
      used = 0;
    }
  }

  /** Ends a text and adds what may stand behind it; null if not so many tokens can. */
  private @Nullable State pad(State state, int missing, List<Integer> ids) {
    if (missing <= 0) {
      return state;
    }
    boolean isOpen = !state.ended();
    int pads = isOpen ? missing - 1 : missing;
    if (pads > 0 && reading.pad() < 0) {
      return null;
    }
    if (isOpen) {
      ids.add(reading.eos());
    }
    ids.addAll(Collections.nCopies(pads, reading.pad()));
    return isOpen ? reading.end(state) : state;
  }

  private void expand(Way way) {
    State state = way.node.state();
    if (state.ended()) {
      if (reading.pad() >= 0) {
        offer(after(way, way.node, reading.pad(), true, 0));
      }
      return;
    }
    if (way.segment >= tail) {
      finish(way);
      if (found != null) {
        return;
      }
    }
    // Its steps are the same whatever the number of tokens and the hole.
    if (!followed.get(way.node.number())) {
      followed.set(way.node.number());
      if (++states > limits.states()) {
        throw new LimitExceeded("states", limits.states(), "following a canvas");
      }
    }
    try {
      if (state.accepting()) {
        offer(after(way, graph.node(reading.end(state)), reading.eos(), false, 0));
      }
    } catch (LimitExceeded e) {
      miss(e.limit(), e.value());
      return;
    }
    if (isBeforePlain(way)) {
      pass(way);
    } else {
      step(way);
    }
  }

  /** Whether one more token fills the hole, and a token that is read as its bytes follows. */
  private boolean isBeforePlain(Way way) {
    int next = way.segment + 1;
    return way.used + 1 == layout.segments().get(way.segment).max()
        && next < layout.segments().size()
        && reading.isPlain(layout.canvas().at(layout.segments().get(next).from()));
  }

  /** Fills the hole with one more token and reads on behind it. */
  private void pass(Way way) {
    Segment behind = layout.segments().get(way.segment + 1);
    int second = ((Canvas.Token) layout.canvas().at(behind.from())).id();
    StateGraph.Pair pair;
    try {
      pair = graph.pair(way.node, second);
    } catch (LimitExceeded e) {
      miss(e.limit(), e.value());
      return;
    }
    count(pair.tried(), pair.complete());
    for (int i = 0; i < pair.states().length && found == null; i++) {
      Way full = after(way, way.node, pair.tokens()[i], false, i);
      leave(full, way.segment + 1, 1, pair.states()[i], way.used + 1);
    }
  }

  private void step(Way way) {
    Step step;
    try {
      step = graph.step(way.node);
    } catch (LimitExceeded e) {
      miss(e.limit(), e.value());
      return;
    }
    count(step.nodes().length, step.complete());
    if (step.loop() >= 0 && way.loop < 0) {
      offer(after(way, way.node, step.tokens()[step.loop()], true, 0));
    }
    int used = usedAfter(way);
    int place = 0;
    for (int i = 0; i < step.nodes().length && found == null; i++) {
      StateGraph.Node next = step.nodes()[i];
      if (i != step.loop() && isNew(way.segment, next, used, way.loop >= 0)) {
        keep(after(way, next, step.tokens()[i], false, place++));
      }
    }
  }

  private void count(int tokens, boolean complete) {
    tried += tokens;
    if (!complete) {
      miss("states", limits.states());
    }
  }

  /**
   * The filling that a way stands for.
   *
   * @param last where it left the last hole that it came through, or null for none
   * @param count how many tokens that hole holds
   * @param more what else it holds, and the holes behind it, by segment
   */
  private Completable witness(@Nullable Way last, int count, Map<Integer, List<Integer>> more) {
    Map<Integer, List<Integer>> held = new HashMap<>(more);
    Way way = last;
    int tokens = count;
    while (way != null) {
      Way exit = way;
      List<Integer> ids = new ArrayList<>();
      Way at = exit;
      int behind = 0; // how many tokens come behind the loop
      while (at.token >= 0 && at.before != null) {
        ids.add(at.token);
        at = at.before;
        behind += at.loop >= 0 ? 1 : 0;
      }
      Collections.reverse(ids);
      if (exit.loop >= 0) {
        int missing = Math.max(0, tokens - ids.size());
        ids.addAll(ids.size() - behind, Collections.nCopies(missing, exit.loop));
      }
      ids.addAll(more.getOrDefault(exit.segment, List.of()));
      held.put(exit.segment, ids);
      tokens = at.count;
      way = at.before;
    }
    List<List<Integer>> filling = new ArrayList<>();
    for (int s = 0; s < layout.segments().size(); s++) {
      Segment segment = layout.segments().get(s);
      if (segment.isHole()) {
        layout.share(segment, held.getOrDefault(s, List.of()), filling);
      } else {
        for (int i = segment.from(); i < segment.to(); i++) {
          filling.add(reading.tokens(layout.canvas().at(i)));
        }
      }
    }
    return new Completable(filling);
  }
}
