package dev.espalier.compiler;

import java.util.List;

/** What the check of a canvas found out. */
public sealed interface CanvasVerdict {

  /**
   * The canvas can be filled.
   *
   * @param filling for each position of the canvas, the tokens that stand there: one for a token,
   *     within its bounds for a hole, and a way of writing the bytes of a text
   */
  record Completable(List<List<Integer>> filling) implements CanvasVerdict {
    public Completable {
      filling = filling.stream().map(List::copyOf).toList();
    }

    /** All tokens, one after the other, with the end of the sequence and the padding behind it. */
    public int[] tokens() {
      return filling.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray();
    }
  }

  /** Whatever the holes are filled with, it is no text of the constraint. Proven. */
  record Dead() implements CanvasVerdict {}

  /**
   * Not known: a limit was reached before one or the other was found.
   *
   * @param limit its name in {@link CanvasLimits} or {@link CompileLimits}
   * @param value its value
   */
  record Unknown(String limit, long value) implements CanvasVerdict {}

  /** Whether the canvas can be filled. */
  default boolean isCompletable() {
    return this instanceof Completable;
  }
}
