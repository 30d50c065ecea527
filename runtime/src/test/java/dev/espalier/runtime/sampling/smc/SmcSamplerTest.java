package dev.espalier.runtime.sampling.smc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.sampling.Choices;
import dev.espalier.runtime.sampling.EnumeratedChoices;
import dev.espalier.runtime.sampling.MassEstimate;
import dev.espalier.runtime.sampling.Target;
import dev.espalier.runtime.sampling.TinyWorld;
import dev.espalier.runtime.sampling.TokenLaw;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmcSamplerTest {
  private static final double EXACT = 1e-12;

  private static final Twist BY_LETTERS =
      (text, state) -> {
        double sum = state.ended() ? 0.5 : 0;
        for (int token : text) {
          sum += 0.3 * token;
        }
        return sum;
      };

  private static SmcSampler sampler(
      Target target, int particles, double threshold, TokenProposal proposal, Twist twist) {
    return sampler(target, particles, threshold, proposal, twist, 0);
  }

  private static SmcSampler sampler(
      Target target,
      int particles,
      double threshold,
      TokenProposal proposal,
      Twist twist,
      int moves) {
    return new SmcSampler(
        target, particles, threshold, proposal, twist, moves, Choices.seeded(0), 10);
  }

  /** E[Ẑ·[w]] = P(w)·ψ(w) for every text, whatever the number of particles. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, MASK, false, 0", "2, 0.5, MASK, false, 0", "2, 0.9, MASK, false, 0",
    "2, 0.9, MASK, true, 0", "1, 0, AWRS, false, 0", "2, 0.9, AWRS, true, 0",
    "3, 0.9, MASK, true, 0", "2, 1, MASK, false, 1", "2, 0.9, MASK, true, 1"
  })
  void textsAreProperlyWeighted(
      int particles, double threshold, TokenProposal proposal, boolean twisted, int moves) {
    Twist twist = twisted ? BY_LETTERS : Twist.NONE;
    int checked = 0;
    for (long seed = 0; seed < 60 && checked < 12; seed++) {
      int maxTokens = proposal == TokenProposal.AWRS ? 2 : 3;
      TinyWorld world = TinyWorld.random(seed);
      Map<List<Integer>, Double> probabilities = world.probabilities(maxTokens);
      if (probabilities.size() < 2 || ((particles > 2 || moves > 0) && probabilities.size() > 4)) {
        continue;
      }
      checked++;
      SmcSampler sampler = sampler(world.target(maxTokens), particles, threshold, proposal, twist);
      Map<List<Integer>, Double> mean = new HashMap<>();
      EnumeratedChoices.expectation(
          sampler::run,
          (run, p) -> mean.merge(run.ids(), p * Math.exp(run.logMass()), Double::sum));
      for (Map.Entry<List<Integer>, Double> text : probabilities.entrySet()) {
        var state = world.start();
        for (int token : text.getKey()) {
          state = state.next(token);
        }
        double value = twist.logValue(text.getKey().stream().mapToInt(t -> t).toArray(), state);
        assertEquals(
            text.getValue() * Math.exp(value),
            mean.getOrDefault(text.getKey(), 0.0),
            EXACT,
            "world " + seed + ", " + text.getKey());
      }
    }
    assertTrue(checked > 5, checked + " worlds");
  }

  @Test
  void movesGoWithMasksOnly() {
    Target target = TinyWorld.reference().target(9);
    assertThrows(
        IllegalArgumentException.class,
        () -> sampler(target, 2, 0.5, TokenProposal.AWRS, Twist.NONE, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> sampler(target, 2, 0.5, TokenProposal.MASK, Twist.NONE, -1));
  }

  /** All orders in which tokens could be tried: E[w·[x]] = P(x)·[x is allowed]. */
  @Test
  void rejectionSamplingOfTokensIsUnbiased() {
    SplittableRandom random = new SplittableRandom(4);
    long asked = 0;
    for (int round = 0; round < 200; round++) {
      String alphabet = "abcd".substring(0, random.nextInt(1, 5));
      Set<String> texts = new HashSet<>();
      for (char c : alphabet.toCharArray()) {
        if (random.nextBoolean()) {
          texts.add(String.valueOf(c));
        }
      }
      if (random.nextBoolean()) {
        texts.add("");
      }
      float[] logits = new float[alphabet.length() + 1];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) (3 * random.nextGaussian());
      }
      if (random.nextInt(4) == 0) {
        logits[random.nextInt(logits.length)] = Float.NEGATIVE_INFINITY;
      }
      boolean any = false;
      for (float logit : logits) {
        any |= logit > Float.NEGATIVE_INFINITY;
      }
      if (!any) {
        continue;
      }
      TinyWorld world = new TinyWorld(alphabet, texts, new Sampler(1, 0, 1, 0), text -> logits);
      Target target = world.target(5);
      TokenLaw law = target.model().after();
      Map<Integer, Double> mean = new HashMap<>();
      EnumeratedChoices.expectation(
          choices -> TokenProposal.AWRS.propose(target, law, world.start(), 0, choices),
          (proposed, p) ->
              proposed.ifPresent(taken ->
                  mean.merge(taken.token(), p * Math.exp(taken.logWeight()), Double::sum)));
      for (int token = 0; token < logits.length; token++) {
        double expected = world.start().allows(token) ? Math.exp(law.logProbability(token)) : 0;
        assertEquals(expected, mean.getOrDefault(token, 0.0), EXACT, "round " + round);
      }
      asked = world.asked;
    }
    assertTrue(asked > 0);
  }

  @Test
  void rejectionSamplingAsksAboutFewTokens() {
    TinyWorld world =
        new TinyWorld(
            "abcdefghijklmnopqrstuvwxyz",
            Set.of("a", "b"),
            new Sampler(1, 0, 1, 0),
            text -> {
              float[] row = new float[27];
              row[0] = 5;
              row[1] = 4;
              row[26] = 8;
              return row;
            });
    SmcSampler sampler = sampler(world.target(5), 1, 0, TokenProposal.AWRS, Twist.NONE);
    for (int i = 0; i < 100; i++) {
      sampler.next();
    }
    assertTrue(world.asked < 100 * 10, world.asked + " questions");
  }

  /** The exact divergence of the text drawn, beside the reference's 60,000 runs. */
  @Test
  void theReferenceIsReproduced() {
    TinyWorld world = TinyWorld.reference();
    Map<List<Integer>, Double> target = world.target(10, world.mass(10));
    Map<Integer, Double> expected = Map.of(2, 1.71, 3, 0.75);
    expected.forEach((particles, divergence) -> {
      SmcSampler sampler =
          sampler(world.target(10), particles, 0.5, TokenProposal.MASK, Twist.NONE);
      Map<List<Integer>, Double> law = EnumeratedChoices.law(choices -> sampler.run(choices).ids());
      assertEquals(divergence, TinyWorld.divergence(law, target), 0.02, particles + " particles");
    });
  }

  /** End to end, with a generator. */
  @Test
  void estimatesOfTheMassAreUnbiased() {
    TinyWorld world = TinyWorld.reference();
    SmcSampler sampler =
        new SmcSampler(
            world.target(10), 10, 0.5, TokenProposal.MASK, Twist.NONE, 0, Choices.seeded(3), 10);
    for (int i = 0; i < 3_000; i++) {
      sampler.next();
    }
    MassEstimate estimate = sampler.estimate().orElseThrow();
    double mean = Math.exp(estimate.logMean());
    assertEquals(0.035384, mean, 4 * estimate.relativeError() * mean);
    assertTrue(estimate.relativeError() < 0.05);
  }
}
