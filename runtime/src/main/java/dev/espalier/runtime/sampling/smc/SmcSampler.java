package dev.espalier.runtime.sampling.smc;

import dev.espalier.compiler.State;
import dev.espalier.runtime.sampling.Choices;
import dev.espalier.runtime.sampling.LogSum;
import dev.espalier.runtime.sampling.MassEstimate;
import dev.espalier.runtime.sampling.Sample;
import dev.espalier.runtime.sampling.SamplingException;
import dev.espalier.runtime.sampling.SequenceSampler;
import dev.espalier.runtime.sampling.Target;
import dev.espalier.runtime.sampling.TokenLaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Sequential Monte Carlo with N particles in step:
 *
 * <pre>
 * while a particle is open:
 *   each open particle takes a token x with weight w:   W ← W·w
 *   if (Σ Wψ)² / Σ (Wψ)² &lt; τN:  resample by Wψ (stratified);  every Wψ ← the mean
 * Ẑ = mean of Wψ;  the text is a particle drawn by Wψ, with weight Ẑ
 * </pre>
 *
 * with the {@link Twist} ψ. All open particles go through the model together; equal ones once. Each
 * text comes from a run of its own. Its law tends to the target with N; with the weights Ẑ, means
 * over several runs are consistent for any N.
 */
public final class SmcSampler implements SequenceSampler {
  private final Target target;
  private final int particles;
  private final double threshold;
  private final TokenProposal proposal;
  private final Twist twist;
  private final Choices choices;
  private final long maxAttempts;
  private final MassEstimate.Builder mass = new MassEstimate.Builder();

  /**
   * @param particles N, at least 1
   * @param threshold τ, 0 to 1: resample where the effective number of particles falls below τN
   * @param maxAttempts most runs for one text; a run fails if all its particles do
   */
  public SmcSampler(
      Target target,
      int particles,
      double threshold,
      TokenProposal proposal,
      Twist twist,
      Choices choices,
      long maxAttempts) {
    if (particles < 1) {
      throw new IllegalArgumentException("at least one particle: " + particles);
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException("the threshold is 0 to 1: " + threshold);
    }
    this.target = target;
    this.particles = particles;
    this.threshold = threshold;
    this.proposal = proposal;
    this.twist = twist;
    this.choices = choices;
    this.maxAttempts = maxAttempts;
  }

  /** A weighted text; a value. */
  private record Particle(
      int[] text, State state, double logProbability, double logWeight, double logTwist) {
    boolean open() {
      return !state.ended() && logWeight > Double.NEGATIVE_INFINITY;
    }

    double log() {
      return logWeight == Double.NEGATIVE_INFINITY ? logWeight : logWeight + logTwist;
    }

    Particle dead() {
      return new Particle(text, state, logProbability, Double.NEGATIVE_INFINITY, 0);
    }

    Particle weighted(double logTotal) {
      return new Particle(text, state, logProbability, logTotal - logTwist, logTwist);
    }
  }

  /**
   * What a run gives.
   *
   * @param ids the text; empty if every particle failed
   * @param logProbability ln P of it
   * @param logMass ln Ẑ
   */
  record Run(List<Integer> ids, double logProbability, double logMass) {}

  @Override
  public Sample next() {
    long before = target.model().forwards();
    for (long attempts = 1; attempts <= maxAttempts; attempts++) {
      Run run = run(choices);
      mass.add(run.logMass());
      if (!run.ids().isEmpty()) {
        return new Sample(
            run.ids(),
            run.logProbability(),
            OptionalDouble.of(run.logMass()),
            OptionalDouble.empty(),
            attempts * particles,
            target.model().forwards() - before);
      }
    }
    throw SamplingException.tooLong(target, maxAttempts);
  }

  /** One run. */
  Run run(Choices random) {
    Particle first = new Particle(new int[0], target.constraint().start(), 0, 0, 0);
    List<Particle> all = new ArrayList<>();
    for (int i = 0; i < particles; i++) {
      all.add(first);
    }
    while (all.stream().anyMatch(Particle::open)) {
      List<int[]> texts = all.stream().filter(Particle::open).map(Particle::text).toList();
      List<TokenLaw> laws = target.model().after(texts);
      int next = 0;
      for (int i = 0; i < particles; i++) {
        if (all.get(i).open()) {
          all.set(i, extended(all.get(i), laws.get(next++), random));
        }
      }
      resample(all, random);
    }
    double logMass = logTotal(all) - Math.log(particles);
    if (logMass == Double.NEGATIVE_INFINITY) {
      return new Run(List.of(), logMass, logMass);
    }
    Particle taken = all.get(random.pick(weights(all)));
    return new Run(Arrays.stream(taken.text()).boxed().toList(), taken.logProbability(), logMass);
  }

  private Particle extended(Particle particle, TokenLaw law, Choices random) {
    int depth = particle.text().length;
    Optional<TokenProposal.Proposed> proposed =
        proposal.propose(target, law, particle.state(), depth, random);
    if (proposed.isEmpty()) {
      return particle.dead();
    }
    TokenProposal.Proposed taken = proposed.get();
    int[] text = Arrays.copyOf(particle.text(), depth + 1);
    text[depth] = taken.token();
    State state = particle.state().next(taken.token());
    double logTwist = twist.logValue(text, state);
    Particle longer =
        new Particle(
            text,
            state,
            particle.logProbability() + taken.logProbability(),
            particle.logWeight() + taken.logWeight(),
            logTwist);
    return logTwist == Double.NEGATIVE_INFINITY ? longer.dead() : longer;
  }

  private void resample(List<Particle> all, Choices random) {
    double total = logTotal(all);
    if (total == Double.NEGATIVE_INFINITY) {
      return;
    }
    LogSum squares = new LogSum();
    all.forEach(p -> squares.add(2 * p.log()));
    if (Math.exp(2 * total - squares.value()) >= threshold * particles) {
      return;
    }
    double[] weights = weights(all);
    double sum = Arrays.stream(weights).sum();
    List<Particle> taken = new ArrayList<>();
    for (int stratum = 0; stratum < particles; stratum++) {
      // How much of the stratum [stratum, stratum+1)/N each particle's share of [0, 1) covers.
      double[] covered = new double[particles];
      double from = 0;
      for (int i = 0; i < particles; i++) {
        double to = from + weights[i] / sum * particles;
        covered[i] = Math.max(0, Math.min(to, stratum + 1) - Math.max(from, stratum));
        from = to;
      }
      // What rounding leaves uncovered at the very end is a crumb.
      Particle drawn = all.get(random.pick(covered));
      taken.add(drawn.weighted(total - Math.log(particles)));
    }
    for (int i = 0; i < particles; i++) {
      all.set(i, taken.get(i));
    }
  }

  private static double logTotal(List<Particle> all) {
    LogSum sum = new LogSum();
    all.forEach(p -> sum.add(p.log()));
    return sum.value();
  }

  private static double[] weights(List<Particle> all) {
    double max = all.stream().mapToDouble(Particle::log).max().orElseThrow();
    return all.stream().mapToDouble(p -> Math.exp(p.log() - max)).toArray();
  }

  @Override
  public Optional<MassEstimate> estimate() {
    return Optional.of(mass.build());
  }
}
