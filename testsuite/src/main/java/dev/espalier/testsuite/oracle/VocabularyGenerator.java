package dev.espalier.testsuite.oracle;

import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Random vocabularies: every single byte, pieces of texts (they cross lexemes and split
 * characters), punctuation, repeated tokens, holes, specials; ids in random order.
 */
final class VocabularyGenerator {
  private static final String[] PIECES = {
    "\":\"",
    "\",\"",
    "\"},{\"",
    "\":",
    ",\"",
    "}}",
    "]}",
    "[{",
    "{\"",
    "[\"",
    "[[",
    "]]",
    "\"]",
    " \"",
    "\": ",
    ", ",
    ": ",
    "\n  ",
    "  ",
    "\r\n",
    "\n\n",
    " \n",
    "{}",
    "[]",
    "null",
    "tru",
    "true",
    "e,",
    "false]",
    "alse",
    "00",
    "10",
    "1.",
    ".5",
    "e1",
    "-1",
    "0,",
    "1}",
    "\\u00",
    "\\n",
    "\\\"",
    "u0061",
    "\\ud83d",
    "61",
    "aa",
    "ab",
    "ba\"",
    "\"a",
    "\"a\"",
    "a\":",
    "é",
    "é\"",
    "\"é",
    "😀",
    "\"\"",
    "\"\":",
    "],[",
    "},",
    "1]",
    "0}",
    "-",
    "E",
    "e-",
    "\"b\":1,",
    "a\",\"b",
    ":{",
    ":["
  };

  private final SplittableRandom random;

  VocabularyGenerator(SplittableRandom random) {
    this.random = random;
  }

  /**
   * A vocabulary.
   *
   * @param texts pieces of these become tokens
   */
  Vocabulary next(List<byte[]> texts) {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    for (String piece : PIECES) {
      if (random.nextInt(2) == 0) {
        tokens.add(piece.getBytes(StandardCharsets.UTF_8));
      }
    }
    int pieces = texts.isEmpty() ? 0 : 20 + random.nextInt(60);
    for (int i = 0; i < pieces; i++) {
      byte[] text = texts.get(random.nextInt(texts.size()));
      int from = random.nextInt(text.length);
      int to = Math.min(text.length, from + 2 + random.nextInt(random.nextInt(4) == 0 ? 12 : 4));
      tokens.add(Arrays.copyOfRange(text, from, to));
    }
    byte[] accent = "\"é".getBytes(StandardCharsets.UTF_8);
    tokens.add(Arrays.copyOf(accent, 2));
    tokens.add(new byte[] {accent[2], '"'});
    for (int i = 0; i < 3; i++) {
      byte[] noise = new byte[2 + random.nextInt(2)];
      for (int j = 0; j < noise.length; j++) {
        noise[j] = (byte) random.nextInt(256);
      }
      tokens.add(noise);
      tokens.add(tokens.get(random.nextInt(tokens.size())));
      tokens.add(new byte[0]);
    }
    Collections.shuffle(tokens, new Random(random.nextLong()));
    return random.nextBoolean()
        ? Vocabulary.of(tokens, tokens.size())
        : Vocabulary.of(tokens, tokens.size() + 3, tokens.size() + 1);
  }
}
