package dev.espalier.runtime.sampling.aligned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.sampling.Choices;
import dev.espalier.runtime.sampling.EnumeratedChoices;
import dev.espalier.runtime.sampling.MaskedStep;
import dev.espalier.runtime.sampling.Sample;
import dev.espalier.runtime.sampling.SamplingException;
import dev.espalier.runtime.sampling.TinyWorld;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The laws of the trie, by following every choice that the next attempt could take, at every state
 * of the trie along random runs.
 */
class PrefixTrieTest {
  private static final int SEEDS = 40;
  private static final int STATES = 8;
  private static final double EXACT = 1e-12;
  private static final long ROOMY = 1L << 30;

  private static List<Integer> text(Attempt attempt) {
    return attempt.outcome == Attempt.Outcome.ACCEPTED
        ? Arrays.stream(attempt.tokens()).boxed().toList()
        : List.of();
  }

  private static <T> double at(Map<T, Double> values, T key) {
    return values.getOrDefault(key, Double.NaN);
  }

  /** The law of the next attempt; the empty text stands for all that is rejected. */
  private static Map<List<Integer>, Double> next(PrefixTrie trie) {
    return EnumeratedChoices.law(choices -> text(trie.attempt(1, choices).get(0)));
  }

  private static double accepted(Map<List<Integer>, Double> law) {
    return law.entrySet().stream()
        .filter(e -> !e.getKey().isEmpty())
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** How far a law of accepted texts is from the target. */
  static double lawError(Map<List<Integer>, Double> law, Map<List<Integer>, Double> target) {
    double accepted = accepted(law);
    double error = 0;
    for (Map.Entry<List<Integer>, Double> text : target.entrySet()) {
      error =
          Math.max(
              error, Math.abs(law.getOrDefault(text.getKey(), 0.0) / accepted - text.getValue()));
    }
    return error;
  }

  private interface Check {
    void at(TinyWorld world, int maxTokens, PrefixTrie trie, String where);
  }

  /** Every state of tries in random worlds, for texts of any length and of a bounded one. */
  private static void everywhere(TrieMode mode, boolean replacement, long bytes, Check check) {
    int visited = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      for (int maxTokens : new int[] {9, 4}) {
        TinyWorld world = TinyWorld.random(seed);
        if (world.mass(maxTokens) == 0) {
          continue;
        }
        PrefixTrie trie = new PrefixTrie(world.target(maxTokens), mode, replacement, bytes);
        Choices choices = Choices.seeded(seed);
        for (int state = 0; state < STATES; state++) {
          visited++;
          check.at(
              world, maxTokens, trie, mode + ", world " + seed + "/" + maxTokens + " at " + state);
          if (!replacement && trie.logBound() == Double.NEGATIVE_INFINITY) {
            break;
          }
          trie.learn(trie.attempt(1 + state % 3, choices));
        }
      }
    }
    assertTrue(visited > 200, visited + " states");
  }

  @ParameterizedTest
  @EnumSource(names = {"RS", "RSFT", "ARS", "CARS"})
  void acceptedTextsHaveTheTargetLawAtEveryState(TrieMode mode) {
    Map<PrefixTrie, Double> before = new HashMap<>();
    everywhere(
        mode,
        true,
        ROOMY,
        (world, maxTokens, trie, where) -> {
          double mass = world.mass(maxTokens);
          Map<List<Integer>, Double> law = next(trie);
          assertEquals(0, lawError(law, world.target(maxTokens, mass)), EXACT, where);
          double acceptance = accepted(law);
          assertEquals(mass / Math.exp(trie.logBound()), acceptance, EXACT, where);
          assertTrue(acceptance >= before.getOrDefault(trie, 0.0) - EXACT, where);
          before.put(trie, acceptance);
        });
  }

