package dev.espalier.compiler.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.lexical.CharacterClasses;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenClassesTest {
  private static final Object[] TOKENS = {
    "ab", // 0
    "abz", // 1
    "a-b", // 2
    "é", // 3
    "aé漢", // 4
    "ab", // 5, again
    new byte[] {'a', (byte) 0xe6}, // 6, unfinished
    new byte[] {(byte) 0xe2, (byte) 0x80}, // 7, unfinished: maybe white space
    new byte[] {(byte) 0xe0, (byte) 0x80}, // 8, no UTF-8
    "\u2028", // 9
    "a\"", // 10
    "a\\", // 11
    "a\n", // 12
    "b", // 13
  };

  private final TokenClasses classes = new TokenClasses(new VocabularyIndex(vocabulary()));

  private static Vocabulary vocabulary() {
    List<byte[]> bytes = new ArrayList<>();
    for (Object token : TOKENS) {
      bytes.add(
          token instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) token);
    }
    bytes.add(new byte[0]);
    return Vocabulary.of(bytes, new int[] {bytes.size() - 1});
  }

  private int[] within(String characters) {
    return classes
        .within(
            characters
                .codePoints()
                .mapToLong(c -> 1L << CharacterClasses.of(c))
                .reduce(0, (a, b) -> a | b))
        .ids();
  }

  @Test
  void tokensOfNothingElseAreWithin() {
    assertArrayEquals(new int[] {0, 5, 13}, within("ab"));
    assertArrayEquals(new int[] {0, 1, 5, 13}, within("abz"));
    assertArrayEquals(new int[] {0, 2, 5, 13}, within("ab-"));
    assertArrayEquals(new int[] {3}, within("é"));
    assertArrayEquals(new int[] {3, 7, 9}, within("é\u2028"));
    assertArrayEquals(new int[] {0, 3, 4, 5, 6, 7, 9, 13}, within("abé\u2028"));
  }

  @Test
  void charactersAreCountedAsSoonAsTheyBegin() {
    assertArrayEquals(new int[] {1, 2, 4}, classes.longer(2).ids());
    assertArrayEquals(new int[] {0, 1, 2, 4, 5, 6, 10, 11, 12}, classes.longer(1).ids());
    assertArrayEquals(new int[] {}, classes.longer(3).ids());
  }
}
