package dev.espalier.compiler.lexical;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.LengthSets;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/**
 * One string, which may be far too long to be written down: its characters are found as they are
 * asked for.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class StringWord {
  private final CodePointDfa dfa;
  private final @Nullable LengthSets lengths; // null: of the shortest words, that are not long
  private final int state;
  private final long length;
  private final String text; // if there are no lengths

  private StringWord(
      CodePointDfa dfa, @Nullable LengthSets lengths, int state, long length, String text) {
    this.dfa = dfa;
    this.lengths = lengths;
    this.state = state;
    this.length = length;
    this.text = text;
  }

  /** A string that is there. */
  public static StringWord of(String text) {
    int length = text.codePointCount(0, text.length());
    return new StringWord(CodePointDfa.NONE, null, 0, length, text);
  }

  /** A word of a given length from a state; there must be one. */
  static StringWord of(CodePointDfa dfa, LengthSets lengths, int state, long length) {
    return new StringWord(dfa, lengths, state, length, "");
  }

  /** Its length in code points. */
  public long length() {
    return length;
  }

  /** Its first characters, at most so many: all of it if it is not longer. */
  public String text(long maxCodePoints) {
    StringBuilder out = new StringBuilder();
    PrimitiveIterator.OfInt codePoints = codePoints();
    for (long i = Math.min(length, maxCodePoints); i > 0; i--) {
      out.appendCodePoint(codePoints.nextInt());
    }
    return out.toString();
  }

  /** Its code points in order. Each costs as many steps as its state has transitions. */
  public PrimitiveIterator.OfInt codePoints() {
    LengthSets sets = lengths;
    if (sets == null) {
      return text.codePoints().iterator();
    }
    return new PrimitiveIterator.OfInt() {
      private int at = state;
      private long left = length;

      @Override
      public boolean hasNext() {
        return left > 0;
      }

      @Override
      public int nextInt() {
        if (left == 0) {
          throw new NoSuchElementException();
        }
        left--;
        int best = -1;
        int next = CodePointDfa.DEAD;
        for (int i = dfa.firstTransition(at); i < dfa.endTransition(at); i++) {
          if (sets.anyLength(dfa.target(i), left, left)) {
            int c = dfa.pleasant(i);
            if (best < 0 || CodePointDfa.moreOrdinary(c, best)) {
              best = c;
              next = dfa.target(i);
            }
          }
        }
        at = next;
        return best;
      }
    };
  }

  @Override
  public String toString() {
    return length <= 40 ? text(40) : text(40) + "… (" + length + " characters)";
  }
}
