package dev.espalier.compiler.cfg;

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

  Node(Lr0.State state, Node[] below, long number) {
    this.state = state;
    this.below = below;
    this.number = number;
    int h = state.id();
    for (Node node : below) {
      h = 31 * h + node.hash;
    }
    this.hash = h * 0x9E3779B9;
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
