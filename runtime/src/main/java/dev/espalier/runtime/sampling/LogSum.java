package dev.espalier.runtime.sampling;

/**
 * A sum of numbers that are given by their logarithms, as its logarithm: never overflows, and
 * underflows only where a term vanishes beside the largest.
 */
public final class LogSum {
  private double max = Double.NEGATIVE_INFINITY;
  private double scaled;

  /** Adds {@code exp(term)}; minus infinity adds nothing. */
  public void add(double term) {
    if (term == Double.NEGATIVE_INFINITY) {
      return;
    }
    if (term <= max) {
      scaled += Math.exp(term - max);
    } else {
      scaled = scaled * Math.exp(max - term) + 1;
      max = term;
    }
  }

  /** The logarithm of the sum; minus infinity of nothing. */
  public double value() {
    return scaled == 0 ? Double.NEGATIVE_INFINITY : max + Math.log(scaled);
  }

  /** The logarithm of the sum of two numbers. */
  public static double of(double a, double b) {
    LogSum sum = new LogSum();
    sum.add(a);
    sum.add(b);
    return sum.value();
  }
}
