package dev.espalier.compiler.lexical;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.regex.EcmaRegex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Sets of strings against sets of strings: all of up to 6 letters, one of which stands for all that
 * no pattern or word names.
 */
class StringSetTest {
  private static final long SEED = 90;
  private static final int LONGEST = 6;
  private static final int[] LETTERS = {'a', 'b', 0x1F600};

  private static final Work WORK = new Work(100_000, Long.MAX_VALUE, "a test");
  private static final List<String> WORLD = world();

  private static List<String> world() {
    List<String> all = new ArrayList<>(List.of(""));
    for (int done = 0; length(all.get(done)) < LONGEST; done++) {
      for (int letter : LETTERS) {
        all.add(all.get(done) + Character.toString(letter));
      }
    }
    return all;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  static CodePointDfa dfa(String pattern) {
    return EcmaRegex.parse(pattern, 100, WORK).dfa();
  }

  /** A set and what it should hold of the world. */
  record Both(String name, StringSet set, Set<String> strings) {}

  static Both random(SplittableRandom random, int size) {
    if (size <= 1) {
      switch (random.nextInt(3)) {
        case 0:
          String pattern = pattern(random, 1 + random.nextInt(4));
          Pattern judge = Pattern.compile(pattern, Pattern.DOTALL);
          Set<String> matched = new LinkedHashSet<>(WORLD);
          matched.removeIf(text -> !judge.matcher(text).matches());
          return new Both("/" + pattern + "/", StringSet.of(dfa("^(?:" + pattern + ")$")), matched);
        case 1:
          int min = random.nextInt(5);
          int max = random.nextInt(3) == 0 ? Integer.MAX_VALUE : min + random.nextInt(4);
          Set<String> fitting = new LinkedHashSet<>(WORLD);
          fitting.removeIf(text -> length(text) < min || length(text) > max);
          return new Both(
              min + ".." + max,
              StringSet.lengths(min, max == Integer.MAX_VALUE ? StringSet.UNBOUNDED : max),
              fitting);
        default:
          Set<String> words = new LinkedHashSet<>();
          for (int i = random.nextInt(4); i >= 0; i--) {
            words.add(WORLD.get(random.nextInt(120)));
          }
          return new Both(words.toString(), StringSet.ofWords(words), words);
      }
    }
    int left = 1 + random.nextInt(size - 1);
    Both a = random(random, left);
    switch (random.nextInt(3)) {
      case 0:
        Both b = random(random, size - left);
        Set<String> common = new LinkedHashSet<>(a.strings);
        common.retainAll(b.strings);
        return new Both("(" + a.name + " and " + b.name + ")", a.set.and(b.set, WORK), common);
      case 1:
        Both c = random(random, size - left);
        Set<String> all = new LinkedHashSet<>(a.strings);
        all.addAll(c.strings);
        return new Both("(" + a.name + " or " + c.name + ")", a.set.or(c.set, WORK), all);
      default:
        Set<String> rest = new LinkedHashSet<>(WORLD);
        rest.removeAll(a.strings);
        return new Both("not " + a.name, a.set.not(WORK), rest);
    }
  }

  private static String pattern(SplittableRandom random, int size) {
    if (size == 1) {
      return List.of("a", "😀", "[\\s\\S]", "[^a]").get(random.nextInt(4));
    }
    int left = 1 + random.nextInt(size - 1);
    String a = pattern(random, left);
    return switch (random.nextInt(4)) {
      case 0 -> "(?:" + a + ")*";
      case 1 -> "(?:" + a + "){" + random.nextInt(2) + "," + (1 + random.nextInt(3)) + "}";
      case 2 -> "(?:" + a + "|" + pattern(random, size - left) + ")";
      default -> a + pattern(random, size - left);
    };
  }

  @Test
  void setsAreThoseOfTheWorld() {
    SplittableRandom random = new SplittableRandom(SEED);
    int nontrivial = 0;
    for (int round = 0; round < 1_000; round++) {
      Both both = random(random, 1 + random.nextInt(8));
      String name = "seed " + SEED + " " + both.name;
      int count = 0;
      for (String text : WORLD) {
        boolean in = both.strings.contains(text);
        if (in != both.set.contains(text)) {
          assertEquals(in, both.set.contains(text), name + " " + text + " " + both.set);
        }
        count += in ? 1 : 0;
      }
      nontrivial += count > 0 && count < WORLD.size() ? 1 : 0;
      if (count > 0) {
        String first = both.strings.stream().min((a, b) -> length(a) - length(b)).orElseThrow();
        assertEquals(length(first), both.set.shortestLength(), name);
        StringWord word = both.set.shortest().orElseThrow();
        assertEquals(length(first), word.length(), name);
        assertTrue(both.set.contains(word.text(100)), name);
        assertEquals(word.text(2), word.text(100).substring(0, word.text(2).length()), name);
        assertFalse(both.set.isEmpty(), name);
      } else {
        assertTrue(
            both.set.isEmpty() || both.set.shortestLength() > LONGEST, name + " " + both.set);
        assertEquals(both.set.isEmpty(), both.set.shortest().isEmpty(), name);
      }
      if (both.set.isAny()) {
        assertEquals(WORLD.size(), count, name);
      }
      if (both.set.atMost() != CodePointDfa.INFINITE) {
        assertTrue(both.set.atMost() >= count, name);
      }
      assertEquals(both.set, both.set.and(StringSet.ANY, WORK), name);
      assertEquals(both.set, both.set.or(StringSet.NONE, WORK), name);
      assertTrue(both.set.and(both.set.not(WORK), WORK).isEmpty(), name);
      assertTrue(both.set.or(both.set.not(WORK), WORK).not(WORK).isEmpty(), name);
    }
    assertTrue(nontrivial > 400, "too few sets that tell: " + nontrivial);
  }

  @Test
  void equalSetsAreEqual() {
    assertEquals(StringSet.ANY, StringSet.lengths(0, StringSet.UNBOUNDED));
    assertEquals(StringSet.ANY, StringSet.lengths(-3, StringSet.UNBOUNDED));
    assertEquals(StringSet.NONE, StringSet.lengths(3, 2));
    assertEquals(
        StringSet.lengths(2, 9), StringSet.lengths(5, 9).or(StringSet.lengths(2, 4), WORK));
    assertEquals(
        StringSet.ANY, StringSet.lengths(0, 4).or(StringSet.lengths(5, StringSet.UNBOUNDED), WORK));
    assertEquals(
        StringSet.lengths(3, 4), StringSet.lengths(0, 4).and(StringSet.lengths(3, 9), WORK));
    assertEquals(
        StringSet.lengths(0, 4).or(StringSet.lengths(8, 9), WORK),
        StringSet.lengths(8, 9).or(StringSet.lengths(0, 4), WORK));
    assertEquals(
        StringSet.lengths(0, 4).or(StringSet.lengths(8, 9), WORK).hashCode(),
        StringSet.lengths(8, 9).or(StringSet.lengths(0, 4), WORK).hashCode());
    assertEquals(
        StringSet.lengths(5, 1_000_000_000),
        StringSet.lengths(5, 1_000_000_000).not(WORK).not(WORK));
    assertNotEquals(StringSet.lengths(5, 8), StringSet.lengths(5, 9));
    // Bounds that do not bound.
    assertEquals(StringSet.of(dfa("^a{2,5}$")), StringSet.of(dfa("^a{2,5}$"), 1, 100, WORK));
    assertEquals(StringSet.of(dfa("^a{3,4}$")), StringSet.of(dfa("^a{2,5}$"), 3, 4, WORK));
    assertEquals(
        StringSet.ofWords("one", "two"),
        StringSet.ofWords("three", "two", "one").and(StringSet.lengths(0, 3), WORK));
    assertEquals(StringSet.NONE, StringSet.of(dfa("^(?:aa)*$"), 3, 3, WORK));
    assertEquals(
        StringSet.ofWords("a", "b"), StringSet.ofWords("a").or(StringSet.ofWords("b"), WORK));
    assertEquals(StringSet.ANY, StringSet.ofWords("a").not(WORK).or(StringSet.ofWords("a"), WORK));
    assertEquals(StringSet.NONE, StringSet.ofWords("\uD800"));
    assertFalse(StringSet.ANY.contains("\uD800"));
  }

  @Test
  void longLengthsCostNothing() {
    StringSet set =
        StringSet.of(dfa("^(?:[A-Z]0)+[^a-zA-Z0-9]$"), 1_000_000_000, 2_000_000_000, WORK);
    assertEquals(1_000_000_001, set.shortestLength());
    StringWord word = set.shortest().orElseThrow();
    assertEquals(1_000_000_001, word.length());
    assertEquals("A0A0A0A", word.text(7));
    assertEquals(1_000_000_001L, new StringSetLength().of(word.toString()));
    assertTrue(set.and(StringSet.lengths(0, 1_000_000_000), WORK).isEmpty());
    assertEquals("😀", StringSet.of(dfa("^[😀-😎]$")).shortest().orElseThrow().text(5));
    assertEquals("", StringSet.ANY.shortest().orElseThrow().text(5));
    assertEquals("aaa", StringSet.lengths(3, 1_000_000_000).shortest().orElseThrow().text(5));
    assertArrays(new int[] {'a', 'a', 'a'}, StringSet.lengths(3, 9).shortest().orElseThrow());
  }

  private static void assertArrays(int[] expected, StringWord word) {
    List<Integer> read = new ArrayList<>();
    word.codePoints().forEachRemaining((int c) -> read.add(c));
    assertEquals(Arrays.stream(expected).boxed().toList(), read);
  }

  /** Reads the number that a long word shows instead of its rest. */
  private static final class StringSetLength {
    long of(String shown) {
      return Long.parseLong(shown.replaceAll(".*\\((\\d+) characters\\)", "$1"));
    }
  }
}
