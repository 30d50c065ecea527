package dev.espalier.runtime.diffusion;

/**
 * How a canvas is filled.
 *
 * @param length tokens of the canvas, the end token among them
 * @param steps passes of the model in all, if nothing is refused; each block takes its part, at
 *     least one. Strategies that go by confidence take as many as they need
 * @param block tokens of a block; a block is filled before the next. At least {@code length}: one
 *     block
 * @param strategy which positions are next
 * @param verification which tokens may stand
 * @param lookahead of {@code LAVE} and {@code HYBRID}
 * @param temperature 0 takes the likeliest token, 1 draws as the model says
 * @param topP tokens are drawn among the likeliest that have this probability together; 1 for all
 * @param resamples refusals after which {@code EMPTINESS} gives a text up
 * @param seed of the random numbers; equal seeds give equal texts on the same machine
 */
public record DiffusionOptions(
    int length,
    int steps,
    int block,
    Strategy strategy,
    Verification verification,
    LookaheadOptions lookahead,
    double temperature,
    double topP,
    int resamples,
    long seed) {

  /** 128 tokens in 64 steps and blocks of 32, as LLaDA, greedy, the hybrid. */
  public static final DiffusionOptions DEFAULT =
      new DiffusionOptions(
          128,
          64,
          32,
          Strategies.llada(),
          Verification.HYBRID,
          LookaheadOptions.DEFAULT,
          0,
          1,
          100,
          0);

  public DiffusionOptions {
    if (length < 1 || steps < 1 || block < 1 || resamples < 1) {
      throw new IllegalArgumentException("length, steps, block and resamples are at least 1");
    }
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException("temperature is 0 or more: " + temperature);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("top-p is above 0 and at most 1: " + topP);
    }
  }

  public DiffusionOptions withLength(int tokens) {
    return new DiffusionOptions(
        tokens,
        steps,
        block,
        strategy,
        verification,
        lookahead,
        temperature,
        topP,
        resamples,
        seed);
  }

  public DiffusionOptions withSteps(int passes) {
    return new DiffusionOptions(
        length,
        passes,
        block,
        strategy,
        verification,
        lookahead,
        temperature,
        topP,
        resamples,
        seed);
  }

  public DiffusionOptions withBlock(int tokens) {
    return new DiffusionOptions(
        length,
        steps,
        tokens,
        strategy,
        verification,
        lookahead,
        temperature,
        topP,
        resamples,
        seed);
  }

  public DiffusionOptions withStrategy(Strategy other) {
    return new DiffusionOptions(
        length, steps, block, other, verification, lookahead, temperature, topP, resamples, seed);
  }

  public DiffusionOptions withVerification(Verification other) {
    return new DiffusionOptions(
        length, steps, block, strategy, other, lookahead, temperature, topP, resamples, seed);
  }

  public DiffusionOptions withLookahead(LookaheadOptions other) {
    return new DiffusionOptions(
        length, steps, block, strategy, verification, other, temperature, topP, resamples, seed);
  }

  /** The same with another temperature; 0 is greedy. */
  public DiffusionOptions withTemperature(double other) {
    return new DiffusionOptions(
        length, steps, block, strategy, verification, lookahead, other, topP, resamples, seed);
  }

  public DiffusionOptions withTopP(double other) {
    return new DiffusionOptions(
        length,
        steps,
        block,
        strategy,
        verification,
        lookahead,
        temperature,
        other,
        resamples,
        seed);
  }

  public DiffusionOptions withResamples(int most) {
    return new DiffusionOptions(
        length, steps, block, strategy, verification, lookahead, temperature, topP, most, seed);
  }

  public DiffusionOptions withSeed(long other) {
    return new DiffusionOptions(
        length,
        steps,
        block,
        strategy,
        verification,
        lookahead,
        temperature,
        topP,
        resamples,
        other);
  }
}
