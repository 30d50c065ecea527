package dev.espalier.compiler.automata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.LimitExceeded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Automata against set algebra on all strings of a small world. */
class CodePointDfaTest {
  private static final long SEED = 20261123;

  private final SmallWorld world = new SmallWorld(4);
  private final Work work = new Work(100_000, Long.MAX_VALUE, "a test");

  @Test
  void languagesAreThoseOfTheExpressions() {
    SplittableRandom random = new SplittableRandom(SEED);
    int accepted = 0;
    for (int round = 0; round < 600; round++) {
      SmallWorld.Expression expression = world.random(random, 1 + random.nextInt(9));
      CodePointDfa dfa = expression.dfa(work);
      assertEquals(
          expression.language(),
          reordered(world.of(dfa), expression.language()),
          expression.name());
      assertMinimal(dfa, expression.name());
      accepted += expression.language().size();
    }
    assertTrue(accepted > 10_000, "seed " + SEED + ": the expressions accept too little to tell");
  }

  @Test
  void aStateIsOpenIfNoCharacterIsEverDead() {
    CodePointDfa words = CodePointDfa.ofWords(List.of("a", "ab", "\ud7ff"));
    CodePointDfa others = CodePointDfas.difference(CodePointDfa.ANY, words, work);
    for (int s = 0; s < words.states(); s++) {
      assertFalse(words.isOpen(s));
    }
    for (int s = 0; s < others.states(); s++) {
      assertTrue(others.isOpen(s));
    }
    CodePointDfa notAfterB =
        CodePointDfas.difference(others, CodePointDfa.ofWords(List.of("")), work);
    assertTrue(notAfterB.isOpen(CodePointDfa.START));
    // All but those that begin with a character beside the surrogates.
    CodePointNfa nfa = new CodePointNfa(work);
    int start = nfa.state();
    int end = nfa.state();
    CodePointSet.Builder most = new CodePointSet.Builder();
    most.add(0, 0xD7FE);
    most.add(0xE000, Scalars.MAX);
    nfa.edge(start, most.build(), end);
    nfa.acceptAnything(end);
    CodePointDfa dfa = nfa.determinise(start);
    assertFalse(dfa.isOpen(CodePointDfa.START));
    assertTrue(dfa.isOpen(dfa.next(CodePointDfa.START, 'a')));
  }

