package dev.espalier.testsuite.oracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.OutputForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextEnumeratorTest {
  private static List<byte[]> bytes(String... texts) {
    return Stream.of(texts).map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** Every sequence of lexemes that a JSON reader takes is enumerated, once, and no other. */
  @Test
  void enumeratesEveryText() {
    TextEnumerator.Pool pool =
        new TextEnumerator.Pool(
            bytes("\"\"", "1", "\"a\""),
            bytes("\"\"", "\"a\""),
            List.of(0, 1),
            bytes("", " "),
            bytes(",", " ,", ", ", " , "),
            bytes(":", " :", ": ", " : "));
    int length = 7;
    TextEnumerator.Enumerated all = new TextEnumerator(pool, Integer.MAX_VALUE, length).run();
    assertEquals(length, all.length());
    List<String> texts = new ArrayList<>();
    for (byte[] text : all.texts()) {
      texts.add(new String(text, StandardCharsets.UTF_8));
    }
    Set<String> expected = new TreeSet<>();
    brute("", length, new FormReader(OutputForm.ANY), expected);
    assertEquals(expected, new TreeSet<>(texts));
    assertEquals(expected.size(), texts.size(), "a text was enumerated twice");
  }

  /** Every sequence of lexemes; two blanks or two ones in a row would be another lexeme. */
  private static void brute(String text, int length, FormReader reader, Set<String> all) {
    if (reader.read(text.getBytes(StandardCharsets.UTF_8)).isPresent()) {
      all.add(text);
    }
    for (String lexeme : List.of("{", "}", "[", "]", ",", ":", "1", " ", "\"\"", "\"a\"")) {
      boolean fuses = (lexeme.equals("1") || lexeme.equals(" ")) && text.endsWith(lexeme);
      if (!fuses && text.length() + lexeme.length() <= length) {
        brute(text + lexeme, length, reader, all);
      }
    }
  }

  @Test
  void stopsWithinItsBudget() {
    TextEnumerator.Pool pool =
        new TextEnumerator.Pool(bytes("1"), bytes(), List.of(), bytes(""), bytes(","), bytes(":"));
    TextEnumerator.Enumerated all = new TextEnumerator(pool, 100, 40).run();
    assertTrue(all.length() >= 5 && all.length() < 40, "" + all.length());
    assertTrue(all.texts().size() <= 100);
    assertTrue(all.texts().stream().allMatch(t -> t.length <= all.length()));
  }

  @Test
  void keepsPrefixes() {
    PrefixSet set = new PrefixSet();
    for (byte[] text : bytes("[1]", "[1,1]", "[]", "1")) {
      assertTrue(set.add(text));
    }
    assertFalse(set.add(bytes("[]").get(0)));
    assertEquals(4, set.texts());
    int open = set.walk(PrefixSet.ROOT, bytes("[").get(0));
    assertFalse(set.ends(open));
    assertEquals(-1, set.onlyByte(open));
    int more = set.walk(open, bytes("1,").get(0));
    assertEquals('1', set.onlyByte(more));
    assertArrayEquals(bytes("1]").get(0), set.someRest(more));
    assertEquals(PrefixSet.NONE, set.walk(open, bytes("2").get(0)));
    assertTrue(set.ends(set.walk(PrefixSet.ROOT, bytes("[1]").get(0))));
  }
}
