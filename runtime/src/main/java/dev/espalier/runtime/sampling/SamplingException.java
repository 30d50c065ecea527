package dev.espalier.runtime.sampling;

import dev.espalier.compiler.EspalierException;

/** A method has no further text to give. What it has learnt is kept: it may be asked again. */
public final class SamplingException extends EspalierException {
  private static final long serialVersionUID = 1;

  /** Why there is none. */
  public enum Kind {
    /** None is left: the model gives no text of the language, or no other one, a probability. */
    EXHAUSTED,
    /** The attempts of {@link SamplingLimits#attempts} did not suffice for one text. */
    ATTEMPTS,
    /** What must be remembered does not fit {@link SamplingLimits}. */
    MEMORY,
    /** A file of another model, prompt, truncation or constraint, or no such file at all. */
    FILE
  }

  private final Kind kind;

  public SamplingException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public SamplingException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** No text ended within the length, as often as it was tried. */
  public static SamplingException tooLong(Target target, long attempts) {
    return new SamplingException(
        Kind.ATTEMPTS,
        "none of %,d texts came to its end within %d tokens"
            .formatted(attempts, target.maxTokens()));
  }

  public Kind kind() {
    return kind;
  }
}
