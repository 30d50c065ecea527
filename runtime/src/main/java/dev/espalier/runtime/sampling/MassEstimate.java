package dev.espalier.runtime.sampling;

/**
 * An unbiased estimate of P(L), the probability that the model writes a text of the language: the
 * mean of independent or martingale terms, each with mean P(L).
 *
 * @param logMean the logarithm of the mean
 * @param relativeError the standard error of the mean over the mean; infinite from fewer than two
 *     terms
 * @param terms how many
 */
public record MassEstimate(double logMean, double relativeError, long terms) {
  /** Collects terms by their logarithms. */
  public static final class Builder {
    private final LogSum sum = new LogSum();
    private final LogSum squares = new LogSum();
    private long terms;

    /** Adds a term; minus infinity for zero. */
    public void add(double logTerm) {
      sum.add(logTerm);
      squares.add(2 * logTerm);
      terms++;
    }

    /** The estimate so far. */
    public MassEstimate build() {
      double logMean = sum.value() - Math.log(terms);
      double error = Double.POSITIVE_INFINITY;
      if (terms > 1 && logMean > Double.NEGATIVE_INFINITY) {
        double ratio = Math.exp(squares.value() - Math.log(terms) - 2 * logMean);
        error = Math.sqrt(Math.max(0, ratio - 1) / (terms - 1));
      }
      return new MassEstimate(logMean, error, terms);
    }
  }
}
