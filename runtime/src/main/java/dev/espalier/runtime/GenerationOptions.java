package dev.espalier.runtime;

import dev.espalier.runtime.generation.Sampler;

/**
 * How a text is generated.
 *
 * <p>The defaults are greedy (temperature 0): the most probable allowed token at every step.
 *
 * @param sampler temperature, top-k, top-p, min-p
 * @param seed of the random numbers; equal seeds give equal texts on the same machine. Of several
 *     samples the first has this seed, the second the next, and so on, so that each can be made
 *     again alone
 * @param maxTokens the most tokens of one text, its end token included
 * @param closing whether texts are brought to their end in time: only tokens from which the text is
 *     known to be finished within {@code maxTokens} are chosen, so that every text is complete.
 *     Without it a text may be cut off
 * @param forcing whether text that leaves no choice is appended without asking the model; without
 *     it the model is asked for every token but an end that nothing else can take the place of
 */
public record GenerationOptions(
    Sampler sampler, long seed, int maxTokens, boolean closing, boolean forcing) {

  /** Greedy, seed 0, at most 1,024 tokens, closed in time, forced text appended. */
  public static final GenerationOptions DEFAULT =
      new GenerationOptions(Sampler.GREEDY, 0, 1_024, true, true);

  public GenerationOptions {
    if (maxTokens < 1) {
      throw new IllegalArgumentException("max-tokens is at least 1: " + maxTokens);
    }
  }

  public GenerationOptions withSampler(Sampler other) {
    return new GenerationOptions(other, seed, maxTokens, closing, forcing);
  }

  /** The same with another temperature; 0 is greedy. */
  public GenerationOptions withTemperature(double temperature) {
    return withSampler(new Sampler(temperature, sampler.topK(), sampler.topP(), sampler.minP()));
  }

  public GenerationOptions withSeed(long other) {
    return new GenerationOptions(sampler, other, maxTokens, closing, forcing);
  }

  public GenerationOptions withMaxTokens(int tokens) {
    return new GenerationOptions(sampler, seed, tokens, closing, forcing);
  }

  public GenerationOptions withClosing(boolean inTime) {
    return new GenerationOptions(sampler, seed, maxTokens, inTime, forcing);
  }

  public GenerationOptions withForcing(boolean forced) {
    return new GenerationOptions(sampler, seed, maxTokens, closing, forced);
  }
}
