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
  private static final @Nullable Return[] NONE = {null};

  final Lr0.State state;
  final Returns[] back;
  final long number;
  private final int hash;

  // Of each of the state's symbols, the classes behind it from which the text can be completed; or
  // nothing, where everything can be written.
  private final long[] good;

  // A hash table of the returns to here, by their nonterminals.
  private volatile @Nullable Return[] begun = NONE;
  private int count;

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
    @Nullable Return[] table = begun;
    // What another thread puts there is either seen whole or not at all.
    Return known = table[slot(table, nonterminal)];
    return known != null ? known : begin(nonterminal);
  }

  private synchronized Return begin(int nonterminal) {
    int at = slot(begun, nonterminal);
    Return known = begun[at];
    if (known == null) {
      if (2 * (count + 1) > begun.length) {
        @Nullable Return[] more = new Return[Math.max(4, 2 * begun.length)];
        for (Return one : begun) {
          if (one != null) {
            more[slot(more, one.symbol)] = one;
          }
        }
        begun = more;
        at = slot(more, nonterminal);
      }
      count++;
      known = new Return(this, nonterminal);
      begun[at] = known;
    }
    return known;
  }

  private static int slot(@Nullable Return[] table, int nonterminal) {
    int at = nonterminal * 0x9E3779B9 >>> 16 & table.length - 1;
    for (Return one = table[at]; one != null && one.symbol != nonterminal; one = table[at]) {
      at = at + 1 & table.length - 1;
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
