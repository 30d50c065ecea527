package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.lexical.CharacterClasses;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/**
 * Of every class of characters the tokens that have one of it, so that those of nothing but some
 * classes are found without a walk; and how many characters tokens begin.
 *
 * <p>Memory: a mask for each class, one for each number of characters that was asked for, and 4
 * bytes a token; of a vocabulary of 200,000 tokens 2 to 4 MB.
 */
final class TokenClasses {
  private final TokenMask all;

  /** By class, and last those with anything else than such characters. */
  private final TokenMask[] having;

  /** By how many characters they begin. */
  private final int[][] beginning;

  private final AtomicReferenceArray<TokenMask> longer;

  TokenClasses(VocabularyIndex index) {
    TokenTrie trie = index.trie();
    int size = index.vocabulary().size();
    this.all = new TokenMask.Builder(size).addAll(trie.byRank(), 0, trie.tokens()).build();
    TokenMask.Builder[] builders =
        IntStream.rangeClosed(0, CharacterClasses.count())
            .mapToObj(k -> new TokenMask.Builder(size))
            .toArray(TokenMask.Builder[]::new);
    Utf8Classes utf8 = new Utf8Classes(trie.maxDepth());
    int[] counts = new int[trie.tokens()];
    int[] begun = new int[trie.maxDepth() + 1]; // how many characters up to a depth
    long[] before =
        new long[trie.maxDepth() + 1]; // the classes of the whole characters up to there
    for (int node = 1; node < trie.nodes(); node++) {
      int depth = trie.depth(node);
      long of = utf8.read(depth, trie.byteAt(node));
      long with = before[depth - 1] | of;
      before[depth] = of == Utf8Classes.OTHER || utf8.isBetween(depth) ? with : before[depth - 1];
      begun[depth] = begun[depth - 1] + ((trie.byteAt(node) & 0xc0) == 0x80 ? 0 : 1);
      Arrays.fill(counts, trie.rank(node), trie.rank(node + 1), begun[depth]);
      for (int t = trie.token(node); t >= 0; t = trie.nextSame(t)) {
        for (long rest = with; rest != 0; rest &= rest - 1) {
          builders[Math.min(Long.numberOfTrailingZeros(rest), builders.length - 1)].add(t);
        }
      }
    }
    this.having = Arrays.stream(builders).map(TokenMask.Builder::build).toArray(TokenMask[]::new);
    this.beginning = StringSplits.byCount(trie.byRank(), counts, trie.maxDepth());
    this.longer = new AtomicReferenceArray<>(beginning.length);
  }

  /** The tokens of nothing but characters of some classes. */
  TokenMask within(long classes) {
    TokenMask.Builder builder = new TokenMask.Builder(all.size()).addAll(all);
    for (int k = 0; k < having.length; k++) {
      if (k == having.length - 1 || (classes >>> k & 1) == 0) {
        builder.removeAll(having[k]);
      }
    }
    return builder.build();
  }

  /** The tokens that begin more than so many characters, as far as they are UTF-8. */
  TokenMask longer(int count) {
    TokenMask known = longer.get(count);
    if (known == null) {
      TokenMask.Builder builder = new TokenMask.Builder(all.size());
      for (int more = count + 1; more < beginning.length; more++) {
        builder.addAll(beginning[more], 0, beginning[more].length);
      }
      known = builder.build();
      longer.set(count, known);
    }
    return known;
  }
}
