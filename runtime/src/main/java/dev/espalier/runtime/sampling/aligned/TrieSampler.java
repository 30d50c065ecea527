package dev.espalier.runtime.sampling.aligned;

import dev.espalier.runtime.sampling.Choices;
import dev.espalier.runtime.sampling.LogSum;
import dev.espalier.runtime.sampling.MassEstimate;
import dev.espalier.runtime.sampling.Sample;
import dev.espalier.runtime.sampling.SamplingException;
import dev.espalier.runtime.sampling.SequenceSampler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Draws texts by a {@link PrefixTrie}: attempts, until one is accepted.
 *
 * <p>Weights. What the exact modes accept has the target's law, and weight 1. An ASAp draw has the
 * weight {@code P(w)/Q̃(w)} with the law Q̃ of the trie that it was drawn from: its mean given the
 * past is P(L), so weighted ASAp samples are unbiased at once.
 */
public final class TrieSampler implements SequenceSampler {
  private final PrefixTrie trie;
  private final Choices choices;
  private final int together;
  private final long maxAttempts;
  private final MassEstimate.Builder mass = new MassEstimate.Builder();
  private final Deque<Attempt> ended = new ArrayDeque<>();
  private long countedForwards;

  /**
   * @param together how many attempts go through the model at once, on the same trie. More cost
   *     attempts that know less; a model that computes many texts for the price of one may be worth
   *     it. Texts come in the order in which the attempts were begun, never in that in which they
   *     ended: that would favour short ones
   * @param maxAttempts most attempts for one text
   */
  public TrieSampler(PrefixTrie trie, Choices choices, int together, long maxAttempts) {
    if (together < 1 || maxAttempts < 1) {
      throw new IllegalArgumentException("at least one attempt");
    }
    this.trie = trie;
    this.choices = choices;
    // Without replacement each text must be known before the next is begun.
    this.together = trie.replacement() ? together : 1;
    this.maxAttempts = maxAttempts;
    this.countedForwards = trie.target().model().forwards();
  }

  @Override
  public Sample next() {
    for (long attempts = 1; attempts <= maxAttempts; attempts++) {
      if (ended.isEmpty()) {
        attempt();
      }
      Attempt attempt = ended.remove();
      if (attempt.outcome == Attempt.Outcome.ACCEPTED) {
        return sample(attempt, attempts);
      }
    }
    throw new SamplingException(
        SamplingException.Kind.ATTEMPTS,
        "%,d attempts gave no text of the language; P(L) is at most %.3g"
            .formatted(maxAttempts, Math.exp(trie.logBound())));
  }

  private void attempt() {
    double taken = trie.replacement() ? Double.NEGATIVE_INFINITY : trie.logFound();
    List<Attempt> attempts = trie.attempt(together, choices);
    double bound = trie.logBound();
    for (Attempt attempt : attempts) {
      double term = Double.NEGATIVE_INFINITY;
      if (attempt.outcome == Attempt.Outcome.ACCEPTED) {
        term = trie.mode().exact() ? bound : attempt.logProbability - attempt.logProposal;
      }
      mass.add(LogSum.of(term, taken));
    }
    trie.learn(attempts);
    ended.addAll(attempts);
  }

  private Sample sample(Attempt attempt, long attempts) {
    List<Integer> ids = new ArrayList<>();
    Arrays.stream(attempt.tokens()).forEach(ids::add);
    long forwards = trie.target().model().forwards();
    Sample sample =
        new Sample(
            ids,
            attempt.logProbability,
            logWeight(attempt),
            trie.mode().learning() == TrieMode.Learning.NOTHING
                ? OptionalDouble.empty()
                : OptionalDouble.of(trie.certificate()),
            attempts,
            forwards - countedForwards);
    countedForwards = forwards;
    return sample;
  }

  /** Samples without replacement have no weights of their own. */
  private OptionalDouble logWeight(Attempt attempt) {
    if (!trie.replacement()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        trie.mode().exact() ? 0 : attempt.logProbability - attempt.logProposal);
  }

  @Override
  public Optional<MassEstimate> estimate() {
    return Optional.of(mass.build());
  }
}
