package dev.espalier.runtime.sampling.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.sampling.Choices;
import dev.espalier.runtime.sampling.EnumeratedChoices;
import dev.espalier.runtime.sampling.MaskedText;
import dev.espalier.runtime.sampling.Sample;
import dev.espalier.runtime.sampling.SamplingException;
import dev.espalier.runtime.sampling.SamplingLimits;
import dev.espalier.runtime.sampling.SequenceSampler;
import dev.espalier.runtime.sampling.TinyWorld;
import dev.espalier.runtime.sampling.aligned.PrefixTrie;
import dev.espalier.runtime.sampling.aligned.TrieMode;
import dev.espalier.runtime.sampling.aligned.TrieSampler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SearchTest {
  private static final SamplingLimits LIMITS = SamplingLimits.DEFAULT;

  private static List<Sample> all(SequenceSampler search) {
    List<Sample> all = new ArrayList<>();
    while (true) {
      try {
        all.add(search.next());
      } catch (SamplingException e) {
        assertEquals(SamplingException.Kind.EXHAUSTED, e.kind());
        return all;
      }
    }
  }

  private static void checkAll(TinyWorld world, int maxTokens, List<Sample> found, String where) {
    Map<List<Integer>, Double> expected = world.probabilities(maxTokens);
    assertEquals(expected.size(), found.size(), where);
    double before = Double.POSITIVE_INFINITY;
    for (Sample sample : found) {
      assertEquals(
          Math.log(expected.getOrDefault(sample.ids(), 0.0)),
          sample.logProbability(),
          1e-12,
          where);
      assertTrue(sample.logProbability() <= before + 1e-12, where);
      before = sample.logProbability();
    }
    assertEquals(expected.keySet(), new HashSet<>(found.stream().map(Sample::ids).toList()), where);
  }

  @Test
  void aStarGivesAllTextsInOrder() {
    for (long seed = 0; seed < 60; seed++) {
      for (int maxTokens : new int[] {9, 4}) {
        TinyWorld world = TinyWorld.random(seed);
        for (int together : new int[] {1, 3}) {
          checkAll(
              world,
              maxTokens,
              all(new AStarSearch(world.target(maxTokens), Optional.empty(), together, LIMITS)),
              "world " + seed);
        }
      }
    }
  }

  @Test
  void boundsOfATrieSpareForwards() {
    long with = 0;
    long without = 0;
    for (long seed = 0; seed < 60; seed++) {
      TinyWorld world = TinyWorld.random(seed);
      PrefixTrie trie = new PrefixTrie(world.target(9), TrieMode.ASAP, true, 1 << 30);
      TrieSampler sampler = new TrieSampler(trie, Choices.seeded(seed), 1, 100);
      for (int i = 0; i < 10; i++) {
        sampler.next();
      }
      Sample plain = new AStarSearch(world.target(9), Optional.empty(), 1, LIMITS).next();
      Sample guided = new AStarSearch(world.target(9), Optional.of(trie), 1, LIMITS).next();
      assertEquals(plain.logProbability(), guided.logProbability(), 1e-12, "world " + seed);
      with += guided.forwards();
      without += plain.forwards();
      checkAll(
          world,
          9,
          all(new AStarSearch(world.target(9), Optional.of(trie), 2, LIMITS)),
          "world " + seed);
    }
    assertTrue(with < without, with + " beside " + without);
  }

  @Test
  void limitsOfTheSearchAreNamed() {
    TinyWorld world = TinyWorld.reference();
    SamplingException few =
        assertThrows(
            SamplingException.class,
            () ->
                new AStarSearch(world.target(9), Optional.empty(), 1, LIMITS.withExpansions(3))
                    .next());
    assertEquals(SamplingException.Kind.ATTEMPTS, few.kind());
    SamplingException narrow =
        assertThrows(
            SamplingException.class,
            () ->
                new AStarSearch(world.target(9), Optional.empty(), 8, LIMITS.withFrontier(1))
                    .next());
    assertEquals(SamplingException.Kind.MEMORY, narrow.kind());
  }

  @Test
  void beamsThatAreWideEnoughHoldAllTexts() {
    for (long seed = 0; seed < 60; seed++) {
      TinyWorld world = TinyWorld.random(seed);
      checkAll(world, 9, all(new BeamSearch(world.target(9), 40)), "world " + seed);
    }
  }

  @Test
  void oneBeamTakesTheBestTokenByTheModel() {
    TinyWorld world = TinyWorld.reference();
    // 0 and 1 are equal at first, the smaller comes first; 00000 is all that is left then.
    List<Sample> one = all(new BeamSearch(world.target(9), 1));
    assertEquals(1, one.size());
    // Two beams see that the other is far more likely.
    List<Sample> two = all(new BeamSearch(world.target(9), 2));
    assertEquals(List.of(1, 1, 1, 1, 1, 2), two.get(0).ids());
    assertTrue(two.get(0).forwards() <= 11);
  }

  @Test
  void groupsPayForTokensThatOthersTook() {
    TinyWorld world =
        new TinyWorld(
            "abc",
            Set.of("aa", "ab", "ba", "bb", "ca"),
            new Sampler(1, 0, 1, 0),
            text -> new float[] {2, 1, -0.5f, 3});
    List<Sample> same = all(new BeamSearch(world.target(9), 3, 3, 0));
    assertEquals(List.of(List.of(0, 0, 3)), same.stream().map(Sample::ids).toList());
    // What an earlier group took at a place costs more than all else there: b at both places, and
    // c at the first; at the second the third group has no choice.
    List<Sample> diverse = all(new BeamSearch(world.target(9), 3, 3, 100));
    assertEquals(
        List.of(List.of(0, 0, 3), List.of(1, 1, 3), List.of(2, 0, 3)),
        diverse.stream().map(Sample::ids).toList());
    // Ranked, and reported, without the penalty.
    assertEquals(
        Math.log(world.probabilities(9).getOrDefault(diverse.get(2).ids(), 0.0)),
        diverse.get(2).logProbability(),
        1e-12);
  }

  @Test
  void stochasticBeamsSampleWithoutReplacementFromMaskedDecoding() {
    long seed = 0;
    while (TinyWorld.random(seed).probabilities(9).size() < 5) {
      seed++;
    }
    TinyWorld world = TinyWorld.random(seed);
    Map<List<Integer>, Double> probabilities = world.probabilities(9);
    Map<List<Integer>, Double> masked =
        EnumeratedChoices.law(
            choices -> MaskedText.EMPTY.redrawn(world.target(9), 0, choices).ids());
    Choices choices = Choices.seeded(9);
    int runs = 20_000;
    Map<List<Integer>, Integer> first = new HashMap<>();
    Map<List<Integer>, Double> mean = new HashMap<>();
    for (int run = 0; run < runs; run++) {
      List<Sample> samples = all(new StochasticBeamSearch(world.target(9), 2, choices));
      assertEquals(2, samples.size());
      assertNotEquals(samples.get(0).ids(), samples.get(1).ids());
      first.merge(samples.get(0).ids(), 1, Integer::sum);
      for (Sample sample : samples) {
        mean.merge(sample.ids(), Math.exp(sample.logWeight().orElseThrow()) / runs, Double::sum);
      }
    }
    double variation = 0;
    double noise = 0;
    for (Map.Entry<List<Integer>, Double> text : masked.entrySet()) {
      double q = text.getValue();
      variation += Math.abs(q - (double) first.getOrDefault(text.getKey(), 0) / runs) / 2;
      noise += Math.sqrt(2 * q * (1 - q) / (Math.PI * runs)) / 2;
    }
    assertTrue(variation < 3 * noise, variation + " beside " + noise);
    // Weights add up to P(w) for each text, within what the rarest shows.
    for (Map.Entry<List<Integer>, Double> text : probabilities.entrySet()) {
      assertEquals(
          text.getValue(),
          mean.getOrDefault(text.getKey(), 0.0),
          0.15 * text.getValue() + 1e-4,
          text.getKey().toString());
    }
  }

  @Test
  void stochasticBeamsThatHoldEverythingWeighExactly() {
    for (long seed = 0; seed < 20; seed++) {
      TinyWorld world = TinyWorld.random(seed);
      List<Sample> samples =
          all(new StochasticBeamSearch(world.target(9), 20, Choices.seeded(seed)));
      for (Sample sample : samples) {
        assertEquals(sample.logProbability(), sample.logWeight().orElseThrow(), 1e-12);
      }
      assertEquals(world.probabilities(9).size(), samples.size());
    }
  }
}
