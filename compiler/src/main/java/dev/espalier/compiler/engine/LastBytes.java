package dev.espalier.compiler.engine;

import java.util.BitSet;

/** A grammar that knows how its texts begin and end. */
public interface LastBytes {
  /** The bytes that a text can begin with, or more of them. */
  default BitSet firstBytes() {
    BitSet all = new BitSet(256);
    all.set(0, 256);
    return all;
  }

  /** The bytes that a text can end with, or more of them. */
  BitSet lastBytes();
}
