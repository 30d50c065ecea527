package dev.espalier.compiler.cfg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Sets of ranges against sets of bits. */
class TokenRanksTest {
  private static final int TOKENS = 256;

  private static final TokenTrie TRIE = trie();

  private static TokenTrie trie() {
    Vocabulary.Builder builder = Vocabulary.builder().special(0, "<end>").eos(0);
    for (int b = TOKENS - 1; b >= 0; b--) {
      builder.add(new byte[] {(byte) b});
    }
    return builder.build().trie();
  }

  private static BitSet bits(TokenRanks ranks) {
    BitSet bits = new BitSet();
    ranks.forEach(TRIE, token -> bits.set(TOKENS - token)); // back to its rank
    assertEquals(bits.cardinality(), ranks.count());
    return bits;
  }

  @RepeatedTest(300)
  void rangesAreSets(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    String seed = "seed " + repetition.getCurrentRepetition();
    boolean ascending = random.nextBoolean();
    BitSet[] bits = new BitSet[2];
    TokenRanks.Builder[] builders = new TokenRanks.Builder[2];
    for (int i = 0; i < 2; i++) {
      bits[i] = new BitSet();
      builders[i] = new TokenRanks.Builder();
      int at = 0;
      for (int n = random.nextInt(12); n > 0; n--) {
        int from = ascending ? Math.min(TOKENS, at + random.nextInt(8)) : random.nextInt(TOKENS);
        int to = Math.min(TOKENS, from + random.nextInt(20));
        bits[i].set(from, to);
        builders[i].add(from, to);
        at = to;
      }
    }
    TokenRanks one = builders[0].build();
    TokenRanks other = builders[1].build();
    assertEquals(bits[0], bits(one), seed);

    BitSet minus = (BitSet) bits[0].clone();
    minus.andNot(bits[1]);
    assertEquals(minus, bits(one.minus(other)), seed);

    int from = random.nextInt(TOKENS);
    int to = from + random.nextInt(TOKENS - from + 1);
    BitSet within = (BitSet) bits[1].clone();
    within.clear(0, from);
    within.clear(to, TOKENS);
    TokenRanks.Builder others = new TokenRanks.Builder();
    within.stream().forEach(rank -> others.add(rank, rank + 1));
    BitSet replaced = (BitSet) bits[0].clone();
    replaced.clear(from, to);
    replaced.or(within);
    TokenRanks after = one.replace(from, to, others);
    assertEquals(replaced, bits(after), seed);
    TokenRanks.Builder same = new TokenRanks.Builder();
    replaced.stream().forEach(rank -> same.add(rank, rank + 1));
    assertEquals(same.build(), after, seed);

    builders[0].addAll(builders[1]);
    BitSet both = (BitSet) bits[0].clone();
    both.or(bits[1]);
    assertEquals(both, bits(builders[0].build()), seed);
  }
}
