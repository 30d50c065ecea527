package dev.espalier.compiler.lexical;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON number whose value lies in a set, and says in which other sets it lies.
 *
 * <p>A number may end where its value is viable; the label there stands for the goals that contain
 * the value. A state exists iff some completion <em>within the form</em> is viable, by exact
 * arithmetic: among the integers {@code 12.5} is alive because {@code e1} may follow, {@code 1.0}
 * and {@code 10e-1} are integers, and {@code -0} is 0.
 *
 * <p>States tell apart only what the future depends on : without bounds the digits left and, for
 * multiples, the places behind the point; with bounds, where the digits read stand among the
 * bounds' digits. A new state costs some tens of nanoseconds to a few microseconds, a known one a
 * table look-up.
 */
public final class NumberAutomaton extends LazyAutomaton<NumberMachine.Key> {
  private final NumberMachine machine;

  /**
   * @param viable the numbers that are read
   * @param goals the sets that labels tell apart
   * @param form how numbers are spelled
   * @param maxStates how many states may be entered
   * @throws IllegalArgumentException if the form spells no viable number
   * @throws dev.espalier.compiler.LimitExceeded ({@code numberMultiples}, {@code numberScale}) if
   *     the sets combine too many moduli
   */
  public NumberAutomaton(NumberSet viable, List<NumberSet> goals, NumberForm form, int maxStates) {
    super("a number", maxStates);
    this.machine = new NumberMachine(viable, goals, form);
    if (machine.isDead()) {
      throw new IllegalArgumentException("no number of the form is in the set " + viable);
    }
  }

  /**
   * Which goals contain the value of a number that ends with a label.
   *
   * @return the indices of the goals; the caller's own
   */
  public BitSet outcome(int label) {
    return machine.outcome(label);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Digits left beyond {@code longest}, and beyond what the set needs to be told apart, do not
   * count. (For that, {@code longest} may be the length of the longest token of number bytes.)
   */
  @Override
  public int representative(int state, int longest) {
    NumberMachine.Key key = key(state);
    NumberMachine.Key other = machine.representative(key, longest);
    return other == key ? state : stateOf(other);
  }

  /**
   * {@inheritDoc}
   *
   * <p>With as few digits before the exponent as can be; found by arithmetic, without entering
   * states.
   */
  @Override
  public synchronized byte[] finish(int state) {
    return machine.completion(key(state)).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public ByteSet mayCome(int state) {
    return NumberForm.BYTES;
  }

  @Override
  protected NumberMachine.Key startKey() {
    return machine.start();
  }

  @Override
  protected NumberMachine.@Nullable Key next(NumberMachine.Key key, int b) {
    return machine.next(key, b);
  }

  @Override
  protected int labelOf(NumberMachine.Key key) {
    return machine.label(key);
  }

  @Override
  protected boolean isFinalKey(NumberMachine.Key key) {
    return machine.isFinal(key);
  }
}
