package dev.espalier.runtime.model.transformer;

import java.util.Optional;

/**
 * One text's share of a pass: consecutive rows that attend to what the text has so far and to each
 * other.
 *
 * @param store where keys and values go, for causal attention; empty if every row attends to every
 *     row and nothing is kept
 * @param past rows of the store before the first new one
 * @param count new rows
 * @param parents empty for a run; for a tree the row, within this slot, that each row follows, or
 *     -1
 * @param depths for a tree how far each row's position lies behind the first; empty for a run
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Slot(Optional<KeyValueStore> store, int past, int count, int[] parents, int[] depths) {

  /** Rows of a canvas. */
  static Slot canvas(int count) {
    return new Slot(Optional.empty(), 0, count, new int[0], new int[0]);
  }

  boolean isTree() {
    return parents.length != 0;
  }

  /** The position of a new row in its text. */
  int position(int row) {
    return past + (isTree() ? depths[row] : row);
  }
}
