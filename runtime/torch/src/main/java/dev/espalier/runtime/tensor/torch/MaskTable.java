package dev.espalier.runtime.tensor.torch;

import dev.espalier.compiler.TokenMask;
import dev.espalier.runtime.tensor.Tensor;
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
 * The masks that were used last, on the device: a table of rows that say which tokens are refused.
 * A mask crosses as packed words and is unpacked once; states share masks, and most masks were seen
 * before; so a step mostly sends row numbers alone, and nothing for a text by itself.
 *
 * <p>Safe for use by several threads, one at a time; a table lives until a wider or a longer one is
 * needed.
 */
final class MaskTable {
  /** Rows at least; 256 masks of 200,000 tokens take 51 MB. */
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
   * Logits with minus infinity for what these choices refuse, in their order.
   *
   * @param step where the result goes
   * @param x {@code [n, width]}
   */
  synchronized TorchTensor refuse(TorchScope step, TorchTensor x, List<TokenChoice> choices) {
    TorchTensor all = table(x.size(1), choices.size());
    int[] numbers = new int[choices.size()];
    for (int i = 0; i < numbers.length; i++) {
      Optional<TokenMask> mask = choices.get(i).allowed();
      numbers[i] = mask.isPresent() ? row(all, step, mask.get(), choices) : 0;
    }
    Tensor refused =
        numbers.length == 1
            ? step.slice(all, 0, numbers[0], numbers[0] + 1)
            : step.rows(all, step.indices(numbers));
    return step.call(
        Op.MASKED_FILL,
        x.shape(),
        x,
        (TorchTensor) refused,
        tensors.number(Float.NEGATIVE_INFINITY));
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
    TorchTensor created = fresh.allocated(tensors.torch().bool(), count, wanted);
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
    TorchTensor packed = step.bytes(bytes, bytes.length, 1);
    TorchTensor bits =
        step.call(Op.BITWISE_AND, new int[] {bytes.length, Byte.SIZE}, packed, tensors.bits());
    TorchTensor allowed = step.view(bits, new int[] {1, width}, width, 1);
    step.write(all, row, step.call(Op.LOGICAL_NOT, new int[] {1, width}, allowed));
  }

  synchronized void close() {
    scope.ifPresent(TorchScope::close);
    scope = Optional.empty();
    table = Optional.empty();
    rows.clear();
    owners.clear();
  }
}
