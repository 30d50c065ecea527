package dev.espalier.compiler.lexical;

import java.util.BitSet;

/**
 * An automaton without the lexemes of some labels: the same states, but none that has no other
 * lexeme left may be entered.
 *
 * <p>For automata whose lexemes end where nothing goes on ({@link #isFinal}), and in which from
 * every other state a lexeme that is left can be reached.
 */
public final class FilteredAutomaton extends LexicalAutomaton {
  private final LexicalAutomaton base;
  private final BitSet without;

  /**
   * @param without the labels of the lexemes that are left out; not changed afterwards
   */
  public FilteredAutomaton(LexicalAutomaton base, BitSet without) {
    this.base = base;
    this.without = without;
  }

  /** The automaton with all lexemes. */
  public LexicalAutomaton base() {
    return base;
  }

  @Override
  public int step(int state, int b) {
    int to = base.step(state, b);
    return to != DEAD && base.isFinal(to) && without.get(base.label(to)) ? DEAD : to;
  }

  // What is left out ends a lexeme, so it is not within.
  @Override
  public long within(int state, byte[] bytes, int from) {
    return base.within(state, bytes, from);
  }

  @Override
  public int label(int state) {
    return base.label(state);
  }

  @Override
  public boolean isFinal(int state) {
    return base.isFinal(state);
  }

  @Override
  public boolean hasLabel(int label) {
    return !without.get(label);
  }

  @Override
  public int representative(int state, int longest) {
    return base.representative(state, longest);
  }

  @Override
  public ByteSet mayCome(int state) {
    return base.mayCome(state);
  }

  @Override
  public Run run(int state) {
    return base.run(state);
  }

  @Override
  public long memoryBytes() {
    return 64 + without.size() / 8;
  }
}
