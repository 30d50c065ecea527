package dev.espalier.testsuite.antlr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.antlr.AntlrJudge.Verdict;
import java.util.List;
import java.util.SplittableRandom;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.LexerInterpreter;
import org.antlr.v4.runtime.ParserInterpreter;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AntlrJudgeTest {
  static List<GrammarSource> grammars() {
    return SyntheticGrammars.all();
  }

  static GrammarSource named(String name) {
    return grammars().stream()
        .filter(each -> each.name().equals(name + ".g4"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "Keywords, if x, true",
        "Keywords, ifx, false",
        "BackUp, abc, true",
        "BackUp, abcd, false",
        "BackUp, abcdabcx, true",
        "Comments, a/b, true",
        "Comments, a/**/, true",
        "Comments, a/* b, false",
        "Comments, /**/*/a, false",
        "Numbers, 1..2, true",
        "Numbers, 1.5, true",
        "Numbers, 1.5.5, false",
        "More, `\"`, true", // what is left unfinished is a part of the end
        "More, `y\"a`, true",
        "More, x, true",
        "More, z, true",
        "Switch, <, false", // nothing to pop
        "Commands, nh, true",
        "Commands, hkb, false", // the channel stays hidden over `more`
        "NoEnd, aab, true",
        "NoEnd, aaba, false",
        "EndOfText, =ab, true",
        "Palindromes, abbba, true",
        "Palindromes, ab, false",
      })
  void verdicts(String grammar, String text, boolean accepted) {
    AntlrJudge judge = new AntlrJudge(new AntlrGrammar(named(grammar)));
    assertEquals(
        accepted ? Verdict.ACCEPTED : Verdict.REFUSED, judge.judge(CodePoints.of(text)), text);
  }

  /** The judge bails out, keeps its automata and sees only types: none of it changes a verdict. */
  @ParameterizedTest
  @MethodSource("grammars")
  void aPlainUseOfAntlrSaysTheSame(GrammarSource source) {
    AntlrGrammar grammar = new AntlrGrammar(source);
    AntlrJudge judge = new AntlrJudge(grammar);
    int[] alphabet = CodePoints.of(source.world().orElseThrow().alphabet());
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 300; i++) {
      int[] text = new int[random.nextInt(8)];
      for (int j = 0; j < text.length; j++) {
        text[j] = alphabet[random.nextInt(alphabet.length)];
      }
      String shown = CodePoints.text(text);
      assertEquals(
          plainly(grammar, shown), judge.judge(text) == Verdict.ACCEPTED, source.name() + shown);
    }
  }

  private static boolean plainly(AntlrGrammar grammar, String text) {
    boolean[] failed = {false};
    BaseErrorListener listener =
        new BaseErrorListener() {
          @Override
          public void syntaxError(
              Recognizer<?, ?> recognizer,
              @Nullable Object symbol,
              int line,
              int column,
              String message,
              @Nullable RecognitionException e) {
            failed[0] = true;
          }
        };
    LexerInterpreter lexer =
        new LexerInterpreter(
            "plain",
            grammar.tokenNames(),
            List.of(grammar.lexerRules()),
            List.of(),
            grammar.modes(),
            grammar.lexerNetwork(),
            CharStreams.fromString(text));
    lexer.removeErrorListeners();
    lexer.addErrorListener(listener);
    CommonTokenStream tokens = new CommonTokenStream(lexer);
    try {
      tokens.fill();
    } catch (java.util.EmptyStackException e) {
      return false;
    }
    ParserInterpreter parser =
        new ParserInterpreter(
            "plain",
            grammar.tokenNames(),
            List.of(grammar.parserRules()),
            grammar.parserNetwork(),
            tokens);
    parser.removeErrorListeners();
    parser.addErrorListener(listener);
    parser.parse(grammar.startRule());
    return !failed[0] && tokens.LA(1) == Token.EOF;
  }

  /** A rule that matches nothing makes a lexer turn on the spot. */
  @Test
  void aLexerThatDoesNotEndIsGivenUp() {
    AntlrJudge judge =
        new AntlrJudge(
            new AntlrGrammar(
                GrammarSource.of("Empty.g4", "grammar Empty; s : A* EOF ; A : 'a'* ;", "s")));
    assertEquals(Verdict.GIVEN_UP, judge.judge(CodePoints.of("aab")));
  }

  @Test
  void whatAntlrRefusesIsToldWithItsReason() {
    RunException refused =
        assertThrows(
            RunException.class,
            () -> new AntlrGrammar(GrammarSource.of("X.g4", "grammar X; s : t EOF ;", "s")));
    assertTrue(String.valueOf(refused.getMessage()).contains("t"), refused.getMessage());
    assertThrows(
        RunException.class,
        () -> new AntlrGrammar(GrammarSource.of("X.g4", "grammar X; s : 'a' ;", "missing")));
    assertThrows(
        RunException.class,
        () -> new AntlrGrammar(GrammarSource.of("X.g4", "grammar X; import Y; s : 'a' ;", "s")));
  }
}
