package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.lexical.CharacterClasses;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.Arrays;

/**
 * The tokens that begin with characters of some classes, by what comes after these: in a string
 * that stays where it is as long as such characters come, the tokens with one rest are all allowed
 * or all not. (What remains of a token after a lexeme is used in the same way.)
 *
 * <p>Only tokens that may stay inside a string.
 */
final class RunTokens {
  /** The tokens of nothing but such characters. */
  final TokenMask pure;

  /** What comes after them in all others, as a trie; its tokens are places in {@link #tokens}. */
  final TokenTrie rests;

  final int[] tokens;
  final SubtreeClasses classes;

  /**
   * Complexity: linear in the nodes of the trie that such characters lead to, and in the bytes of
   * the rests.
   *
   * @param run the classes, as bits of {@link CharacterClasses}
   */
  RunTokens(long run, VocabularyIndex index) {
    TokenTrie trie = index.trie();
    TokenMask.Builder all = new TokenMask.Builder(index.vocabulary().size());
    Rests found = new Rests();
    byte[] utf8 = new byte[trie.maxDepth() + 1];
    for (int node = 1; node < trie.nodes(); ) {
      int depth = trie.depth(node);
      boolean begins = SubtreeClasses.isBetween(utf8[depth - 1]);
      long own = SubtreeClasses.classOf(utf8, depth, trie.byteAt(node));
      int end = trie.skip(node);
      if ((own & run) != 0) {
        for (int t = trie.token(node); t >= 0; t = trie.nextSame(t)) {
          all.add(t);
        }
        node++;
        continue;
      }
      // Bytes that are no UTF-8 are in no string, nor is the quotation mark; without a run before
      // it, the rest is the token.
      if (begins && depth > 1 && trie.byteAt(node) != '"') {
        for (int rank = trie.rank(node); rank < trie.rank(end); rank++) {
          found.add(index, trie.ranked(rank), depth - 1);
        }
      }
      node = end;
    }
    this.pure = all.build();
    this.rests = TokenTrie.of(found.bytes, Arrays.copyOf(found.offsets, found.count + 1));
    this.tokens = Arrays.copyOf(found.tokens, found.count);
    this.classes = new SubtreeClasses(rests);
  }

  private static final class Rests {
    private byte[] bytes = new byte[1 << 12];
    private int[] offsets = new int[1 << 10];
    private int[] tokens = new int[1 << 10];
    private int count;

    void add(VocabularyIndex index, int token, int from) {
      int length = index.vocabulary().byteLength(token) - from;
      if (count + 1 == offsets.length) {
        offsets = Arrays.copyOf(offsets, 2 * offsets.length);
        tokens = Arrays.copyOf(tokens, 2 * tokens.length);
      }
      int at = offsets[count];
      if (at + length > bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * (at + length));
      }
      for (int i = 0; i < length; i++) {
        bytes[at + i] = (byte) index.vocabulary().byteAt(token, from + i);
      }
      tokens[count++] = token;
      offsets[count] = at + length;
    }
  }

  /** About how many bytes it takes. */
  long memoryBytes() {
    return pure.memoryBytes() + 28L * rests.nodes() + 8L * tokens.length;
  }
}
