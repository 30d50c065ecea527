package dev.espalier.runtime.train;

/**
 * Everything that a training run depends on.
 *
 * @param seed of the weights and the data
 * @param shape of the model
 * @param steps weight updates in all
 * @param batchTokens positions per update, padding included
 * @param peakRate learning rate after the warm-up
 * @param warmup updates at the start over which the rate rises to its peak, where it stays
 * @param cooldown updates at the end over which it falls to a fiftieth along half a cosine; because
 *     only these depend on the number of steps, a run can be made longer or shorter on its way
 * @param decay weight decay
 * @param clip largest norm of the gradients
 * @param drillFrom update from which every second one is a {@link CopyDrill}
 * @param drillTo update from which none is
 * @param codeShare fraction of the examples that are questions with code
 */
public record TrainingPlan(
    long seed,
    LlamaShape shape,
    int steps,
    int batchTokens,
    double peakRate,
    int warmup,
    int cooldown,
    double decay,
    double clip,
    int drillFrom,
    int drillTo,
    double codeShare) {

  /** Whether update number {@code step}, counted from 0, is an exercise in copying. */
  boolean drills(long step) {
    return step >= drillFrom && step < drillTo && step % 2 == 0;
  }

  /** The learning rate of update number {@code step}, counted from 0. */
  double rate(long step) {
    if (step < warmup) {
      return peakRate * (step + 1) / warmup;
    }
    long falling = step - (steps - cooldown);
    if (falling < 0) {
      return peakRate;
    }
    double done = Math.min(1, (double) falling / Math.max(1, cooldown));
    return peakRate * (0.02 + 0.98 * 0.5 * (1 + Math.cos(Math.PI * done)));
  }
}
