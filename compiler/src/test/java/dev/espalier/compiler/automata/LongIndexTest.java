package dev.espalier.compiler.automata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LongIndexTest {
  @Test
  void numbersWhatIsNew() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 50; round++) {
      LongIndex index = new LongIndex();
      Map<Long, Integer> expected = new HashMap<>();
      long stride = 1L << random.nextInt(50);
      for (int i = 0; i < 2_000; i++) {
        long value = random.nextInt(1_500) * stride;
        boolean fresh = expected.putIfAbsent(value, expected.size()) == null;
        if (random.nextBoolean()) {
          assertEquals(fresh, index.add(value), "value " + value);
        }
        assertEquals(expected.get(value), index.of(value), "value " + value);
        assertEquals(expected.size(), index.size());
      }
    }
  }

  @Test
  void holdsNothingBelowZero() {
    assertThrows(IllegalArgumentException.class, () -> new LongIndex().add(-1));
  }
}
