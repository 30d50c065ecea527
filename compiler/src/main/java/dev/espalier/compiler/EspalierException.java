package dev.espalier.compiler;

/** The root of every exception that Espalier throws on purpose. */
public class EspalierException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public EspalierException(String message) {
    super(message);
  }

  public EspalierException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Never null, other than that of exceptions in general. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
