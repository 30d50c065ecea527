package dev.espalier.runtime.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.TokenMask;
import dev.espalier.runtime.model.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static TokenMask all(int n) {
    return TokenMask.ofIds(IntStream.range(0, n).toArray(), n);
  }

  /** The definition, word for word, on whole arrays: sorts, sums, cuts. */
  private static double[] byDefinition(Sampler sampler, float[] logits, TokenMask allowed) {
    double max = Double.NEGATIVE_INFINITY;
    for (int t : allowed.ids()) {
      max = Math.max(max, logits[t]);
    }
    double[] p = new double[logits.length];
    double sum = 0;
    for (int t : allowed.ids()) {
      p[t] = Math.exp((logits[t] - max) / sampler.temperature());
      sum += p[t];
    }
    List<Integer> order = new ArrayList<>(Arrays.stream(allowed.ids()).boxed().toList());
    order.sort(Comparator.<Integer>comparingDouble(t -> -p[t]).thenComparing(t -> t));
    for (int t : order) {
      p[t] /= sum;
    }
    if (sampler.topK() > 0) {
      order = order.subList(0, Math.min(sampler.topK(), order.size()));
    }
    if (sampler.topP() < 1) {
      double kept = order.stream().mapToDouble(t -> p[t]).sum();
      double reached = 0;
      int n = 0;
      while (n < order.size() && (n == 0 || reached / kept < sampler.topP())) {
        reached += p[order.get(n++)];
      }
      order = order.subList(0, n);
    }
    double best = p[order.get(0)];
    List<Integer> last = order.stream().filter(t -> p[t] >= sampler.minP() * best).toList();
    double total = last.stream().mapToDouble(t -> p[t]).sum();
    double[] result = new double[logits.length];
    last.forEach(t -> result[t] = p[t] / total);
    return result;
  }

  @Test
  void aChosenTokenIsTheFirstDrawn() {
    SplittableRandom random = new SplittableRandom(12);
    for (int round = 0; round < 3_000; round++) {
      int n = 1 + random.nextInt(140);
      float[] logits = new float[n];
      for (int i = 0; i < n; i++) {
        // Few distinct values, so that there are ties, and -0.
        logits[i] =
            random.nextInt(9) == 0 ? Float.NEGATIVE_INFINITY : (random.nextInt(9) - 4) / -3f;
      }
      logits[0] = 1;
      int[] ids = IntStream.range(0, n).filter(t -> t == 0 || random.nextInt(3) > 0).toArray();
      TokenMask mask = TokenMask.ofIds(ids, n);
      double uniform = random.nextDouble();
      for (Sampler sampler : List.of(Sampler.GREEDY, new Sampler(0.7, 0, 1, 0))) {
        assertEquals(
            sampler.over(logits, mask).draw(uniform), sampler.choose(logits, mask, uniform));
      }
      assertEquals(Sampler.GREEDY.choose(logits, all(n), uniform), Sampler.greatest(logits, n));
    }
  }

  @Test
  void aChoiceNeedsAllowedTokensAndNumbers() {
    for (Sampler sampler : List.of(Sampler.GREEDY, new Sampler(0.7, 0, 1, 0))) {
      float[] logits = {1, Float.NaN, 2};
      assertEquals(0, Sampler.greatest(logits, 1));
      assertEquals(-1, Sampler.greatest(logits, 3));
      assertEquals(2, sampler.choose(logits, TokenMask.ofIds(new int[] {2}, 3), 0.5));
      for (int[] ids : new int[][] {{1}, {0, 1}}) {
        ModelException e =
            assertThrows(
                ModelException.class, () -> sampler.choose(logits, TokenMask.ofIds(ids, 3), 0.5));
        assertEquals("the model's logit of token 1 is not a number", e.getMessage());
      }
      assertThrows(
          IllegalArgumentException.class,
          () -> sampler.choose(logits, TokenMask.ofIds(new int[0], 3), 0.5));
      assertThrows(IllegalArgumentException.class, () -> sampler.choose(new float[2], all(3), 0.5));
    }
  }

  @Test
  void probabilitiesAreThoseOfTheDefinition() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 3_000; round++) {
      int n = 1 + random.nextInt(40);
      float[] logits = new float[n + random.nextInt(5)];
      for (int i = 0; i < logits.length; i++) {
        // Few distinct values, so that there are ties.
        logits[i] = (random.nextInt(21) - 10) / 3f;
      }
      int[] ids = IntStream.range(0, n).filter(t -> random.nextInt(3) > 0).toArray();
      TokenMask mask = TokenMask.ofIds(ids.length == 0 ? new int[] {0} : ids, n);
      Sampler sampler =
          new Sampler(
              0.2 + 2 * random.nextDouble(),
              random.nextBoolean() ? 0 : 1 + random.nextInt(12),
              random.nextBoolean() ? 1 : 0.05 + 0.9 * random.nextDouble(),
              random.nextBoolean() ? 0 : random.nextDouble());
      double[] expected = byDefinition(sampler, logits, mask);
      Sampler.Distribution distribution = sampler.over(logits, mask);
      for (int t = 0; t < n; t++) {
        assertEquals(
            expected[t],
            distribution.probability(t),
            1e-12,
            "token " + t + " in round " + round + " of " + sampler);
      }
    }
  }

  @Test
  void drawingInvertsTheDistribution() {
    SplittableRandom random = new SplittableRandom(12);
    for (int round = 0; round < 50; round++) {
      int n = 2 + random.nextInt(10);
      float[] logits = new float[n];
      for (int i = 0; i < n; i++) {
        logits[i] = (float) (3 * random.nextDouble());
      }
      Sampler.Distribution distribution =
          new Sampler(1, round % 3 == 0 ? 3 : 0, round % 3 == 1 ? 0.7 : 1, 0).over(logits, all(n));
      // The share of an even grid that falls to a token is its probability, to the grid's step.
      int steps = 20_000;
      int[] hits = new int[n];
      for (int i = 0; i < steps; i++) {
        hits[distribution.draw((i + 0.5) / steps)]++;
      }
      for (int t = 0; t < n; t++) {
        assertEquals(distribution.probability(t), (double) hits[t] / steps, 1.5 / steps);
      }
    }
  }

  @Test
  void theEdgesOfTheUniformNumberAreTokens() {
    float[] logits = {0, Float.NEGATIVE_INFINITY, 1};
    Sampler.Distribution distribution = new Sampler(1, 0, 1, 0).over(logits, all(3));
    assertEquals(0, distribution.draw(0));
    assertEquals(2, distribution.draw(Math.nextDown(1.0)));
    assertEquals(0, distribution.probability(1));
  }

  @Test
  void exclusionKeepsProportionsAndThenGoesDownInOrder() {
    float[] logits = {1, 3, 2, 0, 2};
    Sampler.Distribution distribution = new Sampler(1, 2, 1, 0).over(logits, all(5));
    double whole = distribution.probability(1) + distribution.probability(2);
    assertEquals(1, whole, 1e-15);
    distribution.exclude(1);
    assertEquals(1, distribution.probability(2), 1e-15);
    distribution.exclude(2);
    // Top-k kept nothing that is left: the rest follows, best first.
    for (int expected : new int[] {4, 0, 3}) {
      assertEquals(expected, distribution.draw(0.999));
      assertEquals(1, distribution.probability(expected));
      distribution.exclude(expected);
    }
    assertTrue(distribution.isEmpty());
    assertThrows(IllegalStateException.class, () -> distribution.draw(0));
  }

  @Test
  void greedyTakesTheBestAllowedAndOfEqualOnesTheFirst() {
    float[] logits = {9, 2, 5, 5, 1e-30f, -1e-30f};
    Sampler.Distribution distribution =
        Sampler.GREEDY.over(logits, TokenMask.ofIds(new int[] {1, 2, 3, 4, 5}, 6));
    for (int expected : new int[] {2, 3, 1, 4, 5}) {
      assertEquals(expected, distribution.draw(0.7));
      distribution.exclude(expected);
    }
  }

  @Test
  void infiniteLogitsAreDecided() {
    Sampler one = new Sampler(1, 0, 1, 0);
    float minus = Float.NEGATIVE_INFINITY;
    float plus = Float.POSITIVE_INFINITY;
    Sampler.Distribution none = one.over(new float[] {minus, minus}, all(2));
    assertEquals(0.5, none.probability(0));
    Sampler.Distribution two = one.over(new float[] {plus, 3, plus}, all(3));
    assertEquals(0.5, two.probability(0));
    assertEquals(0, two.probability(1));
    ModelException e =
        assertThrows(ModelException.class, () -> one.over(new float[] {0, Float.NaN}, all(2)));
    assertTrue(e.toString().contains("token 1"), e.toString());
    // What the mask does not allow is never looked at.
    one.over(new float[] {0, Float.NaN}, TokenMask.ofIds(new int[] {0}, 2));
  }

  @Test
  void rulesThatMakeNoSenseAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Sampler(-1, 0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Sampler(Double.NaN, 0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Sampler(1, -1, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Sampler(1, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Sampler(1, 0, 1, 1.5));
  }
}
