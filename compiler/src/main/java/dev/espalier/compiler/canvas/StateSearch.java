package dev.espalier.compiler.canvas;

import dev.espalier.compiler.CanvasLimits;
import dev.espalier.compiler.CanvasVerdict;
import dev.espalier.compiler.CanvasVerdict.Completable;
import dev.espalier.compiler.CanvasVerdict.Dead;
import dev.espalier.compiler.CanvasVerdict.Unknown;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.State;
import dev.espalier.compiler.canvas.Layout.Segment;
import dev.espalier.compiler.canvas.Successors.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the states of a constraint through a canvas, those first that came furthest: every state
 * that some filling leads to is looked at once for each number of tokens of its hole.
 *
 * <p>Where a token leads from a state to itself, as within a string, one look stands for every
 * greater number of tokens. So what is looked at grows with the states, not with the lengths of the
 * holes; it ends by itself if they are finite, and then no filling is left out.
 */
final class StateSearch {
  private final Reading reading;
  private final Layout layout;
  private final CanvasLimits limits;
  private final PriorityQueue<Node> open = new PriorityQueue<>();
  private final Set<Exact> exact = new HashSet<>();
  private final Map<Place, Integer> loops = new HashMap<>(); // the fewest tokens with a loop
  private final Set<Place> left = new HashSet<>(); // segments behind which the search went on
  private final Set<State> followed = new HashSet<>(); // whose successors were worked out
  private int places; // that were new
  private int made;
  private @Nullable Unknown missed;
  private @Nullable Completable found;

  private record Place(int segment, State state) {}

  private record Exact(int segment, State state, int used) {}

  /** A way to a state within a hole. */
  private static final class Node implements Comparable<Node> {
    private final @Nullable Node before;
    private final int segment;
    private final State state;
    private final int used;
    private final int token; // the last one; -1 where the hole begins
    private final int loop; // a token that leads from a state on the way to itself, or -1
    private final int count; // where the hole begins: how many tokens the one before holds
    private final int number;

    private Node(
        @Nullable Node before,
        int segment,
        State state,
        int used,
        int token,
        int loop,
        int count,
        int number) {
      this.before = before;
      this.segment = segment;
      this.state = state;
      this.used = used;
      this.token = token;
      this.loop = loop;
      this.count = count;
      this.number = number;
    }

    @Override
    public int compareTo(Node other) {
      if (segment != other.segment) {
        return segment > other.segment ? -1 : 1;
      }
      int order = Integer.compare(used, other.used);
      return order != 0 ? order : Integer.compare(number, other.number);
    }
  }

  /**
   * @param reading the constraint, as canvases are read by it
   */
  StateSearch(Reading reading, Layout layout, CanvasLimits limits) {
    this.reading = reading;
    this.layout = layout;
    this.limits = limits;
  }

  /** Begins with a filling, as far as it is allowed, up to a position. */
  void seed(List<List<Integer>> filling, int position) {
    State state = reading.start();
    Node before = null;
    int count = 0;
    for (int s = 0; s < layout.segments().size(); s++) {
      Segment segment = layout.segments().get(s);
      if (!segment.isHole()) {
        State next = reading.read(state, layout, segment);
        if (next == null || segment.from() >= position || segment.to() > filling.size()) {
          return;
        }
        state = next;
        continue;
      }
      Node at = begin(before, s, state, count);
      count = 0;
      offer(at);
      for (int i = segment.from(); i < segment.to(); i++) {
        if (i >= position || i >= filling.size()) {
          return;
        }
        for (int token : filling.get(i)) {
          State next = reading.next(at.state, token);
          if (next == null) {
            return;
          }
          at = after(at, next, token, false);
          offer(at);
          count++;
        }
      }
      before = at;
      state = at.state;
    }
  }

  CanvasVerdict run() {
    try {
      leave(null, 0, reading.start(), 0);
      while (found == null && !open.isEmpty()) {
        expand(open.remove());
      }
    } catch (LimitExceeded e) {
      miss(e.limit(), e.value());
    }
    Completable witness = found;
    Unknown unknown = missed;
    return witness != null ? witness : unknown != null ? unknown : new Dead();
  }

  private void miss(String limit, long value) {
    if (missed == null) {
      missed = new Unknown(limit, value);
    }
  }

