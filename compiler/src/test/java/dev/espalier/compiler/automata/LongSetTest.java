package dev.espalier.compiler.automata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LongSetTest {
  @Test
  void addsWhatAHashSetAdds() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 50; round++) {
      LongSet set = new LongSet();
      Set<Long> expected = new HashSet<>();
      long stride = 1L << random.nextInt(50);
      for (int i = 0; i < 2_000; i++) {
        long value = random.nextInt(1_500) * stride;
        assertEquals(expected.add(value), set.add(value), "value " + value);
        assertEquals(expected.size(), set.size());
      }
    }
  }

  @Test
  void holdsNothingBelowZero() {
    assertThrows(IllegalArgumentException.class, () -> new LongSet().add(-1));
  }
}
