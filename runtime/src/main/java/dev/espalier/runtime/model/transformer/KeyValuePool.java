package dev.espalier.runtime.model.transformer;

import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.Tensor;
import dev.espalier.runtime.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Memory for keys and values. Where an engine can attend to many texts at once, regions of several
 * texts lie in one chunk: a pair of tensors per layer. Elsewhere each region is a chunk of its own.
 *
 * <p>A chunk never moves, and is freed when its last region is. Safe for use by several threads.
 */
final class KeyValuePool {

  /** A chunk is at most this large, unless a single region is larger. */
  private static final long MOST_CHUNK_BYTES = 1L << 30;

  /** Regions of the first chunk, if all are like the first. */
  private static final int FIRST_REGIONS = 4;

  private final Tensors tensors;
  private final TransformerConfig config;
  private final List<Chunk> chunks = new ArrayList<>();

  KeyValuePool(Tensors tensors, TransformerConfig config) {
    this.tensors = tensors;
    this.config = config;
  }

  /**
   * Rows of a chunk.
   *
   * @param start the first
   * @param capacity how many
   */
  record Region(Chunk chunk, int start, int capacity) {}

  /** Tensors {@code [rows, keyValueHeads, headSize]}, two per layer. */
  static final class Chunk {
    private final Scope scope;
    private final Tensor[] keys;
    private final Tensor[] values;
    private final int rows;

    /** Free rows: how many, by the first of them. */
    private final TreeMap<Integer, Integer> free = new TreeMap<>();

    private Chunk(Tensors tensors, TransformerConfig config, int rows) {
      this.rows = rows;
      this.scope = tensors.scope();
      this.keys = new Tensor[config.layers()];
      this.values = new Tensor[config.layers()];
      try {
        for (int i = 0; i < keys.length; i++) {
          keys[i] = scope.allocate(rows, config.keyValueHeads(), config.headSize());
          values[i] = scope.allocate(rows, config.keyValueHeads(), config.headSize());
        }
      } catch (RuntimeException e) {
        scope.close();
        throw e;
      }
      free.put(0, rows);
    }

    Tensor keys(int layer) {
      return keys[layer];
    }

    Tensor values(int layer) {
      return values[layer];
    }

    private boolean isFree() {
      return free.getOrDefault(0, 0) == rows;
    }

    /** The first row of so many free ones, or -1. */
    private int take(int capacity) {
      for (Map.Entry<Integer, Integer> range : free.entrySet()) {
        if (range.getValue() >= capacity) {
          int start = range.getKey();
          int rest = range.getValue() - capacity;
          free.remove(start);
          if (rest > 0) {
            free.put(start + capacity, rest);
          }
          return start;
        }
      }
      return -1;
    }

    private void give(int start, int capacity) {
      int from = start;
      int size = capacity;
      Map.Entry<Integer, Integer> before = free.lowerEntry(start);
      if (before != null && before.getKey() + before.getValue() == start) {
        from = before.getKey();
        size += before.getValue();
      }
      Integer after = free.remove(start + capacity);
      free.put(from, size + (after == null ? 0 : after));
    }
  }

  /** Rows whose numbers are undefined until they are written. */
  synchronized Region take(int capacity) {
    for (Chunk chunk : chunks) {
      int start = chunk.take(capacity);
      if (start >= 0) {
        return new Region(chunk, start, capacity);
      }
    }
    Chunk chunk = new Chunk(tensors, config, rows(capacity));
    chunks.add(chunk);
    return new Region(chunk, chunk.take(capacity), capacity);
  }

  /** Rows of the next chunk: twice those of the last. */
  private int rows(int capacity) {
    if (!tensors.sharesStores()) {
      return capacity;
    }
    long bytesPerRow = 2L * config.layers() * config.keyWidth() * Float.BYTES;
    long most = Math.max(capacity, MOST_CHUNK_BYTES / bytesPerRow);
    long wanted = chunks.isEmpty() ? (long) FIRST_REGIONS * capacity : 2L * chunks.getLast().rows;
    return (int) Math.clamp(wanted, capacity, Math.min(most, Integer.MAX_VALUE));
  }

  synchronized void give(Region region) {
    region.chunk().give(region.start(), region.capacity());
    if (region.chunk().isFree()) {
      region.chunk().scope.close();
      chunks.remove(region.chunk());
    }
  }
}
