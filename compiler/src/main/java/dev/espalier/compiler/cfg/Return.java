package dev.espalier.compiler.cfg;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Where a parse returns to once a nonterminal is complete: to the node that it began above. One
 * object for each node and nonterminal.
 */
final class Return {
  final Node origin;
  final int symbol;

  /** The set of this one alone. */
  final Returns alone;

  // Weak, since nodes must not keep those above them, of texts long gone.
  private volatile @Nullable WeakReference<Node> after;

  Return(Node origin, int symbol) {
    this.origin = origin;
    this.symbol = symbol;
    this.alone = new Returns(this, null);
  }

  /** Whether it is newer than another one: its origin is, or is the same with a greater symbol. */
  boolean isNewer(Return other) {
    return origin.number > other.origin.number || (origin == other.origin && symbol > other.symbol);
  }

  /** The node after the nonterminal, as far as it is known. */
  @Nullable Node after() {
    WeakReference<Node> known = after;
    return known == null ? null : known.get();
  }

  /** Remembers the node after the nonterminal. */
  void after(Node node) {
    after = new WeakReference<>(node);
  }

  /** The classes behind the nonterminal from which the text can be completed. */
  long good() {
    return origin.good(symbol);
  }

  @Override
  public int hashCode() {
    long h = (origin.number * 31 + symbol) * 0x9E3779B97F4A7C15L;
    return (int) (h >>> 32);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }
}
