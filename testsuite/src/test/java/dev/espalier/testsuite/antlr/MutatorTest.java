package dev.espalier.testsuite.antlr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MutatorTest {
  private static final String TEXT = "ab = c;";
  private static final int[] BORDERS = {0, 2, 3, 4, 5, 6, 7};

  private static Set<String> edits(String text, int[] borders, int count) {
    Mutator mutator = new Mutator(CodePoints.of("ax"), new SplittableRandom(4));
    Set<String> edits = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String edited =
          CodePoints.text(
              mutator.edit(CodePoints.of(text), borders, CodePoints.of("while"), new int[] {0, 5}));
      assertNotEquals(text, edited);
      edits.add(edited);
    }
    return edits;
  }

  @Test
  void everyKindOfEditHappens() {
    Set<String> edits = edits(TEXT, BORDERS, 20_000);
    for (String expected :
        new String[] {
          "abx = c;", // a character more
          "b = c;", // less
          "xb = c;", // another
          "ba = c;", // two exchanged
          "ab = ", // cut off
          "ab while= c;", // a match more
          " = c;", // less
          "while = c;", // another
          " ab= c;", // two exchanged
          "abc;", // a range less
          "ab = = c;", // said twice
        }) {
      assertTrue(edits.contains(expected), expected);
    }
  }

  /** What differs is one place: a range that was left out, put in or exchanged. */
  @Test
  void anEditIsOneEdit() {
    for (String edited : edits(TEXT, BORDERS, 2_000)) {
      int prefix = 0;
      while (prefix < Math.min(TEXT.length(), edited.length())
          && TEXT.charAt(prefix) == edited.charAt(prefix)) {
        prefix++;
      }
      int suffix = 0;
      while (suffix < Math.min(TEXT.length(), edited.length()) - prefix
          && TEXT.charAt(TEXT.length() - 1 - suffix)
              == edited.charAt(edited.length() - 1 - suffix)) {
        suffix++;
      }
      String before = TEXT.substring(prefix, TEXT.length() - suffix);
      String after = edited.substring(prefix, edited.length() - suffix);
      assertTrue(
          before.isEmpty()
              || after.isEmpty()
              || before.codePointCount(0, before.length()) <= 3
                  && after.codePointCount(0, after.length()) <= 5,
          before + " became " + after);
    }
  }

  @Test
  void anEmptyTextGetsACharacter() {
    for (String edited : edits("", new int[] {0}, 200)) {
      assertEquals(1, edited.codePointCount(0, edited.length()));
    }
  }

  /** Lone surrogates are no text. */
  @Test
  void editsStayUnicode() {
    for (String edited : edits(TEXT, BORDERS, 20_000)) {
      assertTrue(
          edited.codePoints().noneMatch(point -> point >= 0xd800 && point <= 0xdfff), edited);
    }
  }
}
