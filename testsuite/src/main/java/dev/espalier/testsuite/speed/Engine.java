package dev.espalier.testsuite.speed;

import java.util.List;

/** Compiles a language's grammar and walks texts through its masks. */
interface Engine {
  /**
   * Compiles afresh, then walks the texts one after another.
   *
   * @param texts token ids
   */
  Walked walk(String language, List<int[]> texts);

  /**
   * What a walk showed.
   *
   * @param compileNanos from the grammar's source to a state
   * @param firstNanos from the grammar's source to the first mask
   * @param results of each text: the index of the first token that was refused, -1 (accepted with
   *     the end of the text) or -2 (the end was refused)
   * @param times of each text, for each token that was allowed: nanoseconds of mask, dense array
   *     and next state together
   */
  record Walked(long compileNanos, long firstNanos, int[] results, long[][] times) {}
}
