package dev.espalier.compiler;

/**
 * A named limit of {@link CompileLimits} was reached.
 *
 * <p>Nothing is lost: a {@link State} whose {@code mask} or {@code next} ended in this exception is
 * still usable and still has its known completion.
 */
public final class LimitExceeded extends EspalierException {
  private static final long serialVersionUID = 1;

  private final String limit;
  private final long value;

  /**
   * @param limit the limit that was reached, by the name that {@link CompileLimits} has for it
   * @param value its value
   * @param what what was being computed, with the keywords or the place that asked for it
   */
  public LimitExceeded(String limit, long value, String what) {
    super(what + ": the limit " + limit + " = " + value + " was reached");
    this.limit = limit;
    this.value = value;
  }

  /** The name of the limit, as {@link CompileLimits} has it. */
  public String limit() {
    return limit;
  }

  /** The value of the limit when it was reached. */
  public long value() {
    return value;
  }
}
