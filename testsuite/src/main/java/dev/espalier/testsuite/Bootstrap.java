package dev.espalier.testsuite;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Percentile bootstrap (Efron 1979) of the mean of paired differences.
 *
 * @param mean of the values, in percent
 * @param low the 2.5 % point of resampled means, in percent
 * @param high the 97.5 % point
 */
public record Bootstrap(double mean, double low, double high) {
  private static final int RESAMPLES = 10_000;

  /**
   * The mean of some values with its 95 % interval.
   *
   * @param values one for each example: 0 or 1 for a rate, -1, 0 or 1 for a paired difference
   * @param seed of the resampling
   */
  public static Bootstrap of(int[] values, long seed) {
    if (values.length == 0) {
      return new Bootstrap(Double.NaN, Double.NaN, Double.NaN);
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      long sum = 0;
      for (int j = 0; j < values.length; j++) {
        sum += values[random.nextInt(values.length)];
      }
      means[i] = 100.0 * sum / values.length;
    }
    Arrays.sort(means);
    return new Bootstrap(
        round(100.0 * Arrays.stream(values).sum() / values.length),
        round(means[RESAMPLES / 40]),
        round(means[RESAMPLES - 1 - RESAMPLES / 40]));
  }

  /** Whether the interval holds zero: a difference that is none. */
  public boolean tie() {
    return low <= 0 && high >= 0;
  }

  /** For people: the mean and its interval. */
  public String show(boolean signed) {
    String format = signed ? "%+.1f (%+.1f … %+.1f)" : "%.1f (%.1f … %.1f)";
    return String.format(Locale.ROOT, format, mean, low, high);
  }

  private static double round(double percent) {
    return Math.round(100 * percent) / 100.0;
  }
}
