package dev.espalier.compiler.automata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.LimitExceeded;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sets of lengths against the layers R0, R1, … one by one. */
class LengthSetsTest {
  private static final long SEED = 4711;
  private static final int FAR = 400;

  private final Work work = new Work(100_000, Long.MAX_VALUE, "a test");

  @Test
  void lengthsAreThoseOfTheLayers() {
    SplittableRandom random = new SplittableRandom(SEED);
    SmallWorld world = new SmallWorld(1);
    int periodic = 0;
    for (int round = 0; round < 500; round++) {
      CodePointDfa dfa =
          round % 2 == 0
              ? world.random(random, 1 + random.nextInt(12)).dfa(work)
              : cycles(random).dfa(work);
      LengthSets lengths = LengthSets.of(dfa, work);
      BitSet[] layers = layers(dfa);
      for (int s = 0; s < dfa.states(); s++) {
        for (int i = 0; i < 60; i++) {
          int lo = random.nextInt(200) - 10;
          int hi = lo + random.nextInt(20) - 2;
          int found = -1;
          int longest = -1;
          for (int k = 0; k < FAR; k++) {
            if (layers[k].get(s)) {
              found = found < 0 && k >= lo ? k : found;
              longest = k;
            }
          }
          boolean any = found >= 0 && found <= hi;
          assertEquals(any, lengths.anyLength(s, lo, hi), () -> "seed " + SEED + dfa);
          assertEquals(found, lengths.shortestAtLeast(s, lo));
          assertEquals(found >= 0, lengths.anyLength(s, lo, LengthSets.UNBOUNDED));
          assertEquals(longest > FAR - 100 ? LengthSets.UNBOUNDED : longest, lengths.longest(s));
        }
        if (lengths.threshold() + lengths.period() < FAR) {
          for (int k = (int) lengths.threshold(); k + lengths.period() < FAR; k++) {
            assertEquals(layers[k].get(s), layers[k + (int) lengths.period()].get(s), "it repeats");
          }
        }
        assertTrue(dfa.isEmpty() || lengths.shortestAtLeast(s, 0) <= lengths.farthestShortest());
      }
      periodic += lengths.period() > 1 ? 1 : 0;
    }
    assertTrue(periodic > 100, "seed " + SEED + ": too few with a period to tell: " + periodic);
  }

  // (a{m}|b{n})* and the like: components with periods.
  private static SmallWorld.Expression cycles(SplittableRandom random) {
    SmallWorld world = new SmallWorld(1);
    SmallWorld.Expression all = cycle(random, world);
    for (int i = random.nextInt(3); i > 0; i--) {
      SmallWorld.Expression part = cycle(random, world);
      all = random.nextBoolean() ? world.then(all, part) : world.either(all, part);
      if (random.nextInt(4) == 0) {
        all = world.star(all);
      }
    }
    return all;
  }

  private static SmallWorld.Expression cycle(SplittableRandom random, SmallWorld world) {
    int letter = SmallWorld.LETTERS[random.nextInt(3)];
    SmallWorld.Expression one = world.letters(letter, letter);
    SmallWorld.Expression power = one;
    for (int k = random.nextInt(7); k > 0; k--) {
      power = world.then(power, one);
    }
    return random.nextBoolean() ? world.star(power) : power;
  }

  private static BitSet[] layers(CodePointDfa dfa) {
    BitSet[] layers = new BitSet[FAR];
    for (int k = 0; k < FAR; k++) {
      layers[k] = new BitSet();
      for (int s = 0; s < dfa.states(); s++) {
        boolean in = k == 0 && dfa.accepts(s);
        for (int i = dfa.firstTransition(s); k > 0 && i < dfa.endTransition(s); i++) {
          in |= layers[k - 1].get(dfa.target(i));
        }
        layers[k].set(s, in);
      }
    }
    return layers;
  }

  @Test
  void longChainsAreCheap() {
    // .{0,50000}, and 50,000 of them with a loop behind.
    CodePointNfa nfa = new CodePointNfa(work);
    int start = nfa.state();
    int at = start;
    nfa.accept(at);
    for (int i = 0; i < 50_000; i++) {
      int next = nfa.state();
      nfa.edge(at, CodePointSet.ALL, next);
      nfa.accept(next);
      at = next;
    }
    CodePointDfa chain = nfa.determinise(start);
    assertEquals(50_001, chain.states());
    LengthSets lengths = LengthSets.of(chain, new Work(1, 1_000_000, "a test"));
    assertTrue(lengths.anyLength(0, 50_000, LengthSets.UNBOUNDED));
    assertFalse(lengths.anyLength(0, 50_001, LengthSets.UNBOUNDED));
    assertEquals(50_000, lengths.longest(0));
    assertEquals(0, lengths.farthestShortest());
  }

  @Test
  void coprimeCyclesEndInALimit() {
    // One cycle for every prime up to 47, told apart by the first letter: the period is their
    // product.
    CodePointNfa nfa = new CodePointNfa(work);
    int start = nfa.state();
    int letter = 'a';
    for (int prime : new int[] {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47}) {
      int first = nfa.state();
      nfa.edge(start, CodePointSet.of(letter++), first);
      nfa.accept(first);
      int at = first;
      for (int i = 1; i < prime; i++) {
        int next = nfa.state();
        nfa.edge(at, CodePointSet.of('x'), next);
        at = next;
      }
      nfa.edge(at, CodePointSet.of('x'), first);
    }
    CodePointDfa dfa = nfa.determinise(start);
    LimitExceeded limit =
        assertThrows(LimitExceeded.class, () -> LengthSets.of(dfa, Work.standard()));
    assertEquals("automatonWork", limit.limit());
  }

  @Test
  void filteredLanguagesHaveTheLengthsAskedFor() {
    CodePointDfa words = CodePointDfa.ofWords(List.of("", "a", "bb", "ccc", "dddd", "äöüß"));
    LengthSets lengths = LengthSets.of(words, work);
    assertEquals(
        CodePointDfa.ofWords(List.of("bb", "ccc")),
        lengths.filter(words, 2, 3, 100, work).orElseThrow());
    assertTrue(lengths.filter(words, 0, 4, 3, work).isEmpty());
  }
}
