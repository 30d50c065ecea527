package dev.espalier.compiler.lexing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The coarsest partition of the states of a deterministic automaton (Moore 1956). */
final class Partition {
  private Partition() {}

  private record Row(int[] cells) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Row r && Arrays.equals(r.cells, cells);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(cells);
    }
  }

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
    while (true) {
      Map<Row, Integer> numbers = new HashMap<>();
      int[] refined = new int[block.length];
      for (int q = 0; q < refined.length; q++) {
        int[] cells = new int[next[q].length + 1];
        cells[0] = block[q];
        for (int c = 0; c < next[q].length; c++) {
          int to = next[q][c];
          cells[c + 1] = to < 0 ? to : block[to];
        }
        Integer known = numbers.putIfAbsent(new Row(cells), numbers.size());
        refined[q] = known == null ? numbers.size() - 1 : known;
      }
      block = refined;
      if (numbers.size() == blocks) {
        return block;
      }
      blocks = numbers.size();
    }
  }
}
