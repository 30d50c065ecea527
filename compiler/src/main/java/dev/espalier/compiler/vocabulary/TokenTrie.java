package dev.espalier.compiler.vocabulary;

import java.util.Arrays;

/**
 * All tokens that have bytes, as one flat trie in depth-first order.
 *
 * <p>A node is an int; node 0 is the root and has no byte; children come in ascending order of
 * their unsigned bytes. A walk that prunes needs no stack of nodes: from a node the walk goes on to
 * {@code node + 1} when its byte is taken, and to {@link #skip} when it is not. The state that
 * belongs to a node is found by its {@link #depth}:
 *
 * <pre>{@code
 * int[] states = new int[trie.maxDepth() + 1];
 * states[0] = start;
 * for (int node = 1; node < trie.nodes(); ) {
 *   int depth = trie.depth(node);
 *   int state = step(states[depth - 1], trie.byteAt(node));
 *   if (state == DEAD) {
 *     node = trie.skip(node);
 *   } else {
 *     states[depth] = state;
 *     for (int t = trie.token(node); t >= 0; t = trie.nextSame(t)) allow(t);
 *     node++;
 *   }
 * }
 * }</pre>
 *
 * <p>The tokens are ranked in the order of their bytes (then of their ids), so that the tokens
 * below a node, its own included, are those of the ranks from {@code rank(node)} to {@code
 * rank(skip(node))}, exclusive.
 *
 * <p>Immutable. Memory: 16 bytes a node and 4 a token.
 */
public final class TokenTrie {
  /**
   * Below this size a group of tokens is sorted by insertion: counting 257 buckets would cost more.
   */
  private static final int SMALL = 24;

  /** Depth in the upper 24 bits, byte in the lower 8: a walk reads both at every node. */
  private final int[] head;

  private final int[] skip;
  private final int[] token;

  /** By node and one beyond: how many tokens end at nodes before this one. */
  private final int[] rank;

  private final int[] ranked;

  /** By token; empty where no two tokens have the same bytes. */
  private final int[] nextSame;

  private final int maxDepth;

  /** By byte: the child of the root, or 0. */
  private final int[] first = new int[256];

  private TokenTrie(
      int[] head, int[] skip, int[] token, int[] rank, int[] ranked, int[] nextSame, int maxDepth) {
    this.head = head;
    this.skip = skip;
    this.token = token;
    this.rank = rank;
    this.ranked = ranked;
    this.nextSame = nextSame;
    this.maxDepth = maxDepth;
    for (int node = 1; node < head.length; node = skip[node]) {
      first[head[node] & 0xFF] = node;
    }
  }

  /**
   * The trie of a list of byte strings. Ids whose string is empty are not in it.
   *
   * <p>Complexity: linear in the bytes of all tokens (a radix sort, then one pass), without
   * recursion.
   *
   * @param data the bytes of all tokens, one after another
   * @param offset where each token starts in {@code data}; one entry more than there are ids
   */
  public static TokenTrie of(byte[] data, int[] offset) {
    int[] sorted = sorted(data, offset);
    int[] shared = new int[sorted.length];
    int nodes = 1;
    int maxDepth = 0;
    for (int r = 0; r < sorted.length; r++) {
      int from = offset[sorted[r]];
      int to = offset[sorted[r] + 1];
      if (r > 0) {
        int before = sorted[r - 1];
        int mismatch = Arrays.mismatch(data, offset[before], offset[before + 1], data, from, to);
        shared[r] = mismatch < 0 ? to - from : mismatch;
      }
      nodes += to - from - shared[r];
      maxDepth = Math.max(maxDepth, to - from);
    }

    int[] head = new int[nodes];
    int[] skip = new int[nodes];
    int[] token = new int[nodes];
    int[] rank = new int[nodes + 1];
    int[] nextSame = new int[0];
    Arrays.fill(token, -1);
    int[] path = new int[maxDepth + 1];
    int depth = 0;
    int next = 1;
    for (int r = 0; r < sorted.length; r++) {
      int id = sorted[r];
      int from = offset[id];
      int length = offset[id + 1] - from;
      for (; depth > shared[r]; depth--) {
        skip[path[depth]] = next;
      }
      if (depth == length) {
        // Sorted order puts a prefix first, so nothing is left to add only when the bytes are the
        // same.
        if (nextSame.length == 0) {
          nextSame = new int[offset.length - 1];
          Arrays.fill(nextSame, -1);
        }
        nextSame[sorted[r - 1]] = id;
        continue;
      }
      while (depth < length) {
        head[next] = (depth + 1) << 8 | (data[from + depth] & 0xFF);
        rank[next] = r;
        path[++depth] = next++;
      }
      token[next - 1] = id;
    }
    for (; depth >= 0; depth--) {
      skip[path[depth]] = next;
    }
    rank[nodes] = sorted.length;
    return new TokenTrie(head, skip, token, rank, sorted, nextSame, maxDepth);
  }

  /** The number of nodes, the root included. */
  public int nodes() {
    return head.length;
  }

  /** The byte on the way into this node, 0 to 255; 0 for the root, which has none. */
  public int byteAt(int node) {
    return head[node] & 0xFF;
  }

  /** How many bytes lead to this node; 0 for the root. */
  public int depth(int node) {
    return head[node] >>> 8;
  }

  /** The next node after this one's subtree; {@link #nodes} where there is none. */
  public int skip(int node) {
    return skip[node];
  }

  /** The node of the tokens that begin with a byte, or 0 if there are none. */
  public int first(int b) {
    return first[b];
  }

