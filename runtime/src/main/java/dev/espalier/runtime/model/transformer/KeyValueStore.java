package dev.espalier.runtime.model.transformer;

import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.Tensor;
import dev.espalier.runtime.tensor.Tensors;

/**
 * Keys and values of a text, one pair of tensors per layer, shared by the caches that have its
 * beginning in common.
 *
 * <p>Rows are written once and never change while two caches can see them. The first cache to grow
 * beyond {@code written} goes on in place; another one, whose own text would overwrite rows that
 * are taken, must go on in a copy.
 */
final class KeyValueStore {

  private final Scope scope;
  private final Tensor[] keys;
  private final Tensor[] values;
  private final int capacity;
  private int written;
  private int owners = 1;

  /** An empty store. */
  KeyValueStore(Tensors tensors, TransformerConfig config, int capacity) {
    this.scope = tensors.scope();
    this.capacity = capacity;
    this.keys = new Tensor[config.layers()];
    this.values = new Tensor[config.layers()];
    try {
      for (int i = 0; i < keys.length; i++) {
        keys[i] = scope.allocate(capacity, config.keyValueHeads(), config.headSize());
        values[i] = scope.allocate(capacity, config.keyValueHeads(), config.headSize());
      }
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /** A store with the first rows of this one. */
  KeyValueStore copy(Tensors tensors, TransformerConfig config, int length, int newCapacity) {
    KeyValueStore copy = new KeyValueStore(tensors, config, newCapacity);
    try (Scope step = tensors.scope()) {
      for (int i = 0; i < keys.length; i++) {
        copy.write(i, 0, step.slice(keys[i], 0, 0, length), step.slice(values[i], 0, 0, length));
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
    if (written != length || capacity - length < count) {
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
      scope.close();
    }
  }

  void write(int layer, int at, Tensor newKeys, Tensor newValues) {
    scope.write(keys[layer], at, newKeys);
    scope.write(values[layer], at, newValues);
  }

  Tensor keys(int layer) {
    return keys[layer];
  }

  Tensor values(int layer) {
    return values[layer];
  }

  /** Moves rows to the place behind {@code at}: those of a tree's path to where a run has them. */
  void gather(Tensors tensors, int at, int[] rows) {
    try (Scope step = tensors.scope()) {
      Tensor indices = step.indices(rows);
      for (int i = 0; i < keys.length; i++) {
        write(i, at, step.rows(keys[i], indices), step.rows(values[i], indices));
      }
    }
  }
}
