package dev.espalier.compiler.cfg;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a parse stands between two terminals: every stack that may still lead to a text of the
 * grammar. Immutable; one object among equal ones, so that equality is identity.
 */
public final class Level {
  // Ordered by their states; only those that can shift a terminal.
  final Node[] nodes;
  private final long[] terminals;
  private final int hash;

  /** Numbers for what its stacks look like down to each depth, 0 where not asked for yet. */
  int[] tops = Tops.NONE;

  Level(Node[] nodes, long[] terminals) {
    this.nodes = nodes;
    this.terminals = terminals;
    this.hash = Arrays.hashCode(nodes);
  }

  /** Whether the text can go on with a terminal. */
  public boolean allows(int terminal) {
    return (terminals[terminal >> 6] >>> terminal & 1) != 0;
  }

  /** Whether the text can go on with a terminal of a set. */
  public boolean allowsAny(long[] set) {
    for (int i = 0; i < terminals.length; i++) {
      if ((terminals[i] & set[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  /** The terminals that the text can go on with, as bits. Shared, not to be changed. */
  public long[] terminals() {
    return terminals;
  }

  /** The node that shifts a symbol, if it is the only one. */
  @Nullable Node only(int symbol) {
    Node only = null;
    for (Node node : nodes) {
      if ((node.state.shifts()[symbol >> 6] >>> symbol & 1) != 0) {
        if (only != null) {
          return null;
        }
        only = node;
      }
    }
    return only;
  }

  /** How many stacks' tops it holds. */
  public int size() {
    return nodes.length;
  }

  // For the interner: the nodes are the same objects already.
  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof Level l) || l.nodes.length != nodes.length) {
      return false;
    }
    for (int i = 0; i < nodes.length; i++) {
      if (nodes[i] != l.nodes[i]) {
        return false;
      }
    }
    return Arrays.equals(terminals, l.terminals);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
