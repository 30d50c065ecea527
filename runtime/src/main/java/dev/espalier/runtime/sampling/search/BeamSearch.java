package dev.espalier.runtime.sampling.search;

import dev.espalier.runtime.sampling.MaskedStep;
import dev.espalier.runtime.sampling.Sample;
import dev.espalier.runtime.sampling.Target;
import dev.espalier.runtime.sampling.TokenLaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.PriorityQueue;

/**
 * Beam search, and diverse beam search (Vijayakumar et al., 2016, arXiv 1610.02424): the beams are
 * in groups that go one after another at each position, and a group pays λ for a token as often as
 * the groups before it took it at this position (Hamming diversity).
 *
 * <p>Masks come before penalties, a finished text keeps its beam, and the texts found are ranked by
 * ln P without penalties. One group is beam search. Work per position: one law for each open beam,
 * all together through the model, and a selection among their allowed tokens.
 */
public final class BeamSearch extends OneSearch {
  private final int groups;
  private final int width;
  private final double penalty;

  /** Beam search with so many beams. */
  public BeamSearch(Target target, int beams) {
    this(target, beams, 1, 0);
  }

  /**
   * Diverse beam search.
   *
   * @param beams of all groups together, a multiple of {@code groups}
   * @param penalty λ in nats, 0 or more
   */
  public BeamSearch(Target target, int beams, int groups, double penalty) {
    super(target);
    if (groups < 1 || beams < groups || beams % groups != 0) {
      throw new IllegalArgumentException(
          "%d beams cannot be %d equal groups".formatted(beams, groups));
    }
    if (!(penalty >= 0)) {
      throw new IllegalArgumentException("the penalty is 0 or more: " + penalty);
    }
    this.groups = groups;
    this.width = beams / groups;
    this.penalty = penalty;
  }

  /** What a beam may become. */
  private record Candidate(Hypothesis from, int token, double logOfToken, double score) {}

  private static final int STAYS = -1;

  @Override
  List<Sample> search() {
    long before = target.model().forwards();
    List<List<Hypothesis>> beams = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      beams.add(List.of(Hypothesis.start(target)));
    }
    for (int depth = 0; beams.stream().flatMap(List::stream).anyMatch(h -> !h.ended()); depth++) {
      Map<Hypothesis, MaskedStep> steps = steps(beams, depth);
      Map<Integer, Integer> taken = new HashMap<>();
      for (int g = 0; g < groups; g++) {
        List<Hypothesis> next = new ArrayList<>();
        for (Candidate candidate : best(beams.get(g), steps, taken)) {
          next.add(
              candidate.token() == STAYS
                  ? candidate.from()
                  : candidate
                      .from()
                      .extended(candidate.token(), candidate.logOfToken(), candidate.score()));
        }
        for (Hypothesis hypothesis : next) {
          if (hypothesis.text().length > depth) {
            taken.merge(hypothesis.text()[depth], 1, Integer::sum);
          }
        }
        beams.set(g, next);
      }
    }
    long forwards = target.model().forwards() - before;
    Map<List<Integer>, Hypothesis> different = new LinkedHashMap<>();
    beams.stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparingDouble(Hypothesis::logProbability).reversed())
        .forEach(h -> different.putIfAbsent(Arrays.stream(h.text()).boxed().toList(), h));
    List<Sample> samples = new ArrayList<>();
    for (Hypothesis hypothesis : different.values()) {
      samples.add(hypothesis.sample(OptionalDouble.empty(), samples.isEmpty() ? forwards : 0));
    }
    return samples;
  }

  private Map<Hypothesis, MaskedStep> steps(List<List<Hypothesis>> beams, int depth) {
    List<Hypothesis> open =
        beams.stream().flatMap(List::stream).filter(h -> !h.ended()).distinct().toList();
    List<TokenLaw> laws = target.model().after(open.stream().map(Hypothesis::text).toList());
    Map<Hypothesis, MaskedStep> steps = new HashMap<>();
    for (int i = 0; i < laws.size(); i++) {
      steps.put(open.get(i), MaskedStep.of(target, laws.get(i), open.get(i).state(), depth));
    }
    return steps;
  }

  /** The best continuations of a group, the best first. */
  private List<Candidate> best(
      List<Hypothesis> group, Map<Hypothesis, MaskedStep> steps, Map<Integer, Integer> taken) {
    PriorityQueue<Candidate> best =
        new PriorityQueue<>(Comparator.comparingDouble(Candidate::score));
    for (Hypothesis hypothesis : group) {
      MaskedStep step = steps.get(hypothesis);
      if (step == null) {
        offer(best, new Candidate(hypothesis, STAYS, 0, hypothesis.score()));
        continue;
      }
      for (int i = 0; i < step.law().size(); i++) {
        int token = step.law().token(i);
        double log = step.law().logOf(i);
        double score = hypothesis.score() + log - penalty * taken.getOrDefault(token, 0);
        if (best.size() < width || score > best.element().score()) {
          offer(best, new Candidate(hypothesis, token, log, score));
        }
      }
    }
    List<Candidate> sorted = new ArrayList<>(best);
    sorted.sort(Comparator.comparingDouble(Candidate::score).reversed());
    return sorted;
  }

  private void offer(PriorityQueue<Candidate> best, Candidate candidate) {
    best.add(candidate);
    if (best.size() > width) {
      best.remove();
    }
  }
}
