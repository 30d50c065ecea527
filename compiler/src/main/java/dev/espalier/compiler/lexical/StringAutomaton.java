package dev.espalier.compiler.lexical;

import java.util.BitSet;
import java.util.List;

/**
 * Reads the JSON strings of a {@link StringSet}, in every spelling or in one, and says which of
 * some goals each of them reaches.
 *
 * <p>The label of a string is the number of its outcome: of the set of the goals that hold it.
 */
public final class StringAutomaton extends SpelledString<StringContents.Content> {
  private final StringContents contents;

  /**
   * @param viable the strings that are read
   * @param goals sets to tell apart by labels
   * @param spelling how their characters may be written
   * @param maxStates how many states may be entered, see {@link LazyAutomaton}
   * @throws IllegalArgumentException if {@code viable} is empty
   */
  public StringAutomaton(
      StringSet viable, List<StringSet> goals, Spelling spelling, int maxStates) {
    this(new StringContents(viable, goals), spelling, maxStates);
  }

  private StringAutomaton(StringContents contents, Spelling spelling, int maxStates) {
    super("a string", contents, spelling, maxStates);
    this.contents = contents;
  }

  /** Whether any character may come anywhere: no number of words less would change that. */
  public boolean isFree() {
    return contents.free(contents.start()) == Long.MAX_VALUE;
  }

  /** The goals that strings with a label reach, by their places in the list of goals. */
  public BitSet outcome(int label) {
    return contents.outcome(label);
  }
}
