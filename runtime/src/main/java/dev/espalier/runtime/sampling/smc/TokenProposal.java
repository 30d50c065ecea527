package dev.espalier.runtime.sampling.smc;

import dev.espalier.compiler.State;
import dev.espalier.runtime.sampling.Choices;
import dev.espalier.runtime.sampling.MaskedStep;
import dev.espalier.runtime.sampling.Target;
import dev.espalier.runtime.sampling.TokenLaw;
import java.util.Optional;

/**
 * How a text gets its next token: a token x with a weight w such that, for every token y, {@code
 * E[w·[x = y]] = P(y)·[y is allowed]} (properly weighted).
 */
public enum TokenProposal {
  /** By the mask: the model's law of the allowed tokens, with their probability as weight. */
  MASK {
    @Override
    Optional<Proposed> propose(
        Target target, TokenLaw raw, State state, int depth, Choices choices) {
      MaskedStep step = MaskedStep.of(target, raw, state, depth);
      if (step.isDeadEnd()) {
        return Optional.empty();
      }
      int entry = step.draw(choices);
      return Optional.of(
          new Proposed(step.law().token(entry), step.law().logOf(entry), step.logMass()));
    }
  },
  /**
   * By asking about single tokens (adaptive weighted rejection sampling, the recursive estimator):
   * tokens are drawn without replacement until one is allowed, x, of probability q among those
   * left; then one more is asked about. The weight is {@code Π (1-qᵢ)} over the rejected ones,
   * times q if the one more is not allowed. For constraints whose whole mask is dear; usually asks
   * a handful of times.
   */
  AWRS {
    @Override
    Optional<Proposed> propose(
        Target target, TokenLaw raw, State state, int depth, Choices choices) {
      double[] weights = new double[raw.size()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = Math.exp(raw.logOf(i));
      }
      double logRejected = 0;
      int accepted = -1;
      double share = 1;
      for (double left = sum(weights); left > 0; left = sum(weights)) {
        int entry = choices.pick(weights);
        double q = weights[entry] / left;
        weights[entry] = 0;
        boolean allowed = target.allows(state, depth, raw.token(entry));
        if (accepted >= 0) {
          return Optional.of(
              new Proposed(
                  raw.token(accepted),
                  raw.logOf(accepted),
                  logRejected + (allowed ? 0 : Math.log(share))));
        }
        if (allowed) {
          accepted = entry;
          share = q;
        } else {
          logRejected += Math.log1p(-Math.min(1, q));
        }
      }
      return accepted < 0
          ? Optional.empty()
          : Optional.of(new Proposed(raw.token(accepted), raw.logOf(accepted), logRejected));
    }
  };

  private static double sum(double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    return sum;
  }

  /**
   * A token.
   *
   * @param logProbability under the model
   * @param logWeight its weight
   */
  record Proposed(int token, double logProbability, double logWeight) {}

  /** A token, or none: weight 0. */
  abstract Optional<Proposed> propose(
      Target target, TokenLaw raw, State state, int depth, Choices choices);
}
