package dev.espalier.testsuite;

import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import java.nio.LongBuffer;

/** One text, token by token, through masks that a caller would read in a dense array. */
public final class Walk {
  /** Every token was allowed, and the text may end. */
  public static final int ACCEPTED = -1;

  /** Every token was allowed, but the text may not end. */
  public static final int EOS_REFUSED = -2;

  private final TokenMask.Packer packer = new TokenMask.Packer();
  private final int eos;
  private final int ahead;

  /** For constraints over one vocabulary; not for several threads. */
  public Walk(Vocabulary vocabulary) {
    this(vocabulary, 0);
  }

  /**
   * As above, where masks are made before they are asked for ({@link State#warm}).
   *
   * @param ahead after how many tokens at each place, at most; this is not in the times
   */
  public Walk(Vocabulary vocabulary, int ahead) {
    this.ahead = ahead;
    int[] ends = vocabulary.eos();
    if (ends.length == 0) {
      throw new RunException("the vocabulary has no end-of-sequence token");
    }
    eos = ends[0];
  }

  /** The mask of a state, dense; valid until the next is asked for. */
  public LongBuffer dense(State state) {
    return packer.pack(state.mask());
  }

  /**
   * Walks a text.
   *
   * @param times receives, for each token that was allowed, the nanoseconds of mask, dense array
   *     and next state together
   * @return the index of the first token that was refused, or {@link #ACCEPTED}, or {@link
   *     #EOS_REFUSED}
   * @throws dev.espalier.compiler.LimitExceeded when a mask or a state takes more than a limit
   *     allows
   */
  public int run(State start, int[] tokens, LongList times) {
    State state = start;
    for (int i = 0; i < tokens.length; i++) {
      int token = tokens[i];
      long before = System.nanoTime();
      if (!set(token, dense(state))) {
        return i;
      }
      if (ahead > 0) {
        long pause = System.nanoTime();
        state.warm(ahead);
        before += System.nanoTime() - pause;
      }
      state = state.next(token);
      times.add(System.nanoTime() - before);
    }
    return set(eos, dense(state)) ? ACCEPTED : EOS_REFUSED;
  }

  private static boolean set(int token, LongBuffer mask) {
    return token >= 0 && token >>> 6 < mask.limit() && (mask.get(token >>> 6) >>> token & 1) != 0;
  }
}
