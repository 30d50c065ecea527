package dev.espalier.compiler.cfg;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.engine.Recent;
import dev.espalier.compiler.engine.VocabularyIndex;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbered groups of tokens that are always allowed together, equal groups with one number, and the
 * masks that were made of them.
 *
 * <p>Safe for use by many threads.
 */
final class TokenGroups {
  // A group of more tokens has a mask of its own.
  private static final int LARGE = 1024;

  // The group of the end-of-sequence tokens, which may have no bytes and so no ranks.
  private static final int END = 0;

  // About what a set of groups takes.
  private static final int KEY_BYTES = 600;

  private final VocabularyIndex index;
  private final SharedWalks shared;
  private final Map<TokenRanks, Integer> numbers = new HashMap<>();
  private volatile @Nullable TokenRanks[] groups = new TokenRanks[64];
  private int count = END + 1;
  private final Map<TokenRanks, TokenMask> large = new HashMap<>();
  private final Recent<BitSet, TokenMask> masks;
  private long memoryBytes;

  /**
   * @param maskBytes how many bytes of masks are remembered
   */
  TokenGroups(VocabularyIndex index, long maskBytes) {
    this.index = index;
    this.shared = SharedWalks.of(index.vocabulary());
    this.masks = new Recent<>(maskBytes, mask -> KEY_BYTES + mask.memoryBytes());
  }

  /** The number of a group. */
  synchronized int add(TokenRanks group) {
    Integer known = numbers.get(group);
    if (known != null) {
      return known;
    }
    int number = count++;
    @Nullable TokenRanks[] all = groups;
    if (number == all.length) {
      all = Arrays.copyOf(all, 2 * number);
    }
    all[number] = group;
    groups = all; // written after what it holds
    numbers.put(group, number);
    memoryBytes += 64 + group.memoryBytes();
    return number;
  }

  /** The group of a number. */
  TokenRanks group(int number) {
    TokenRanks group = groups[number];
    if (group == null) {
      throw new AssertionError(number);
    }
    return group;
  }

  /** About how many bytes of memory the groups take, without the masks of several. */
  synchronized long memoryBytes() {
    return memoryBytes;
  }

  /**
   * The tokens of some groups.
   *
   * @param taken taken over: not changed afterwards by the caller
   * @param end whether the text may end
   */
  TokenMask mask(BitSet taken, boolean end) {
    if (end) {
      taken.set(END);
    }
    TokenMask known = masks.get(taken);
    if (known != null) {
      return known;
    }
    TokenMask.Builder builder = new TokenMask.Builder(index.vocabulary().size());
    if (end) {
      for (int token : index.vocabulary().eos()) {
        builder.add(token);
      }
    }
    for (int g = taken.nextSetBit(END + 1); g >= 0; g = taken.nextSetBit(g + 1)) {
      TokenRanks group = group(g);
      if (group.count() > LARGE) {
        builder.addAll(large(group));
      } else {
        group.forEach(index.trie(), builder::add);
      }
    }
    return masks.put(taken, index.shared(builder.build()));
  }

  /** The mask of a large group. Many differ little from one that was made before. */
  private synchronized TokenMask large(TokenRanks group) {
    TokenMask known = large.get(group);
    if (known == null) {
      known = shared.mask(group, this::make);
      large.put(group, known);
      memoryBytes += known.memoryBytes();
    }
    return known;
  }

  private TokenMask make(TokenRanks group) {
    TokenRanks nearest = null;
    for (TokenRanks other : large.keySet()) {
      if (nearest == null || distance(other, group) < distance(nearest, group)) {
        nearest = other;
      }
    }
    TokenMask.Builder builder = new TokenMask.Builder(index.vocabulary().size());
    TokenMask like = nearest == null ? null : large.get(nearest);
    TokenRanks more = nearest == null ? group : group.minus(nearest);
    if (nearest != null && like != null && more.count() < group.count() / 2) {
      builder.addAll(like);
      nearest.minus(group).forEach(index.trie(), builder::remove);
      more.forEach(index.trie(), builder::add);
    } else {
      group.forEach(index.trie(), builder::add);
    }
    return builder.build();
  }

  private static int distance(TokenRanks a, TokenRanks b) {
    return Math.abs(a.count() - b.count());
  }
}
