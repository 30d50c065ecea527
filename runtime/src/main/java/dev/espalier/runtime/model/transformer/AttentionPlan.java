package dev.espalier.runtime.model.transformer;

import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Which query rows attend to which keys. Queries are cut into blocks, so that scores need memory
 * for a block at a time and a block of a run skips the keys that come after it.
 */
final class AttentionPlan {

  private static final int BLOCK_ROWS = 256;

  /**
   * Queries from {@code from} to before {@code to} attend to keys from {@code keyFrom} to before
   * {@code keyTo}.
   *
   * @param mask {@code [to - from, keyTo - keyFrom]}; empty if all queries see all these keys
   */
  record Block(int from, int to, int keyFrom, int keyTo, Optional<Tensor> mask) {}

  private AttentionPlan() {}

  /**
   * The blocks of one slot.
   *
   * @param scope where masks go
   * @param window how many positions back a query sees, itself included; 0 for all
   */
  static List<Block> blocks(Scope scope, Slot slot, int window) {
    List<Block> blocks = new ArrayList<>();
    for (int from = 0; from < slot.count(); from += BLOCK_ROWS) {
      int to = Math.min(slot.count(), from + BLOCK_ROWS);
      if (slot.store().isEmpty()) {
        blocks.add(new Block(from, to, 0, slot.count(), Optional.empty()));
        continue;
      }
      int keyTo = slot.past() + (slot.isTree() ? slot.count() : to);
      int keyFrom = 0;
      if (window > 0) {
        int earliest = slot.position(from);
        for (int row = from; row < to; row++) {
          earliest = Math.min(earliest, slot.position(row));
        }
        keyFrom = Math.max(0, earliest - window + 1);
        if (slot.isTree()) {
          keyFrom = Math.min(keyFrom, slot.past()); // behind that, rows are no positions
        }
      }
      boolean whole = !slot.isTree() && to - from == 1;
      blocks.add(
          new Block(
              from,
              to,
              keyFrom,
              keyTo,
              whole
                  ? Optional.empty()
                  : Optional.of(mask(scope, slot, from, to, keyFrom, keyTo, window))));
    }
    return blocks;
  }

  private static Tensor mask(
      Scope scope, Slot slot, int from, int to, int keyFrom, int keyTo, int window) {
    int width = keyTo - keyFrom;
    float[] mask = new float[Math.multiplyExact(to - from, width)];
    BitSet ancestors = new BitSet();
    for (int row = from; row < to; row++) {
      if (slot.isTree()) {
        ancestors.clear();
        for (int a = row; a >= 0; a = slot.parents()[a]) {
          ancestors.set(a);
        }
      }
      int position = slot.position(row);
      for (int key = keyFrom; key < keyTo; key++) {
        int newRow = key - slot.past();
        boolean before = newRow < 0 || (slot.isTree() ? ancestors.get(newRow) : newRow <= row);
        int keyPosition = newRow < 0 ? key : slot.position(newRow);
        if (!before || (window > 0 && position - keyPosition >= window)) {
          mask[(row - from) * width + key - keyFrom] = Float.NEGATIVE_INFINITY;
        }
      }
    }
    return scope.floats(mask, to - from, width);
  }
}
