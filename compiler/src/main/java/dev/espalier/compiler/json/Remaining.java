package dev.espalier.compiler.json;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which keys may still come in an object: all but those that were read, in their order. */
final class Remaining {
  private final Supplier<ObjectKeys> keys;
  private final Seen seen;
  private final int rank;
  private final @Nullable String next;

  private Remaining(Supplier<ObjectKeys> keys, Seen seen, int rank, @Nullable String next) {
    this.keys = keys;
    this.seen = seen;
    this.rank = rank;
    this.next = next;
  }

  /**
   * Every key: the object has not begun.
   *
   * @param keys asked for when they matter
   */
  static Remaining all(Supplier<ObjectKeys> keys) {
    return new Remaining(keys, Seen.NONE, 0, null);
  }

  /**
   * The keys after some.
   *
   * @param rank the smallest rank that may come
   */
  static Remaining after(ObjectKeys keys, Seen seen, int rank) {
    return new Remaining(() -> keys, seen, rank, null);
  }

  /** The same keys, of which a certain one comes next. */
  Remaining beginningWith(int label, String key) {
    return new Remaining(keys, seen, keys.get().rankAfter(label, rank), key);
  }

  ObjectKeys keys() {
    return keys.get();
  }

  /** Whether a key may come. */
  boolean mayCome(String key) {
    if (key.equals(next) || (rank == 0 && seen == Seen.NONE)) {
      return true;
    }
    ObjectKeys all = keys.get();
    return !seen.contains(all.space(), key) && all.mayCome(key, rank);
  }

  /** The classes of keys without a name. */
  BitSet classes() {
    return keys.get().space().patterns().reachable(PatternProduct.START);
  }

  /**
   * A key of a class that may come.
   *
   * @param besides keys that are taken
   */
  Optional<String> fresh(int keyClass, Set<String> besides) {
    return fresh(keyClass, 1, besides).stream().findFirst();
  }

  /** Up to so many keys of a class that may come, found at once: one by one costs the square. */
  List<String> fresh(int keyClass, int count, Set<String> besides) {
    KeySpace space = keys.get().space();
    int taken = space.names().size() + seen.others().size() + besides.size();
    return space
        .patterns()
        .keys(
            keyClass,
            count,
            taken + 1,
            key -> {
              boolean named = space.isName(space.label(key));
              return !named && !besides.contains(key) && !seen.contains(space, key);
            });
  }
}
