package dev.espalier.compiler.lexical;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one JSON number whose value lies in a set, and says in which other sets it lies. */
public final class NumberAutomaton extends LazyAutomaton<Integer> {
  public NumberAutomaton(NumberSet viable, List<NumberSet> goals, NumberForm form, int maxStates) {
    super("a number", maxStates);
  }

  public BitSet outcome(int label) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected Integer startKey() {
    throw new UnsupportedOperationException();
  }

  @Override
  protected @Nullable Integer next(Integer key, int b) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected int labelOf(Integer key) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected boolean isFinalKey(Integer key) {
    throw new UnsupportedOperationException();
  }
}
