package dev.espalier.runtime.sampling;

import dev.espalier.compiler.State;

/**
 * One step of masked decoding: what the model says of the allowed tokens, and how much of its
 * probability they have.
 *
 * @param law restricted to the allowed tokens, not normalised
 * @param logMass the logarithm of their probability together, s; minus infinity at a dead end
 */
public record MaskedStep(TokenLaw law, double logMass) {
  /** The step at a place of a text. */
  public static MaskedStep of(Target target, TokenLaw raw, State state, int depth) {
    TokenLaw law = raw.restricted(target.mask(state, depth));
    return new MaskedStep(law, law.logMass());
  }

  /** Whether nothing can follow. */
  public boolean isDeadEnd() {
    return logMass == Double.NEGATIVE_INFINITY;
  }

  /** An entry, drawn from the normalised law. */
  public int draw(Choices choices) {
    return choices.pick(probabilities());
  }

  /** The normalised probabilities of the entries. */
  public double[] probabilities() {
    double[] probabilities = new double[law.size()];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = Math.exp(law.logOf(i) - logMass);
    }
    return probabilities;
  }

  /** The logarithm of an entry's normalised probability. */
  public double logOf(int entry) {
    return law.logOf(entry) - logMass;
  }

  /** The entropy of the normalised law, in nats. */
  public double entropy() {
    double sum = 0;
    for (int i = 0; i < law.size(); i++) {
      double log = logOf(i);
      if (log > Double.NEGATIVE_INFINITY) {
        sum -= Math.exp(log) * log;
      }
    }
    return Math.max(0, sum);
  }
}
