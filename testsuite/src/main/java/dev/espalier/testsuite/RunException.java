package dev.espalier.testsuite;

import dev.espalier.compiler.EspalierException;

/** A run that cannot go on: a file that is missing or not what it should be. One clear line. */
public final class RunException extends EspalierException {
  private static final long serialVersionUID = 1;

  public RunException(String message) {
    super(message);
  }

  public RunException(String message, Throwable cause) {
    super(message, cause);
  }
}
