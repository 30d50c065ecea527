package dev.espalier.compiler.lexical;

/**
 * A deterministic automaton over bytes that says which lexemes end where.
 *
 * <p>States are ints, dense from 0; state 0 is the start. The law of every implementation: from
 * each state that {@link #step} returns, a state with a label can be reached (a dead state is never
 * entered). So whatever stays inside a lexical automaton can be completed.
 *
 * <p>Implementations are safe for use by many threads.
 */
public abstract class LexicalAutomaton {
  /** What {@link #step} answers when no lexeme goes on with that byte. */
  public static final int DEAD = -1;

  /** What {@link #label} answers where no lexeme ends. */
  public static final int NO_LABEL = -1;

  /** The start state. */
  public static final int START = 0;

  /**
   * The state after one byte.
   *
   * @param state a state of this automaton
   * @param b an unsigned byte, 0 to 255
   * @return the state after it, or {@link #DEAD}
   */
  public abstract int step(int state, int b);

  /**
   * Reads bytes up to the first with which the lexeme ends or cannot go on.
   *
   * @param from how many bytes were read before
   * @return how many are read now, and the state after them: see {@link #read} and {@link #state}
   */
  public long within(int state, byte[] bytes, int from) {
    int at = state;
    for (int i = from; i < bytes.length; i++) {
      int to = step(at, bytes[i] & 0xff);
      if (to == DEAD || isFinal(to)) {
        return within(at, i);
      }
      at = to;
    }
    return within(at, bytes.length);
  }

  static long within(int state, int read) {
    return (long) read << 32 | state;
  }

  /** How many bytes {@link #within} has read. */
  public static int read(long within) {
    return (int) (within >>> 32);
  }

  /** The state that {@link #within} has reached. */
  public static int state(long within) {
    return (int) within;
  }

  /**
   * The label of the lexeme that may end in a state: what the structure has to know of it.
   *
   * @return a label, dense from 0, or {@link #NO_LABEL}
   */
  public abstract int label(int state);

  /** Whether any lexeme may end with a label of an automaton of which this one is a part. */
  public boolean hasLabel(int label) {
    return true;
  }

  /** Whether no byte goes on from a state, so that a lexeme which reaches it has ended. */
  public abstract boolean isFinal(int state);

  /**
   * A state that splits the vocabulary as this one does, or the state itself.
   *
   * <p>Counted states (how many blanks, digits or characters are still to come) that have more room
   * than any token can use are all alike: the same tokens stay inside, the same tokens leave, with
   * the same labels. Their split is computed once, for the representative.
   *
   * @param longest the length of the vocabulary's longest token in bytes
   */
  public int representative(int state, int longest) {
    return state;
  }

  /**
   * The bytes that {@link #step} may be alive for, and maybe some more: where they are few, a walk
   * over tokens need not try the others.
   */
  public ByteSet mayCome(int state) {
    return ByteSet.ALL;
  }

  /**
   * Characters that may come next whatever they are. A lexeme never ends after them without another
   * byte.
   *
   * @param first what the first of them may be: {@link CharacterClasses}, as bits; none inside a
   *     character
   * @param then what the others may be
   * @param length so many of them may come, in any order, and the lexeme goes on; {@link
   *     Integer#MAX_VALUE} if there is no end to it
   */
  public record Run(long first, long then, int length) {
    /** Nothing is known. */
    public static final Run NONE = new Run(CharacterClasses.NONE, CharacterClasses.NONE, 0);

    /** What all of them may be. */
    public long classes() {
      return first & then;
    }
  }

  /** What may come next whatever it is, as far as {@link CharacterClasses} tell it. */
  public Run run(int state) {
    return Run.NONE;
  }

  /** About how many bytes of memory the automaton takes by now. */
  public long memoryBytes() {
    return 0;
  }

  /**
   * Bytes that end the lexeme from a state: a shortest way where that is found at little cost.
   * Empty if the lexeme may end in the state itself.
   */
  public byte[] finish(int state) {
    return Finish.shortest(this, state);
  }
}