  /** Drawing with the fresh mask is ASAp; the test above must see it. */
  @Test
  void aMutantThatUsesItsFreshMasksIsCaught() {
    double[] worst = {0};
    everywhere(
        TrieMode.ASAP,
        true,
        ROOMY,
        (world, maxTokens, trie, where) ->
            worst[0] =
                Math.max(
                    worst[0],
                    lawError(next(trie), world.target(maxTokens, world.mass(maxTokens)))));
    assertTrue(worst[0] > 0.1, "the largest error is " + worst[0]);
  }

  @Test
  void acceptedTextsHaveTheTargetLawWhateverIsForgotten() {
    Set<PrefixTrie> forgetful = new HashSet<>();
    everywhere(
        TrieMode.CARS,
        true,
        1_500,
        (world, maxTokens, trie, where) -> {
          double mass = world.mass(maxTokens);
          assertEquals(0, lawError(next(trie), world.target(maxTokens, mass)), EXACT, where);
          bounds(world, maxTokens, trie, where);
          assertTrue(trie.memoryBytes() <= 1_500, where);
          if (trie.forgotten() > 0) {
            forgetful.add(trie);
          }
        });
    assertTrue(forgetful.size() > 10, forgetful.size() + " tries forgot something");
  }

  /** θ is a bound everywhere, sums agree, and the certificate is above what it bounds. */
  private static void bounds(TinyWorld world, int maxTokens, PrefixTrie trie, String where) {
    double mass = world.mass(maxTokens);
    assertTrue(trie.logFound() <= Math.log(mass) + EXACT, where);
    assertTrue(trie.certificate() >= trie.logBound() - Math.log(mass) - EXACT, where);
    long bytes = 0;
    for (Node node : trie.inPostOrder()) {
      List<Integer> prefix = new ArrayList<>();
      for (Node at = node; at.parent != null; at = at.parent) {
        prefix.addFirst(at.token);
      }
      double future = world.future(prefix, maxTokens);
      assertTrue(Math.exp(node.logBound()) >= future - EXACT, where + " " + prefix);
      double sum = 0;
      for (int i = 0; i < node.law.size(); i++) {
        sum += Math.exp(node.law.logOf(i) + node.logBoundOf(i));
      }
      assertEquals(sum, Math.exp(node.logBound()), EXACT, where + " " + prefix);
      assertEquals(
          node.logBound(),
          trie.logBound(prefix.stream().mapToInt(t -> t).toArray()),
          EXACT,
          where + " " + prefix);
      bytes += node.memoryBytes();
    }
    assertEquals(bytes, trie.memoryBytes(), where);
  }

  @ParameterizedTest
  @EnumSource(names = {"ARS", "CARS", "ASAP"})
  void boundsHoldAtEveryPrefix(TrieMode mode) {
    everywhere(mode, true, ROOMY, PrefixTrieTest::bounds);
  }

  @Test
  void divergenceOfAsapStaysBelowItsBoundAndTheCertificate() {
    everywhere(
        TrieMode.ASAP,
        true,
        ROOMY,
        (world, maxTokens, trie, where) -> {
          double mass = world.mass(maxTokens);
          Map<List<Integer>, Double> law = next(trie);
          assertEquals(1, law.values().stream().mapToDouble(p -> p).sum(), EXACT, where);
          double divergence = TinyWorld.divergence(world.target(maxTokens, mass), law);
          double bound = trie.logBound() - Math.log(mass);
          assertTrue(divergence <= bound + EXACT, where + ": " + divergence + " > " + bound);
          assertTrue(bound <= trie.certificate() + EXACT, where);
        });
  }

  @Test
  void asapNeverRejectsWhereLengthIsNoMatter() {
    for (long seed = 0; seed < SEEDS; seed++) {
      TinyWorld world = TinyWorld.random(seed);
      PrefixTrie trie = new PrefixTrie(world.target(9), TrieMode.ASAP, true, ROOMY);
      assertEquals(1, accepted(next(trie)), EXACT, "world " + seed);
    }
  }

