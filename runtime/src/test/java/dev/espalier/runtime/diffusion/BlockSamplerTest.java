package dev.espalier.runtime.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against every block there is. */
class BlockSamplerTest {
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(
          List.of("a", "b", "ab", "ba", "bb", "").stream()
              .map(s -> s.getBytes(StandardCharsets.UTF_8))
              .toList(),
          5);
  private static final int EOS = 5;

  private static Constraint constraint(String regex) {
    return TextGrammar.compile("root ::= " + regex).bind(VOCABULARY);
  }

  private static double[][] probabilities(SplittableRandom random, int length) {
    double[][] rows = new double[length][VOCABULARY.size()];
    for (double[] row : rows) {
      double sum = 0;
      for (int t = 0; t < row.length; t++) {
        row[t] = random.nextInt(6) == 0 ? 0 : random.nextDouble();
        sum += row[t];
      }
      for (int t = 0; t < row.length; t++) {
        row[t] /= sum;
      }
    }
    return rows;
  }

  /** The probability of every block that a regular expression allows, by its tokens. */
  private static Map<List<Integer>, Double> all(
      Pattern whole, double[][] rows, int room, int longest) {
    Map<List<Integer>, Double> blocks = new HashMap<>();
    int count = (int) Math.pow(VOCABULARY.size(), rows.length);
    for (int code = 0; code < count; code++) {
      Integer[] tokens = new Integer[rows.length];
      double p = 1;
      for (int i = 0, c = code; i < rows.length; i++, c /= VOCABULARY.size()) {
        tokens[i] = c % VOCABULARY.size();
        p *= rows[i][tokens[i]];
      }
      if (p > 0 && possible(whole, Arrays.asList(tokens), room, longest)) {
        blocks.put(List.of(tokens), p);
      }
    }
    return blocks;
  }

  private static boolean possible(Pattern whole, List<Integer> tokens, int room, int longest) {
    StringBuilder text = new StringBuilder();
    boolean ended = false;
    for (int token : tokens) {
      if (token == EOS) {
        ended = true;
      } else if (ended) {
        return false;
      } else {
        text.append(new String(VOCABULARY.bytes(token), StandardCharsets.UTF_8));
      }
    }
    if (whole.matcher(text).matches()) {
      return true;
    }
    if (ended || room == 0 || text.length() > longest) {
      return false;
    }
    for (int token = 0; token < EOS; token++) {
      List<Integer> longer = new java.util.ArrayList<>(tokens);
      longer.add(token);
      if (possible(whole, longer, room - 1, longest)) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[ab]*",
        "(\"ab\")+",
        "\"a\"* \"b\" \"a\"?",
        "\"abba\" | \"b\"+",
        "(\"aa\" | \"bab\")*"
      })
  void bestAndDrawnAreThoseOfEveryBlock(String regex) {
    Pattern whole = Pattern.compile(regex.replace("\"", "").replace(" ", ""));
    int length = 4;
    for (int seed = 0; seed < 12; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int room = random.nextInt(3);
      BlockSampler sampler =
          new BlockSampler(TokenAutomaton.of(constraint(regex), length + room, 200));
      double[][] rows = probabilities(random, length);
      Map<List<Integer>, Double> all = all(whole, rows, room, 12);
      String about = regex + " seed " + seed + " room " + room;
      Optional<BlockSampler.Block> best = sampler.best(0, rows, room);
      assertEquals(all.isEmpty(), best.isEmpty(), about);
      if (all.isEmpty()) {
        assertTrue(sampler.draw(0, rows, room, random).isEmpty(), about);
        continue;
      }
      double most = all.values().stream().mapToDouble(p -> p).max().orElseThrow();
      List<Integer> found = Arrays.stream(best.orElseThrow().tokens()).boxed().toList();
      assertEquals(most, all.getOrDefault(found, 0.0), 1e-12, about);
      assertEquals(Math.log(most), best.orElseThrow().logProbability(), 1e-9, about);
      drawnFollowTheLaw(sampler, rows, room, all, random, about);
    }
  }

  private static void drawnFollowTheLaw(
      BlockSampler sampler,
      double[][] rows,
      int room,
      Map<List<Integer>, Double> all,
      SplittableRandom random,
      String about) {
    double mass = all.values().stream().mapToDouble(p -> p).sum();
    Map<List<Integer>, Integer> counts = new HashMap<>();
    int draws = 4000;
    for (int i = 0; i < draws; i++) {
      BlockSampler.Block block = sampler.draw(0, rows, room, random).orElseThrow();
      List<Integer> tokens = Arrays.stream(block.tokens()).boxed().toList();
      double p = all.getOrDefault(tokens, 0.0) / mass;
      assertEquals(Math.log(p), block.logProbability(), 1e-9, about + " " + tokens);
      counts.merge(tokens, 1, Integer::sum);
    }
    // Six deviations: one failure in a hundred million for each block.
    all.forEach((tokens, p) -> {
      double expected = draws * p / mass;
      double deviation = Math.sqrt(expected * (1 - p / mass)) + 1;
      assertEquals(expected, counts.getOrDefault(tokens, 0), 6 * deviation, about + " " + tokens);
    });
  }

  @Test
  void aKnownTokenIsKept() {
    BlockSampler sampler = new BlockSampler(TokenAutomaton.of(constraint("[ab]*"), 3, 10));
    double[][] rows = new double[3][VOCABULARY.size()];
    Arrays.fill(rows[0], 0.1);
    rows[1][3] = 1;
    Arrays.fill(rows[2], 0.1);
    assertEquals(3, sampler.best(0, rows, 0).orElseThrow().tokens()[1]);
    assertEquals(3, sampler.draw(0, rows, 0, new SplittableRandom(1)).orElseThrow().tokens()[1]);
  }

  @Test
  void whatIsNotRegularReachesTheLimit() {
    LimitExceeded reached =
        assertThrows(
            LimitExceeded.class,
            () ->
                TokenAutomaton.of(
                    TextGrammar.compile("root ::= \"a\" root \"b\" | \"ba\"").bind(VOCABULARY),
                    40,
                    16));
    assertEquals("states", reached.limit());
    assertEquals(16, reached.value());
  }
}
