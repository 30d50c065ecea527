package dev.espalier.compiler.engine;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A map that forgets: it keeps at least the last {@code size / 2} and at most {@code size} of the
 * entries that were asked for, where a size is their number or the sum of their weights.
 *
 * <p>Two generations: when the young one is full it becomes the old one, and what was in the old
 * one and not asked for since is forgotten. Safe for use by many threads.
 */
public final class Recent<K, V> {
  private final long generation;
  private final @Nullable ToLongFunction<V> weight; // null where each entry weighs 1
  private volatile ConcurrentHashMap<K, V> young = new ConcurrentHashMap<>();
  private volatile ConcurrentHashMap<K, V> old = new ConcurrentHashMap<>();
  private final LongAdder heavy = new LongAdder(); // what the young ones weigh

  /**
   * @param size how many entries are kept at most
   */
  public Recent(int size) {
    this.generation = Math.max(1, size / 2);
    this.weight = null;
  }

  /**
   * @param size how much the entries that are kept weigh at most, but that there is always room for
   *     two
   * @param weight of an entry, by its value; the same whenever it is asked for
   */
  public Recent(long size, ToLongFunction<V> weight) {
    this.generation = Math.max(1, size / 2);
    this.weight = weight;
  }

  /** The value of a key, or null. */
  public @Nullable V get(K key) {
    V known = young.get(key);
    if (known != null) {
      return known;
    }
    V older = old.get(key);
    return older == null ? null : put(key, older);
  }

  /** Keeps a value, unless there is one by now; answers the one that is kept. */
  public V put(K key, V value) {
    ConcurrentHashMap<K, V> cache = young;
    V before = cache.putIfAbsent(key, value);
    if (before != null) {
      return before;
    }
    if (isFull(cache, value)) {
      synchronized (this) {
        if (young == cache) {
          old = cache;
          young = new ConcurrentHashMap<>();
          heavy.reset();
        }
      }
    }
    return value;
  }

  private boolean isFull(ConcurrentHashMap<K, V> cache, V added) {
    if (weight == null) {
      return cache.mappingCount() > generation;
    }
    heavy.add(weight.applyAsLong(added));
    return heavy.sum() > generation;
  }
}
