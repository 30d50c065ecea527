package dev.espalier.compiler.ebnf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SyntaxDetectorTest {
  private static GrammarSyntax detect(String source, String text) {
    return SyntaxDetector.detect(text, GrammarOptions.DEFAULT.withSource(source));
  }

  @ParameterizedTest
  @CsvSource({
    "a.g4,ANTLR",
    "b/a.gbnf,GBNF",
    "a.lark,LARK",
    "a.w3c,W3C",
    "a.ISO,ISO",
    "a.regex,REGEX",
    "a.re,REGEX"
  })
  void goesByTheName(String source, GrammarSyntax syntax) {
    assertEquals(syntax, detect(source, "anything"));
    GrammarOptions told = GrammarOptions.DEFAULT.withSource(source).withSyntax(GrammarSyntax.LARK);
    assertEquals(GrammarSyntax.LARK, SyntaxDetector.detect("anything", told));
  }

  @Test
  void readsWhatEbnfIs() {
    assertEquals(GrammarSyntax.W3C, detect("a.ebnf", "/* x */ A ::= 'b'"));
    assertEquals(GrammarSyntax.W3C, detect("a.ebnf", "[1] A ::= 'b'"));
    assertEquals(GrammarSyntax.ISO, detect("a.ebnf", "(* x *) two words = 'b';"));
    assertThrows(GrammarException.class, () -> detect("a.ebnf", "start: \"x\""));
  }

  static List<Arguments> readsTheContent() {
    return List.of(
        Arguments.of("grammar G; a: B; B: 'b';", GrammarSyntax.ANTLR),
        Arguments.of("/* x */ lexer  grammar L; A: 'a';", GrammarSyntax.ANTLR),
        Arguments.of("// x\nparser grammar P;", GrammarSyntax.ANTLR),
        Arguments.of("// x\nstart: \"a\"", GrammarSyntax.LARK),
        Arguments.of("%import common.WS\nstart: \"a\"", GrammarSyntax.LARK),
        Arguments.of("?start: a | b\na: \"a\"", GrammarSyntax.LARK),
        Arguments.of("start{x}: \"a\"\nb: c", GrammarSyntax.LARK),
        Arguments.of("a = 'x' ;", GrammarSyntax.ISO),
        Arguments.of("(* x *) syntax rule = b, 'x' ;", GrammarSyntax.ISO),
        Arguments.of("a = b,\n 'x' .", GrammarSyntax.ISO),
        Arguments.of("root ::= a\na ::= \"x\"", GrammarSyntax.GBNF),
        Arguments.of("a ::= b\nb ::= \"x\"", GrammarSyntax.W3C),
        Arguments.of("# x\na ::= b", GrammarSyntax.GBNF),
        Arguments.of("a ::= \"\\n\"", GrammarSyntax.GBNF),
        Arguments.of("a ::= [^\\n]", GrammarSyntax.GBNF),
        Arguments.of("a ::= b{1,2}", GrammarSyntax.GBNF),
        Arguments.of("a ::= b .*", GrammarSyntax.GBNF),
        Arguments.of("a ::= <think>", GrammarSyntax.GBNF),
        Arguments.of("root ::= #xA", GrammarSyntax.W3C),
        Arguments.of("root ::= [#xA-#xF]", GrammarSyntax.W3C),
        Arguments.of("root ::= /* x */ a", GrammarSyntax.W3C),
        Arguments.of("root ::= 'a'", GrammarSyntax.W3C),
        Arguments.of("root ::= a - b", GrammarSyntax.W3C),
        Arguments.of("[12] root ::= a", GrammarSyntax.W3C),
        Arguments.of("[a-z]+@[a-z]+", GrammarSyntax.REGEX),
        Arguments.of("(a|b)*\n", GrammarSyntax.REGEX));
  }

  @ParameterizedTest
  @MethodSource
  void readsTheContent(String text, GrammarSyntax syntax) {
    assertEquals(syntax, detect("grammar", text));
  }

  static List<Arguments> saysWhatIsNotClear() {
    return List.of(
        Arguments.of("", 1, 1),
        Arguments.of("key:[a-z]+", 1, 1),
        Arguments.of("x=[a-z]+", 1, 1),
        Arguments.of("# x\na ::= 'b'", 2, 7),
        Arguments.of("a ::= \"\\n\" 'b'", 1, 12),
        Arguments.of("what\nis this", 1, 1));
  }

  @ParameterizedTest
  @MethodSource
  void saysWhatIsNotClear(String text, int line, int column) {
    GrammarException wrong = assertThrows(GrammarException.class, () -> detect("grammar", text));
    assertEquals("grammar:" + line + ":" + column, wrong.at().toString(), wrong.getMessage());
    assertTrue(wrong.hint().contains("antlr, gbnf, lark, w3c, iso or regex"), wrong.hint());
  }

  @Test
  void isLinear() {
    for (String piece :
        List.of("[a]", "\"a\"", "'a' ", "a ", "\n", "[", "\"", "(*", "/*", "# ", "!", "::=", "=")) {
      for (String head : List.of("", "root ::= ", "[1] ", "a")) {
        try {
          detect("grammar", head + piece.repeat(300_000));
        } catch (GrammarException unclear) {
          assertEquals(GrammarException.Kind.SYNTAX, unclear.kind());
        }
      }
    }
  }
}
