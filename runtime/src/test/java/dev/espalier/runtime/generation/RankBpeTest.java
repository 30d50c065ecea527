package dev.espalier.runtime.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RankBpeTest {
  /** The definition: over and over, the pair of lowest rank, the leftmost of equals. */
  private static int[] byDefinition(List<String> tokens, String text) {
    List<String> parts = new ArrayList<>();
    text.chars().forEach(c -> parts.add(String.valueOf((char) c)));
    while (true) {
      int best = Integer.MAX_VALUE;
      int at = -1;
      for (int i = 0; i + 1 < parts.size(); i++) {
        int rank = tokens.indexOf(parts.get(i) + parts.get(i + 1));
        if (rank >= 0 && rank < best) {
          best = rank;
          at = i;
        }
      }
      if (at < 0) {
        return parts.stream().mapToInt(tokens::indexOf).toArray();
      }
      parts.set(at, parts.get(at) + parts.remove(at + 1));
    }
  }

  @Test
  void joinsAsTheDefinitionSays() {
    SplittableRandom random = new SplittableRandom(8);
    for (int round = 0; round < 2_000; round++) {
      Set<String> words = new LinkedHashSet<>(List.of("a", "b", "c"));
      while (words.size() < 12) {
        StringBuilder word = new StringBuilder();
        for (int i = 2 + random.nextInt(4); i > 0; i--) {
          word.append((char) ('a' + random.nextInt(3)));
        }
        words.add(word.toString());
      }
      List<String> tokens = List.copyOf(words);
      Vocabulary vocabulary =
          Vocabulary.of(
              tokens.stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList(), tokens.size());
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(20); i > 0; i--) {
        text.append((char) ('a' + random.nextInt(3)));
      }
      int[] expected = byDefinition(tokens, text.toString());
      int[] found =
          RankBpe.split(text.toString().getBytes(StandardCharsets.UTF_8), vocabulary).orElseThrow();
      assertArrayEquals(expected, found, text + " with " + tokens + Arrays.toString(found));
    }
  }

  @Test
  void aByteThatIsNoTokenIsNoText() {
    Vocabulary vocabulary = Vocabulary.of(List.of(new byte[] {'a'}), 1);
    assertTrue(RankBpe.split(new byte[] {'b'}, vocabulary).isEmpty());
  }
}
