package dev.espalier.runtime.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SegmenterTest {
  private static int fewest(Vocabulary vocabulary, String text) {
    if (text.isEmpty()) {
      return 0;
    }
    int best = Integer.MAX_VALUE;
    for (int id = 0; id < vocabulary.size(); id++) {
      String token = new String(vocabulary.bytes(id), StandardCharsets.UTF_8);
      if (!token.isEmpty() && text.startsWith(token)) {
        int rest = fewest(vocabulary, text.substring(token.length()));
        best = Math.min(best, rest == Integer.MAX_VALUE ? rest : rest + 1);
      }
    }
    return best;
  }

  private static String spelled(Vocabulary vocabulary, int[] tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : tokens) {
      bytes.writeBytes(vocabulary.bytes(token));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void agreesWithTryingEverything() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 500; round++) {
      Set<String> words = new LinkedHashSet<>();
      while (words.size() < 6) {
        words.add(word(random, 1 + random.nextInt(4)));
      }
      List<byte[]> tokens = new ArrayList<>();
      words.forEach(w -> tokens.add(w.getBytes(StandardCharsets.UTF_8)));
      Vocabulary vocabulary = Vocabulary.of(tokens, tokens.size());
      Segmenter segmenter = new Segmenter(vocabulary.trie());
      String text = word(random, random.nextInt(9));
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int expected = fewest(vocabulary, text);
      int[] found = segmenter.fewest(bytes).orElse(null);
      assertEquals(expected == Integer.MAX_VALUE, found == null);
      assertEquals(found == null, segmenter.longest(bytes).isEmpty());
      if (found != null) {
        assertEquals(expected, found.length);
        assertEquals(text, spelled(vocabulary, found));
        assertEquals(text, spelled(vocabulary, segmenter.longest(bytes).orElseThrow()));
      }

      int[] some =
          IntStream.range(0, vocabulary.size()).filter(t -> random.nextBoolean()).toArray();
      TokenMask mask = TokenMask.ofIds(some, vocabulary.size());
      int from = random.nextInt(text.length() + 1);
      String tail = text.substring(from);
      boolean continues =
          IntStream.of(some)
              .mapToObj(t -> spelled(vocabulary, new int[] {t}))
              .anyMatch(t -> t.length() > tail.length() && t.startsWith(tail));
      assertEquals(continues, segmenter.continues(bytes, from, mask));
    }
  }

  private static String word(SplittableRandom random, int length) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      word.append((char) ('a' + random.nextInt(3)));
    }
    return word.toString();
  }

  @Test
  void longestTakesTheLongestFirst() {
    Vocabulary vocabulary =
        Vocabulary.of(
            List.of("a", "b", "ab", "bbb").stream()
                .map(s -> s.getBytes(StandardCharsets.UTF_8))
                .toList(),
            4);
    Segmenter segmenter = new Segmenter(vocabulary.trie());
    byte[] text = "abbb".getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(new int[] {2, 1, 1}, segmenter.longest(text).orElseThrow());
    assertArrayEquals(new int[] {0, 3}, segmenter.fewest(text).orElseThrow());
    assertFalse(segmenter.fewest(new byte[] {'x'}).isPresent());
  }
}
