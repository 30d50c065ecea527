package dev.espalier.runtime;

import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.sampling.SamplingLimits;

/**
 * How texts are sampled given a language, or searched for.
 *
 * @param method which way; see {@code docs/sampling.md} for which to take
 * @param rules temperature, above 0, and truncation. They are part of the law that is conditioned:
 *     unlike in {@link GenerationOptions} they come before the mask
 * @param seed of the random numbers of all texts together
 * @param maxTokens most tokens of one text, its end token included. Longer texts are not cut off:
 *     the law is that of texts of at most this length
 * @param limits attempts, memory, expansions
 */
public record SamplingOptions(
    SamplingMethod method, Sampler rules, long seed, int maxTokens, SamplingLimits limits) {

  /** Temperature 1, nothing truncated, seed 0, at most 1,024 tokens. */
  public static SamplingOptions of(SamplingMethod method) {
    return new SamplingOptions(
        method,
        new Sampler(1, 0, 1, 0),
        0,
        GenerationOptions.DEFAULT.maxTokens(),
        SamplingLimits.DEFAULT);
  }

  public SamplingOptions {
    if (rules.temperature() == 0) {
      throw new IllegalArgumentException(
          "temperature is above 0 where the model's probabilities matter");
    }
    if (maxTokens < 1) {
      throw new IllegalArgumentException("max-tokens is at least 1: " + maxTokens);
    }
  }

  public SamplingOptions withRules(Sampler other) {
    return new SamplingOptions(method, other, seed, maxTokens, limits);
  }

  public SamplingOptions withSeed(long other) {
    return new SamplingOptions(method, rules, other, maxTokens, limits);
  }

  public SamplingOptions withMaxTokens(int tokens) {
    return new SamplingOptions(method, rules, seed, tokens, limits);
  }

  public SamplingOptions withLimits(SamplingLimits other) {
    return new SamplingOptions(method, rules, seed, maxTokens, other);
  }
}
