package dev.espalier.compiler.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What remains of tokens, as a trie in depth-first order; node 0 is the root.
 *
 * @param bytes of each node, its last byte
 * @param depths of each node
 * @param skips of each node, the node behind its subtree
 * @param entries of each node, the number of the remainder that ends there, or -1
 * @param values of the remainders, in the order of their bytes
 */
public record Remainders<T>(
    byte[] bytes, short[] depths, int[] skips, int[] entries, List<T> values) {

  /** Some bytes, in the order of their unsigned values. */
  public record Remainder(byte[] bytes) implements Comparable<Remainder> {
    @Override
    public int compareTo(Remainder other) {
      return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Remainder r && Arrays.equals(r.bytes, bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  /** The trie of some remainders. Linear in their bytes. */
  public static <T> Remainders<T> of(TreeMap<Remainder, T> remainders) {
    int size = 1;
    for (Remainder r : remainders.keySet()) {
      size += r.bytes.length;
    }
    byte[] bytes = new byte[size];
    short[] depths = new short[size];
    int[] skips = new int[size];
    int[] entries = new int[size];
    Arrays.fill(entries, -1);
    List<T> values = new ArrayList<>();
    int count = 1;
    int[] open = new int[32];
    byte[] previous = new byte[0];
    for (Map.Entry<Remainder, T> entry : remainders.entrySet()) {
      byte[] r = entry.getKey().bytes;
      if (open.length <= r.length) {
        open = Arrays.copyOf(open, 2 * r.length + 1);
      }
      int mismatch = Arrays.mismatch(previous, r);
      int common = mismatch < 0 ? r.length : mismatch;
      for (int d = previous.length; d > common; d--) {
        skips[open[d]] = count;
      }
      for (int d = common + 1; d <= r.length; d++) {
        bytes[count] = r[d - 1];
        depths[count] = (short) d;
        open[d] = count++;
      }
      entries[r.length == 0 ? 0 : open[r.length]] = values.size();
      values.add(entry.getValue());
      previous = r;
    }
    for (int d = previous.length; d > 0; d--) {
      skips[open[d]] = count;
    }
    skips[0] = count;
    return new Remainders<>(
        Arrays.copyOf(bytes, count),
        Arrays.copyOf(depths, count),
        Arrays.copyOf(skips, count),
        Arrays.copyOf(entries, count),
        values);
  }
}
