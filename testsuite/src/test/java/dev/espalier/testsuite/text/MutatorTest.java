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
      // Words have at most three characters; a moved one is taken away and put in.
      assertTrue(distance(text, edited) <= 3, edited);
    }
    assertTrue(changed > 850, changed + " of 1000 were changed");
    assertTrue(words > 0, "a whole word was replaced by another of its kind");
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int before = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = before + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        before = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
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
