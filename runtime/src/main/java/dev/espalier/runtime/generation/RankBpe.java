package dev.espalier.runtime.generation;

import dev.espalier.compiler.Vocabulary;
import java.util.Arrays;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Byte pair encoding by ranks, as tiktoken's files define it: begin with single bytes; while two
 * neighbours together are a token, join the pair that makes the one of lowest rank, the leftmost of
 * equals. Ranks are token ids.
 *
 * <p>Such a file does not say where its tokenizer cuts a text before that (around words, say), so
 * the text is taken in one piece: tokens may span places where the original would have cut.
 */
public final class RankBpe {
  private RankBpe() {}

  /**
   * The tokens of some bytes; empty if a single byte is no token.
   *
   * <p>Complexity: n log n in the number of bytes.
   */
  public static Optional<int[]> split(byte[] bytes, Vocabulary vocabulary) {
    int n = bytes.length;
    Segmenter segmenter = new Segmenter(vocabulary.trie());
    int[] token = new int[n];
    // Parts as a linked list over the positions at which they begin; n is the end.
    int[] next = new int[n + 1];
    int[] previous = new int[n + 1];
    for (int i = 0; i < n; i++) {
      token[i] = vocabulary.singleByte(bytes[i] & 0xFF);
      if (token[i] < 0) {
        return Optional.empty();
      }
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    next[n] = n;
    previous[n] = n - 1;
    PriorityQueue<Join> joins = new PriorityQueue<>();
    for (int i = 0; i + 1 < n; i++) {
      offer(joins, bytes, i, next, segmenter);
    }
    boolean[] gone = new boolean[n];
    int parts = n;
    while (!joins.isEmpty()) {
      Join join = joins.remove();
      int at = join.at;
      // One that was offered before its parts changed is void.
      if (gone[at] || next[at] != join.middle || next[join.middle] != join.end) {
        continue;
      }
      gone[join.middle] = true;
      token[at] = join.rank;
      next[at] = join.end;
      previous[join.end] = at;
      parts--;
      if (previous[at] >= 0) {
        offer(joins, bytes, previous[at], next, segmenter);
      }
      offer(joins, bytes, at, next, segmenter);
    }
    int[] result = new int[parts];
    for (int i = 0, at = 0; at < n; at = next[at]) {
      result[i++] = token[at];
    }
    return Optional.of(Arrays.copyOf(result, parts));
  }

  private static void offer(
      PriorityQueue<Join> joins, byte[] bytes, int at, int[] next, Segmenter segmenter) {
    int middle = next[at];
    if (middle >= bytes.length) {
      return;
    }
    int end = next[middle];
    int rank = segmenter.token(bytes, at, end);
    if (rank >= 0) {
      joins.add(new Join(rank, at, middle, end));
    }
  }

  /** Two neighbours, from {@code at} to {@code middle} and on to {@code end}. */
  private record Join(int rank, int at, int middle, int end) implements Comparable<Join> {
    @Override
    public int compareTo(Join other) {
      return rank != other.rank ? Integer.compare(rank, other.rank) : Integer.compare(at, other.at);
    }
  }
}
