package dev.espalier.compiler.engine;

import dev.espalier.compiler.lexical.CharacterClasses;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import dev.espalier.compiler.vocabulary.TokenTrie;

/**
 * Of every node of a vocabulary's trie, the classes of all characters that the tokens below it have
 * from its own byte on, and how long these are: where a string goes on with all of them, the tokens
 * are taken whole, without a walk.
 *
 * <p>Memory: 9 bytes a node.
 */
final class SubtreeClasses {
  private static final int MAX_LENGTH = 255;

  private final long[] classes;

  /** In bytes, or {@link #MAX_LENGTH} if they are longer. */
  private final byte[] lengths;

  SubtreeClasses(TokenTrie trie) {
    int nodes = trie.nodes();
    classes = new long[nodes];
    lengths = new byte[nodes];
    Utf8Classes utf8 = new Utf8Classes(trie.maxDepth());
    for (int node = 1; node < nodes; node++) {
      int depth = trie.depth(node);
      long of = utf8.read(depth, trie.byteAt(node));
      // What an unfinished character can become matters only if a token ends in it.
      boolean counts = of == Utf8Classes.OTHER || utf8.isBetween(depth) || trie.token(node) >= 0;
      classes[node] = counts ? of : CharacterClasses.NONE;
    }
    // Backwards: what was found at a depth belongs to the children of the next node above it.
    long[] below = new long[trie.maxDepth() + 2];
    int[] longest = new int[trie.maxDepth() + 2];
    for (int node = nodes - 1; node > 0; node--) {
      int depth = trie.depth(node);
      classes[node] |= below[depth + 1];
      int length = longest[depth + 1] + 1;
      below[depth + 1] = CharacterClasses.NONE;
      longest[depth + 1] = 0;
      below[depth] |= classes[node];
      longest[depth] = Math.max(longest[depth], length);
      lengths[node] = (byte) Math.min(length, MAX_LENGTH);
    }
  }

  /**
   * Whether all tokens below a node, itself included, are made of characters that may come.
   *
   * @param b the node's own byte
   */
  boolean within(int node, int b, LexicalAutomaton.Run run) {
    return (classes[node] & ~run.then()) == 0
        && (run.first() == run.then() || CharacterClasses.begins(run.first(), b))
        && (run.length() >= MAX_LENGTH
            ? run.length() == Integer.MAX_VALUE || (lengths[node] & 0xff) < MAX_LENGTH
            : (lengths[node] & 0xff) <= run.length());
  }
}
