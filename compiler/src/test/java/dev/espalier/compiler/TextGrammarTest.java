package dev.espalier.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.GrammarException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What compiling a grammar refuses, and what it says. */
class TextGrammarTest {
  private static GrammarOptions as(GrammarSyntax syntax) {
    return GrammarOptions.DEFAULT.withSyntax(syntax);
  }

  private static GrammarException refused(String text, GrammarSyntax syntax) {
    return assertThrows(GrammarException.class, () -> TextGrammar.compile(text, as(syntax)), text);
  }

  private static Vocabulary letters(String letters) {
    Vocabulary.Builder builder = Vocabulary.builder().special(0, "<end>").eos(0);
    letters.chars().forEach(c -> builder.add(Character.toString(c)));
    return builder.build();
  }

  @Test
  void namesWhatIsWrong() {
    Object[][] table = {
      {GrammarSyntax.GBNF, "root ::= itme", Kind.NAME, "itme is not defined"},
      {GrammarSyntax.LARK, "start: a", Kind.NAME, "a"},
      {GrammarSyntax.GBNF, "root ::= \"a\" root", Kind.EMPTY, "language of the rule root"},
      {GrammarSyntax.ANTLR, "grammar G; r : A r; A : 'a';", Kind.EMPTY, "rule r"},
      {GrammarSyntax.ANTLR, "grammar G; r : A B; A : 'a'; B : 'a';", Kind.EMPTY, "rule r"},
      {GrammarSyntax.ANTLR, "grammar G; r : A B; A : 'a'; B : 'b' -> skip;", Kind.EMPTY, "r"},
      {GrammarSyntax.ANTLR, "grammar G; r : A A; A : 'a'+;", Kind.EMPTY, "one behind the other"},
      {GrammarSyntax.ANTLR, "grammar G; r : A; A : 'a'*;", Kind.UNSUPPORTED, "empty text"},
      {GrammarSyntax.ANTLR, "grammar G; r : A; A : 'a' -> mode(X);", Kind.NAME, "X"},
    };
    for (Object[] row : table) {
      GrammarException e = refused((String) row[1], (GrammarSyntax) row[0]);
      assertEquals(row[2], e.kind(), e.getMessage());
      assertTrue(e.getMessage().contains((String) row[3]), e.getMessage());
      assertTrue(e.getMessage().startsWith("grammar:1:"), e.getMessage());
    }
  }

  @Test
  void undefinedRulesComeWithNamesLikeThem() {
    GrammarException e =
        refused("root ::= itme\nitem ::= \"a\"\nother ::= \"b\"", GrammarSyntax.GBNF);
    assertEquals(Kind.NAME, e.kind());
    assertEquals("grammar:1:10", e.at().toString());
    assertEquals("there is item", e.hint());
    GrammarException start =
        assertThrows(
            GrammarException.class,
            () -> TextGrammar.compile("root ::= \"a\"", as(GrammarSyntax.GBNF).withStart("rot")));
    assertEquals(Kind.NAME, start.kind());
    assertTrue(start.getMessage().contains("root"), start.getMessage());
  }

  @Test
  void emptyLanguagesNameTheRulesThatMakeThemEmpty() {
    GrammarException e =
        refused("root ::= \"a\" x\nx ::= \"(\" y \")\"\ny ::= x | x x", GrammarSyntax.GBNF);
    assertEquals(Kind.EMPTY, e.kind());
    assertTrue(e.hint().contains("x, y"), e.hint());
  }

  @Test
  void theReportSaysWhatIsNotNeededAndWhatIsEmpty() {
    Grammar grammar =
        TextGrammar.compile(
            "root ::= \"a\" | \"b\" x\nx ::= \"(\" x \")\"\nspare ::= \"c\"",
            as(GrammarSyntax.GBNF));
    List<String> notes = grammar.report().notes();
    assertTrue(notes.contains("no text is in the language of the rule x"), notes::toString);
    assertTrue(notes.contains("the start rule does not need the rule spare"), notes::toString);
    State start = grammar.bind(letters("abc()")).start();
    assertEquals("'a'", start.expected());
  }

  @Test
  void tokensThatNeverComeAreNoted() {
    Grammar grammar =
        TextGrammar.compile(
            "grammar G; r : (A | B | D) EOF; A : 'a'; B : 'a'; D : 'd' -> type(A);",
            as(GrammarSyntax.ANTLR));
    String notes = grammar.report().notes().toString();
    assertTrue(notes.contains("no lexer rule makes the token B"), notes);
    assertTrue(notes.contains("no lexer rule makes the token D"), notes);
    assertEquals("'a', 'd'", grammar.bind(letters("ad")).start().expected());
  }

