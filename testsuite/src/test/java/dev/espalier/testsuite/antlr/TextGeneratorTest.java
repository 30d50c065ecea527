package dev.espalier.testsuite.antlr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextGeneratorTest {
  /**
   * Grammars with parts that no generated text has, on purpose: rules and sequences that none can
   * have, and in {@code EndAlone} tokens without characters, which random walks do not write (its
   * enumerated texts, edits and fixed ones have them).
   */
  private static final Set<String> WITH_PARTS_NOT_WRITTEN =
      Set.of("Shadowed.g4", "BackUp.g4", "NonGreedy.g4", "Fuse.g4", "Imports.g4", "EndAlone.g4");

  static List<GrammarSource> grammars() {
    return SyntheticGrammars.all();
  }

  /** An engine that is the judge itself: it never differs. */
  private static Recogniser judge(AntlrGrammar grammar) {
    AntlrJudge judge = new AntlrJudge(grammar);
    return new Recogniser() {
      @Override
      public Reading read(byte[] text) {
        return Differential.decode(text)
            .map(judge::judge)
            .map(verdict ->
                switch (verdict) {
                  case ACCEPTED -> new Reading(Kind.ACCEPTED, text.length, "");
                  case REFUSED -> new Reading(Kind.REFUSED, 0, "");
                  case GIVEN_UP -> new Reading(Kind.LIMIT, 0, "given up");
                })
            .orElse(new Reading(Kind.REFUSED, 0, ""));
      }

      @Override
      public Completed complete(byte[] prefix) {
        return new Completed(Kind.LIMIT, new byte[0], "none");
      }
    };
  }

  /**
   * What is made as valid is accepted; a third is one edit away from valid; what the grammar has is
   * used.
   */
  @ParameterizedTest
  @MethodSource("grammars")
  void textsAreWhatTheySay(GrammarSource source) {
    AntlrRun.onLargeStacks(
        1,
        () -> {
          AntlrGrammar grammar = new AntlrGrammar(source);
          Differential differential = new Differential(grammar, judge(grammar));
          Tally tally = differential.batch(new AntlrJudge(grammar), 11, 600);
          assertEquals(List.of(), tally.departures);
          assertEquals(0, tally.disagreements);
          assertTrue(tally.edited >= 0.3 * tally.texts, tally.edited + " edited");
          assertTrue(tally.accepted >= 0.3 * tally.texts, tally.accepted + " accepted");
          assertTrue(tally.editedAccepted < tally.edited, "every edited text is accepted");
          Coverage parser = parser(differential, tally);
          Coverage lexer = lexer(differential, tally);
          if (!WITH_PARTS_NOT_WRITTEN.contains(source.name())) {
            assertTrue(parser.share() >= 0.95, () -> parser.missing().toString());
            assertTrue(lexer.share() >= 0.95, () -> lexer.missing().toString());
          } else {
            assertTrue(
                parser.covered() < parser.total() || lexer.covered() < lexer.total(),
                "everything is written");
          }
        });
  }

  private static Coverage parser(Differential differential, Tally tally) {
    return Coverage.of(
        differential.parserModel().network(),
        differential.parserModel().reachable(),
        tally.parser,
        tally.parserTries,
        new int[0],
        String::valueOf);
  }

  private static Coverage lexer(Differential differential, Tally tally) {
    return Coverage.of(
        differential.lexerModel().network(),
        differential.lexerModel().reachable(),
        tally.lexer,
        tally.lexerTries,
        tally.lexerReadings,
        String::valueOf);
  }

  /** What no text can have is named with the reason. */
  @Test
  void whatIsMissingIsExplained() {
    AntlrGrammar grammar = new AntlrGrammar(AntlrJudgeTest.named("Shadowed"));
    Differential differential = new Differential(grammar, judge(grammar));
    Tally tally = differential.batch(new AntlrJudge(grammar), 3, 500);
    List<String> missing = new ArrayList<>(lexer(differential, tally).missing());
    assertTrue(
        missing.stream()
            .anyMatch(each -> each.startsWith("Y: ") && each.contains("something else")),
        missing::toString);
    missing = parser(differential, tally).missing();
    assertTrue(
        missing.stream().anyMatch(each -> each.contains("no token or character")),
        missing::toString);
  }

  @Test
  void oneSeedMakesTheSameTexts() {
    AntlrGrammar grammar = new AntlrGrammar(AntlrJudgeTest.named("Expressions"));
    List<List<String>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      List<String> texts = new ArrayList<>();
      Recogniser judge = judge(grammar);
      Recogniser listening =
          new Recogniser() {
            @Override
            public Reading read(byte[] text) {
              texts.add(Arrays.toString(text));
              return judge.read(text);
            }

            @Override
            public Completed complete(byte[] prefix) {
              return judge.complete(prefix);
            }
          };
      new Differential(grammar, listening).batch(new AntlrJudge(grammar), 5, 200);
      runs.add(texts);
    }
    assertEquals(runs.get(0), runs.get(1));
    assertTrue(Set.copyOf(runs.get(0)).size() > 100, "few different texts");
  }

  /** Long texts are made where the grammar has them. */
  @Test
  void someTextsAreLong() {
    AntlrRun.onLargeStacks(
        1,
        () -> {
          AntlrGrammar grammar = new AntlrGrammar(AntlrJudgeTest.named("ParserLoops"));
          Tally tally =
              new Differential(grammar, judge(grammar)).batch(new AntlrJudge(grammar), 1, 2000);
          assertTrue(tally.longest > 500, "longest " + tally.longest);
          assertTrue(tally.longest <= TextGenerator.LONGEST + 50, "longest " + tally.longest);
        });
  }

  @Test
  void codePointsCanBeTakenBack() {
    CodePoints points = new CodePoints();
    points.replace(CodePoints.of("a\ud83d\ude00b"));
    assertEquals(3, points.size());
    points.seek(3);
    points.cut(1);
    assertEquals(1, points.index());
    points.append(CodePoints.of("c"));
    assertArrayEquals(CodePoints.of("ac"), points.toArray());
    assertEquals('c', points.LA(1));
    assertEquals('a', points.LA(-1));
    assertEquals(CodePoints.EOF, points.LA(2));
  }
}
