package dev.espalier.compiler.automata;

import dev.espalier.compiler.LimitExceeded;

/**
 * What the making of automata may cost: a limit on the states of each automaton, and one on the
 * steps of all operations that share this object.
 *
 * <p>A step is about one transition looked at or made; ten million steps take some tenths of a
 * second and, where they make something, some hundreds of megabytes at the most.
 *
 * <p>Mutable and not safe for use by several threads: one belongs to one compilation.
 */
public final class Work {
  /** The default of {@code automatonStates}. */
  public static final int DEFAULT_STATES = 100_000;

  /** The default of {@code automatonWork}. */
  public static final long DEFAULT_STEPS = 20_000_000;

  private static final class Meter {
    long left;
  }

  private final int maxStates;
  private final long maxSteps;
  private final Meter meter;
  private final String what;

  /**
   * @param maxStates the most states of one deterministic automaton, before it is minimised; the
   *     limit {@code automatonStates}
   * @param maxSteps the most steps in all; the limit {@code automatonWork}
   * @param what what is being computed, for the message of {@link LimitExceeded}
   */
  public Work(int maxStates, long maxSteps, String what) {
    this(maxStates, maxSteps, new Meter(), what);
    meter.left = maxSteps;
  }

  private Work(int maxStates, long maxSteps, Meter meter, String what) {
    this.maxStates = maxStates;
    this.maxSteps = maxSteps;
    this.meter = meter;
    this.what = what;
  }

  /** The default limits, unused. */
  public static Work standard() {
    return new Work(DEFAULT_STATES, DEFAULT_STEPS, "an automaton");
  }

  /** The same limits and the same meter, for computing something else. */
  public Work of(String what) {
    return new Work(maxStates, maxSteps, meter, what);
  }

  /** The same limits and a meter of its own, for computing something else. */
  public Work anew(String what) {
    return new Work(maxStates, maxSteps, what);
  }

  /**
   * A part of what is left, spent on this meter in any case: for something that may be given up.
   *
   * @param parts how many parts of all steps there are
   */
  public Work part(int parts) {
    long steps = Math.min(meter.left, maxSteps / parts);
    meter.left -= steps;
    Work part = new Work(maxStates, maxSteps, new Meter(), what);
    part.meter.left = steps;
    return part;
  }

  /** The most states of one automaton. */
  public int maxStates() {
    return maxStates;
  }

  /** How many steps are left. */
  public long stepsLeft() {
    return meter.left;
  }

  /**
   * Spends steps.
   *
   * @throws LimitExceeded ({@code automatonWork}) when they are used up
   */
  public void spend(long steps) {
    if ((meter.left -= steps) < 0) {
      meter.left = 0;
      throw new LimitExceeded("automatonWork", maxSteps, what);
    }
  }

  /**
   * Checks the size of an automaton that is being made.
   *
   * @throws LimitExceeded ({@code automatonStates}) when it has more states than it may
   */
  public void states(long states) {
    if (states > maxStates) {
      throw new LimitExceeded("automatonStates", maxStates, what);
    }
  }
}