  @Test
  void asapIsMaskedDecodingAtFirstAndTheTargetInTheEnd() {
    TinyWorld world = TinyWorld.random(11);
    double mass = world.mass(9);
    Map<List<Integer>, Double> target = world.target(9, mass);
    PrefixTrie trie = new PrefixTrie(world.target(9), TrieMode.ASAP, true, ROOMY);
    Map<List<Integer>, Double> first = next(trie);
    for (List<Integer> text : target.keySet()) {
      double masked = 0;
      var state = world.start();
      for (int i = 0; i < text.size(); i++) {
        int[] before = text.subList(0, i).stream().mapToInt(t -> t).toArray();
        MaskedStep step = MaskedStep.of(trie.target(), world.model().after(before), state, i);
        masked += step.logOf(step.law().entry(text.get(i)));
        state = state.next(text.get(i));
      }
      assertEquals(Math.exp(masked), at(first, text), EXACT, text.toString());
    }
    Choices choices = Choices.seeded(1);
    while (trie.certificate() > 1e-14) {
      trie.learn(trie.attempt(1, choices));
    }
    assertEquals(0, lawError(next(trie), target), EXACT);
  }

  @Test
  void samplesWithoutReplacementHaveTheTargetLawOfWhatIsLeft() {
    Map<PrefixTrie, Set<List<Integer>>> taken = new HashMap<>();
    everywhere(
        TrieMode.CARS,
        false,
        ROOMY,
        (world, maxTokens, trie, where) -> {
          Map<List<Integer>, Double> left = new HashMap<>(world.probabilities(maxTokens));
          double found = 0;
          for (Node node : trie.inPostOrder()) {
            for (Map.Entry<Integer, Edge> edge : node.edges().entrySet()) {
              if (edge.getValue() == Edge.Leaf.TAKEN) {
                List<Integer> text = new ArrayList<>(List.of(edge.getKey()));
                for (Node at = node; at.parent != null; at = at.parent) {
                  text.addFirst(at.token);
                }
                found += at(left, text);
                left.remove(text);
                taken.computeIfAbsent(trie, t -> new HashSet<>()).add(text);
              }
            }
          }
          assertEquals(found, Math.exp(trie.logFound()), EXACT, where);
          double mass = left.values().stream().mapToDouble(p -> p).sum();
          if (left.isEmpty()) {
            // The trie need not know yet that what is left is nothing.
            if (trie.logBound() > Double.NEGATIVE_INFINITY) {
              assertEquals(0, accepted(next(trie)), where);
            } else {
              assertThrows(
                  SamplingException.class, () -> trie.attempt(1, Choices.seeded(0)), where);
            }
            return;
          }
          left.replaceAll((text, p) -> p / mass);
          assertEquals(0, lawError(next(trie), left), 1e-11, where);
        });
    assertTrue(taken.values().stream().anyMatch(texts -> texts.size() > 3));
  }

  @Test
  void withoutReplacementEveryTextComesOnce() {
    TinyWorld world = TinyWorld.reference();
    TrieSampler sampler =
        new TrieSampler(
            new PrefixTrie(world.target(10), TrieMode.CARS, false, ROOMY),
            Choices.seeded(5),
            1,
            1_000_000);
    Set<List<Integer>> texts = new HashSet<>();
    for (int i = 0; i < 17; i++) {
      texts.add(sampler.next().ids());
    }
    assertEquals(world.probabilities(10).keySet(), texts);
    SamplingException end = assertThrows(SamplingException.class, sampler::next);
    assertEquals(SamplingException.Kind.EXHAUSTED, end.kind());
  }

  @Test
  void memoryThatTakenTextsNeedIsAskedFor() {
    TinyWorld world = TinyWorld.reference();
    TrieSampler sampler =
        new TrieSampler(
            new PrefixTrie(world.target(10), TrieMode.CARS, false, 2_000),
            Choices.seeded(5),
            1,
            1_000_000);
    SamplingException full =
        assertThrows(
            SamplingException.class,
            () -> {
              for (int i = 0; i < 17; i++) {
                sampler.next();
              }
            });
    assertEquals(SamplingException.Kind.MEMORY, full.kind());
  }

