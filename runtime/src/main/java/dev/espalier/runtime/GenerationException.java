package dev.espalier.runtime;

import dev.espalier.compiler.EspalierException;

/** A text cannot be generated as asked. The message says why in one line. */
public final class GenerationException extends EspalierException {
  private static final long serialVersionUID = 1;

  /** Why a text cannot be generated. */
  public enum Kind {
    /** No text of the constraint is known that fits the number of tokens allowed. */
    BUDGET,
    /** The prompt is empty and the model names no token to begin with. */
    PROMPT,
    /** Tokenizer, constraint and model do not belong together. */
    MISMATCH
  }

  private final Kind kind;

  public GenerationException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
