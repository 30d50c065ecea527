package dev.espalier.compiler.canvas;

import dev.espalier.compiler.Canvas;
import dev.espalier.compiler.Canvas.Hole;
import dev.espalier.compiler.Canvas.Part;
import dev.espalier.compiler.Canvas.Token;
import dev.espalier.compiler.CanvasLimits;
import dev.espalier.compiler.CanvasVerdict;
import dev.espalier.compiler.CanvasVerdict.Completable;
import dev.espalier.compiler.CanvasVerdict.Dead;
import dev.espalier.compiler.CanvasVerdict.Unknown;
import dev.espalier.compiler.CheckedCanvas.LiveTokens;
import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.canvas.Filling.Filled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks canvases, one after the other, each by what is known of the one before. */
public final class Emptiness {
  // How many tokens may be tried and how many items of the core made, about as much work: a
  // millisecond or two, and ten.
  private static final long[] TOKENS = {1 << 13, 1 << 14};
  private static final int[] ITEMS = {1 << 12, 1 << 15};

  private final Reading reading;
  private final Optional<Reading> relaxed; // holds more, in fewer states
  private final CanvasLimits limits;

  public Emptiness(Constraint constraint, CanvasLimits limits, int... padding) {
    this.reading = new Reading(constraint, padding);
    this.relaxed =
        constraint instanceof Core.Source source
            ? source.relaxed().map(larger -> new Reading(larger, padding))
            : Optional.empty();
    this.limits = limits;
  }

  /** A canvas and its verdict. */
  public record Checked(Canvas canvas, CanvasVerdict verdict) {}

  public Constraint constraint() {
    return reading.constraint();
  }

  public CanvasLimits limits() {
    return limits;
  }

  public Checked check(Canvas canvas) {
    return check(canvas, null, 0);
  }

  private Checked check(Canvas canvas, @Nullable Completable before, int position) {
    return new Checked(canvas, verdict(Layout.of(canvas), before, position));
  }

  // Most canvases are decided by a few states, and most others by few items of the core. Where
  // hundreds of tokens lead on from each state, some more of both may do. What is left costs what
  // the limits allow.
  private CanvasVerdict verdict(Layout layout, @Nullable Completable before, int position) {
    List<List<Integer>> known = before == null ? List.of() : before.filling().subList(0, position);
    Optional<Core> core =
        constraint() instanceof Core.Source source ? source.core() : Optional.empty();
    boolean isThrough = core.isEmpty(); // nothing more is to be heard from the core
    for (int i = 0; i < TOKENS.length && !isThrough; i++) {
      CanvasVerdict few = search(layout, known, TOKENS[i]);
      if (!(few instanceof Unknown)) {
        return few;
      }
      int items = Math.min(limits.items(), ITEMS[i]);
      Guess small = guess(layout, core.get(), items);
      if (!(small.verdict instanceof Unknown)) {
        return small.verdict;
      }
      known = small.filling != null ? small.filling : known;
      isThrough = small.filling != null || items == limits.items();
    }
    CanvasVerdict full = search(layout, known, Long.MAX_VALUE);
    if (!(full instanceof Unknown) || isThrough) {
      return full;
    }
    Guess large = guess(layout, core.get(), limits.items());
    return large.verdict instanceof Unknown && large.filling != null
        ? search(layout, large.filling, Long.MAX_VALUE)
        : large.verdict;
  }

  /**
   * What the core says.
   *
   * @param filling one of the core; where the constraint refuses it, as far as it is right; null
   *     where there is none, or the core was not through
   */
  private record Guess(CanvasVerdict verdict, @Nullable List<List<Integer>> filling) {}

  private Guess guess(Layout layout, Core core, int items) {
    try {
      LexemeGraph graph = new LexemeGraph(reading, layout, core, items);
      Optional<List<TerminalGraph.Step>> way = Intersection.find(core.productions(), graph, items);
      if (way.isEmpty()) {
        return new Guess(new Dead(), null);
      }
      Filled filled = Filling.of(reading, layout, graph.holes(way.get()));
      return new Guess(
          filled.whole()
              ? new Completable(filled.tokens())
              : new Unknown("states", limits.states()),
          filled.tokens());
    } catch (LimitExceeded e) {
      return new Guess(new Unknown(e.limit(), e.value()), null);
    }
  }

