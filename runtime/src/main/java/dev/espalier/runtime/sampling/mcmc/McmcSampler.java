package dev.espalier.runtime.sampling.mcmc;

import dev.espalier.runtime.sampling.Choices;
import dev.espalier.runtime.sampling.LogSum;
import dev.espalier.runtime.sampling.MaskedText;
import dev.espalier.runtime.sampling.MassEstimate;
import dev.espalier.runtime.sampling.Sample;
import dev.espalier.runtime.sampling.SamplingException;
import dev.espalier.runtime.sampling.SequenceSampler;
import dev.espalier.runtime.sampling.Target;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Metropolis-Hastings with masked decoding as proposal. Each text is the end of a chain of its own:
 *
 * <pre>
 * w ← masked decoding
 * k times:  i ~ cuts of w;  w' ← the first i tokens of w, the rest by masked decoding
 *           w ← w' with probability min(1, P(w')·q(w|w') / (P(w)·q(w'|w)))
 * </pre>
 *
 * where q(w'|w) adds up all cuts within the common beginning that could have led to w'. A proposal
 * that reaches the longest length is no text, and refused. Texts are independent of each other;
 * their law tends to the target with k.
 */
public final class McmcSampler implements SequenceSampler {
  private final Target target;
  private final Cuts cuts;
  private final int steps;
  private final Choices choices;
  private final long maxAttempts;
  private final MassEstimate.Builder mass = new MassEstimate.Builder();

  /**
   * @param steps k: how many proposals for one text; 0 is masked decoding
   * @param maxAttempts most texts that are begun for the first of a chain
   */
  public McmcSampler(Target target, Cuts cuts, int steps, Choices choices, long maxAttempts) {
    if (steps < 0) {
      throw new IllegalArgumentException("the number of steps is 0 or more: " + steps);
    }
    this.target = target;
    this.cuts = cuts;
    this.steps = steps;
    this.choices = choices;
    this.maxAttempts = maxAttempts;
  }

  @Override
  public Sample next() {
    long before = target.model().forwards();
    for (long attempts = 1; attempts <= maxAttempts; attempts++) {
      MaskedText text = MaskedText.EMPTY.redrawn(target, 0, choices);
      mass.add(text.complete() ? text.logWeight() : Double.NEGATIVE_INFINITY);
      if (!text.complete()) {
        continue;
      }
      for (int i = 0; i < steps; i++) {
        text = step(text, choices);
      }
      return new Sample(
          text.ids(),
          text.logProbability(),
          OptionalDouble.of(0),
          OptionalDouble.empty(),
          attempts + steps,
          target.model().forwards() - before);
    }
    throw SamplingException.tooLong(target, maxAttempts);
  }

  /** One step of the chain. */
  MaskedText step(MaskedText text, Choices random) {
    int cut = random.pick(cuts.probabilities(text));
    MaskedText proposal = text.redrawn(target, cut, random);
    if (!proposal.complete()) {
      return text;
    }
    double ratio =
        proposal.logProbability()
            + logProposal(proposal, text)
            - text.logProbability()
            - logProposal(text, proposal);
    return random.accept(Math.exp(Math.min(0, ratio))) ? proposal : text;
  }

  /** ln q(to|from). */
  private double logProposal(MaskedText from, MaskedText to) {
    double[] cut = cuts.probabilities(from);
    List<MaskedText.Step> steps = to.steps();
    int common = 0;
    while (common < Math.min(cut.length, steps.size())
        && from.steps().get(common).token() == steps.get(common).token()) {
      common++;
    }
    LogSum sum = new LogSum();
    double rest = 0;
    int last = Math.min(common, cut.length - 1);
    for (int i = steps.size() - 1; i >= 0; i--) {
      rest += steps.get(i).choice().logOf(steps.get(i).entry());
      if (i <= last) {
        sum.add(Math.log(cut[i]) + rest);
      }
    }
    return sum.value();
  }

  /** From the first texts of the chains: those of masked decoding. */
  @Override
  public Optional<MassEstimate> estimate() {
    return Optional.of(mass.build());
  }
}