  /** The mean of the terms is P(L) at every state, in every mode. */
  @ParameterizedTest
  @EnumSource
  void estimatesOfTheMassAreUnbiased(TrieMode mode) {
    everywhere(
        mode,
        true,
        ROOMY,
        (world, maxTokens, trie, where) -> {
          double[] mean = {0};
          EnumeratedChoices.expectation(
              choices -> {
                Attempt attempt = trie.attempt(1, choices).get(0);
                if (attempt.outcome != Attempt.Outcome.ACCEPTED) {
                  return 0.0;
                }
                return Math.exp(
                    mode.exact() ? trie.logBound() : attempt.logProbability - attempt.logProposal);
              },
              (term, p) -> mean[0] += term * p);
          assertEquals(world.mass(maxTokens), mean[0], EXACT, where);
        });
  }

  static Stream<List<Integer>> together() {
    return Stream.of(List.of(1), List.of(2));
  }

  /** Attempts that run together see the same trie: accepted ones are independent. */
  @ParameterizedTest
  @MethodSource("together")
  void attemptsInStepAreIndependent(List<Integer> warm) {
    TinyWorld world = TinyWorld.random(7);
    PrefixTrie trie = new PrefixTrie(world.target(9), TrieMode.CARS, true, ROOMY);
    trie.learn(trie.attempt(warm.get(0), Choices.seeded(3)));
    Map<List<Integer>, Double> one = next(trie);
    Map<List<List<Integer>>, Double> two =
        EnumeratedChoices.law(
            choices -> trie.attempt(2, choices).stream().map(PrefixTrieTest::text).toList());
    two.forEach((pair, p) -> assertEquals(at(one, pair.get(0)) * at(one, pair.get(1)), p, EXACT));
  }

  @Test
  void theReferenceIsReproduced() {
    TinyWorld world = TinyWorld.reference();
    double mass = world.mass(10);
    Map<List<Integer>, Double> target = world.target(10, mass);
    assertEquals(0.035384, mass, 5e-7);
    assertEquals(0.158972, at(target, List.of(1, 1, 1, 1, 1, 2)), 5e-7);
    for (List<Integer> text :
        List.of(List.of(1, 0, 1, 1, 1, 2), List.of(1, 1, 0, 1, 1, 2), List.of(1, 1, 1, 0, 1, 2))) {
      assertEquals(0.152614, at(target, text), 5e-7);
    }
    List<Integer> zeros = List.of(0, 0, 0, 0, 0, 2);
    assertEquals(0.000127, at(target, zeros), 5e-7);

    Map<List<Integer>, Double> masked =
        next(new PrefixTrie(world.target(10), TrieMode.ASAP, true, ROOMY));
    assertEquals(0.5, at(masked, zeros), 5e-7);
    assertEquals(3.817515, TinyWorld.divergence(masked, target), 5e-6);
    assertEquals(0.737354, TinyWorld.divergence(target, masked), 5e-7);
    double variation = 0;
    double underTarget = 0;
    double underMasked = 0;
    for (Map.Entry<List<Integer>, Double> text : target.entrySet()) {
      double p = text.getValue() * mass;
      variation += Math.abs(text.getValue() - at(masked, text.getKey())) / 2;
      underTarget += text.getValue() * p;
      underMasked += at(masked, text.getKey()) * p;
    }
    assertEquals(0.499873, variation, 5e-7);
    assertEquals(0.00443142, underTarget, 5e-9);
    assertEquals(0.00201069, underMasked, 5e-9);

    PrefixTrie cars = new PrefixTrie(world.target(10), TrieMode.CARS, true, ROOMY);
    assertEquals(0.0393, accepted(next(cars)), 5e-5);
    PrefixTrie ars = new PrefixTrie(world.target(10), TrieMode.ARS, true, ROOMY);
    assertEquals(0.0354, accepted(next(ars)), 5e-5);
  }

