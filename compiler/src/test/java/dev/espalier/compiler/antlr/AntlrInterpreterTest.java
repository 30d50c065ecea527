package dev.espalier.compiler.antlr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.GrammarOptions;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What ANTLR says is heard, and where. */
class AntlrInterpreterTest {
  private static Optional<String> refusal(String grammar, GrammarOptions options, String text) {
    return AntlrInterpreter.of(grammar, options).refusal(text);
  }

  @Test
  void textsAreJudgedAgainAndAgain() {
    String grammar = "grammar G; s : 'a' s 'b' | ; WS : ' ' -> skip ;";
    AntlrInterpreter judge = AntlrInterpreter.of(grammar, GrammarOptions.DEFAULT);
    assertEquals(Optional.empty(), judge.refusal("a a b b"));
    assertEquals(Optional.of("not expected: 1:4: the end"), judge.refusal("aab"));
    assertEquals(Optional.of("the rule s ends before 1:3: 'b'"), judge.refusal("abb"));
    assertTrue(judge.refusal("a?b").orElseThrow().startsWith("1:2: token recognition error"));
    assertEquals(Optional.empty(), judge.refusal(""));
  }

  @Test
  void otherGrammarsComeFromTheResolver() {
    String lexer = "lexer grammar L; A : 'a' -> pushMode(M) ; mode M; B : 'b' -> popMode ;";
    String parser = "parser grammar P; options { tokenVocab = L; } s : (A B)+ EOF ;";
    GrammarOptions options =
        GrammarOptions.DEFAULT.withResolver(
            name -> name.equals("L") ? Optional.of(lexer) : Optional.empty());
    assertEquals(Optional.empty(), refusal(parser, options, "abab"));
    assertTrue(refusal(parser, options, "aab").isPresent());
  }

  @Test
  void aTokenMayBeTheText() {
    String lexer = "lexer grammar L; A : 'a'+ ; B : 'b' ;";
    GrammarOptions options = GrammarOptions.DEFAULT.withStart("A");
    assertEquals(Optional.empty(), refusal(lexer, options, "aaa"));
    assertEquals(Optional.of("not one token A"), refusal(lexer, options, "ab"));
  }

  @Test
  void predicatesCountAsTrue() {
    String grammar = "grammar G; s : {no()}? 'a' | 'b' ;";
    GrammarOptions options = GrammarOptions.DEFAULT.withPredicatesHold(true);
    assertEquals(Optional.empty(), refusal(grammar, options, "a"));
  }
}