  /** The least id of the tokens that end here, or -1. */
  public int token(int node) {
    return token[node];
  }

  /** The next greater id of a token with the very same bytes, or -1. */
  public int nextSame(int token) {
    return nextSame.length == 0 ? -1 : nextSame[token];
  }

  /**
   * The length of the longest token that some bytes go on with, in bytes; 0 if there is none.
   *
   * <p>Complexity: linear in that length, times the number of siblings that are passed over.
   *
   * @param from where in the bytes the token begins
   */
  public int longestMatch(byte[] bytes, int from) {
    return depth(longestNode(bytes, from));
  }

  /** The longest token that some bytes go on with, or -1; complexity as {@link #longestMatch}. */
  public int longestToken(byte[] bytes, int from) {
    int node = longestNode(bytes, from);
    return node == 0 ? -1 : token(node);
  }

  /** Takes the tokens that some bytes begin with. */
  public interface PrefixAction {
    /**
     * @param to where the token ends
     * @param token the least id of those with these bytes
     */
    void accept(int to, int token);
  }

  /** Each token that some bytes go on with; complexity as {@link #longestMatch}. */
  public void forEachPrefix(byte[] bytes, int from, PrefixAction action) {
    int node = 0;
    for (int at = from; at < bytes.length; at++) {
      node = child(node, bytes[at] & 0xff);
      if (node < 0) {
        return;
      }
      if (token(node) >= 0) {
        action.accept(at + 1, token(node));
      }
    }
  }

  /** The node behind a byte, or -1. */
  private int child(int node, int b) {
    int end = skip(node);
    int child = node + 1;
    while (child < end && byteAt(child) != b) {
      child = skip(child);
    }
    return child < end ? child : -1;
  }

  private int longestNode(byte[] bytes, int from) {
    int longest = 0;
    int node = 0;
    for (int at = from; at < bytes.length; at++) {
      int child = child(node, bytes[at] & 0xff);
      if (child < 0) {
        break;
      }
      node = child;
      if (token(node) >= 0) {
        longest = node;
      }
    }
    return longest;
  }

  /** The length of the longest token, in bytes. */
  public int maxDepth() {
    return maxDepth;
  }

  /** The number of tokens in the trie. */
  public int tokens() {
    return ranked.length;
  }

  /** How many tokens end at nodes before this one, 0 ≤ node ≤ {@link #nodes}. */
  public int rank(int node) {
    return rank[node];
  }

  /** The token of a rank: the tokens in the order of their bytes, then of their ids. */
  public int ranked(int rank) {
    return ranked[rank];
  }

  /** The tokens by their ranks: an array that is not to be changed. */
  public int[] byRank() {
    return ranked;
  }

  /**
   * The ids that have bytes, by their unsigned bytes and then by id: a most-significant-byte radix
   * sort.
   */
  private static int[] sorted(byte[] data, int[] offset) {
    int size = offset.length - 1;
    int count = 0;
    for (int id = 0; id < size; id++) {
      if (offset[id + 1] > offset[id]) {
        count++;
      }
    }
    int[] ids = new int[count];
    count = 0;
    for (int id = 0; id < size; id++) {
      if (offset[id + 1] > offset[id]) {
        ids[count++] = id;
      }
    }

    int[] spare = new int[count];
    int[] ends = new int[257];
    // Groups that are still to be sorted, three ints each: from, to, and the bytes that they share.
    int[] stack = new int[3 * 1024];
    int top = 0;
    stack[1] = count;
    top = 3;
    while (top > 0) {
      int depth = stack[--top];
      int to = stack[--top];
      int from = stack[--top];
      if (to - from <= SMALL) {
        insertionSort(ids, from, to, depth, data, offset);
        continue;
      }
      Arrays.fill(ends, 0);
      for (int i = from; i < to; i++) {
        ends[key(ids[i], depth, data, offset)]++;
      }
      int sum = from;
      for (int key = 0; key < ends.length; key++) {
        sum += ends[key];
        ends[key] = sum;
      }
      System.arraycopy(ids, from, spare, from, to - from);
      for (int i = to - 1; i >= from; i--) {
        ids[--ends[key(spare[i], depth, data, offset)]] = spare[i];
      }
      // Each entry of ends is now the start of its group; group 0 has ended and is equal
      // throughout.
      for (int key = 1; key < ends.length; key++) {
        int start = ends[key];
        int end = key + 1 < ends.length ? ends[key + 1] : to;
        if (end - start > 1) {
          if (top + 3 > stack.length) {
            stack = Arrays.copyOf(stack, 2 * stack.length);
          }
          stack[top++] = start;
          stack[top++] = end;
          stack[top++] = depth + 1;
        }
      }
    }
    return ids;
  }

  private static int key(int id, int depth, byte[] data, int[] offset) {
    int at = offset[id] + depth;
    return at < offset[id + 1] ? 1 + (data[at] & 0xFF) : 0;
  }

  private static void insertionSort(
      int[] ids, int from, int to, int depth, byte[] data, int[] offset) {
    for (int i = from + 1; i < to; i++) {
      int id = ids[i];
      int j = i;
      while (j > from && compare(ids[j - 1], id, depth, data, offset) > 0) {
        ids[j] = ids[j - 1];
        j--;
      }
      ids[j] = id;
    }
  }

  private static int compare(int a, int b, int depth, byte[] data, int[] offset) {
    return Arrays.compareUnsigned(
        data, offset[a] + depth, offset[a + 1], data, offset[b] + depth, offset[b + 1]);
  }
}
