package dev.espalier.runtime.sampling.search;

import dev.espalier.compiler.State;
import dev.espalier.runtime.sampling.Sample;
import dev.espalier.runtime.sampling.Target;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * A text that a search holds.
 *
 * @param logProbability ln P so far
 * @param score what it is ranked by
 */
record Hypothesis(int[] text, State state, double logProbability, double score) {
  static Hypothesis start(Target target) {
    return new Hypothesis(new int[0], target.constraint().start(), 0, 0);
  }

  boolean ended() {
    return state.ended();
  }

  Hypothesis extended(int token, double logOfToken, double newScore) {
    int[] longer = Arrays.copyOf(text, text.length + 1);
    longer[text.length] = token;
    return new Hypothesis(longer, state.next(token), logProbability + logOfToken, newScore);
  }

  Sample sample(OptionalDouble logWeight, long forwards) {
    return new Sample(
        Arrays.stream(text).boxed().toList(),
        logProbability,
        logWeight,
        OptionalDouble.empty(),
        1,
        forwards);
  }
}
