package dev.espalier.runtime.diffusion;

import java.util.List;
import java.util.Optional;

/** Decides what may stand on a board. Mutable, for one decoding. */
interface Gate {
  /** What became of proposals. */
  enum Answer {
    /** They stand on the board. */
    TAKEN,
    /** They cannot stand together; the board is as it was. */
    REFUSED,
    /** A limit was reached before it was known; the board is as it was. */
    UNKNOWN
  }

  /** Whether a proposal is what is expected anyway, so that it needs no check. */
  boolean agrees(Prediction proposal);

  /** Writes proposals, all at masks, if they can stand together. */
  Answer admit(List<Prediction> proposals, Distributions model);

  /**
   * Whether proposals are asked for no longer.
   *
   * @param refused so many were refused since the last that was taken
   */
  boolean isSpent(int refused);

  /**
   * Fills masks of a block without proposals.
   *
   * @param wanted how many masks are to be filled in this step
   * @return how many fewer there are now or shall count as filled; 0 if there is no way on
   */
  int recover(int from, int to, int wanted, Distributions model);

  /** A text for a board that could not be filled, if there is one. */
  default Optional<int[]> fallback() {
    return Optional.empty();
  }

  /**
   * Writes proposals on a board. Masks behind an end token are left to the model, though nothing
   * but end tokens can stand there: filled ahead, they would show it a canvas that it would not
   * come to by itself.
   */
  static void write(List<Prediction> proposals, Board board) {
    for (Prediction proposal : proposals) {
      board.write(proposal.position(), proposal.token());
    }
  }
}
