package dev.espalier.compiler.cfg;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.engine.Recent;
import dev.espalier.compiler.engine.VocabularyIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Numbered groups of tokens that are always allowed together, and the masks that were made of them.
 *
 * <p>Safe for use by many threads.
 */
final class TokenGroups {
  private static final int REMEMBERED = 4096;

  private final VocabularyIndex index;
  private final int eos; // the group of the end-of-sequence tokens
  private final List<TokenMask> groups = new ArrayList<>();
  private final Recent<BitSet, TokenMask> masks = new Recent<>(REMEMBERED);

  TokenGroups(VocabularyIndex index) {
    this.index = index;
    Builder end = new Builder();
    for (int token : index.vocabulary().eos()) {
      end.add(token);
    }
    this.eos = add(end);
  }

  /** A group that is being made. */
  static final class Builder {
    private int[] tokens = new int[4];
    private int count;

    void add(int token) {
      if (count == tokens.length) {
        tokens = Arrays.copyOf(tokens, 2 * count);
      }
      tokens[count++] = token;
    }

    void addAll(Builder other) {
      if (count + other.count > tokens.length) {
        tokens = Arrays.copyOf(tokens, 2 * (count + other.count));
      }
      System.arraycopy(other.tokens, 0, tokens, count, other.count);
      count += other.count;
    }

    private TokenMask mask(int size) {
      if (count < size / 256) {
        int[] ids = Arrays.copyOf(tokens, count);
        Arrays.sort(ids);
        boolean distinct = true;
        for (int i = 1; i < count; i++) {
          distinct &= ids[i] != ids[i - 1];
        }
        return TokenMask.ofIds(distinct ? ids : Arrays.stream(ids).distinct().toArray(), size);
      }
      TokenMask.Builder all = new TokenMask.Builder(size);
      forEach(all::add);
      return all.build();
    }

    void forEach(IntConsumer action) {
      for (int i = 0; i < count; i++) {
        action.accept(tokens[i]);
      }
    }

    boolean isEmpty() {
      return count == 0;
    }
  }

  /** Adds a group; answers its number. */
  int add(Builder group) {
    TokenMask mask = group.mask(index.vocabulary().size());
    synchronized (this) {
      groups.add(mask);
      return groups.size() - 1;
    }
  }

  private synchronized TokenMask group(int number) {
    return groups.get(number);
  }

  /**
   * The tokens of some groups.
   *
   * @param taken taken over: not changed afterwards by the caller
   * @param end whether the text may end
   */
  TokenMask mask(BitSet taken, boolean end) {
    if (end) {
      taken.set(eos);
    }
    TokenMask known = masks.get(taken);
    if (known != null) {
      return known;
    }
    TokenMask.Builder builder = new TokenMask.Builder(index.vocabulary().size());
    for (int g = taken.nextSetBit(0); g >= 0; g = taken.nextSetBit(g + 1)) {
      builder.addAll(group(g));
    }
    return masks.put(taken, index.shared(builder.build()));
  }
}