  @Test
  void algebraIsThatOfSets() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    Set<String> all = new HashSet<>(world.strings);
    for (int round = 0; round < 400; round++) {
      SmallWorld.Expression a = world.random(random, 1 + random.nextInt(7));
      SmallWorld.Expression b = world.random(random, 1 + random.nextInt(7));
      String name = a.name() + " and " + b.name();
      CodePointDfa x = a.dfa(work);
      CodePointDfa y = b.dfa(work);

      CodePointDfa both = CodePointDfas.intersection(x, y, work);
      Set<String> expected = new HashSet<>(a.language());
      expected.retainAll(b.language());
      assertEquals(expected, world.of(both), name);
      assertMinimal(both, name);

      CodePointDfa either = CodePointDfas.union(x, y, work);
      expected = new HashSet<>(a.language());
      expected.addAll(b.language());
      assertEquals(expected, world.of(either), name);
      assertMinimal(either, name);

      CodePointDfa rest = CodePointDfas.difference(x, y, work);
      expected = new HashSet<>(a.language());
      expected.removeAll(b.language());
      assertEquals(expected, world.of(rest), name);
      assertMinimal(rest, name);

      CodePointDfa not = CodePointDfas.complement(x, work);
      expected = new HashSet<>(all);
      expected.removeAll(a.language());
      assertEquals(expected, world.of(not), name);
      assertMinimal(not, name);

      assertEquals(
          world.concatenation(a.language(), b.language()),
          world.of(CodePointDfas.concatenation(x, y, work)),
          name);
      assertEquals(world.star(a.language()), world.of(CodePointDfas.star(x, work)), name);

      // Equal languages are equal objects, however they were made.
      assertEquals(x, CodePointDfas.complement(not, work), name);
      assertEquals(either, CodePointDfas.union(y, x, work), name);
      assertEquals(either.hashCode(), CodePointDfas.union(y, x, work).hashCode(), name);
      assertEquals(
          CodePointDfas.complement(either, work),
          CodePointDfas.intersection(not, CodePointDfas.complement(y, work), work),
          name);
      assertEquals(rest, CodePointDfas.intersection(x, CodePointDfas.complement(y, work), work));
      assertEquals(
          x.equals(y),
          CodePointDfas.union(rest, CodePointDfas.difference(y, x, work), work).isEmpty());
      assertEquals(CodePointDfas.includes(y, x, work), rest.isEmpty());
      assertEquals(x, CodePointDfas.union(List.of(rest, both, rest), work), name);
    }
  }

  @Test
  void theNamedLanguages() {
    assertTrue(CodePointDfa.NONE.isEmpty());
    assertTrue(CodePointDfa.ANY.isUniversal());
    assertTrue(CodePointDfa.EMPTY_STRING.contains(""));
    assertFalse(CodePointDfa.EMPTY_STRING.contains("a"));
    assertEquals(CodePointDfa.ANY, CodePointDfas.complement(CodePointDfa.NONE, work));
    assertEquals(CodePointDfa.NONE, CodePointDfas.complement(CodePointDfa.ANY, work));
    assertEquals(CodePointDfa.ANY, CodePointDfas.star(CodePointDfa.ofSet(CodePointSet.ALL), work));
    assertEquals(CodePointDfa.EMPTY_STRING, CodePointDfas.star(CodePointDfa.NONE, work));
    assertEquals(CodePointDfa.EMPTY_STRING, CodePointDfa.ofWords(List.of("")));
    assertEquals(CodePointDfa.NONE, CodePointDfa.ofWords(List.of()));
    assertEquals(CodePointDfa.NONE, CodePointDfa.ofSet(CodePointSet.NONE));
    assertFalse(CodePointDfa.ANY.contains("\uD83D"), "a lone surrogate is no text");
    assertEquals(CodePointDfa.NONE, CodePointDfa.ofWords(List.of("\uDC00x")));
    // A run across the surrogates is one run.
    assertEquals(1, CodePointSet.ofRanges(0xE000, 0xFFFF, 0xD000, 0xD7FF).ranges());
    assertEquals(CodePointSet.ALL, CodePointSet.range(0xD800, 0xDFFF).complement());
    assertEquals(0x110000 - 0x800, CodePointSet.ALL.size());
    CodePointDfa one = CodePointDfa.ofSet(CodePointSet.range(0xD000, 0xF000));
    assertEquals(1, one.transitions());
    assertEquals(CodePointDfa.DEAD, one.next(0, 0xDABC));
    assertFalse(one.anyNext(0, 0xD800, 0xDFFF));
    assertTrue(one.anyNext(0, 0xD800, 0xE000));
    assertEquals(1, one.onlyNext(0, 0xD000, 0xF000));
    assertEquals(CodePointDfa.DEAD, one.onlyNext(0, 0xD000, 0xF001));
  }

  @Test
  void transitionsAreThoseOfTheLetters() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    for (int round = 0; round < 200; round++) {
      SmallWorld.Expression expression = world.random(random, 1 + random.nextInt(8));
      CodePointDfa dfa = expression.dfa(work);
      for (int s = 0; s < dfa.states(); s++) {
        for (int i = 0; i < SmallWorld.LETTERS.length; i++) {
          for (int j = i; j < SmallWorld.LETTERS.length; j++) {
            // Between two letters nothing changes that does not change at one of them.
            int lo = SmallWorld.LETTERS[i];
            int hi = SmallWorld.LETTERS[j];
            boolean any = false;
            Set<Integer> targets = new HashSet<>();
            for (int c = lo; c <= hi; c = c == 0xE000 ? 0x1F5FF : c == 'b' ? 0xD7FE : c + 1) {
              if (c < 0xD800 || c > 0xDFFF) {
                any |= dfa.next(s, c) != CodePointDfa.DEAD;
                targets.add(dfa.next(s, c));
              }
            }
            assertEquals(any, dfa.anyNext(s, lo, hi), expression.name());
            int only = targets.size() == 1 ? targets.iterator().next() : CodePointDfa.DEAD;
            assertEquals(only, dfa.onlyNext(s, lo, hi), expression.name());
          }
        }
      }
    }
  }

  @Test
  void wordsAreCountedAndListed() {
    SplittableRandom random = new SplittableRandom(SEED + 3);
    int finite = 0;
    for (int round = 0; round < 300; round++) {
      Set<String> words = new HashSet<>();
      for (int i = random.nextInt(20); i >= 0; i--) {
        words.add(world.strings.get(random.nextInt(world.strings.size())));
      }
      CodePointDfa dfa = CodePointDfa.ofWords(words);
      assertMinimal(dfa, words.toString());
      assertEquals(words, world.of(dfa));
      assertEquals(words.size(), dfa.count(0));
      assertTrue(dfa.isFinite());
      List<String> listed = dfa.words(100, work);
      assertEquals(sorted(words), listed);
      // The same language through the subset construction.
      CodePointNfa nfa = new CodePointNfa(work);
      int start = nfa.state();
      for (String word : words) {
        int at = start;
        for (int c : word.codePoints().toArray()) {
          int next = nfa.state();
          nfa.edge(at, CodePointSet.of(c), next);
          at = next;
        }
        nfa.accept(at);
      }
      assertEquals(dfa, nfa.determinise(start));

      SmallWorld.Expression expression = world.random(random, 1 + random.nextInt(6));
      CodePointDfa other = expression.dfa(work);
      List<String> first = other.words(50, work);
      assertEquals(new LinkedHashSet<>(first).size(), first.size());
      first.forEach(word -> assertTrue(other.contains(word)));
      if (other.isFinite()) {
        finite++;
        assertEquals(Math.min(50, other.count(0)), first.size());
      } else {
        assertEquals(50, first.size());
      }
      if (!other.isFinite() || other.count(0) > 50) {
        List<String> byLength = new ArrayList<>(first);
        byLength.sort(SHORTLEX);
        assertEquals(byLength, first);
        // Nothing that is shorter than the longest of them is left out, as far as the world tells.
        String last = first.get(first.size() - 1);
        for (String word : world.of(other)) {
          assertTrue(SHORTLEX.compare(word, last) > 0 || first.contains(word));
        }
      }
      other
          .shortest()
          .ifPresent(word -> {
            assertTrue(other.contains(word));
            assertEquals(
                first.stream().mapToInt(w -> w.codePointCount(0, w.length())).min().orElse(-1),
                word.codePointCount(0, word.length()));
          });
    }
    assertTrue(finite > 50 && finite < 250, "seed " + SEED);
    CodePointDfa huge = CodePointDfa.ofSet(CodePointSet.ALL);
    for (int i = 0; i < 4; i++) {
      huge = CodePointDfas.concatenation(huge, huge, work);
    }
    assertEquals(Long.MAX_VALUE, huge.count(0));
    assertEquals("aaaaaaaaaaaaaaaa", huge.shortest().orElseThrow());
  }

  @Test
  void manyWordsTakeLittle() {
    SplittableRandom random = new SplittableRandom(SEED + 4);
    Set<String> words = new HashSet<>();
    while (words.size() < 10_000) {
      StringBuilder word = new StringBuilder();
      for (int i = 1 + random.nextInt(20); i > 0; i--) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      words.add(word.toString());
    }
    CodePointDfa dfa = CodePointDfa.ofWords(words);
    assertEquals(10_000, dfa.count(0));
    assertEquals(sorted(words), dfa.words(10_000, work));
    // Without all but one of them, and back.
    String one = words.iterator().next();
    CodePointDfa rest = CodePointDfas.difference(dfa, CodePointDfa.ofWords(List.of(one)), work);
    assertEquals(9_999, rest.count(0));
    assertEquals(dfa, CodePointDfas.union(rest, CodePointDfa.ofWords(List.of(one)), work));
    assertNotEquals(dfa, rest);
  }

  @Test
  void limitsEndWhatGrowsTooLarge() {
    // (a|b)*a(a|b){40}: 2^41 states.
    CodePointNfa nfa = new CodePointNfa(Work.standard());
    int start = nfa.state();
    nfa.edge(start, CodePointSet.range('a', 'b'), start);
    int at = nfa.state();
    nfa.edge(start, CodePointSet.of('a'), at);
    for (int i = 0; i < 40; i++) {
      int next = nfa.state();
      nfa.edge(at, CodePointSet.range('a', 'b'), next);
      at = next;
    }
    nfa.accept(at);
    LimitExceeded limit = assertThrows(LimitExceeded.class, () -> nfa.determinise(start));
    assertTrue(limit.limit().startsWith("automaton"), limit.limit());

    CodePointDfa words = CodePointDfa.ofWords(List.of("one", "two", "three"));
    Work small = new Work(2, 1_000_000, "a test");
    limit =
        assertThrows(
            LimitExceeded.class,
            () -> CodePointDfas.union(words, CodePointDfa.ofWords(List.of("four")), small));
    assertEquals("automatonStates", limit.limit());
    assertEquals(2, limit.value());
    Work brief = new Work(1_000, 10, "a test");
    limit =
        assertThrows(
            LimitExceeded.class,
            () -> CodePointDfas.union(words, CodePointDfa.ofWords(List.of("four")), brief));
    assertEquals("automatonWork", limit.limit());
  }

  private static final java.util.Comparator<String> SHORTLEX =
      (a, b) -> {
        int byLength =
            Integer.compare(a.codePointCount(0, a.length()), b.codePointCount(0, b.length()));
        return byLength != 0
            ? byLength
            : java.util.Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
      };

  private static List<String> sorted(Set<String> words) {
    List<String> out = new ArrayList<>(words);
    out.sort(
        (a, b) -> java.util.Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray()));
    return out;
  }

  private static Set<String> reordered(Set<String> set, Set<String> like) {
    return set.equals(like) ? like : new TreeSet<>(set);
  }

  /** Every two states are told apart by a word, every state is reached, and reaches acceptance. */
  private static void assertMinimal(CodePointDfa dfa, String name) {
    int n = dfa.states();
    // Moore's algorithm, a letter of each range being enough.
    TreeSet<Integer> letters = new TreeSet<>();
    for (int i = 0; i < dfa.transitions(); i++) {
      letters.add(dfa.lo(i));
      letters.add(dfa.hi(i) == 0xD7FF ? 0xE000 : Math.min(dfa.hi(i) + 1, 0x10FFFF));
    }
    int[] block = new int[n + 1];
    for (int s = 0; s < n; s++) {
      block[s] = dfa.accepts(s) ? 1 : 0;
    }
    for (int round = 0; round <= n; round++) {
      List<List<Integer>> signatures = new ArrayList<>();
      int[] next = new int[n + 1];
      for (int s = 0; s <= n; s++) {
        List<Integer> signature = new ArrayList<>(List.of(block[s]));
        for (int letter : letters) {
          int t = s == n ? n : dfa.next(s, letter);
          signature.add(block[t == CodePointDfa.DEAD ? n : t]);
        }
        int known = signatures.indexOf(signature);
        if (known < 0) {
          known = signatures.size();
          signatures.add(signature);
        }
        next[s] = known;
      }
      block = next;
    }
    Set<Integer> distinct = new HashSet<>();
    for (int b : block) {
      distinct.add(b);
    }
    assertEquals(dfa.isEmpty() ? 1 : n + 1, distinct.size(), name + "\n" + dfa);
    int seen = 0;
    for (int s = 0; s < n; s++) {
      assertTrue(s <= seen, "numbered breadth first: " + dfa);
      for (int i = dfa.firstTransition(s); i < dfa.endTransition(s); i++) {
        assertTrue(dfa.target(i) <= seen + 1, "numbered breadth first: " + dfa);
        seen = Math.max(seen, dfa.target(i));
        if (i + 1 < dfa.endTransition(s)) {
          assertTrue(dfa.hi(i) < dfa.lo(i + 1));
          boolean adjacent = Scalars.after(dfa.hi(i)) == dfa.lo(i + 1);
          assertFalse(adjacent && dfa.target(i) == dfa.target(i + 1), "as wide as can be: " + dfa);
        }
      }
    }
    assertEquals(n - 1, seen);
    assertTrue(Collections.max(distinct) <= n);
  }
}
