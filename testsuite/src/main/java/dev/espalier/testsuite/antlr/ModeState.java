package dev.espalier.testsuite.antlr;

import java.util.Arrays;
import java.util.Optional;

/**
 * The mode of a lexer, and the modes that it kept for {@code popMode}, the last one last.
 *
 * @param pushed not to be changed
 */
record ModeState(int mode, int[] pushed) {
  static final ModeState START = new ModeState(0, new int[0]);

  /** What a command does to the modes. */
  record Step(Kind kind, int mode) {
    /** The three commands. */
    enum Kind {
      MODE,
      PUSH,
      POP
    }
  }

  /** The state after a command; none if there is nothing to pop. */
  Optional<ModeState> after(Step step) {
    return switch (step.kind()) {
      case MODE -> Optional.of(new ModeState(step.mode(), pushed));
      case PUSH -> {
        int[] longer = Arrays.copyOf(pushed, pushed.length + 1);
        longer[pushed.length] = mode;
        yield Optional.of(new ModeState(step.mode(), longer));
      }
      case POP ->
          pushed.length == 0
              ? Optional.empty()
              : Optional.of(
                  new ModeState(
                      pushed[pushed.length - 1], Arrays.copyOf(pushed, pushed.length - 1)));
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModeState that
        && mode == that.mode
        && Arrays.equals(pushed, that.pushed);
  }

  @Override
  public int hashCode() {
    return 31 * mode + Arrays.hashCode(pushed);
  }
}
