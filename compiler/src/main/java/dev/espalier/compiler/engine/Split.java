package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import java.util.BitSet;

/**
 * How the vocabulary splits at a state of a lexical automaton, once and for all structures.
 *
 * <p><em>Interior</em> tokens stay inside the lexeme. <em>Exits</em> end it and go on; they are
 * grouped by the label at which the lexeme ends and by what remains of the token after it. Whether
 * a group is allowed is for the structure to say.
 */
abstract sealed class Split permits WalkedSplit, StringSplit, JoinedSplit {
  /**
   * The exits with one label: their remainders as a trie in depth-first order. Node 0 is the root:
   * nothing remains.
   */
  static final class Exits {
    final int label;
    final byte[] bytes;
    final short[] depths;
    final int[] skips;

    /** The group of the tokens whose remainder ends at a node, or -1. */
    final int[] groups;

    Exits(int label, byte[] bytes, short[] depths, int[] skips, int[] groups) {
      this.label = label;
      this.bytes = bytes;
      this.depths = depths;
      this.skips = skips;
      this.groups = groups;
    }
  }

  /**
   * What a structure says of exits.
   *
   * @param taken the groups that are allowed
   * @param byToken those of which it depends on the token, since it does on the text before
   */
  record Verdict(BitSet taken, BitSet byToken) {
    static final Verdict NONE = new Verdict(new BitSet(), new BitSet());

    /** Every group is to be looked at. */
    static Verdict unknown(int groups) {
      BitSet all = new BitSet(groups);
      all.set(0, groups);
      return new Verdict(new BitSet(), all);
    }
  }

  /** The mask of a state at which the vocabulary splits so. */
  abstract TokenMask mask(EngineState state);

  /**
   * Of the tokens that leave the lexeme at a state at which the vocabulary splits so, and are
   * allowed: one for each label and remainder, and all where more depends on the token.
   */
  abstract int[] leaving(EngineState state);

  /** About how many bytes the split takes, with the masks that were composed from it. */
  abstract long memoryBytes();
}
