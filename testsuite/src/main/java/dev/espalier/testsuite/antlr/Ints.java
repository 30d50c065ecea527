package dev.espalier.testsuite.antlr;

import java.util.Arrays;

/** A list of ints. */
final class Ints {
  private int[] items = new int[16];
  private int size;

  void add(int item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, 2 * size);
    }
    items[size++] = item;
  }

  void addAll(int[] more) {
    for (int item : more) {
      add(item);
    }
  }

  int at(int index) {
    return items[index];
  }

  int size() {
    return size;
  }

  void cut(int length) {
    size = length;
  }

  int[] toArray() {
    return Arrays.copyOf(items, size);
  }
}
