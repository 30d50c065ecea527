package dev.espalier.runtime.model;

import dev.espalier.compiler.EspalierException;

/** A model cannot do what was asked of it. The message says what and why in one line. */
public class ModelException extends EspalierException {

  private static final long serialVersionUID = 1L;

  /** An error of its own. */
  public ModelException(String message) {
    super(message);
  }

  /** An error with a cause below it. */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
