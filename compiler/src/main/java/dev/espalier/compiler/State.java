package dev.espalier.compiler;

/**
 * Where a text stands in a constraint. A state is a value: immutable, equal when the position is
 * equal, safe to hold, to compare and to share between threads. There is no rollback, since nothing
 * is ever changed.
 *
 * <p>{@link #mask} and {@link #next(int)} depend on the state alone. Each method may end in {@link
 * LimitExceeded}; the state stays usable then, and {@link #completion} still answers.
 */
public interface State {
  /**
   * The tokens after which the text can still be completed; the end-of-sequence tokens are among
   * them exactly if the text may end here. Computed at most once per state while it is cached.
   */
  TokenMask mask();

  /**
   * One bit of {@link #mask}, without making the mask.
   *
   * @throws IndexOutOfBoundsException if there is no such token id
   */
  boolean allows(int token);

  /**
   * The state after a token.
   *
   * @throws NotAllowed if the token is not in the mask
   * @throws IndexOutOfBoundsException if there is no such token id
   */
  State next(int token);

  /**
   * The state after some bytes, which need not be whole tokens.
   *
   * @throws NotAllowed at the first byte that the text cannot go on with
   */
  State next(byte[] bytes);

  /**
   * Makes masks that are likely to be asked for next, so that they are at hand then: to be called
   * on a thread that would be idle, such as while a model runs. The first calls for a grammar take
   * longest, since they find out which tokens are alike. Changes nothing that can be seen but the
   * time that masks take. Stops early when the thread is interrupted, and skips what ends in {@link
   * LimitExceeded}.
   *
   * @param most after how many tokens at most: each of a kind that the constraint tells apart from
   *     the others
   * @return after how many tokens it was done; 0 where states have no masks to share
   */
  default int warm(int most) {
    return 0;
  }

  /** Whether the text may end here. */
  boolean accepting();

  /** Whether an end-of-sequence token was read: nothing follows, and the mask is empty. */
  boolean ended();

  /** The bytes that every completion continues with; may be empty. */
  byte[] forced();

  /** One known completion. */
  Completion completion();

  /** What may come next, for people: bytes and classes of bytes, in a few words. */
  String expected();

  Constraint constraint();

  /**
   * A known way to finish a text.
   *
   * @param bytes what to append
   * @param ids the same as tokens of this vocabulary, without the end-of-sequence token
   * @param symbols whether some of the tokens are symbols of the grammar, which have no bytes here:
   *     then only the ids say all
   */
  record Completion(byte[] bytes, int[] ids, boolean symbols) {
    /** How many tokens it takes: an upper bound of the shortest completion. */
    public int tokens() {
      return ids.length;
    }
  }
}
