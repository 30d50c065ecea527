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
  // How many tokens may be tried, and items of the core made, before more of both may be.
  private static final int TOKENS = 1 << 14;
  private static final int ITEMS = 1 << 15;

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

  // Most canvases are decided by a few states. Where hundreds of tokens lead on from each, some
  // items of the core may do. What is left costs what the limits allow.
  private CanvasVerdict verdict(Layout layout, @Nullable Completable before, int position) {
    Search search = new Search(layout);
    if (before != null) {
      search.begin(before.filling().subList(0, position));
    }
    CanvasVerdict few = search.run(TOKENS);
    if (!(few instanceof Unknown)) {
      return few;
    }
    Optional<Core> core =
        constraint() instanceof Core.Source source ? source.core() : Optional.empty();
    if (core.isEmpty()) {
      return search.run(Long.MAX_VALUE);
    }
    for (int items = Math.min(ITEMS, limits.items()); ; items = limits.items()) {
      Guess guess = guess(layout, core.get(), items);
      if (!(guess.verdict instanceof Unknown)) {
        return guess.verdict;
      }
      if (guess.filling != null) {
        search.begin(guess.filling);
      }
      CanvasVerdict full = search.run(Long.MAX_VALUE);
      boolean isThrough = guess.filling != null || items == limits.items();
      if (!(full instanceof Unknown) || isThrough) {
        return full;
      }
    }
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

  /** Follows the states: those of the larger language first, until their filling is refused. */
  private final class Search {
    private final Layout layout;
    private Reading read; // whose states are followed
    private StateSearch states;

    private Search(Layout layout) {
      this.layout = layout;
      this.read = relaxed.orElse(reading);
      this.states = new StateSearch(read, layout, limits);
    }

    /** Begins again, with what may be a filling or its beginning. */
    private void begin(List<List<Integer>> filling) {
      states = new StateSearch(read, layout, limits);
      states.seed(filling);
    }

    /**
     * @param most how many tokens may be tried in all, beside some for each state; of the larger
     *     language, whose states are few, any number
     */
    private CanvasVerdict run(long most) {
      CanvasVerdict verdict = states.run(read == reading ? most : Long.MAX_VALUE);
      if (read != reading
          && verdict instanceof Completable larger
          && !reading.accepts(larger.filling())) {
        read = reading;
        begin(larger.filling());
        return states.run(most);
      }
      return verdict;
    }
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
