package dev.espalier.runtime;

import java.util.List;

/**
 * A generated text.
 *
 * @param text the text, without its end token
 * @param finish how it ended
 * @param ids its tokens, the end token included if it has one
 * @param forced how many of the tokens left the model no choice
 * @param seed the seed that gives this text again
 * @param notes what did not go the usual way, for people: limits that were reached
 */
public record Generation(
    String text, Finish finish, List<Integer> ids, int forced, long seed, List<String> notes) {

  public Generation {
    ids = List.copyOf(ids);
    notes = List.copyOf(notes);
  }

  /** The number of tokens, the end token included if the text has one. */
  public int tokens() {
    return ids.size();
  }

  /** How a text ended. */
  public enum Finish {
    /** With an end token: the text is in the language of its constraint. */
    COMPLETE,
    /** At the number of tokens allowed: the text is the beginning of one in the language. */
    LENGTH
  }
}
