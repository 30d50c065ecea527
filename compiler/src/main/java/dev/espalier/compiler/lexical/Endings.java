package dev.espalier.compiler.lexical;

import java.util.Arrays;

/**
 * Some texts, numbered, as a trie of their characters in depth-first order: what they have in
 * common at their beginnings is read once.
 */
public final class Endings {
  private static final int[] NONE = {};

  // Node 0 is the root. Of each node: its character, its depth, the node behind its subtree, the
  // texts that end there.
  private final int[] characters;
  private final int[] depths;
  private final int[] skips;
  private final int[][] texts;
  private final int count;
  private final int maxDepth;

  /**
   * @param spelled the code points of each text; several may be equal
   */
  public Endings(int[][] spelled) {
    this.count = spelled.length;
    Integer[] order = new Integer[count];
    int size = 1;
    int longest = 0;
    for (int i = 0; i < count; i++) {
      order[i] = i;
      size += spelled[i].length;
      longest = Math.max(longest, spelled[i].length);
    }
    Arrays.sort(order, (a, b) -> Arrays.compare(spelled[a], spelled[b]));
    this.maxDepth = longest;
    this.characters = new int[size];
    this.depths = new int[size];
    this.skips = new int[size];
    this.texts = new int[size][];
    Arrays.fill(texts, NONE);
    int[] open = new int[longest + 1];
    int[] before = NONE;
    int nodes = 1;
    for (int text : order) {
      int[] now = spelled[text];
      int mismatch = Arrays.mismatch(before, now);
      int common = mismatch < 0 ? now.length : mismatch;
      for (int d = before.length; d > common; d--) {
        skips[open[d]] = nodes;
      }
      for (int d = common + 1; d <= now.length; d++) {
        characters[nodes] = now[d - 1];
        depths[nodes] = d;
        open[d] = nodes++;
      }
      int[] here = texts[open[now.length]];
      int[] more = Arrays.copyOf(here, here.length + 1);
      more[here.length] = text;
      texts[open[now.length]] = more;
      before = now;
    }
    for (int d = before.length; d >= 0; d--) {
      skips[open[d]] = nodes;
    }
  }

  /** How many texts there are. */
  public int count() {
    return count;
  }

  /** The length of the longest. */
  public int maxDepth() {
    return maxDepth;
  }

  /** How many nodes the trie has; node 0 is the root. */
  public int nodes() {
    return skips[0];
  }

  /** The last character that was read at a node but the root. */
  public int character(int node) {
    return characters[node];
  }

  /** How many characters were read at a node. */
  public int depth(int node) {
    return depths[node];
  }

  /** The node behind the subtree of one. */
  public int skip(int node) {
    return skips[node];
  }

  /** The texts that end at a node. Not to be changed. */
  public int[] texts(int node) {
    return texts[node];
  }
}
