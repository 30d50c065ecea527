package dev.espalier.runtime.generation;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes as tokens, by the vocabulary alone: any sequence of tokens with just these bytes, whether
 * or not the model's own tokenizer would write it.
 *
 * <p>Immutable.
 */
public final class Segmenter {
  private final TokenTrie trie;

  public Segmenter(TokenTrie trie) {
    this.trie = trie;
  }

  /**
   * A sequence with the fewest tokens; of several, the one whose first tokens are longest. Empty if
   * no sequence of tokens has these bytes.
   *
   * <p>Complexity: linear in the number of bytes times the longest token.
   */
  public Optional<int[]> fewest(byte[] bytes) {
    int n = bytes.length;
    // By position: the fewest tokens from there to the end, and the token that begins them.
    int[] count = new int[n + 1];
    int[] token = new int[n + 1];
    int[] length = new int[n + 1];
    Arrays.fill(count, Integer.MAX_VALUE);
    count[n] = 0;
    for (int from = n - 1; from >= 0; from--) {
      int node = 0;
      for (int to = from + 1; to <= n; to++) {
        node = child(node, bytes[to - 1]);
        if (node < 0) {
          break;
        }
        int id = trie.token(node);
        // A longer token wins a tie: it is looked at later.
        if (id >= 0 && count[to] != Integer.MAX_VALUE && count[to] + 1 <= count[from]) {
          count[from] = count[to] + 1;
          token[from] = id;
          length[from] = to - from;
        }
      }
    }
    if (count[0] == Integer.MAX_VALUE) {
      return Optional.empty();
    }
    int[] tokens = new int[count[0]];
    for (int i = 0, at = 0; at < n; at += length[at]) {
      tokens[i++] = token[at];
    }
    return Optional.of(tokens);
  }

  /**
   * Always the longest token that fits next, with an escape to {@link #fewest} where that leads
   * nowhere. Empty if no sequence of tokens has these bytes. Linear time.
   */
  public Optional<int[]> longest(byte[] bytes) {
    int[] tokens = new int[bytes.length];
    int n = 0;
    for (int at = 0; at < bytes.length; ) {
      int node = 0;
      int best = -1;
      int end = at;
      for (int to = at + 1; to <= bytes.length; to++) {
        node = child(node, bytes[to - 1]);
        if (node < 0) {
          break;
        }
        if (trie.token(node) >= 0) {
          best = trie.token(node);
          end = to;
        }
      }
      if (best < 0) {
        return fewest(bytes);
      }
      tokens[n++] = best;
      at = end;
    }
    return Optional.of(Arrays.copyOf(tokens, n));
  }

  /**
   * Whether a mask has a token that begins with these bytes and goes on after them.
   *
   * <p>Complexity: linear in the number of tokens that begin with these bytes.
   */
  public boolean continues(byte[] bytes, int from, TokenMask allowed) {
    int node = 0;
    for (int i = from; i < bytes.length; i++) {
      node = child(node, bytes[i]);
      if (node < 0) {
        return false;
      }
    }
    for (int rank = trie.rank(node + 1), to = trie.rank(trie.skip(node)); rank < to; rank++) {
      if (allowed.contains(trie.ranked(rank))) {
        return true;
      }
    }
    return false;
  }

  /** The token that is exactly these bytes, the least of several; or -1. */
  public int token(byte[] bytes, int from, int to) {
    int node = 0;
    for (int i = from; i < to; i++) {
      node = child(node, bytes[i]);
      if (node < 0) {
        return -1;
      }
    }
    return trie.token(node);
  }

  /** The length of the longest token, in bytes. */
  public int longestToken() {
    return trie.maxDepth();
  }

  private int child(int node, byte b) {
    int wanted = b & 0xFF;
    for (int child = node + 1, end = trie.skip(node); child < end; child = trie.skip(child)) {
      int at = trie.byteAt(child);
      if (at >= wanted) {
        return at == wanted ? child : -1;
      }
    }
    return -1;
  }
}
