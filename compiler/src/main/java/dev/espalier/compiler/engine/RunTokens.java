package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.lexical.CharacterClasses;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.Arrays;
import java.util.Optional;

/**
 * The tokens that begin with characters of some classes, by what comes after these: in a string
 * that stays where it is as long as such characters come, the tokens with one rest are all allowed
 * or all not.
 *
 * <p>Only tokens that may stay inside a string. Memory: a mask, 8 bytes a token with a rest and 25
 * a node of their trie; of a vocabulary of 200,000 tokens less than a megabyte.
 */
final class RunTokens {
  private static final int MAX_RESTS = 1 << 13;

  /** The tokens of nothing but such characters. */
  final TokenMask pure;

  /** What comes after them in all others, as a trie. */
  final TokenTrie rests;

  /** The tokens with these rests, by the ranks of the trie. */
  final int[] byRank;

  final SubtreeClasses classes;

  private RunTokens(TokenMask pure, Rests found) {
    this.pure = pure;
    this.rests = TokenTrie.of(found.bytes, Arrays.copyOf(found.offsets, found.count + 1));
    this.byRank = Arrays.stream(rests.byRank()).map(place -> found.tokens[place]).toArray();
    this.classes = new SubtreeClasses(rests);
  }

  /**
   * The tokens that begin with characters of some classes.
   *
   * <p>Complexity: linear in the nodes of the trie that such characters lead to and that have
   * others below, and in the bytes of the rests.
   *
   * @param classes as bits of {@link CharacterClasses}
   * @return empty if there are too many for this to be of use
   */
  static Optional<RunTokens> of(long classes, VocabularyIndex index) {
    LexicalAutomaton.Run run = new LexicalAutomaton.Run(classes, Integer.MAX_VALUE);
    TokenTrie trie = index.trie();
    TokenMask.Builder all = new TokenMask.Builder(index.vocabulary().size());
    Rests found = new Rests();
    Utf8Classes utf8 = new Utf8Classes(trie.maxDepth());
    for (int node = 1; node < trie.nodes(); ) {
      int depth = trie.depth(node);
      int end = trie.skip(node);
      boolean begins = utf8.isBetween(depth - 1);
      if (begins && index.classes().within(node, run)) {
        all.addAll(trie.byRank(), trie.rank(node), trie.rank(end));
        node = end;
        continue;
      }
      long of = utf8.read(depth, trie.byteAt(node));
      if ((of & ~classes) == 0) {
        for (int t = trie.token(node); t >= 0; t = trie.nextSame(t)) {
          all.add(t);
        }
        node++;
        continue;
      }
      boolean undecided = (of & classes) != 0;
      // Bytes that are no UTF-8 are in no string, nor is the quotation mark. Tokens of which the
      // first byte shows that they begin outside the classes are the rest themselves.
      boolean wrong = begins ? depth == 1 || trie.byteAt(node) == '"' : of == Utf8Classes.OTHER;
      if (undecided || !wrong) {
        int last = undecided ? node + 1 : end;
        if (found.count + trie.rank(last) - trie.rank(node) > MAX_RESTS) {
          return Optional.empty();
        }
        for (int rank = trie.rank(node); rank < trie.rank(last); rank++) {
          found.add(index, trie.ranked(rank), utf8.start(depth));
        }
      }
      if (undecided) {
        node++;
        continue;
      }
      node = end;
    }
    return Optional.of(new RunTokens(all.build(), found));
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
}
