package dev.espalier.compiler.automata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongHeapTest {
  @Test
  void theLeastComesFirst() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      PriorityQueue<Long> expected = new PriorityQueue<>();
      LongHeap heap = new LongHeap();
      int bound = 1 + random.nextInt(100); // so that some are equal
      for (int i = 0; i < 500; i++) {
        if (expected.isEmpty() || random.nextInt(3) > 0) {
          long value = (random.nextInt(2 * bound) - bound) * (1L << random.nextInt(40));
          expected.add(value);
          heap.add(value);
        } else {
          assertEquals(expected.remove(), heap.removeLeast());
        }
        assertEquals(expected.isEmpty(), heap.isEmpty());
      }
      while (!expected.isEmpty()) {
        assertEquals(expected.remove(), heap.removeLeast());
      }
      assertTrue(heap.isEmpty());
    }
  }
}
