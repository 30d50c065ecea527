package dev.espalier.runtime.sampling.mcmc;

import dev.espalier.runtime.sampling.MaskedText;
import java.util.Arrays;

/** Where a step of the chain cuts the text, to write it anew from there on. */
public enum Cuts {
  /** Before the first token: independent proposals. The best in practice, and the cheapest. */
  RESTART {
    @Override
    double[] probabilities(MaskedText text) {
      double[] probabilities = new double[text.steps().size()];
      probabilities[0] = 1;
      return probabilities;
    }
  },
  /** Before any token, with equal probability. */
  UNIFORM {
    @Override
    double[] probabilities(MaskedText text) {
      double[] probabilities = new double[text.steps().size()];
      Arrays.fill(probabilities, 1.0 / probabilities.length);
      return probabilities;
    }
  },
  /**
   * Before a token where masked decoding was of many minds: with probability proportional to {@code
   * exp(H)-1} of the entropy H of its choice, so never where there was none. The chain reaches
   * every text all the same: what precedes the first real choice is in all of them.
   */
  PRIORITY {
    @Override
    double[] probabilities(MaskedText text) {
      double[] probabilities = new double[text.steps().size()];
      double sum = 0;
      for (int i = 0; i < probabilities.length; i++) {
        probabilities[i] = Math.expm1(text.steps().get(i).choice().entropy());
        sum += probabilities[i];
      }
      if (sum == 0) {
        return RESTART.probabilities(text);
      }
      for (int i = 0; i < probabilities.length; i++) {
        probabilities[i] /= sum;
      }
      return probabilities;
    }
  };

  /** The probability of a cut before each token of a complete text. */
  abstract double[] probabilities(MaskedText text);
}
