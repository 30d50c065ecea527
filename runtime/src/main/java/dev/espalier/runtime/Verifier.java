package dev.espalier.runtime;

import java.util.List;

/** A second look at finished texts, by something that shares no code with the compiler. */
public interface Verifier {
  /** What a second look found. */
  enum Outcome {
    /** The text is valid. */
    VALID,
    /** It is not: one of the two is wrong. */
    INVALID,
    /** It could not be said: there is no judge for this, or it took too long. */
    UNKNOWN
  }

  /**
   * @param problems what was found, or why nothing could be, each in a line; empty if the text is
   *     valid
   */
  record Verdict(Outcome outcome, List<String> problems) {
    public Verdict {
      problems = List.copyOf(problems);
    }

    static Verdict unknown(String why) {
      return new Verdict(Outcome.UNKNOWN, List.of(why));
    }
  }

  /** Looks at a finished text. Never longer than five seconds. */
  Verdict verify(String text);
}
