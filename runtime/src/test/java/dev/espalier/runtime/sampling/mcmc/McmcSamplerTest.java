package dev.espalier.runtime.sampling.mcmc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.sampling.Choices;
import dev.espalier.runtime.sampling.EnumeratedChoices;
import dev.espalier.runtime.sampling.MaskedText;
import dev.espalier.runtime.sampling.Sample;
import dev.espalier.runtime.sampling.Target;
import dev.espalier.runtime.sampling.TinyWorld;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The chains as matrices, from every choice that a step could take. */
class McmcSamplerTest {
  private static final double EXACT = 1e-12;

  /** A chain over all texts of a world. */
  private static final class Matrix {
    final List<List<Integer>> texts;
    final double[] start;
    final double[][] rows;
    final double[] target;

    Matrix(TinyWorld world, int maxTokens, Cuts cuts) {
      Target goal = world.target(maxTokens);
      Map<List<Integer>, MaskedText> masked = new LinkedHashMap<>();
      Map<List<Integer>, Double> first = new HashMap<>();
      EnumeratedChoices.expectation(
          choices -> MaskedText.EMPTY.redrawn(goal, 0, choices),
          (text, p) -> {
            if (text.complete()) {
              masked.put(text.ids(), text);
              first.merge(text.ids(), p, Double::sum);
            }
          });
      texts = new ArrayList<>(masked.keySet());
      McmcSampler sampler = new McmcSampler(goal, cuts, 1, Choices.seeded(0), 1);
      int n = texts.size();
      start = new double[n];
      rows = new double[n][n];
      target = new double[n];
      double complete = first.values().stream().mapToDouble(p -> p).sum();
      Map<List<Integer>, Double> law = world.target(maxTokens, world.mass(maxTokens));
      assertEquals(law.keySet(), masked.keySet());
      for (int i = 0; i < n; i++) {
        start[i] = first.getOrDefault(texts.get(i), 0.0) / complete;
        target[i] = law.getOrDefault(texts.get(i), 0.0);
        int row = i;
        MaskedText from = masked.getOrDefault(texts.get(i), MaskedText.EMPTY);
        EnumeratedChoices.law(choices -> sampler.step(from, choices).ids())
            .forEach((to, p) -> rows[row][texts.indexOf(to)] = p);
      }
    }

    double[] step(double[] law) {
      double[] next = new double[law.length];
      for (int i = 0; i < law.length; i++) {
        for (int j = 0; j < law.length; j++) {
          next[j] += law[i] * rows[i][j];
        }
      }
      return next;
    }

    double divergence(double[] law) {
      double sum = 0;
      for (int i = 0; i < law.length; i++) {
        sum += law[i] > 0 ? law[i] * Math.log(law[i] / target[i]) : 0;
      }
      return sum;
    }

    double variation(double[] law) {
      double sum = 0;
      for (int i = 0; i < law.length; i++) {
        sum += Math.abs(law[i] - target[i]) / 2;
      }
      return sum;
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyStepKeepsTheTarget(Cuts cuts) {
    int moved = 0;
    for (long seed = 0; seed < 40; seed++) {
      for (int maxTokens : new int[] {9, 4}) {
        TinyWorld world = TinyWorld.random(seed);
        if (world.mass(maxTokens) == 0) {
          continue;
        }
        Matrix chain = new Matrix(world, maxTokens, cuts);
        String where = cuts + ", world " + seed + "/" + maxTokens;
        double[] kept = chain.step(chain.target);
        double[] law = chain.start;
        double before = chain.variation(law);
        for (int k = 0; k < 20; k++) {
          law = chain.step(law);
          assertTrue(chain.variation(law) <= before + EXACT, where);
          before = chain.variation(law);
        }
        for (int i = 0; i < kept.length; i++) {
          assertEquals(chain.target[i], kept[i], EXACT, where);
          for (int j = 0; j < kept.length; j++) {
            assertEquals(
                chain.target[i] * chain.rows[i][j],
                chain.target[j] * chain.rows[j][i],
                EXACT,
                where);
            moved += i != j && chain.rows[i][j] > 0 ? 1 : 0;
          }
        }
      }
    }
    assertTrue(moved > 300, moved + " ways between texts");
  }

  @Test
  void theReferenceIsReproduced() {
    TinyWorld world = TinyWorld.reference();
    check(world, Cuts.RESTART, Map.of(0, 3.817515, 1, 1.701207, 2, .757148, 3, .333599));
    check(world, Cuts.RESTART, Map.of(5, .061554, 10, .000493));
    check(world, Cuts.UNIFORM, Map.of(1, 3.427828, 5, 2.273988, 10, 1.366158));
    check(world, Cuts.UNIFORM, Map.of(20, .490445, 50, .019501, 100, .000023));
  }

  private static void check(TinyWorld world, Cuts cuts, Map<Integer, Double> expected) {
    Matrix chain = new Matrix(world, 10, cuts);
    double[] law = chain.start;
    for (int k = 0; k <= 100; k++) {
      if (expected.containsKey(k)) {
        assertEquals(
            expected.getOrDefault(k, 0.0), chain.divergence(law), 2e-6, cuts + " after " + k);
      }
      law = chain.step(law);
    }
  }

  @Test
  void samplesSayWhatTheyCost() {
    TinyWorld world = TinyWorld.reference();
    McmcSampler sampler = new McmcSampler(world.target(10), Cuts.RESTART, 3, Choices.seeded(2), 10);
    Sample sample = sampler.next();
    assertEquals(4, sample.attempts());
    assertEquals(4 * 6 - 3, sample.forwards());
    assertEquals(
        Math.log(world.probabilities(10).getOrDefault(sample.ids(), 0.0)),
        sample.logProbability(),
        EXACT);
  }
}
