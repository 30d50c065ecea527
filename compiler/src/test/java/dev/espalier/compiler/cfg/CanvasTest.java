package dev.espalier.compiler.cfg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Canvas;
import dev.espalier.compiler.Canvas.Hole;
import dev.espalier.compiler.Canvas.Part;
import dev.espalier.compiler.Canvas.Text;
import dev.espalier.compiler.Canvas.Token;
import dev.espalier.compiler.CanvasChecker;
import dev.espalier.compiler.CanvasLimits;
import dev.espalier.compiler.CanvasVerdict;
import dev.espalier.compiler.CheckedCanvas;
import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.grammar.GrammarDefinition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Canvases over small grammars, against filling their holes in every way. */
class CanvasTest {
  private static final long SEED = 20261126;
  private static final int EOS = 0;
  private static final int PAD = 1;

  private final Map<String, Boolean> judged = new HashMap<>();

  /** Letters, some tokens of several, the end and the padding. */
  private static Vocabulary vocabulary(SplittableRandom random) {
    Vocabulary.Builder builder =
        Vocabulary.builder().special(EOS, "<end>").special(PAD, "<pad>").eos(EOS);
    for (String letter : List.of("a", "b", "c")) {
      builder.add(letter);
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      StringBuilder text = new StringBuilder();
      for (int j = 1 + random.nextInt(3); j >= 0; j--) {
        text.append((char) ('a' + random.nextInt(3)));
      }
      builder.add(text.toString());
    }
    return builder.build();
  }

  private static Canvas canvas(Vocabulary vocabulary, SplittableRandom random) {
    List<Part> parts = new ArrayList<>();
    int holes = 0;
    for (int i = random.nextInt(6); i >= 0; i--) {
      int kind = random.nextInt(8);
      if (kind < 3 && holes < 3) {
        int min = random.nextInt(2);
        int max = min + random.nextInt(2);
        holes += max;
        parts.add(new Hole(min, max));
      } else if (kind == 3) {
        parts.add(new Text("abc".substring(random.nextInt(3)).substring(0, 1)));
      } else if (kind == 4 && random.nextInt(3) == 0) {
        parts.add(new Token(random.nextInt(2)));
      } else {
        parts.add(new Token(2 + random.nextInt(vocabulary.size() - 2)));
      }
    }
    return new Canvas(parts);
  }

  /** A text that part of a canvas can be filled to, and whether it has ended. */
  private record Filled(String text, boolean ended) {}

  /** Whether some filling is a text. */
  private static boolean brute(Canvas canvas, Vocabulary vocabulary, Predicate<String> judge) {
    Set<Filled> all = new HashSet<>(Set.of(new Filled("", false)));
    for (Part part : canvas.parts()) {
      Set<Filled> next = new HashSet<>();
      switch (part) {
        case Token token -> all.forEach(f -> step(f, token.id(), vocabulary, next));
        case Text text ->
            all.forEach(f -> {
              if (!f.ended || text.bytes().isEmpty()) {
                next.add(new Filled(f.text + text.bytes(), f.ended));
              }
            });
        case Hole hole -> {
          Set<Filled> within = all;
          for (int n = 0; n <= hole.max(); n++) {
            if (n >= hole.min()) {
              next.addAll(within);
            }
            Set<Filled> longer = new HashSet<>();
            for (Filled f : within) {
              for (int token = 0; token < vocabulary.size(); token++) {
                step(f, token, vocabulary, longer);
              }
            }
            within = longer;
          }
        }
      }
      all = next;
    }
    return all.stream().anyMatch(f -> judge.test(f.text));
  }

  private static void step(Filled filled, int token, Vocabulary vocabulary, Set<Filled> into) {
    if (token == EOS || (token == PAD && filled.ended)) {
      into.add(new Filled(filled.text, true));
    } else if (token != PAD && !filled.ended) {
      String more = new String(vocabulary.bytes(token), StandardCharsets.UTF_8);
      into.add(new Filled(filled.text + more, false));
    }
  }

  /** Holds a filling against the canvas and the judge. */
  private static void checkFilling(
      Canvas canvas, List<List<Integer>> filling, Vocabulary vocabulary, Predicate<String> judge) {
    assertEquals(canvas.size(), filling.size());
    StringBuilder text = new StringBuilder();
    boolean ended = false;
    for (int i = 0; i < canvas.size(); i++) {
      StringBuilder own = new StringBuilder();
      for (int token : filling.get(i)) {
        assertTrue(
            ended ? token == EOS || token == PAD : token != PAD, "what stands behind the end");
        ended |= token == EOS;
        own.append(new String(vocabulary.bytes(token), StandardCharsets.UTF_8));
      }
      int count = filling.get(i).size();
      switch (canvas.at(i)) {
        case Token token -> assertEquals(List.of(token.id()), filling.get(i));
        case Text known -> assertEquals(known.bytes(), own.toString());
        case Hole hole ->
            assertTrue(count >= hole.min() && count <= hole.max(), "tokens of a hole");
      }
      text.append(own);
    }
    assertTrue(judge.test(text.toString()), "the filling is a text: " + text);
  }

  private void check(
      CanvasChecker checker,
      Canvas canvas,
      Vocabulary vocabulary,
      Predicate<String> judge,
      int[] counts) {
    boolean expected = brute(canvas, vocabulary, judge);
    CanvasVerdict verdict = checker.check(canvas).verdict();
    verdict(canvas, verdict, expected, vocabulary, judge, counts);
  }

