package dev.espalier.compiler.engine;

import java.util.BitSet;

/** A grammar that knows how its texts end. */
public interface LastBytes {
  /** The bytes that a text can end with, or more of them. */
  BitSet lastBytes();
}