  @Test
  void intersectionsOfWhatIsNotRegularAreRefused() {
    GrammarException e = refused("start: a & \"x\"\na: \"(\" a \")\" | \"x\"", GrammarSyntax.LARK);
    assertEquals("grammar", e.at().source());
    assertTrue(List.of(Kind.UNSUPPORTED, Kind.SYNTAX).contains(e.kind()), e.getMessage());
  }

  @Test
  void vocabulariesMustHaveTheBytes() {
    for (String text :
        List.of("root ::= \"a\" (\"b\" | \"c\")", "grammar G; r : A; A : 'a' 'b' | 'ac';")) {
      Grammar grammar = TextGrammar.compile(text);
      VocabularyException e =
          assertThrows(VocabularyException.class, () -> grammar.bind(letters("ab")));
      assertTrue(e.getMessage().contains("0x63"), e.getMessage());
      assertTrue(grammar.bind(letters("abc")).start().mask().contains(1));
    }
  }

  @Test
  void vocabulariesMustHaveTheSpecialTokens() {
    Grammar grammar = TextGrammar.compile("start: \"a\" <|call|>", as(GrammarSyntax.LARK));
    VocabularyException e =
        assertThrows(VocabularyException.class, () -> grammar.bind(letters("a")));
    assertTrue(e.getMessage().contains("<|call|>"), e.getMessage());
    // Tokens that spell it byte by byte are not it.
    assertThrows(VocabularyException.class, () -> grammar.bind(letters("a<|cal>")));
  }

  @Test
  void whatIsNotAllowedSaysWhatIs() {
    State start =
        TextGrammar.compile("root ::= \"ab\" | \"ac\"", as(GrammarSyntax.GBNF))
            .bind(letters("abcd"))
            .start();
    NotAllowed byBytes =
        assertThrows(NotAllowed.class, () -> start.next("ad".getBytes(StandardCharsets.UTF_8)));
    assertEquals(1, byBytes.offset());
    assertEquals(-1, byBytes.token());
    assertEquals("'b', 'c'", byBytes.expected());
    NotAllowed byToken = assertThrows(NotAllowed.class, () -> start.next(4));
    assertEquals(4, byToken.token());
    assertEquals(0, byToken.offset());
    assertEquals("'a'", byToken.expected());
    NotAllowed end = assertThrows(NotAllowed.class, () -> start.next(0));
    assertEquals(0, end.token());
    State whole = start.next("ab".getBytes(StandardCharsets.UTF_8));
    assertEquals("the end", whole.expected());
    assertThrows(NotAllowed.class, () -> whole.next(0).next(1));
    assertThrows(IndexOutOfBoundsException.class, () -> start.next(99));
  }

  @ParameterizedTest
  @CsvSource({"type(A), false", "skip, true"})
  void modesThatTheParserDoesNotSeePushedOnEachOtherAreLookedAtRoughly(
      String command, boolean roughly) {
    StringBuilder lexer = new StringBuilder("lexer grammar L; A : 'a';");
    for (String mode : List.of("M", "N")) {
      lexer.append("mode ").append(mode).append("; ");
      for (String to : List.of("M", "N")) {
        lexer.append(mode).append(to).append(" : '").append(mode).append(to).append("' ");
        lexer.append("-> pushMode(").append(to).append("), ").append(command).append("; ");
      }
    }
    String text = lexer.toString().replace("A : 'a';", "A : 'a'; P : 'p' -> pushMode(M), type(A);");
    Grammar grammar = TextGrammar.compile(text, as(GrammarSyntax.ANTLR).withStart("A"));
    assertEquals(
        roughly,
        grammar.report().notes().stream()
            .anyMatch(note -> note.startsWith("modes below the current one are not looked at")),
        grammar.report().notes()::toString);
  }

  @Test
  void fingerprintsTellGrammarsAndVocabulariesApart() {
    Vocabulary small = letters("abc");
    Constraint one = TextGrammar.compile("root ::= \"a\"").bind(small);
    assertEquals(
        one.fingerprint(), TextGrammar.compile("root ::= \"a\"").bind(small).fingerprint());
    assertNotEquals(
        one.fingerprint(), TextGrammar.compile("root ::= \"b\"").bind(small).fingerprint());
    assertNotEquals(
        one.fingerprint(),
        TextGrammar.compile("root ::= \"a\"").bind(letters("abcd")).fingerprint());
    assertFalse(one.start().accepting());
  }
}
