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
import java.util.Collections;
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
 *     rejuvenate: each particle u may give way to a u' of masked decoding, as long as u, with
 *     probability min(1, r(u')ψ(u') / r(u)ψ(u)), where r = Π s
 * Ẑ = mean of Wψ;  the text is a particle drawn by Wψ, with weight Ẑ
 * </pre>
 *
 * with the {@link Twist} ψ. Moves keep what the particles are weighted for, and part those that
 * resampling made equal. All open particles go through the model together; equal ones once. Each
 * text comes from a run of its own. Its law tends to the target with N; with the weights Ẑ, means
 * over several runs are consistent for any N.
 */
public final class SmcSampler implements SequenceSampler {
  private final Target target;
  private final int particles;
  private final double threshold;
  private final TokenProposal proposal;
  private final Twist twist;
  private final int moves;
  private final Choices choices;
  private final long maxAttempts;
  private final MassEstimate.Builder mass = new MassEstimate.Builder();

  /**
   * @param particles N, at least 1
   * @param threshold τ, 0 to 1: resample where the effective number of particles falls below τN
   * @param moves how often each particle may give way after resampling; 0 unless the proposal is
   *     {@link TokenProposal#MASK}. A move takes as many laws as the text is long
   * @param maxAttempts most runs for one text; a run fails if all its particles do
   */
  public SmcSampler(
      Target target,
      int particles,
      double threshold,
      TokenProposal proposal,
      Twist twist,
      int moves,
      Choices choices,
      long maxAttempts) {
    if (particles < 1) {
      throw new IllegalArgumentException("at least one particle: " + particles);
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException("the threshold is 0 to 1: " + threshold);
    }
    if (moves < 0 || (moves > 0 && proposal != TokenProposal.MASK)) {
      throw new IllegalArgumentException(
          "%d moves with proposals by %s; moves go with masks".formatted(moves, proposal));
    }
    this.target = target;
    this.particles = particles;
    this.threshold = threshold;
    this.proposal = proposal;
    this.twist = twist;
    this.moves = moves;
    this.choices = choices;
    this.maxAttempts = maxAttempts;
  }

  /**
   * A weighted text; a value.
   *
   * @param logRatio ln Π w of all its tokens, whatever was resampled: with masks, ln P over the
   *     probability with which masked decoding writes it
   */
  private record Particle(
      int[] text,
      State state,
      double logProbability,
      double logRatio,
      double logWeight,
      double logTwist) {
    boolean open() {
      return !state.ended() && logWeight > Double.NEGATIVE_INFINITY;
    }

    double log() {
      return logWeight == Double.NEGATIVE_INFINITY ? logWeight : logWeight + logTwist;
    }

    Particle dead() {
      return new Particle(text, state, logProbability, logRatio, Double.NEGATIVE_INFINITY, 0);
    }

    Particle weighted(double logTotal) {
      return new Particle(text, state, logProbability, logRatio, logTotal - logTwist, logTwist);
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
    List<Particle> all = begun();
    for (int depth = 1; all.stream().anyMatch(Particle::open); depth++) {
      extend(all, random);
      if (resample(all, random)) {
        for (int move = 0; move < moves; move++) {
          rejuvenate(all, depth, random);
        }
      }
    }
    double logMass = logTotal(all) - Math.log(particles);
    if (logMass == Double.NEGATIVE_INFINITY) {
      return new Run(List.of(), logMass, logMass);
    }
    Particle taken = all.get(random.pick(weights(all)));
    return new Run(Arrays.stream(taken.text()).boxed().toList(), taken.logProbability(), logMass);
  }

  private List<Particle> begun() {
    Particle first = new Particle(new int[0], target.constraint().start(), 0, 0, 0, 0);
    return new ArrayList<>(Collections.nCopies(particles, first));
  }

  /** One token more for every open particle. */
  private void extend(List<Particle> all, Choices random) {
    List<int[]> texts = all.stream().filter(Particle::open).map(Particle::text).toList();
    List<TokenLaw> laws = target.model().after(texts);
    int next = 0;
    for (int i = 0; i < particles; i++) {
      if (all.get(i).open()) {
        all.set(i, extended(all.get(i), laws.get(next++), random));
      }
    }
  }

  /** A move of independence Metropolis-Hastings for each particle, on texts of this length. */
  private void rejuvenate(List<Particle> all, int depth, Choices random) {
    List<Particle> proposed = begun();
    for (int d = 0; d < depth && proposed.stream().anyMatch(Particle::open); d++) {
      extend(proposed, random);
    }
    for (int i = 0; i < particles; i++) {
      Particle from = all.get(i);
      Particle to = proposed.get(i);
      double ratio = to.log() - from.logRatio() - from.logTwist();
      if (random.accept(Math.exp(Math.min(0, ratio)))) {
        all.set(i, to.weighted(from.log()));
      }
    }
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
            particle.logRatio() + taken.logWeight(),
            particle.logWeight() + taken.logWeight(),
            logTwist);
    return logTwist == Double.NEGATIVE_INFINITY ? longer.dead() : longer;
  }

  /** Resamples if need be, and says whether. */
  private boolean resample(List<Particle> all, Choices random) {
    double total = logTotal(all);
    if (total == Double.NEGATIVE_INFINITY) {
      return false;
    }
    LogSum squares = new LogSum();
    all.forEach(p -> squares.add(2 * p.log()));
    if (Math.exp(2 * total - squares.value()) >= threshold * particles) {
      return false;
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
    return true;
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
