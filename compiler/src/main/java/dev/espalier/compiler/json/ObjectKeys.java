package dev.espalier.compiler.json;

import dev.espalier.compiler.automata.CodePointDfa;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the keys of an object are told apart and in which order they come.
 *
 * <p>A name's <em>rank</em> is its place in declared order; all other keys have the rank after the
 * last name. Of a text that is being written, the smallest rank that may still come is kept.
 */
final class ObjectKeys {
  private final KeySpace space;
  private final List<String> declared;
  private final List<CodePointDfa> patterns;
  private final boolean ordered;
  private final Map<String, Integer> ranks = new HashMap<>();

  /**
   * @param declared the names of the space that have a place in the order; the others, like keys
   *     without a name, come last
   * @param patterns the patterns of the space's classes
   * @param ordered whether keys come in declared order
   */
  ObjectKeys(KeySpace space, List<String> declared, List<CodePointDfa> patterns, boolean ordered) {
    this.space = space;
    this.declared = declared;
    this.patterns = patterns;
    this.ordered = ordered;
    for (int i = 0; i < declared.size(); i++) {
      ranks.put(declared.get(i), i);
    }
  }

  KeySpace space() {
    return space;
  }

  List<String> declared() {
    return declared;
  }

  List<CodePointDfa> patterns() {
    return patterns;
  }

  /** Whether keys come in declared order. */
  boolean ordered() {
    return ordered;
  }

  /** The place of a key in declared order. */
  int rank(String name) {
    return ranks.getOrDefault(name, declared.size());
  }

  /** The smallest rank that may come after a key. */
  int rankAfter(int label, int rank) {
    if (!ordered) {
      return rank;
    }
    return space.isName(label)
        ? Math.min(rank(space.name(label)) + 1, declared.size())
        : declared.size();
  }

  /** Whether a name may still come where a rank is the smallest that may. */
  boolean mayCome(String name, int rank) {
    return !ordered || rank(name) >= rank;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ObjectKeys k
            && k.ordered == ordered
            && k.space.equals(space)
            && k.declared.equals(declared)
            && k.patterns.equals(patterns));
  }

  @Override
  public int hashCode() {
    return space.hashCode();
  }
}
