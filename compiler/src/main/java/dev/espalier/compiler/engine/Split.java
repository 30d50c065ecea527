package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How the vocabulary splits at a state of a lexical automaton, once and for all structures.
 *
 * <p><em>Interior</em> tokens stay inside the lexeme. <em>Exits</em> end it and go on; they are
 * grouped by the label at which the lexeme ends and by what remains of the token after it. The
 * remainders of one label form a trie in depth-first order. Whether a group is allowed is for the
 * structure to say; the mask is the interior and the groups that it takes, composed once for each
 * choice of groups.
 */
final class Split {
  /** The exits with one label. Node 0 is the root: nothing remains. */
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

    /** The same remainders after another label. */
    Exits withLabel(int other) {
      return other == label ? this : new Exits(other, bytes, depths, skips, groups);
    }
  }

  final TokenMask interior;
  final Exits[] exits;

  /** The tokens of each group. */
  final int[][] groups;

  private final VocabularyIndex index;
  private final ConcurrentHashMap<Choice, TokenMask> composed = new ConcurrentHashMap<>();

  private final AtomicLong composedBytes = new AtomicLong();

  private record Choice(BitSet groups, boolean end) {}

  Split(TokenMask interior, Exits[] exits, int[][] groups, VocabularyIndex index) {
    this.interior = interior;
    this.exits = exits;
    this.groups = groups;
    this.index = index;
  }

  /**
   * The mask of the interior tokens, some groups, and the end-of-sequence tokens if the text may
   * end.
   *
   * @param taken taken over: not changed afterwards by the caller
   */
  TokenMask compose(BitSet taken, boolean end) {
    Choice choice = new Choice(taken, end);
    TokenMask mask = composed.get(choice);
    if (mask == null) {
      mask = index.shared(build(taken, end).build());
      if (composed.size() > 4096) {
        composed.clear();
        composedBytes.set(0);
      }
      if (composed.put(choice, mask) == null) {
        composedBytes.addAndGet(mask.memoryBytes());
      }
    }
    return mask;
  }

  /** As {@link #compose}, to be changed further. */
  TokenMask.Builder build(BitSet taken, boolean end) {
    TokenMask.Builder builder = new TokenMask.Builder(index.vocabulary().size()).addAll(interior);
    for (int g = taken.nextSetBit(0); g >= 0; g = taken.nextSetBit(g + 1)) {
      for (int token : groups[g]) {
        builder.add(token);
      }
    }
    if (end) {
      for (int eos : index.vocabulary().eos()) {
        builder.add(eos);
      }
    }
    return builder;
  }

  /** About how many bytes the split takes, with the masks that were composed from it. */
  long memoryBytes() {
    long bytes = 200 + interior.memoryBytes() + composedBytes.get();
    for (Exits e : exits) {
      bytes += 100 + 11L * e.bytes.length;
    }
    return bytes + Arrays.stream(groups).mapToLong(g -> 24 + 4L * g.length).sum();
  }
}
