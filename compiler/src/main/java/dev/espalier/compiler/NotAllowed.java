package dev.espalier.compiler;

/** A token or a byte that the text cannot go on with. The state that refused it is unchanged. */
public final class NotAllowed extends EspalierException {
  private static final long serialVersionUID = 1;

  private final int token;
  private final int offset;
  private final String expected;

  /**
   * @param token the token, or -1 when plain bytes were refused
   * @param offset how many of its bytes were accepted
   * @param expected what could have come instead, for people
   */
  public NotAllowed(int token, int offset, String message, String expected) {
    super(message + "; expected " + expected);
    this.token = token;
    this.offset = offset;
    this.expected = expected;
  }

  /** The token that was refused, or -1 when plain bytes were. */
  public int token() {
    return token;
  }

  /** How many of its bytes were accepted before the first that was not. */
  public int offset() {
    return offset;
  }

  /** What could have come instead, for people. */
  public String expected() {
    return expected;
  }
}
