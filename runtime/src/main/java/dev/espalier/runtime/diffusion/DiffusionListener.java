package dev.espalier.runtime.diffusion;

/** Hears how a canvas is filled, in the decoding's own thread. */
public interface DiffusionListener {
  /** Hears nothing. */
  DiffusionListener NONE = new DiffusionListener() {};

  /**
   * A pass of the model is over.
   *
   * @param nanos what it took
   */
  default void forward(long nanos) {}

  /**
   * Something was verified.
   *
   * @param tokens how many proposals together
   * @param taken whether they stand now
   * @param nanos what it took
   */
  default void check(int tokens, boolean taken, long nanos) {}

  /** A token stands at a position of the canvas. */
  default void written(int position, int token) {}
}
