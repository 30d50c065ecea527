package dev.espalier.runtime.sampling;

import dev.espalier.compiler.LimitExceeded;
import java.util.Optional;

/**
 * One way to draw texts of a {@link Target}, or to search for them. What it learns it keeps for the
 * next. For one thread.
 */
public interface SequenceSampler {
  /**
   * The next text.
   *
   * @throws SamplingException if there is none
   * @throws LimitExceeded if the constraint cannot say what may follow: nothing was learnt from the
   *     attempt
   */
  Sample next();

  /** The estimate of P(L) so far, where the method has one. */
  Optional<MassEstimate> estimate();
}
