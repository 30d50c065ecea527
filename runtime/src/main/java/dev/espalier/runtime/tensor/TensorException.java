package dev.espalier.runtime.tensor;

import dev.espalier.compiler.EspalierException;

/** An engine cannot be opened on a device, or an operation on the device failed. */
public final class TensorException extends EspalierException {

  private static final long serialVersionUID = 1L;

  /** An error of its own. */
  public TensorException(String message) {
    super(message);
  }

  /** An error with a cause below it. */
  public TensorException(String message, Throwable cause) {
    super(message, cause);
  }
}