  /** Bands around the means of the reference, over a hundred seeds. */
  @Test
  void learningFollowsTheReference() {
    TinyWorld world = TinyWorld.reference();
    double mass = world.mass(10);
    Map<List<Integer>, Double> target = world.target(10, mass);
    int seeds = 100;
    Map<Integer, Double> cars = new HashMap<>();
    Map<Integer, Double> ars = new HashMap<>();
    Map<Integer, Double> asap = new HashMap<>();
    double attempts = 0;
    for (int seed = 0; seed < seeds; seed++) {
      PrefixTrie trie = new PrefixTrie(world.target(10), TrieMode.CARS, true, ROOMY);
      PrefixTrie slower = new PrefixTrie(world.target(10), TrieMode.ARS, true, ROOMY);
      PrefixTrie never = new PrefixTrie(world.target(10), TrieMode.ASAP, true, ROOMY);
      Choices choices = Choices.seeded(seed);
      for (int n = 0; n <= 100; n++) {
        if (Set.of(10, 20, 50).contains(n)) {
          next(trie);
          cars.merge(n, mass / Math.exp(trie.logBound()) / seeds, Double::sum);
          ars.merge(n, mass / Math.exp(slower.logBound()) / seeds, Double::sum);
        }
        if (Set.of(1, 20, 100).contains(n)) {
          asap.merge(n, TinyWorld.divergence(next(never), target) / seeds, Double::sum);
        }
        trie.learn(trie.attempt(1, choices));
        slower.learn(slower.attempt(1, choices));
        never.learn(never.attempt(1, choices));
      }
      TrieSampler sampler =
          new TrieSampler(
              new PrefixTrie(world.target(10), TrieMode.CARS, true, ROOMY), choices, 1, 1_000);
      for (int i = 0; i < 100; i++) {
        attempts += (double) sampler.next().attempts() / seeds;
      }
    }
    assertEquals(.294, at(cars, 10), .08);
    assertEquals(.717, at(cars, 20), .08);
    assertEquals(.959, at(cars, 50), .03);
    assertEquals(.103, at(ars, 10), .03);
    assertEquals(.618, at(ars, 50), .08);
    assertEquals(118.5, attempts, 3);
    assertEquals(2.08, at(asap, 1), .4);
    assertEquals(.202, at(asap, 20), .1);
    assertEquals(.0121, at(asap, 100), .01);
  }

  /** End to end, with a generator: below three times the noise that so many samples have. */
  @Test
  void drawnTextsAreDistributedAsTheyMust() {
    TinyWorld world = TinyWorld.reference();
    int n = 20_000;
    Map<List<Integer>, Double> target = world.target(10, world.mass(10));
    TrieSampler sampler =
        new TrieSampler(
            new PrefixTrie(world.target(10), TrieMode.CARS, true, ROOMY),
            Choices.seeded(17),
            4,
            1_000);
    Map<List<Integer>, Integer> counts = new HashMap<>();
    Sample last = sampler.next();
    for (int i = 0; i < n; i++) {
      last = sampler.next();
      counts.merge(last.ids(), 1, Integer::sum);
    }
    double variation = 0;
    double noise = 0;
    for (Map.Entry<List<Integer>, Double> text : target.entrySet()) {
      double q = text.getValue();
      variation += Math.abs(q - (double) counts.getOrDefault(text.getKey(), 0) / n) / 2;
      noise += Math.sqrt(2 * q * (1 - q) / (Math.PI * n)) / 2;
    }
    assertTrue(variation < 3 * noise, variation + " beside " + noise);
    assertEquals(0, last.certificate().getAsDouble(), 0.01);
    double mass = Math.exp(sampler.estimate().orElseThrow().logMean());
    assertEquals(0.035384, mass, 0.0005);
  }
}
