package dev.espalier.compiler.automata;

import java.util.Arrays;

/** A growing array of ints. */
public final class IntList {
  private int[] ints = new int[16];
  private int size;

  public void add(int value) {
    if (size == ints.length) {
      ints = Arrays.copyOf(ints, 2 * size);
    }
    ints[size++] = value;
  }

  public int at(int i) {
    return ints[i];
  }

  public void put(int i, int value) {
    ints[i] = value;
  }

  public int removeLast() {
    return ints[--size];
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public void clear() {
    size = 0;
  }

  /** The array behind it; valid up to {@link #size()}, until the next addition. */
  public int[] array() {
    return ints;
  }

  public int[] toArray() {
    return Arrays.copyOf(ints, size);
  }

  public void sort() {
    Arrays.sort(ints, 0, size);
  }

  /** Sorts, and removes what is there twice. */
  public void sortDistinct() {
    if (size < 2) {
      return;
    }
    Arrays.sort(ints, 0, size);
    int kept = 1;
    for (int i = 1; i < size; i++) {
      if (ints[i] != ints[i - 1]) {
        ints[kept++] = ints[i];
      }
    }
    size = kept;
  }
}
