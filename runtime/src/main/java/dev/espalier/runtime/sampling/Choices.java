package dev.espalier.runtime.sampling;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Where a method's chance comes from. All that the methods leave to chance goes through here, so
 * that a test can follow every choice instead of drawing one, and add up the law exactly.
 */
public interface Choices {
  /**
   * An index, with probability proportional to its weight.
   *
   * @param weights finite and not negative, at least one positive
   */
  int pick(double[] weights);

  /** A number between 0 and 1, both excluded. */
  double uniform();

  /** True with this probability. */
  default boolean accept(double probability) {
    return probability >= 1
        || (probability > 0 && pick(new double[] {probability, 1 - probability}) == 0);
  }

  /** Chance from a seeded generator: equal seeds, equal choices. */
  static Choices seeded(long seed) {
    return of(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
  }

  /**
   * Chance from a generator, by inversion of double sums: an index of weight zero is never picked,
   * and one of a negligible weight no more often than that.
   */
  static Choices of(RandomGenerator random) {
    return new Choices() {
      @Override
      public double uniform() {
        // 53 random bits, and a half: neither 0 nor 1.
        return ((random.nextLong() >>> 11) + 0.5) * 0x1.0p-53;
      }

      @Override
      public int pick(double[] weights) {
        double total = 0;
        for (double weight : weights) {
          total += weight;
        }
        double target = random.nextDouble() * total;
        double sum = 0;
        int last = -1;
        for (int i = 0; i < weights.length; i++) {
          if (weights[i] > 0) {
            sum += weights[i];
            last = i;
            if (sum > target) {
              return i;
            }
          }
        }
        if (last < 0) {
          throw new IllegalArgumentException("no weight is positive");
        }
        // The product may round up to the total.
        return last;
      }
    };
  }
}
