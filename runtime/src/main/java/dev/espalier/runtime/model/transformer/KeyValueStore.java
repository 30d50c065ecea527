package dev.espalier.runtime.model.transformer;

import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.Tensor;
import dev.espalier.runtime.tensor.Tensors;
import java.util.stream.IntStream;

/**
 * Keys and values of a text, one pair of tensors per layer, shared by the caches that have its
 * beginning in common.
 *
 * <p>Rows are written once and never change while two caches can see them. The first cache to grow
 * beyond {@code written} goes on in place; another one, whose own text would overwrite rows that
 * are taken, must go on in a copy.
 */
final class KeyValueStore {

  private final KeyValuePool pool;
  private final KeyValuePool.Region region;
  private int written;
  private int owners = 1;

  /** An empty store. */
  KeyValueStore(KeyValuePool pool, int capacity) {
    this.pool = pool;
    this.region = pool.take(capacity);
  }

  /** A store with the first rows of this one. */
  KeyValueStore copy(Tensors tensors, int layers, int length, int newCapacity) {
    KeyValueStore copy = new KeyValueStore(pool, newCapacity);
    try (Scope step = tensors.scope()) {
      for (int i = 0; i < layers; i++) {
        copy.write(step, i, 0, keys(step, i, 0, length), values(step, i, 0, length));
      }
      copy.written = length;
      return copy;
    } catch (RuntimeException e) {
      copy.release();
      throw e;
    }
  }

  /**
   * Takes the rows from {@code length} to {@code length + count} for one cache, if they are free.
   *
   * @return false if another cache has taken them, or there is no room
   */
  synchronized boolean claim(int length, int count) {
    if (owners == 1) {
      written = length; // nobody else can see what was forgotten
    }
    if (written != length || region.capacity() - length < count) {
      return false;
    }
    written = length + count;
    return true;
  }

  synchronized void share() {
    owners++;
  }

  synchronized void release() {
    if (--owners == 0) {
      pool.give(region);
    }
  }

  void write(Scope step, int layer, int at, Tensor newKeys, Tensor newValues) {
    step.write(chunk().keys(layer), region.start() + at, newKeys);
    step.write(chunk().values(layer), region.start() + at, newValues);
  }

  /** The keys of some rows. */
  Tensor keys(Scope step, int layer, int from, int to) {
    return step.slice(chunk().keys(layer), 0, region.start() + from, region.start() + to);
  }

  /** The values of some rows. */
  Tensor values(Scope step, int layer, int from, int to) {
    return step.slice(chunk().values(layer), 0, region.start() + from, region.start() + to);
  }

  /** The tensors that it is a part of. */
  KeyValuePool.Chunk chunk() {
    return region.chunk();
  }

  /** Its first row in them. */
  int start() {
    return region.start();
  }

  /** Moves rows to the place behind {@code at}: those of a tree's path to where a run has them. */
  void gather(Tensors tensors, int layers, int at, int[] rows) {
    try (Scope step = tensors.scope()) {
      Tensor indices = step.indices(IntStream.of(rows).map(row -> region.start() + row).toArray());
      for (int i = 0; i < layers; i++) {
        write(
            step,
            i,
            at,
            step.rows(chunk().keys(i), indices),
            step.rows(chunk().values(i), indices));
      }
    }
  }
}
