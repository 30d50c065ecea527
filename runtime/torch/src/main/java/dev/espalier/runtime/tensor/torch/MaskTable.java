package dev.espalier.runtime.tensor.torch;

import dev.espalier.compiler.TokenMask;
import dev.espalier.runtime.tensor.TokenChoice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The masks that were used last, on the device: a table of packed rows, bit {@code i} of a row in
 * byte {@code i / 8}. States share masks, and most masks were seen before; so a step mostly sends
 * row numbers alone.
 *
 * <p>Safe for use by several threads, one at a time; a table lives until a wider or a longer one is
 * needed.
 */
final class MaskTable {
  /** Rows at least; 256 masks of 200,000 tokens take 6.4 MB. */
  private static final int FEWEST_ROWS = 256;

  private final TorchTensors tensors;
  private Optional<TorchScope> scope = Optional.empty();
  private Optional<TorchTensor> table = Optional.empty();
  private int width;

  // Row 0 allows all. The others are taken in turn.
  private final Map<TokenMask, Integer> rows = new IdentityHashMap<>();
  private final Map<Integer, TokenMask> owners = new HashMap<>();
  private int next;

  MaskTable(TorchTensors tensors) {
    this.tensors = tensors;
  }

  /** How many tensors it holds. */
  synchronized int tensors() {
    return table.isPresent() ? 1 : 0;
  }

  /**
   * The packed rows of these choices, in their order.
   *
   * @param step where the result goes
   * @param width tokens of a row
   * @return {@code [n, bytes(width)]} of uint8
   */
  synchronized TorchTensor of(TorchScope step, List<TokenChoice> choices, int width) {
    TorchTensor all = table(width, choices.size());
    int[] numbers = new int[choices.size()];
    for (int i = 0; i < numbers.length; i++) {
      Optional<TokenMask> mask = choices.get(i).allowed();
      numbers[i] = mask.isPresent() ? row(all, step, mask.get(), choices) : 0;
    }
    return (TorchTensor) step.rows(all, step.indices(numbers));
  }

  /** Bytes of a row, whole words. */
  static int bytes(int width) {
    return (width + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
  }

  private TorchTensor table(int wanted, int choices) {
    if (table.isPresent() && width == wanted && table.get().size(0) > choices) {
      return table.get();
    }
    close();
    TorchScope fresh = new TorchScope(tensors);
    scope = Optional.of(fresh);
    width = wanted;
    int count = Math.max(FEWEST_ROWS, 2 * choices);
    TorchTensor created = fresh.allocated(tensors.torch().uint8(), count, bytes(wanted));
    table = Optional.of(created);
    long[] all = new long[bytes(wanted) / Long.BYTES];
    Arrays.fill(all, -1);
    try (TorchScope step = (TorchScope) tensors.scope()) {
      write(created, step, 0, all);
    }
    next = 1;
    return created;
  }

  private int row(TorchTensor all, TorchScope step, TokenMask mask, List<TokenChoice> choices) {
    Integer known = rows.get(mask);
    if (known != null) {
      return known;
    }
    int row = next;
    // Never a row that this very step uses.
    while (owners.containsKey(row) && uses(choices, owners.get(row))) {
      row = row + 1 < all.size(0) ? row + 1 : 1;
    }
    next = row + 1 < all.size(0) ? row + 1 : 1;
    TokenMask before = owners.put(row, mask);
    if (before != null) {
      rows.remove(before);
    }
    rows.put(mask, row);
    long[] words = new long[bytes(width) / Long.BYTES];
    if (mask.wordCount() > words.length) {
      throw new IllegalArgumentException(
          "a mask of %d tokens for logits of %d".formatted(mask.size(), width));
    }
    mask.fill(words, 0);
    write(all, step, row, words);
    return row;
  }

  @SuppressWarnings("ReferenceEquality") // as the map has them
  private static boolean uses(List<TokenChoice> choices, TokenMask mask) {
    for (TokenChoice choice : choices) {
      if (choice.allowed().isPresent() && choice.allowed().get() == mask) {
        return true;
      }
    }
    return false;
  }

  private void write(TorchTensor all, TorchScope step, int row, long[] words) {
    byte[] bytes = new byte[words.length * Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(words);
    step.write(all, row, step.bytesOnHost(bytes, 1, bytes.length));
  }

  synchronized void close() {
    scope.ifPresent(TorchScope::close);
    scope = Optional.empty();
    table = Optional.empty();
    rows.clear();
    owners.clear();
  }
}
