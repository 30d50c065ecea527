package dev.espalier.compiler.cfg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TextGrammar;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How texts end where lexemes fuse, end with the text, or are never made: once wrong, each. */
class TextEndsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      emptyValue = "",
      value = {
        // A lexeme that ends with the text: nothing is to be written behind it.
        "s : C; C : [ab] EOF; # `` # a",
        "s : C; C : [ab] EOF; # b # ``",
        // The token of the end, behind places of several classes.
        "r : s EOF; s : B A | B; A : [ab]; B : [ab]+; # `` # aa",
        "r : s EOF; s : B s | B; B : 'a'; C : 'aa'; # a # ``",
        "r : s EOF; s : s A | B; A : [ab]* 'a'; B : 'b'; # b # ``",
        // Tokens that no lexeme ever is: the parser does not wait for them.
        "s : C | A s; A : 'a'; B : 'ab'; C : 'c' 'b'?; # a # c",
        "s : B C | B A; A : 'a'; B : 'b'; C : 'c' -> skip; # b # a",
        "s : B C | B A; A : 'a'; B : 'b'; C : 'a'; # b # a",
        // A lexeme that the end of the text makes another, which is not wanted.
        "r : s EOF; s : s C | A; A : 'c'+ 'ab'; B : 'b' -> skip; C : 'b' EOF -> type(B);"
            + " # cab # ``",
        // The end of the text alone, which is matched in an empty text and where a token goes on.
        "r : E EOF | A+ EOF; A : 'a'; E : EOF; # `` # ``",
        "r : E EOF | A+ EOF; A : 'a'; E : EOF; # a # ``",
        "r : A+ E EOF; A : 'a'; B : 'b' -> more; E : EOF; # a # b",
        "r : A+ EOF; A : 'a'; B : 'b' -> more; C : 'c' EOF -> more; E : EOF -> skip; # ac # ``",
        // More kinds of ends than one: each has its way.
        "r : e EOF; e : B e C | A (A e)?; B : 'b'; C : 'c'; A : 'a' | 'abc'; D : 'a'+; # bb # acc",
      })
  void completionsAreTheShortest(String rules, String text, String completion) {
    State state =
        TextGrammar.compile(
                "grammar G; " + rules, GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.ANTLR))
            .bind(Words.vocabulary(new SplittableRandom(1)))
            .start()
            .next(Words.bytes(text));
    assertEquals(completion, new String(state.completion().bytes(), StandardCharsets.UTF_8));
    assertTrue(state.next(Words.bytes(completion)).accepting());
    state
        .mask()
        .forEach(token -> {
          if (token != Words.EOS) {
            State next = state.next(token);
            assertTrue(next.next(next.completion().bytes()).accepting(), rules + " " + token);
          }
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        // No match is made behind a whole token at the end, and one is where none is whole.
        "r : A E EOF; A : 'a'; E : EOF; C : 'c' -> more; # a",
        "r : A? EOF; A : 'a'; E : EOF; # ``",
        "r : A+ EOF; A : 'a'; B : 'b' -> more; E : EOF; # ab",
        // Matches of the end that go on for ever.
        "r : A* EOF; A : 'a'; E : EOF -> more; # ``",
      })
  void theEndIsNotHere(String rules, String text) {
    State state =
        TextGrammar.compile(
                "grammar G; " + rules, GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.ANTLR))
            .bind(Words.vocabulary(new SplittableRandom(1)))
            .start()
            .next(Words.bytes(text));
    assertFalse(state.accepting());
    assertFalse(state.mask().contains(Words.EOS));
    assertTrue(state.next(state.completion().bytes()).accepting());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "r : s EOF; s : s C | A; A : 'c'+ 'ab'; B : 'b' -> skip; C : 'b' EOF -> type(B); # cabb",
        "s : B; B : 'b'; C : 'c' EOF -> popMode, skip; # bc",
        "s : B C | B A; A : 'a'; B : 'b'; C : 'a'; D : 'c'; # bc",
        "r : A E EOF; A : 'a'; E : EOF; B : 'b' -> skip; C : 'c' -> more; # aca",
      })
  void whatCannotEndIsNoState(String rules, String text) {
    State start =
        TextGrammar.compile(
                "grammar G; " + rules, GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.ANTLR))
            .bind(Words.vocabulary(new SplittableRandom(1)))
            .start();
    assertEquals(null, Words.after(start, text), rules);
  }
}
