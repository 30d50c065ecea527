package dev.espalier.runtime.train;

import dev.espalier.compiler.EspalierException;

/** Training cannot go on: a broken checkpoint, gradients that are not numbers, a full disk. */
public class TrainingException extends EspalierException {
  private static final long serialVersionUID = 1;

  public TrainingException(String message) {
    super(message);
  }

  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
