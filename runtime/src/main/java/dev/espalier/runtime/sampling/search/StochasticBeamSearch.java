package dev.espalier.runtime.sampling.search;

import dev.espalier.runtime.sampling.Choices;
import dev.espalier.runtime.sampling.MaskedStep;
import dev.espalier.runtime.sampling.Sample;
import dev.espalier.runtime.sampling.Target;
import dev.espalier.runtime.sampling.TokenLaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Stochastic beam search (Kool, van Hoof, Welling, "Stochastic Beams and Where to Find Them", ICML
 * 2019, arXiv 1903.06059): an ordered sample of k texts <i>without replacement</i> from the law of
 * masked decoding, by beams that are ranked by Gumbel-perturbed log-probabilities.
 *
 * <p>Weights: {@code P(w)/π(w)} with the chance {@code π(w) = 1-exp(-exp(φ-κ))} that the text is
 * among the k, given the (k+1)-th largest perturbed one, κ: the sum over the k of weight times any
 * function estimates its sum under P over L without bias.
 */
public final class StochasticBeamSearch extends OneSearch {
  private final int k;
  private final Choices choices;

  /**
   * @param k how many texts; one beam more is kept for the weights
   */
  public StochasticBeamSearch(Target target, int k, Choices choices) {
    super(target);
    if (k < 1) {
      throw new IllegalArgumentException("at least one text: " + k);
    }
    this.k = k;
    this.choices = choices;
  }

  /**
   * A beam.
   *
   * @param phi ln of its probability in masked decoding
   * @param perturbed G, the largest Gumbel of the texts that begin so
   */
  private record Beam(Hypothesis hypothesis, double phi, double perturbed) {}

  @Override
  List<Sample> search() {
    long before = target.model().forwards();
    List<Beam> beams = List.of(new Beam(Hypothesis.start(target), 0, 0));
    for (int depth = 0; beams.stream().anyMatch(b -> !b.hypothesis().ended()); depth++) {
      List<Beam> open = beams.stream().filter(b -> !b.hypothesis().ended()).toList();
      List<TokenLaw> laws =
          target.model().after(open.stream().map(b -> b.hypothesis().text()).toList());
      List<Beam> next = new ArrayList<>(beams);
      next.removeAll(open);
      for (int i = 0; i < laws.size(); i++) {
        MaskedStep step =
            MaskedStep.of(target, laws.get(i), open.get(i).hypothesis().state(), depth);
        next.addAll(expanded(open.get(i), step));
      }
      next.sort(Comparator.comparingDouble(Beam::perturbed).reversed());
      beams = List.copyOf(next.subList(0, Math.min(k + 1, next.size())));
    }
    long forwards = target.model().forwards() - before;
    double kappa = beams.size() > k ? beams.get(k).perturbed() : Double.NEGATIVE_INFINITY;
    List<Sample> samples = new ArrayList<>();
    for (Beam beam : beams.subList(0, Math.min(k, beams.size()))) {
      double logInclusion = Math.log(-Math.expm1(-Math.exp(beam.phi() - kappa)));
      samples.add(
          beam.hypothesis()
              .sample(
                  OptionalDouble.of(beam.hypothesis().logProbability() - logInclusion),
                  samples.isEmpty() ? forwards : 0));
    }
    return samples;
  }

  /** The k+1 best continuations, with Gumbels whose largest is the beam's own. */
  private List<Beam> expanded(Beam beam, MaskedStep step) {
    int n = step.law().size();
    double[] gumbel = new double[n];
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      gumbel[i] = beam.phi() + step.logOf(i) - Math.log(-Math.log(choices.uniform()));
      max = Math.max(max, gumbel[i]);
    }
    Integer[] order = new Integer[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    // Conditioning on the largest keeps the order.
    Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -gumbel[i]));
    List<Beam> best = new ArrayList<>();
    for (int r = 0; r < Math.min(k + 1, n); r++) {
      int i = order[r];
      double v = beam.perturbed() - gumbel[i] + Math.log1p(-Math.exp(gumbel[i] - max));
      double perturbed = beam.perturbed() - Math.max(0, v) - Math.log1p(Math.exp(-Math.abs(v)));
      best.add(
          new Beam(
              beam.hypothesis().extended(step.law().token(i), step.law().logOf(i), perturbed),
              beam.phi() + step.logOf(i),
              perturbed));
    }
    return best;
  }
}
