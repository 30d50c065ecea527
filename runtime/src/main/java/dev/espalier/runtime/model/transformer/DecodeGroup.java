package dev.espalier.runtime.model.transformer;

import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.Tensor;
import dev.espalier.runtime.tensor.TextRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Texts of one pass that each grow by one token and whose keys lie in one chunk: one operation
 * attends to all of them.
 *
 * @param chunk where their keys and values are
 * @param slots their numbers among the slots of the pass
 * @param rows their rows in the pass, as {@link Scope#rows} takes them
 * @param texts where they are in the chunk
 */
record DecodeGroup(KeyValuePool.Chunk chunk, List<Integer> slots, Tensor rows, TextRows texts) {

  /**
   * The groups of a pass: at least two texts each.
   *
   * @param scope where what they need goes
   */
  static List<DecodeGroup> of(Scope scope, List<Slot> slots, int keyHeads) {
    SequencedMap<KeyValuePool.Chunk, List<Integer>> byChunk = new LinkedHashMap<>();
    int[] firstRows = new int[slots.size()];
    int row = 0;
    for (int s = 0; s < slots.size(); s++) {
      Slot slot = slots.get(s);
      firstRows[s] = row;
      row += slot.count();
      if (slot.count() == 1 && !slot.isTree() && slot.store().isPresent()) {
        byChunk.computeIfAbsent(slot.store().get().chunk(), chunk -> new ArrayList<>()).add(s);
      }
    }
    List<DecodeGroup> groups = new ArrayList<>();
    for (Map.Entry<KeyValuePool.Chunk, List<Integer>> entry : byChunk.entrySet()) {
      List<Integer> members = entry.getValue();
      if (members.size() < 2) {
        continue;
      }
      int[] starts = new int[members.size()];
      int[] lengths = new int[starts.length];
      int[] rows = new int[starts.length];
      for (int i = 0; i < starts.length; i++) {
        Slot slot = slots.get(members.get(i));
        starts[i] = slot.store().orElseThrow().start();
        lengths[i] = slot.past() + 1;
        rows[i] = firstRows[members.get(i)];
      }
      Optional<TextRows> texts = scope.textRows(starts, lengths, keyHeads);
      if (texts.isEmpty()) {
        return List.of();
      }
      groups.add(new DecodeGroup(entry.getKey(), members, scope.indices(rows), texts.get()));
    }
    return groups;
  }
}
