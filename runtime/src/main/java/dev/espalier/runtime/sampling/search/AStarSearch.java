package dev.espalier.runtime.sampling.search;

import dev.espalier.runtime.sampling.MaskedStep;
import dev.espalier.runtime.sampling.MassEstimate;
import dev.espalier.runtime.sampling.Sample;
import dev.espalier.runtime.sampling.SamplingException;
import dev.espalier.runtime.sampling.SamplingLimits;
import dev.espalier.runtime.sampling.SequenceSampler;
import dev.espalier.runtime.sampling.Target;
import dev.espalier.runtime.sampling.TokenLaw;
import dev.espalier.runtime.sampling.aligned.PrefixTrie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.PriorityQueue;

/**
 * The most likely texts of the language, exactly and in order, by best-first search: texts are
 * followed by {@code ln P(u) + ln θ(u)}, an upper bound of ln P of every text that begins with u,
 * since θ bounds what all of them have together (A*; Hart, Nilsson, Raphael, 1968). θ is that of a
 * {@link PrefixTrie} that sampling has filled, or 1.
 *
 * <p>Where the model is of many minds the number of texts to follow is exponential in their length:
 * {@link SamplingLimits#expansions} and {@link SamplingLimits#frontier} bound it.
 */
public final class AStarSearch implements SequenceSampler {
  private final Target target;
  private final Optional<PrefixTrie> trie;
  private final int together;
  private final SamplingLimits limits;
  private final PriorityQueue<Open> frontier =
      new PriorityQueue<>(Comparator.comparingDouble(Open::bound).reversed());

  /**
   * @param trie bounds from sampling the same target; it may grow between two texts, not within one
   * @param together how many of the best open texts go through the model at once
   */
  public AStarSearch(
      Target target, Optional<PrefixTrie> trie, int together, SamplingLimits limits) {
    if (together < 1) {
      throw new IllegalArgumentException("at least one at a time: " + together);
    }
    if (trie.isPresent() && !trie.get().replacement()) {
      throw new IllegalArgumentException("the trie's bounds are of what is left, not of all");
    }
    this.target = target;
    this.trie = trie;
    this.together = together;
    this.limits = limits;
    frontier.add(new Open(new Siblings(Hypothesis.start(target), new Ranked[0]), -1, 0));
  }

  /** A continuation: an entry of a law, with the bound of ln P of what begins so. */
  private record Ranked(int token, double logOfToken, double bound) {}

  /** What may follow a text, the best first. Only the best not yet taken is open. */
  private record Siblings(Hypothesis before, Ranked[] ranked) {}

  /** An open text: a sibling, or for rank -1 the empty text. */
  private record Open(Siblings siblings, int rank, double bound) {
    Hypothesis hypothesis() {
      if (rank < 0) {
        return siblings.before();
      }
      Ranked own = siblings.ranked()[rank];
      return siblings.before().extended(own.token(), own.logOfToken(), bound);
    }
  }

  @Override
  public Sample next() {
    long before = target.model().forwards();
    long expanded = 0;
    while (!frontier.isEmpty()) {
      List<Hypothesis> batch = new ArrayList<>();
      while (batch.size() < together && !frontier.isEmpty()) {
        Open best = frontier.element();
        if (best.rank() >= 0 && target.ends(best.siblings().ranked()[best.rank()].token())) {
          if (!batch.isEmpty()) {
            break;
          }
          return take(best).sample(OptionalDouble.empty(), target.model().forwards() - before);
        }
        batch.add(take(best));
      }
      expanded += batch.size();
      if (expanded > limits.expansions()) {
        throw new SamplingException(
            SamplingException.Kind.ATTEMPTS,
            "the most likely text was not among the %,d beginnings followed (expansions)"
                .formatted(limits.expansions()));
      }
      List<TokenLaw> laws = target.model().after(batch.stream().map(Hypothesis::text).toList());
      for (int i = 0; i < laws.size(); i++) {
        expand(batch.get(i), laws.get(i));
      }
      if (frontier.size() > limits.frontier()) {
        throw new SamplingException(
            SamplingException.Kind.MEMORY,
            "more than %,d open texts (frontier)".formatted(limits.frontier()));
      }
    }
    throw new SamplingException(
        SamplingException.Kind.EXHAUSTED,
        "no other text of at most %d tokens".formatted(target.maxTokens()));
  }

  /** Takes the best open text, and opens its next sibling. */
  private Hypothesis take(Open best) {
    frontier.remove();
    int next = best.rank() + 1;
    if (next > 0 && next < best.siblings().ranked().length) {
      frontier.add(new Open(best.siblings(), next, best.siblings().ranked()[next].bound()));
    }
    return best.hypothesis();
  }

  private void expand(Hypothesis hypothesis, TokenLaw law) {
    TokenLaw allowed =
        MaskedStep.of(target, law, hypothesis.state(), hypothesis.text().length).law();
    boolean known = trie.isPresent() && trie.get().isVisited(hypothesis.text());
    int[] longer = Arrays.copyOf(hypothesis.text(), hypothesis.text().length + 1);
    List<Ranked> ranked = new ArrayList<>();
    for (int i = 0; i < allowed.size(); i++) {
      double bound = hypothesis.logProbability() + allowed.logOf(i);
      if (known) {
        longer[longer.length - 1] = allowed.token(i);
        bound += trie.orElseThrow().logBound(longer);
      }
      if (bound > Double.NEGATIVE_INFINITY) {
        ranked.add(new Ranked(allowed.token(i), allowed.logOf(i), bound));
      }
    }
    if (!ranked.isEmpty()) {
      ranked.sort(Comparator.comparingDouble(Ranked::bound).reversed());
      Siblings siblings = new Siblings(hypothesis, ranked.toArray(Ranked[]::new));
      frontier.add(new Open(siblings, 0, ranked.get(0).bound()));
    }
  }

  @Override
  public Optional<MassEstimate> estimate() {
    return Optional.empty();
  }
}
