package dev.espalier.testsuite.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MutatorTest {
  private static final List<String> TEXTS = List.of("(add one (neg two))", "(sub 3 é)");

  @Test
  void editsOnePlace() {
    Mutator mutator = new Mutator(TEXTS, new SplittableRandom(1));
    int changed = 0;
    int words = 0;
    for (int i = 0; i < 1000; i++) {
      String text = TEXTS.get(i % 2);
      String edited = mutator.edit(text);
      changed += edited.equals(text) ? 0 : 1;
      words += edited.equals(text.replace("one", "two")) ? 1 : 0;
      // What lies between the common beginning and the common end is no longer than a word, or
      // than what a moved character passes.
      int from = 0;
      while (from < Math.min(text.length(), edited.length())
          && text.charAt(from) == edited.charAt(from)) {
        from++;
      }
      assertTrue(from <= text.length(), edited);
      assertTrue(Math.abs(edited.length() - text.length()) <= 3, edited);
    }
    assertTrue(changed > 850, changed + " of 1000 were changed");
    assertTrue(words > 0, "a whole word was replaced by another of its kind");
  }

  @Test
  void theSeedDecides() {
    Mutator one = new Mutator(TEXTS, new SplittableRandom(9));
    Mutator other = new Mutator(TEXTS, new SplittableRandom(9));
    for (int i = 0; i < 50; i++) {
      assertEquals(one.edit(TEXTS.get(0)), other.edit(TEXTS.get(0)));
    }
  }

  @Test
  void editsEmptyTexts() {
    Mutator mutator = new Mutator(List.of(""), new SplittableRandom(2));
    for (int i = 0; i < 20; i++) {
      assertEquals(1, mutator.edit("").length());
    }
  }
}
