package dev.espalier.compiler.canvas;

import java.util.Arrays;

/**
 * A context-free grammar over numbered symbols, none of whose productions is empty: terminals from
 * 0, nonterminals after them. The last terminal is the end of the text.
 *
 * @param terminals how many terminals there are
 * @param symbols how many symbols there are
 * @param left the nonterminal of each production; the first production is that of the goal, which
 *     is the last symbol: what a text is, and the end behind it
 * @param right of each production, one symbol at least; shared, not to be changed
 */
public record Productions(int terminals, int symbols, int[] left, int[][] right) {

  int end() {
    return terminals - 1;
  }

  int goal() {
    return symbols - 1;
  }

  /** The productions of each nonterminal, by its symbol. */
  int[][] bySymbol() {
    int[] counts = new int[symbols];
    for (int symbol : left) {
      counts[symbol]++;
    }
    int[][] all = new int[symbols][];
    Arrays.setAll(all, s -> new int[counts[s]]);
    for (int p = left.length - 1; p >= 0; p--) {
      all[left[p]][--counts[left[p]]] = p;
    }
    return all;
  }

  /** The terminals that each symbol may begin with, as bits. O(size), times the depth of rules. */
  long[][] first() {
    long[][] first = new long[symbols][(terminals + 63) / 64];
    for (int t = 0; t < terminals; t++) {
      first[t][t >> 6] |= 1L << t;
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int p = left.length - 1; p >= 0; p--) {
        long[] into = first[left[p]];
        long[] from = first[right[p][0]];
        for (int i = 0; i < into.length; i++) {
          changed |= (from[i] & ~into[i]) != 0;
          into[i] |= from[i];
        }
      }
    }
    return first;
  }
}
