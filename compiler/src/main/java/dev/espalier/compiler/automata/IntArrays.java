package dev.espalier.compiler.automata;

import java.util.Arrays;

/** Numbers distinct arrays of ints from 0, in the order of their first appearance. */
public final class IntArrays {
  private int[][] arrays = new int[16][];
  private int[] hashes = new int[16];
  private int[] table = new int[32]; // number + 1, open addressing
  private int size;

  /** The number of an array's first {@code length} ints; a new one is the old {@link #size()}. */
  public int number(int[] array, int length) {
    int hash = length;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ array[i]) * 0x9E3779B1;
      hash ^= hash >>> 15;
    }
    int mask = table.length - 1;
    int slot = hash & mask;
    for (int found; (found = table[slot]) != 0; slot = (slot + 1) & mask) {
      int number = found - 1;
      if (hashes[number] == hash && same(arrays[number], array, length)) {
        return number;
      }
    }
    table[slot] = size + 1;
    if (size == arrays.length) {
      arrays = Arrays.copyOf(arrays, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * size);
    }
    arrays[size] = Arrays.copyOf(array, length);
    hashes[size] = hash;
    size++;
    if (2 * size > table.length) {
      grow();
    }
    return size - 1;
  }

  private static boolean same(int[] known, int[] array, int length) {
    return known.length == length && Arrays.equals(known, 0, length, array, 0, length);
  }

  private void grow() {
    table = new int[2 * table.length];
    int mask = table.length - 1;
    for (int number = 0; number < size; number++) {
      int slot = hashes[number] & mask;
      while (table[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      table[slot] = number + 1;
    }
  }

  /** The array of a number. Not to be changed. */
  public int[] array(int number) {
    return arrays[number];
  }

  public int size() {
    return size;
  }
}
