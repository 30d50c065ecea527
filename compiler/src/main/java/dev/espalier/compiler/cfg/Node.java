package dev.espalier.compiler.cfg;

import java.util.Arrays;

/**
 * The top of some stacks: a state, and what may lie below it. Immutable; one object among equal
 * ones, so that equality is identity.
 */
final class Node {
  static final Node[] NONE = new Node[0];

  final Lr0.State state;
  final Node[] below; // ordered by number
  final long number;
  private final int hash;

  // Of each of the state's symbols, the classes behind it from which the text can be completed; or
  // nothing, where everything can be written.
  private final long[] good;

  /** Numbers for what it looks like down to each depth, 0 where not asked for yet. */
  int[] tops = Tops.NONE;

  Node(Lr0.State state, Node[] below, long[] good, long number) {
    this.state = state;
    this.below = below;
    this.good = good;
    this.number = number;
    // By the numbers, which are unlike each other: hashes of hashes come to equal ones when stacks
    // lie on each other in a regular way.
    long h = state.id();
    for (Node node : below) {
      h = (h ^ node.number) * 0x9E3779B97F4A7C15L;
      h ^= h >>> 32;
    }
    this.hash = (int) h;
  }

  /** {@link #good} of all symbols. Shared, not to be changed. */
  long[] allGood() {
    return good;
  }

  /** The classes behind a symbol from which the text can be completed. */
  long good(int symbol) {
    int at = Arrays.binarySearch(state.symbols(), symbol);
    return at < 0 ? 0 : good[at];
  }

  // For the interner: what lies below is the same object already.
  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof Node n) || n.state != state || n.below.length != below.length) {
      return false;
    }
    for (int i = 0; i < below.length; i++) {
      if (below[i] != n.below[i]) {
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
