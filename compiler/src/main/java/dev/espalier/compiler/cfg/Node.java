package dev.espalier.compiler.cfg;

import org.jspecify.annotations.Nullable;

/**
 * The top of some stacks: a state, and for each of its slots where it returns to. Immutable; one
 * object among equal ones, so that equality is identity.
 *
 * <p>What a stack holds besides can make no difference any more, and is not kept. So the stacks of
 * a list that is written with right recursion are no higher than those of one with left recursion.
 */
final class Node {
  static final Returns[] NOWHERE = {};

  final Lr0.State state;
  final Returns[] back;
  final long number;
  private final int hash;

  // Of each of the state's symbols, the classes behind it from which the text can be completed; or
  // nothing, where everything can be written.
  private final long[] good;

  private volatile @Nullable Return begun;

  /** Numbers for what it looks like down to each depth, 0 where not asked for yet. */
  int[] tops = Tops.NONE;

  /**
   * @param number greater than those of all nodes that it returns to
   */
  Node(Lr0.State state, Returns[] back, long[] good, long number) {
    this.state = state;
    this.back = back;
    this.good = good;
    this.number = number;
    // By the numbers of what it returns to, which are unlike each other: hashes of hashes come to
    // equal ones when stacks lie on each other in a regular way.
    long h = state.id();
    for (Returns returns : back) {
      h = (h ^ returns.hashCode()) * 0x9E3779B97F4A7C15L;
      h ^= h >>> 32;
    }
    this.hash = (int) h;
  }

  /** The return to here once a nonterminal that begins here is complete. */
  Return begun(int nonterminal) {
    Return known = known(nonterminal);
    if (known == null) {
      synchronized (this) {
        known = known(nonterminal);
        if (known == null) {
          known = new Return(this, nonterminal, begun);
          begun = known;
        }
      }
    }
    return known;
  }

  private @Nullable Return known(int nonterminal) {
    Return at = begun;
    while (at != null && at.symbol != nonterminal) {
      at = at.next;
    }
    return at;
  }

  /** {@link #good} of all symbols. Shared, not to be changed. */
  long[] allGood() {
    return good;
  }

  /**
   * The classes behind a symbol from which the text can be completed; none where they are not
   * followed.
   */
  long good(int symbol) {
    if (good.length == 0) {
      return 0;
    }
    int at = state.transition(symbol);
    return at < 0 ? 0 : good[at];
  }

  // For the interner: what it returns to is the same object already.
  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof Node n) || n.state != state) {
      return false;
    }
    for (int i = 0; i < back.length; i++) {
      if (back[i] != n.back[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
