package dev.espalier.testsuite.oracle;

import java.util.Arrays;

/** A set of byte strings, and of all their prefixes: a trie. */
public final class PrefixSet {
  /** The node of the empty prefix. */
  public static final int ROOT = 0;

  /** No such prefix. */
  public static final int NONE = -1;

  private int[] child = new int[1024];
  private int[] sibling = new int[1024];
  private byte[] label = new byte[1024];
  private boolean[] end = new boolean[1024];
  private int size = 1;
  private int texts;

  /** Adds a text; false if it was there. */
  public boolean add(byte[] text) {
    int node = ROOT;
    for (byte b : text) {
      int next = step(node, b);
      if (next == NONE) {
        if (size == child.length) {
          child = Arrays.copyOf(child, 2 * size);
          sibling = Arrays.copyOf(sibling, 2 * size);
          label = Arrays.copyOf(label, 2 * size);
          end = Arrays.copyOf(end, 2 * size);
        }
        next = size++;
        label[next] = b;
        sibling[next] = child[node];
        child[node] = next;
      }
      node = next;
    }
    if (end[node]) {
      return false;
    }
    end[node] = true;
    texts++;
    return true;
  }

  /** The node after one more byte. */
  public int step(int node, byte b) {
    if (node == NONE) {
      return NONE;
    }
    for (int next = child[node]; next != 0; next = sibling[next]) {
      if (label[next] == b) {
        return next;
      }
    }
    return NONE;
  }

  /** The node of a prefix, {@link #NONE} if no text begins with it. */
  public int find(byte[] prefix) {
    return texts == 0 ? NONE : walk(ROOT, prefix);
  }

  /** The node after some bytes. */
  public int walk(int node, byte[] bytes) {
    for (byte b : bytes) {
      node = step(node, b);
    }
    return node;
  }

  /** Whether a whole text ends at a node. */
  public boolean ends(int node) {
    return node != NONE && end[node];
  }

  /** The one byte that every text which passes a node continues with, or -1. */
  public int onlyByte(int node) {
    if (node == NONE || end[node] || child[node] == 0 || sibling[child[node]] != 0) {
      return -1;
    }
    return label[child[node]] & 0xff;
  }

  /** Some text that passes a node, from there on. */
  public byte[] someRest(int node) {
    byte[] rest = new byte[8];
    int length = 0;
    while (!end[node]) {
      if (length == rest.length) {
        rest = Arrays.copyOf(rest, 2 * length);
      }
      node = child[node];
      rest[length++] = label[node];
    }
    return Arrays.copyOf(rest, length);
  }

  /** How many texts there are. */
  public int texts() {
    return texts;
  }
}