  /** Follows the states, beginning with a part of a filling that may be a good one. */
  private CanvasVerdict search(Layout layout, List<List<Integer>> known, long most) {
    if (relaxed.isEmpty()) {
      return search(reading, layout, known, most);
    }
    CanvasVerdict larger = search(relaxed.get(), layout, known, most);
    return larger instanceof Completable some && !reading.accepts(some.filling())
        ? search(reading, layout, some.filling(), most)
        : larger;
  }

  private CanvasVerdict search(
      Reading states, Layout layout, List<List<Integer>> known, long most) {
    StateSearch search = new StateSearch(states, layout, limits, most);
    search.seed(known, known.size());
    return search.run();
  }

  public Checked with(Checked parent, int position, Part part) {
    return with(parent, parent.canvas().with(position, part));
  }

  /** Another canvas with as many parts. */
  public Checked with(Checked parent, Canvas canvas) {
    int first = 0;
    while (first < canvas.size() && canvas.at(first).equals(parent.canvas().at(first))) {
      first++;
    }
    if (first == canvas.size()) {
      return parent;
    }
    switch (parent.verdict()) {
      case Dead dead when holds(parent.canvas(), canvas) -> {
        return new Checked(canvas, dead);
      }
      case Completable completable -> {
        List<List<Integer>> filling = repaired(completable.filling(), parent.canvas(), canvas);
        if (filling != null) {
          return new Checked(canvas, new Completable(filling));
        }
        return check(canvas, completable, first);
      }
      default -> {
        return check(canvas, null, 0);
      }
    }
  }

  /** A canvas with a filling of the caller's; empty if it is none. */
  public Optional<Checked> filled(Canvas canvas, List<List<Integer>> filling) {
    if (filling.size() != canvas.size()) {
      return Optional.empty();
    }
    for (int i = 0; i < canvas.size(); i++) {
      int count = filling.get(i).size();
      boolean fits =
          switch (canvas.at(i)) {
            case Hole hole -> hole.min() <= count && count <= hole.max();
            case Token token -> filling.get(i).equals(List.of(token.id()));
            case Canvas.Text text -> filling.get(i).equals(reading.tokens(text));
          };
      if (!fits) {
        return Optional.empty();
      }
    }
    return reading.accepts(filling)
        ? Optional.of(new Checked(canvas, new Completable(filling)))
        : Optional.empty();
  }

  private static boolean holds(Canvas outer, Canvas inner) {
    for (int i = 0; i < outer.size(); i++) {
      if (!outer.at(i).equals(inner.at(i)) && !holds(outer.at(i), inner.at(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether every filling of a part is one of another. */
  private static boolean holds(Part outer, Part inner) {
    if (!(outer instanceof Hole hole)) {
      return false;
    }
    return switch (inner) {
      case Token token -> hole.min() <= 1 && hole.max() >= 1;
      case Hole smaller -> hole.min() <= smaller.min() && hole.max() >= smaller.max();
      case Canvas.Text text -> false;
    };
  }

  /** The same filling but where the canvas has changed; null if it is not allowed. */
  private @Nullable List<List<Integer>> repaired(
      List<List<Integer>> filling, Canvas before, Canvas after) {
    List<List<Integer>> changed = new ArrayList<>(filling);
    for (int i = 0; i < after.size(); i++) {
      if (after.at(i).equals(before.at(i))) {
        continue;
      }
      List<Integer> old = filling.get(i);
      switch (after.at(i)) {
        case Token token -> changed.set(i, List.of(token.id()));
        case Hole hole when old.size() < hole.min() || old.size() > hole.max() -> {
          return null;
        }
        case Hole hole -> {}
        case Canvas.Text text -> {
          return null;
        }
      }
    }
    return changed.equals(filling) || reading.accepts(changed) ? changed : null;
  }

  public LiveTokens live(Checked checked, int position) {
    int size = reading.vocabulary().size();
    TokenMask.Builder live = new TokenMask.Builder(size);
    TokenMask.Builder unknown = new TokenMask.Builder(size);
    Checked open = with(checked, position, Hole.ONE);
    if (!(open.verdict() instanceof Dead)) {
      for (int token = 0; token < size; token++) {
        switch (with(open, position, new Token(token)).verdict()) {
          case Completable completable -> live.add(token);
          case Dead dead -> {}
          case Unknown limit -> unknown.add(token);
        }
      }
    }
    return new LiveTokens(live.build(), unknown.build());
  }
}
