package dev.espalier.runtime.sampling;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Masked decoding as it is, with its bias: every text is valid, and those with an unlikely
 * beginning that leaves few ways on come far too often. Its weights, {@code P(w)/Q̃(w) = Π s} with
 * the probability s of the allowed tokens at each step, have the mean P(L) and undo the bias.
 */
public final class MaskedSampler implements SequenceSampler {
  private final Target target;
  private final Choices choices;
  private final long maxAttempts;
  private final MassEstimate.Builder mass = new MassEstimate.Builder();

  /**
   * @param maxAttempts most texts that are begun for one; only those that reach the longest length
   *     fail
   */
  public MaskedSampler(Target target, Choices choices, long maxAttempts) {
    this.target = target;
    this.choices = choices;
    this.maxAttempts = maxAttempts;
  }

  @Override
  public Sample next() {
    long before = target.model().forwards();
    for (long attempts = 1; attempts <= maxAttempts; attempts++) {
      MaskedText text = MaskedText.EMPTY.redrawn(target, 0, choices);
      mass.add(text.complete() ? text.logWeight() : Double.NEGATIVE_INFINITY);
      if (text.complete()) {
        return new Sample(
            text.ids(),
            text.logProbability(),
            OptionalDouble.of(text.logWeight()),
            OptionalDouble.empty(),
            attempts,
            target.model().forwards() - before);
      }
    }
    throw SamplingException.tooLong(target, maxAttempts);
  }

  @Override
  public Optional<MassEstimate> estimate() {
    return Optional.of(mass.build());
  }
}
