package dev.espalier.compiler.cfg;

import org.jspecify.annotations.Nullable;

/**
 * A set of one return at least, newest first. Sets that differ in their newest ones share the
 * others. Immutable; one object among equal ones, so that equality is identity.
 */
final class Returns {
  final Return head;
  final @Nullable Returns tail;

  /** The classes from which the text can be completed behind any of them. */
  final long good;

  private final int hash;

  /**
   * @param tail older ones than the head
   */
  Returns(Return head, @Nullable Returns tail) {
    this.head = head;
    this.tail = tail;
    this.good = head.good() | (tail == null ? 0 : tail.good);
    this.hash = 31 * head.hashCode() + (tail == null ? 0 : tail.hash);
  }

  // For the interner: head and tail are the same objects already.
  @Override
  public boolean equals(Object other) {
    return other instanceof Returns r && r.head == head && r.tail == tail;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
