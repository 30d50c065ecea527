package dev.espalier.compiler.lexical;

import dev.espalier.compiler.LimitExceeded;
import java.io.ByteArrayOutputStream;
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
  private final int maxStates;

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
    this.maxStates = maxStates;
  }

  /** The goals that strings with a label reach, by their places in the list of goals. */
  public BitSet outcome(int label) {
    return contents.outcome(label);
  }

  /**
   * The shortest way to end a string from a state between two characters: what is to be spelled
   * before the closing quotation mark.
   *
   * @throws IllegalArgumentException for another state
   */
  public StringWord ending(int state) {
    return contents.ending(content(state));
  }

  /**
   * The shortest way to end the string from a state.
   *
   * @throws LimitExceeded ({@code lexicalStates}) if that takes more characters than states may be
   *     entered
   */
  @Override
  public byte[] finish(int state) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = state;
    while (!betweenCharacters(at)) {
      if (label(at) != NO_LABEL) {
        return out.toByteArray();
      }
      // Inside a character: any way to its end, of those that are alive.
      int b = 0;
      while (step(at, b) == DEAD) {
        b++;
      }
      out.write(b);
      at = step(at, b);
    }
    StringWord ending = ending(at);
    if (ending.length() > maxStates) {
      throw new LimitExceeded(
          "lexicalStates", maxStates, "ending a string of " + ending.length() + " characters more");
    }
    out.writeBytes(Spelling.canonical(ending.text(maxStates)));
    out.write('"');
    return out.toByteArray();
  }
}
