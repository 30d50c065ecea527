package dev.espalier.compiler.engine;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A map that forgets: it keeps at least the last {@code size / 2} and at most {@code size} of the
 * entries that were asked for.
 *
 * <p>Two generations: when the young one is full it becomes the old one, and what was in the old
 * one and not asked for since is forgotten. Safe for use by many threads.
 */
public final class Recent<K, V> {
  private final int generation;
  private volatile ConcurrentHashMap<K, V> young = new ConcurrentHashMap<>();
  private volatile ConcurrentHashMap<K, V> old = new ConcurrentHashMap<>();

  public Recent(int size) {
    this.generation = Math.max(1, size / 2);
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
    if (cache.mappingCount() > generation) {
      synchronized (this) {
        if (young == cache) {
          old = cache;
          young = new ConcurrentHashMap<>();
        }
      }
    }
    return value;
  }
}
