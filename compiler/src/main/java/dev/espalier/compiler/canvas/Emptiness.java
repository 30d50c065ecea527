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
  // A part of what may be looked at, after which the core is asked.
  private static final int FEW = 8;

  private final Reading reading;
  private final CanvasLimits limits;

  public Emptiness(Constraint constraint, CanvasLimits limits, int... padding) {
    this.reading = new Reading(constraint, padding);
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

  // Most fillings are found in a few steps; where they are not, the core says whether there is any,
  // and what it could be.
  private CanvasVerdict verdict(Layout layout, @Nullable Completable before, int position) {
    CanvasLimits few =
        limits
            .withStates(Math.max(1, limits.states() / FEW))
            .withPlaces(Math.max(1, limits.places() / FEW));
    List<List<Integer>> known = before == null ? List.of() : before.filling().subList(0, position);
    CanvasVerdict quick = search(layout, few, known);
    if (!(quick instanceof Unknown)) {
      return quick;
    }
    try {
      Optional<Core> core =
          constraint() instanceof Core.Source source ? source.core() : Optional.empty();
      if (core.isEmpty()) {
        return search(layout, limits, known);
      }
      LexemeGraph graph = new LexemeGraph(reading, layout, core.get(), limits.items());
      Optional<List<TerminalGraph.Step>> way =
          Intersection.find(core.get().productions(), graph, limits.items());
      if (way.isEmpty()) {
        return new Dead();
      }
      Filled filled = Filling.of(reading, layout, graph.holes(way.get()));
      return filled.whole()
          ? new Completable(filled.tokens())
          : search(layout, limits, filled.tokens());
    } catch (LimitExceeded e) {
      CanvasVerdict verdict = search(layout, limits, known);
      return verdict instanceof Unknown ? new Unknown(e.limit(), e.value()) : verdict;
    }
  }

  /** Follows the states, beginning with a part of a filling that may be a good one. */
  private CanvasVerdict search(Layout layout, CanvasLimits within, List<List<Integer>> known) {
    StateSearch search = new StateSearch(reading, layout, within);
    search.seed(known, known.size());
    return search.run();
  }

  public Checked with(Checked parent, int position, Part part) {
    Part before = parent.canvas().at(position);
    if (before.equals(part)) {
      return parent;
    }
    Canvas canvas = parent.canvas().with(position, part);
    switch (parent.verdict()) {
      case Dead dead when holds(before, part) -> {
        return new Checked(canvas, dead);
      }
      case Completable completable -> {
        List<List<Integer>> filling = repaired(completable.filling(), position, part);
        if (filling != null) {
          return new Checked(canvas, new Completable(filling));
        }
        return check(canvas, completable, position);
      }
      default -> {
        return check(canvas, null, 0);
      }
    }
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

  /** The same filling but for a position; null if it is not allowed. */
  private @Nullable List<List<Integer>> repaired(
      List<List<Integer>> filling, int position, Part part) {
    List<Integer> old = filling.get(position);
    List<Integer> tokens =
        switch (part) {
          case Token token -> List.of(token.id());
          case Hole hole -> old.size() >= hole.min() && old.size() <= hole.max() ? old : null;
          case Canvas.Text text -> null;
        };
    if (tokens == null) {
      return null;
    }
    if (tokens.equals(old)) {
      return filling;
    }
    List<List<Integer>> changed = new ArrayList<>(filling);
    changed.set(position, tokens);
    return reading.accepts(changed) ? changed : null;
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
