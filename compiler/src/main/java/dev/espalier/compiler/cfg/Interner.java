package dev.espalier.compiler.cfg;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * One object among equal ones, as long as it is in use: a weak set.
 *
 * <p>Safe for use by many threads, which take turns.
 */
final class Interner<T> {
  private static final class Entry<T> extends WeakReference<T> {
    private final int hash;
    private @Nullable Entry<T> next;

    private Entry(T value, int hash, ReferenceQueue<T> gone, @Nullable Entry<T> next) {
      super(value, gone);
      this.hash = hash;
      this.next = next;
    }
  }

  private final ReferenceQueue<T> gone = new ReferenceQueue<>();
  private @Nullable Entry<T>[] table = newTable(64);
  private int size;

  @SuppressWarnings("unchecked")
  private static <T> @Nullable Entry<T>[] newTable(int length) {
    return (Entry<T>[]) new Entry<?>[length];
  }

  /** The object that is equal to one, which is kept if there is none. */
  synchronized T one(T value) {
    forget();
    int hash = spread(value.hashCode());
    int at = hash & (table.length - 1);
    for (Entry<T> e = table[at]; e != null; e = e.next) {
      if (e.hash == hash) {
        T known = e.get();
        if (known != null && known.equals(value)) {
          return known;
        }
      }
    }
    table[at] = new Entry<>(value, hash, gone, table[at]);
    if (++size > table.length) {
      grow();
    }
    return value;
  }

  private static int spread(int hash) {
    return hash ^ (hash >>> 16);
  }

  @SuppressWarnings("unchecked")
  private void forget() {
    for (Entry<T> dead = (Entry<T>) gone.poll(); dead != null; dead = (Entry<T>) gone.poll()) {
      int at = dead.hash & (table.length - 1);
      Entry<T> before = null;
      for (Entry<T> e = table[at]; e != null; before = e, e = e.next) {
        if (e == dead) {
          if (before == null) {
            table[at] = e.next;
          } else {
            before.next = e.next;
          }
          size--;
          break;
        }
      }
    }
  }

  private void grow() {
    @Nullable Entry<T>[] old = table;
    table = newTable(2 * old.length);
    for (Entry<T> first : old) {
      for (Entry<T> e = first; e != null; ) {
        Entry<T> next = e.next;
        int at = e.hash & (table.length - 1);
        e.next = table[at];
        table[at] = e;
        e = next;
      }
    }
  }
}
