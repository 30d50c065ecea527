package dev.espalier.runtime.sampling.aligned;

/** What a trie knows of a prefix. */
sealed interface Edge permits Node, Edge.Leaf {
  /**
   * ln θ: an upper bound of the logarithm of the probability that a text with this prefix turns out
   * to be one that is sought.
   */
  double logBound();

  /** The logarithm of the probability, given this prefix, of the texts that were accepted. */
  double logFound();

  /**
   * A prefix behind which there is nothing more to know.
   *
   * @param logBound 0 or minus infinity
   * @param logFound likewise
   */
  record Leaf(double logBound, double logFound) implements Edge {
    /** A text that was accepted, and may be drawn again. */
    static final Leaf ACCEPTED = new Leaf(0, 0);

    /** A text that was accepted, and is not to be drawn again. */
    static final Leaf TAKEN = new Leaf(Double.NEGATIVE_INFINITY, 0);

    /** A prefix of no text. */
    static final Leaf FAILED = new Leaf(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
  }
}