  private static void verdict(
      Canvas canvas,
      CanvasVerdict verdict,
      boolean expected,
      Vocabulary vocabulary,
      Predicate<String> judge,
      int[] counts) {
    switch (verdict) {
      case CanvasVerdict.Completable completable -> {
        assertTrue(expected, () -> canvas + " was filled: " + completable);
        checkFilling(canvas, completable.filling(), vocabulary, judge);
        counts[0]++;
      }
      case CanvasVerdict.Dead dead -> {
        assertTrue(!expected, () -> canvas + " is said to be dead");
        counts[1]++;
      }
      case CanvasVerdict.Unknown unknown -> counts[2]++;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void equalsFillingInEveryWay(int part) {
    int[] counts = check(part, CanvasLimits.DEFAULT);
    assertTrue(counts[0] > 20 && counts[1] > 20, counts[0] + " and " + counts[1]);
    assertEquals(0, counts[2], "unknown");
  }

  /** With a search that gives up at once, it is the core that decides. */
  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 7})
  void theCoreIsRight(int part) {
    int[] counts = check(part, CanvasLimits.DEFAULT.withStates(1));
    assertTrue(counts[0] > 20 && counts[1] > 20, counts[0] + " and " + counts[1]);
    assertTrue(counts[2] < (counts[0] + counts[1]) / 2, counts[2] + " unknown");
  }

  /** What is counted is the states whose successors are worked out, not where they are met. */
  @Test
  void fewStatesAreFollowedThroughALongHole() {
    Grammar grammar =
        TextGrammar.compile(
            "root ::= (\"ab\")* \"c\"", GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.GBNF));
    Vocabulary vocabulary =
        Vocabulary.builder().special(EOS, "<end>").eos(EOS).add("a").add("b").add("c").build();
    int c = vocabulary.size() - 1;
    CanvasChecker checker =
        CanvasChecker.of(grammar.bind(vocabulary), CanvasLimits.DEFAULT.withStates(4));
    for (int length = 40; length < 50; length++) {
      List<Part> parts = new ArrayList<>(Collections.nCopies(length, Hole.ONE));
      parts.add(new Token(c));
      // No grammar counts tokens: that an odd number of them is dead is the states' alone to say.
      Class<?> expected =
          length % 2 == 0 ? CanvasVerdict.Completable.class : CanvasVerdict.Dead.class;
      assertInstanceOf(expected, checker.check(new Canvas(parts)).verdict());
    }
  }

  /** A token behind a hole need not stand for its bytes. */
  @Test
  void symbolsAreReadBehindAHole() {
    Vocabulary vocabulary =
        Vocabulary.builder().special(EOS, "<end>").eos(EOS).add("a").add("b").add("c").build();
    int c = vocabulary.size() - 1;
    Grammar grammar =
        TextGrammar.compile(
            "root ::= \"a\" <[" + c + "]> | \"b\"",
            GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.GBNF));
    CheckedCanvas checked =
        CanvasChecker.of(grammar.bind(vocabulary))
            .check(new Canvas(List.of(Hole.ONE, new Token(c))));
    CanvasVerdict.Completable filled =
        assertInstanceOf(CanvasVerdict.Completable.class, checked.verdict());
    assertArrayEquals(new int[] {c - 2, c}, filled.tokens());
  }

  private int[] check(int part, CanvasLimits limits) {
    int[] counts = new int[3];
    for (int i = 0; i < 16; i++) {
      long seed = SEED + 1000L * part + i;
      SplittableRandom random = new SplittableRandom(seed);
      GrammarDefinition definition = new Maker(random).scannerless();
      Vocabulary vocabulary = vocabulary(random);
      Grammar grammar;
      try {
        grammar = GrammarCompiler.compile(definition, "random", CompileLimits.DEFAULT);
      } catch (GrammarException e) {
        continue; // no text at all
      }
      judged.clear();
      Predicate<String> judge =
          text -> judged.computeIfAbsent(text, t -> Judge.accepts(definition, t));
      CanvasChecker checker = CanvasChecker.of(grammar.bind(vocabulary), limits, EOS, PAD);
      for (int j = 0; j < 8; j++) {
        Canvas canvas = canvas(vocabulary, random);
        try {
          check(checker, canvas, vocabulary, judge, counts);
          walk(checker, canvas, vocabulary, judge, random, counts);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError(
              "seed "
                  + seed
                  + ", "
                  + canvas
                  + ": "
                  + e.getMessage()
                  + "\n"
                  + Shrinker.show(definition),
              e);
        }
      }
    }
    return counts;
  }

  /** Changes a canvas position by position, as decoding does. */
  private static void walk(
      CanvasChecker checker,
      Canvas canvas,
      Vocabulary vocabulary,
      Predicate<String> judge,
      SplittableRandom random,
      int[] counts) {
    CheckedCanvas at = checker.check(canvas);
    for (int i = 0; i < 4; i++) {
      int position = random.nextInt(canvas.size());
      Part before = at.canvas().at(position);
      Part part =
          before instanceof Hole ? new Token(2 + random.nextInt(vocabulary.size() - 2)) : Hole.ONE;
      if (part instanceof Hole && at.canvas().holes() > 1) {
        continue;
      }
      CheckedCanvas next = at.with(position, part);
      boolean expected = brute(next.canvas(), vocabulary, judge);
      verdict(next.canvas(), next.verdict(), expected, vocabulary, judge, counts);
      if (next.verdict().isCompletable()) {
        at = next;
      }
    }
  }
}
