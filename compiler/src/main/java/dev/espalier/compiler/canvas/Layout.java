package dev.espalier.compiler.canvas;

import dev.espalier.compiler.Canvas;
import dev.espalier.compiler.Canvas.Hole;
import java.util.ArrayList;
import java.util.List;

/**
 * The positions of a canvas as segments: what is known, and holes, one behind the other. Holes side
 * by side are one.
 */
record Layout(Canvas canvas, List<Segment> segments) {
  /**
   * Some positions.
   *
   * @param from the first
   * @param to behind the last
   * @param min for a hole, at least how many tokens; -1 for what is known
   * @param max for a hole, at most how many tokens, or {@link Hole#UNBOUNDED}
   */
  record Segment(int from, int to, int min, int max) {
    boolean isHole() {
      return min >= 0;
    }

    boolean isUnbounded() {
      return max == Hole.UNBOUNDED;
    }
  }

  static Layout of(Canvas canvas) {
    List<Segment> segments = new ArrayList<>();
    int at = 0;
    while (at < canvas.size()) {
      int from = at;
      boolean hole = canvas.at(at) instanceof Hole;
      long min = 0;
      long max = 0;
      while (at < canvas.size() && canvas.at(at) instanceof Hole == hole) {
        if (canvas.at(at) instanceof Hole h) {
          min = Math.min(min + h.min(), Hole.UNBOUNDED - 1);
          max =
              h.max() == Hole.UNBOUNDED ? Hole.UNBOUNDED : Math.min(max + h.max(), Hole.UNBOUNDED);
        }
        at++;
      }
      segments.add(new Segment(from, at, hole ? (int) min : -1, (int) max));
    }
    return new Layout(canvas, List.copyOf(segments));
  }

  /** Gives the tokens of a segment of holes to its positions. */
  void share(Segment segment, List<Integer> tokens, List<List<Integer>> filling) {
    int spare = tokens.size() - segment.min;
    int at = 0;
    for (int i = segment.from; i < segment.to; i++) {
      Hole hole = (Hole) canvas.at(i);
      int more = Math.min(spare, hole.max() - hole.min());
      spare -= more;
      filling.add(tokens.subList(at, at + hole.min() + more));
      at += hole.min() + more;
    }
  }
}
