package dev.espalier.compiler.lexing;

import dev.espalier.compiler.automata.IntArrays;
import java.util.Arrays;

/** The coarsest partition of the states of a deterministic automaton (Moore 1956). */
final class Partition {
  private Partition() {}

  /**
   * The block of each state: states are in one block if the same words lead from them to the same
   * labels.
   *
   * @param next of each state; negative numbers are no states, and stand for themselves
   * @param labels of each state
   */
  static int[] of(int[][] next, int[] labels) {
    int[] block = labels.clone();
    int blocks = (int) Arrays.stream(labels).distinct().count();
    int[] cells = new int[16];
    while (true) {
      IntArrays rows = new IntArrays();
      int[] refined = new int[block.length];
      for (int q = 0; q < refined.length; q++) {
        int[] row = next[q];
        if (cells.length <= row.length) {
          cells = new int[row.length + 1];
        }
        cells[0] = block[q];
        for (int c = 0; c < row.length; c++) {
          cells[c + 1] = row[c] < 0 ? row[c] : block[row[c]];
        }
        refined[q] = rows.number(cells, row.length + 1);
      }
      block = refined;
      if (rows.size() == blocks) {
        return block;
      }
      blocks = rows.size();
    }
  }
}
