package dev.espalier.compiler.canvas;

import dev.espalier.compiler.State;
import dev.espalier.compiler.engine.ByteState;
import dev.espalier.compiler.engine.Recent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The states that one token leads to, whatever it is: a step through a hole.
 *
 * <p>Safe for use by many threads.
 */
final class Successors {
  private static final int REMEMBERED = 4096;

  private final Recent<State, Step> steps = new Recent<>(REMEMBERED);

  /**
   * What one token leads to.
   *
   * @param tokens one that leads to each state
   * @param states distinct; whatever can follow some token can follow one of these
   * @param loop the index of the state that the step began at, or -1
   * @param complete whether nothing is missing
   */
  record Step(int[] tokens, State[] states, int loop, boolean complete) {}

  /** Those of a state that has not ended. Work as for a mask, and for each of the states. */
  Step of(State state) {
    Step known = steps.get(state);
    return known != null ? known : steps.put(state, find(state));
  }

  private static Step find(State state) {
    ByteState.Representatives all =
        state instanceof ByteState<?> known
            ? known.representatives()
            : ByteState.Representatives.all(state);
    Map<State, Integer> found = new LinkedHashMap<>();
    for (int token : all.tokens()) {
      found.putIfAbsent(state.next(token), token);
    }
    State[] states = found.keySet().toArray(State[]::new);
    return new Step(
        found.values().stream().mapToInt(Integer::intValue).toArray(),
        states,
        Arrays.asList(states).indexOf(state),
        all.complete());
  }
}