  /** Reads on behind a hole, or at the beginning, up to the next hole or the end. */
  private void leave(@Nullable Node hole, int segment, State from, int count) {
    if (!left.add(new Place(segment, from))) {
      return;
    }
    State state = from;
    int s = segment;
    while (s < layout.segments().size() && !layout.segments().get(s).isHole()) {
      State next = reading.read(state, layout, layout.segments().get(s));
      if (next == null) {
        return;
      }
      state = next;
      s++;
    }
    if (s == layout.segments().size()) {
      if (state.ended() || state.accepting()) {
        found = witness(hole, count, List.of());
      }
      return;
    }
    offer(begin(hole, s, state, count));
  }

  private Node begin(@Nullable Node before, int segment, State state, int count) {
    return new Node(before, segment, state, 0, -1, -1, count, made++);
  }

  private Node after(Node node, State state, int token, boolean looped) {
    Segment segment = layout.segments().get(node.segment);
    // With no greatest number, no more than the least one need be told apart.
    int used =
        segment.isUnbounded() && node.loop < 0
            ? Math.min(node.used + 1, Math.max(segment.min(), 1))
            : node.used + 1;
    return new Node(
        node,
        node.segment,
        state,
        used,
        token,
        node.loop < 0 && looped ? token : node.loop,
        0,
        made++);
  }

  /** Leaves a hole where it may end, and keeps the way to go on within it. */
  private void offer(Node node) {
    if (found != null || !isNew(node)) {
      return;
    }
    if (++places > limits.places()) {
      throw new LimitExceeded("places", limits.places(), "following a canvas");
    }
    Segment segment = layout.segments().get(node.segment);
    int count = node.loop >= 0 ? Math.max(node.used, segment.min()) : node.used;
    if (count >= segment.min() && count <= segment.max()) {
      leave(node, node.segment + 1, node.state, count);
    }
    if (found == null && node.segment == layout.segments().size() - 1) {
      finish(node, segment);
    }
    if (found == null && (node.used < segment.max() || segment.isUnbounded())) {
      open.add(node);
    }
  }

  private boolean isNew(Node node) {
    Place place = new Place(node.segment, node.state);
    Integer known = loops.get(place);
    if (known != null && known <= node.used) {
      return false;
    }
    if (node.loop >= 0) {
      loops.put(place, node.used);
      return true;
    }
    return exact.add(new Exact(node.segment, node.state, node.used));
  }

  /** The end of the text within the last hole, by the completion that the state knows. */
  private void finish(Node node, Segment segment) {
    if (node.state.ended()) {
      return;
    }
    int[] rest;
    try {
      rest = node.state.completion().ids();
    } catch (LimitExceeded e) {
      return; // it may still be found step by step
    }
    int total = node.used + rest.length;
    if (total > segment.max()) {
      return;
    }
    List<Integer> ids = new ArrayList<>();
    for (int id : rest) {
      ids.add(id);
    }
    int missing = segment.min() - total;
    if (missing > 0) {
      if (missing > 1 && reading.pad() < 0) {
        return;
      }
      ids.add(reading.eos());
      ids.addAll(Collections.nCopies(missing - 1, reading.pad()));
    }
    found = witness(node, node.used, ids);
  }

  private void expand(Node node) {
    if (node.state.ended()) {
      if (reading.pad() >= 0) {
        offer(after(node, node.state, reading.pad(), true));
      }
      return;
    }
    // Its successors are the same whatever the number of tokens and the hole.
    if (followed.add(node.state) && followed.size() > limits.states()) {
      throw new LimitExceeded("states", limits.states(), "following a canvas");
    }
    Step step;
    try {
      step = reading.successors().of(node.state);
      if (node.state.accepting()) {
        offer(after(node, reading.end(node.state), reading.eos(), false));
      }
    } catch (LimitExceeded e) {
      miss(e.limit(), e.value());
      return;
    }
    if (!step.complete()) {
      miss("states", limits.states());
    }
    if (step.loop() >= 0 && node.loop < 0) {
      offer(after(node, node.state, step.tokens()[step.loop()], true));
    }
    for (int i = 0; i < step.states().length && found == null; i++) {
      if (i != step.loop()) {
        offer(after(node, step.states()[i], step.tokens()[i], false));
      }
    }
  }

  /**
   * The filling that a way stands for.
   *
   * @param last where it left the last hole that it came through, or null for none
   * @param count how many tokens that hole holds
   * @param more what else it holds
   */
  private Completable witness(@Nullable Node last, int count, List<Integer> more) {
    Map<Integer, List<Integer>> held = new HashMap<>();
    Node node = last;
    int tokens = count;
    while (node != null) {
      Node exit = node;
      List<Integer> ids = new ArrayList<>();
      Node at = exit;
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
      if (exit == last) {
        ids.addAll(more);
      }
      held.put(exit.segment, ids);
      tokens = at.count;
      node = at.before;
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
