package dev.espalier.compiler.lexical;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON number of a set in which the spelling matters, and says in which other sets it
 * lies: one {@link NumberAutomaton} for plain spellings and one for all others, side by side until
 * a point or an exponent tells.
 */
public final class SpelledNumberAutomaton extends LazyAutomaton<SpelledNumberAutomaton.Key> {
  /**
   * @param plain the state of the automaton for plain spellings, or {@link #DEAD}
   * @param other the state of the other one, or {@link #DEAD}
   * @param isPlain whether what was read is a plain spelling
   */
  record Key(int plain, int other, boolean isPlain) {}

  private final @Nullable NumberAutomaton plain;
  private final @Nullable NumberAutomaton other;
  private final Map<Integer, Boolean> leaves = new HashMap<>();

  /**
   * @param viable the numbers that are read
   * @param goals the sets that labels tell apart
   * @param form how numbers are spelled
   * @param maxStates how many states may be entered
   * @throws IllegalArgumentException if the form spells no viable number
   */
  public SpelledNumberAutomaton(
      SpelledNumbers viable, List<SpelledNumbers> goals, NumberForm form, int maxStates) {
    super("a number", maxStates);
    NumberForm digits = SpelledNumbers.withoutExponents(form);
    this.plain =
        viable.plain().isEmpty(digits)
            ? null
            : new NumberAutomaton(
                viable.plain(),
                goals.stream().map(SpelledNumbers::plain).toList(),
                digits,
                maxStates);
    this.other =
        viable.other().isEmpty(form)
            ? null
            : new NumberAutomaton(
                viable.other(),
                goals.stream().map(SpelledNumbers::other).toList(),
                form,
                maxStates);
    if (startKey().plain == DEAD && startKey().other == DEAD) {
      throw new IllegalArgumentException("no number of the form is in the set " + viable);
    }
  }

  /**
   * Which goals contain a number that ends with a label.
   *
   * @return the indices of the goals; the caller's own
   */
  public BitSet outcome(int label) {
    NumberAutomaton own = (label & 1) == 0 ? plain : other;
    if (own == null) {
      throw new IllegalArgumentException("no such label: " + label);
    }
    return own.outcome(label >> 1);
  }

  @Override
  public int representative(int state, int longest) {
    Key key = key(state);
    Key like =
        new Key(
            plain == null || key.plain == DEAD ? DEAD : plain.representative(key.plain, longest),
            other == null || key.other == DEAD ? DEAD : other.representative(key.other, longest),
            key.isPlain);
    return like.equals(key) ? state : stateOf(like);
  }

  @Override
  public ByteSet mayCome(int state) {
    return NumberForm.BYTES;
  }

  @Override
  protected Key startKey() {
    return new Key(
        plain == null ? DEAD : START, other == null || !leaves(other, START) ? DEAD : START, true);
  }

  @Override
  protected @Nullable Key next(Key key, int b) {
    boolean isPlain = key.isPlain && b != '.' && b != 'e' && b != 'E';
    int first = plain == null || key.plain == DEAD || !isPlain ? DEAD : plain.step(key.plain, b);
    int second = other == null || key.other == DEAD ? DEAD : other.step(key.other, b);
    if (other != null && isPlain && second != DEAD && !leaves(other, second)) {
      second = DEAD;
    }
    return first == DEAD && second == DEAD ? null : new Key(first, second, isPlain);
  }

  /** Whether a spelling that is plain so far can become another one that is read. */
  private synchronized boolean leaves(NumberAutomaton automaton, int state) {
    Boolean known = leaves.get(state);
    if (known == null) {
      // While it is looked for, a way back to the same state is no way.
      leaves.put(state, false);
      known = automaton.step(state, '.') != DEAD || automaton.step(state, 'e') != DEAD;
      for (int b : "0123456789-".toCharArray()) {
        int next = known ? DEAD : automaton.step(state, b);
        known |= next != DEAD && leaves(automaton, next);
      }
      leaves.put(state, known);
    }
    return known;
  }

  @Override
  protected int labelOf(Key key) {
    NumberAutomaton own = key.isPlain ? plain : other;
    int state = key.isPlain ? key.plain : key.other;
    int label = own == null || state == DEAD ? NO_LABEL : own.label(state);
    return label == NO_LABEL ? NO_LABEL : 2 * label + (key.isPlain ? 0 : 1);
  }

  @Override
  protected boolean isFinalKey(Key key) {
    boolean plainEnds = plain == null || key.plain == DEAD || plain.isFinal(key.plain);
    boolean otherEnds = other == null || key.other == DEAD || other.isFinal(key.other);
    return labelOf(key) != NO_LABEL && plainEnds && otherEnds;
  }
}
