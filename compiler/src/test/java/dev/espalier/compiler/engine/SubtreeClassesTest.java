package dev.espalier.compiler.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.lexical.CharacterClasses;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubtreeClassesTest {
  private static long classes(String characters) {
    return characters
        .codePoints()
        .mapToLong(c -> 1L << CharacterClasses.of(c))
        .reduce(0, (a, b) -> a | b);
  }

  private TokenTrie trie = TokenTrie.of(new byte[0], new int[1]);

  private SubtreeClasses of(Object... tokens) {
    List<byte[]> bytes = new ArrayList<>();
    for (Object token : tokens) {
      bytes.add(
          token instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) token);
    }
    bytes.add(new byte[0]);
    trie = Vocabulary.of(bytes, new int[] {bytes.size() - 1}).trie();
    return new SubtreeClasses(trie);
  }

  private int first(int b) {
    return trie.first(b);
  }

  private static LexicalAutomaton.Run run(String characters, int length) {
    return run(characters, characters, length);
  }

  private static LexicalAutomaton.Run run(String first, String then, int length) {
    return new LexicalAutomaton.Run(classes(first), classes(then), length);
  }

  @Test
  void allTokensBelowCount() {
    SubtreeClasses classes = of("ab", "abz", "ab-", "b");
    assertTrue(classes.within(first('a'), 'a', run("abz-", 3)));
    assertEquals(false, classes.within(first('a'), 'a', run("abz-", 2)));
    assertEquals(false, classes.within(first('a'), 'a', run("ab-", 3)));
    assertTrue(classes.within(first('b'), 'b', run("b", 1)));
  }

  @Test
  void theFirstMayBeFewerThanTheOthers() {
    SubtreeClasses classes = of("ab", "ba", "éa");
    assertTrue(classes.within(first('a'), 'a', run("a", "ab", 3)));
    assertEquals(false, classes.within(first('b'), 'b', run("a", "ab", 3)));
    assertEquals(false, classes.within(first('a'), 'a', run("a", "a", 3)));
    assertTrue(classes.within(first(0xc3), 0xc3, run("é\u2028", "aé\u2028", 3)));
    assertEquals(false, classes.within(first(0xc3), 0xc3, run("a", "aé\u2028", 3)));
  }

  @Test
  void charactersBeyondAsciiMayBeginButNotBeWrong() {
    SubtreeClasses classes =
        of(
            "é",
            new byte[] {(byte) 0xe6, (byte) 0xbc},
            new byte[] {(byte) 0xe0, (byte) 0x80},
            new byte[] {(byte) 0xed, (byte) 0xa0},
            new byte[] {(byte) 0x80},
            new byte[] {(byte) 0xc0},
            "a\"",
            "b\\");
    LexicalAutomaton.Run all =
        new LexicalAutomaton.Run(
            -1L >>> 64 - CharacterClasses.count(), -1L >>> 64 - CharacterClasses.count(), 9);
    assertTrue(classes.within(first(0xc3), 0xc3, all));
    assertTrue(classes.within(first(0xe6), 0xe6, all));
    for (int wrong : new int[] {0xe0, 0xed, 0x80, 0xc0, 'a', 'b'}) {
      assertEquals(false, classes.within(first(wrong), wrong, all), Integer.toHexString(wrong));
    }
  }

  @Test
  void whiteSpaceBeyondAsciiIsOfItsOwnClass() {
    byte[] unfinished = {(byte) 0xe2, (byte) 0x80};
    SubtreeClasses classes = of("\u3000", "\u3042", "\u00a0", "\u1e00", unfinished, "\ufefeb");
    assertTrue(classes.within(first(0xc2), 0xc2, run("\u2028", 9)));
    assertTrue(classes.within(first(0xe1), 0xe1, run("é", 9)));
    assertTrue(classes.within(first(0xef), 0xef, run("éb", 9)));
    for (int mixed : new int[] {0xe3, 0xe2}) {
      assertTrue(classes.within(first(mixed), mixed, run("é\u2003", 9)));
      assertEquals(
          false, classes.within(first(mixed), mixed, run("é", 9)), Integer.toHexString(mixed));
      assertEquals(false, classes.within(first(mixed), mixed, run("\u2003", 9)));
    }
  }
}
