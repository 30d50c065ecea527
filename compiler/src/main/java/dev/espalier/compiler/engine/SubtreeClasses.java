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

  /** In place of a class: bytes of no character that stands for itself in a string. */
  private static final long OTHER = 1L << 63;

  private final long[] classes;

  /** In bytes, or {@link #MAX_LENGTH} if they are longer. */
  private final byte[] lengths;

  SubtreeClasses(TokenTrie trie) {
    int nodes = trie.nodes();
    classes = new long[nodes];
    lengths = new byte[nodes];
    byte[] utf8 = new byte[trie.maxDepth() + 1];
    for (int node = 1; node < nodes; node++) {
      classes[node] = classOf(utf8, trie.depth(node), trie.byteAt(node));
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

  /** Whether all tokens below a node, itself included, are made of characters that may come. */
  boolean within(int node, LexicalAutomaton.Run run) {
    return (classes[node] & ~run.classes()) == 0
        && (run.length() >= MAX_LENGTH
            ? run.length() == Integer.MAX_VALUE || (lengths[node] & 0xff) < MAX_LENGTH
            : (lengths[node] & 0xff) <= run.length());
  }

  // States of a reader of UTF-8 (RFC 3629): between characters; 1 to 3 continuation bytes before
  // the end of one; before a second byte of a narrower range; lost.
  private static final byte BETWEEN = 0;
  private static final byte AFTER_E0 = 4;
  private static final byte AFTER_ED = 5;
  private static final byte AFTER_F0 = 6;
  private static final byte AFTER_F4 = 7;
  private static final byte LOST = 8;

  /** Whether a reader stands between two characters. */
  static boolean isBetween(byte state) {
    return state == BETWEEN;
  }

  /**
   * The class of the character that a byte is part of, as a bit.
   *
   * @param utf8 states of a reader, by depth; the one at {@code depth} is set
   */
  static long classOf(byte[] utf8, int depth, int b) {
    byte before = utf8[depth - 1];
    byte after;
    if (before == BETWEEN) {
      after = b < 0x80 ? BETWEEN : lead(b);
    } else if (before == LOST || b < low(before) || b > high(before)) {
      after = LOST;
    } else {
      after = before < AFTER_E0 ? (byte) (before - 1) : before < AFTER_F0 ? (byte) 1 : 2;
    }
    utf8[depth] = after;
    int k = CharacterClasses.of(before == BETWEEN ? b : 0x80);
    return after == LOST || k == CharacterClasses.NO_CLASS ? OTHER : 1L << k;
  }

  private static byte lead(int b) {
    if (b >= 0xC2 && b < 0xE0) {
      return 1;
    } else if (b >= 0xE0 && b < 0xF0) {
      return b == 0xE0 ? AFTER_E0 : b == 0xED ? AFTER_ED : 2;
    }
    return b >= 0xF0 && b < 0xF5 ? b == 0xF0 ? AFTER_F0 : b == 0xF4 ? AFTER_F4 : 3 : LOST;
  }

  private static int low(byte state) {
    return state == AFTER_E0 ? 0xA0 : state == AFTER_F0 ? 0x90 : 0x80;
  }

  private static int high(byte state) {
    return state == AFTER_ED ? 0x9F : state == AFTER_F4 ? 0x8F : 0xBF;
  }
}
