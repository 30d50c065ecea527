package dev.espalier.testsuite;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Percentiles of times, as MaskBench takes them: the element at {@code floor(n * p / 100)} of the
 * sorted times.
 *
 * @param n how many there are
 * @param micros p25, p50 … max, mean, in microseconds, with nanosecond resolution; empty if there
 *     are no times
 */
public record Percentiles(int n, Map<String, Double> micros) {
  private static final double[] POINTS = {25, 50, 75, 90, 95, 99, 99.9, 99.99};

  /** The percentiles of some times in nanoseconds. */
  public static Percentiles of(LongList nanos) {
    long[] sorted = nanos.toArray();
    Arrays.sort(sorted);
    Map<String, Double> micros = new LinkedHashMap<>();
    if (sorted.length > 0) {
      for (double p : POINTS) {
        int at = Math.min(sorted.length - 1, (int) (sorted.length * p / 100));
        micros.put("p" + (p == (int) p ? "" + (int) p : "" + p), sorted[at] / 1e3);
      }
      micros.put("max", sorted[sorted.length - 1] / 1e3);
      double sum = 0;
      for (long nano : sorted) {
        sum += nano;
      }
      micros.put("mean", Math.round(sum / sorted.length) / 1e3);
    }
    return new Percentiles(sorted.length, micros);
  }

  /** A percentile by name, or NaN. */
  public double micros(String name) {
    return micros.getOrDefault(name, Double.NaN);
  }

  /** A row of a table: the numbers between bars. */
  public String row() {
    StringBuilder row = new StringBuilder();
    for (String name : new String[] {"p25", "p50", "p75", "p90", "p95", "p99", "p99.9", "max"}) {
      row.append(show(micros(name))).append(" | ");
    }
    return row.append(show(micros("mean"))).toString();
  }

  /** The heads of {@link #row}. */
  public static String heads() {
    return "p25 | p50 | p75 | p90 | p95 | p99 | p99.9 | max | mean";
  }

  /** A time for a table; "-" for NaN. */
  public static String show(double micros) {
    if (Double.isNaN(micros)) {
      return "-";
    }
    return String.format(
        Locale.ROOT, micros < 10 ? "%.2f" : micros < 100 ? "%.1f" : "%,.0f", micros);
  }
}
