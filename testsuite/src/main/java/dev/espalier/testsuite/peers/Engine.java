package dev.espalier.testsuite.peers;

import java.util.List;

/** What is measured: an engine that compiles schemas and walks texts through their masks. */
interface Engine extends AutoCloseable {
  /** How a question ended. */
  enum End {
    /** All texts were walked. */
    ANSWERED,
    /** The schema did not compile. */
    REFUSED,
    /** The engine reported an error while it read a text. */
    FAILED,
    /** It took too long, and was ended. */
    LATE,
    /** Its process ended. */
    CRASHED
  }

  /**
   * What came of a schema.
   *
   * @param error what the engine said; empty if nothing
   * @param first nanoseconds from the schema's text to the first mask
   * @param results of each text, as many as were walked: the index of the first token that was
   *     refused, -1 (accepted with the end of the text) or -2 (the end was refused)
   * @param times nanoseconds of mask and next state, for each token that was allowed, over all
   *     texts
   * @param collected milliseconds that were spent on collecting garbage
   */
  record Walked(End end, String error, long first, int[] results, long[] times, long collected) {}

  /**
   * Compiles a schema afresh and walks texts; never throws for what the engine does.
   *
   * @param texts token ids
   */
  Walked walk(String schema, List<int[]> texts);

  /** Resident memory once it was started, in bytes; 0 if unknown. */
  long startMemory();

  /** The most resident memory until now, in bytes; 0 if unknown. */
  long peakMemory();

  @Override
  void close();
}
