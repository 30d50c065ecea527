package dev.espalier.compiler;

import dev.espalier.compiler.canvas.Emptiness;

/**
 * Decides whether a canvas can be filled so that it is a text of a constraint.
 *
 * <p>Immutable as seen from outside, safe for use by many threads, cheap to share: what holes can
 * hold is worked out once for a vocabulary and the lexical languages of a grammar, and remembered
 * here.
 *
 * <p>The theory is that of Lang ("Parsing Incomplete Sentences", COLING 1988): the fillings of a
 * canvas are a regular language, and a context-free grammar has a text in common with it or not
 * (Bar-Hillel, Perles, Shamir 1961). How it is done here: {@code docs/canvas.md}.
 */
public final class CanvasChecker {
  private final Emptiness emptiness;

  private CanvasChecker(Emptiness emptiness) {
    this.emptiness = emptiness;
  }

  /** A checker under the default limits; what may stand behind the end are its own tokens. */
  public static CanvasChecker of(Constraint constraint) {
    return of(constraint, CanvasLimits.DEFAULT, constraint.vocabulary().eos());
  }

  /**
   * A checker.
   *
   * @param padding the tokens that may stand behind the end-of-sequence token
   * @throws IndexOutOfBoundsException if the vocabulary has no such token
   */
  public static CanvasChecker of(Constraint constraint, CanvasLimits limits, int... padding) {
    return new CanvasChecker(new Emptiness(constraint, limits, padding));
  }

  public Constraint constraint() {
    return emptiness.constraint();
  }

  public CanvasLimits limits() {
    return emptiness.limits();
  }

  /**
   * Checks a canvas.
   *
   * @throws IndexOutOfBoundsException if it has a token that the vocabulary has not
   */
  public CheckedCanvas check(Canvas canvas) {
    return new CheckedCanvas(emptiness, emptiness.check(canvas));
  }
}
