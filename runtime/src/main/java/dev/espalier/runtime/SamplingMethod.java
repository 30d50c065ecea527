package dev.espalier.runtime;

import dev.espalier.runtime.sampling.Choices;
import dev.espalier.runtime.sampling.MaskedSampler;
import dev.espalier.runtime.sampling.SamplingLimits;
import dev.espalier.runtime.sampling.SequenceSampler;
import dev.espalier.runtime.sampling.Target;
import dev.espalier.runtime.sampling.aligned.PrefixTrie;
import dev.espalier.runtime.sampling.aligned.TrieMode;
import dev.espalier.runtime.sampling.aligned.TrieSampler;
import dev.espalier.runtime.sampling.mcmc.Cuts;
import dev.espalier.runtime.sampling.mcmc.McmcSampler;
import dev.espalier.runtime.sampling.search.AStarSearch;
import dev.espalier.runtime.sampling.search.BeamSearch;
import dev.espalier.runtime.sampling.search.StochasticBeamSearch;
import dev.espalier.runtime.sampling.smc.SmcSampler;
import dev.espalier.runtime.sampling.smc.TokenProposal;
import dev.espalier.runtime.sampling.smc.Twist;
import java.util.Optional;

/** The methods, as values: what each needs to know to make a {@link SequenceSampler}. */
public sealed interface SamplingMethod {
  /**
   * The sampler of this method.
   *
   * @param limits attempts, memory, expansions
   */
  SequenceSampler sampler(Target target, Choices choices, SamplingLimits limits);

  /** Masked decoding, with the weights that undo its bias. */
  record Masked() implements SamplingMethod {
    @Override
    public SequenceSampler sampler(Target target, Choices choices, SamplingLimits limits) {
      return new MaskedSampler(target, choices, limits.attempts());
    }
  }

  /**
   * Rejection with what a trie knows, or ASAp.
   *
   * @param replacement whether a text may come twice
   * @param together how many attempts go through the model at once
   */
  record Trie(TrieMode mode, boolean replacement, int together) implements SamplingMethod {
    /** With replacement, one attempt at a time. */
    public Trie(TrieMode mode) {
      this(mode, true, 1);
    }

    /** An empty trie for it. */
    public PrefixTrie trie(Target target, SamplingLimits limits) {
      return new PrefixTrie(target, mode, replacement, limits.trieBytes());
    }

    /** A sampler by a trie that is there already. */
    public SequenceSampler sampler(PrefixTrie trie, Choices choices, SamplingLimits limits) {
      return new TrieSampler(trie, choices, together, limits.attempts());
    }

    @Override
    public SequenceSampler sampler(Target target, Choices choices, SamplingLimits limits) {
      return sampler(trie(target, limits), choices, limits);
    }
  }

  /**
   * Markov chains.
   *
   * @param steps how many proposals for each text
   */
  record Mcmc(Cuts cuts, int steps) implements SamplingMethod {
    @Override
    public SequenceSampler sampler(Target target, Choices choices, SamplingLimits limits) {
      return new McmcSampler(target, cuts, steps, choices, limits.attempts());
    }
  }

  /**
   * Sequential Monte Carlo.
   *
   * @param threshold resample where the effective number falls below this share of the particles
   * @param twist a reward, or {@link Twist#NONE}
   * @param moves of each particle after resampling, with masks
   */
  record Smc(int particles, double threshold, TokenProposal proposal, Twist twist, int moves)
      implements SamplingMethod {
    /** Masks, no reward and no moves; resamples below half. */
    public Smc(int particles) {
      this(particles, 0.5, TokenProposal.MASK, Twist.NONE, 0);
    }

    @Override
    public SequenceSampler sampler(Target target, Choices choices, SamplingLimits limits) {
      return new SmcSampler(
          target, particles, threshold, proposal, twist, moves, choices, limits.attempts());
    }
  }

  /**
   * Beam search; with several groups, diverse beam search.
   *
   * @param penalty in nats, for a token that an earlier group took
   */
  record Beam(int beams, int groups, double penalty) implements SamplingMethod {
    @Override
    public SequenceSampler sampler(Target target, Choices choices, SamplingLimits limits) {
      return new BeamSearch(target, beams, groups, penalty);
    }
  }

  /**
   * Stochastic beam search.
   *
   * @param texts how many, all different
   */
  record StochasticBeam(int texts) implements SamplingMethod {
    @Override
    public SequenceSampler sampler(Target target, Choices choices, SamplingLimits limits) {
      return new StochasticBeamSearch(target, texts, choices);
    }
  }

  /**
   * The most likely texts, exactly, in order.
   *
   * @param together how many open texts go through the model at once
   */
  record AStar(int together) implements SamplingMethod {
    @Override
    public SequenceSampler sampler(Target target, Choices choices, SamplingLimits limits) {
      return new AStarSearch(target, Optional.empty(), together, limits);
    }
  }
}
