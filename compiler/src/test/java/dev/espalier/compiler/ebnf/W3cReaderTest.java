package dev.espalier.compiler.ebnf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class W3cReaderTest {
  private static Expr body(String expression) {
    return Readers.rule(Readers.read(W3cReader::read, "A ::= " + expression), "A").body();
  }

  private static CodePointSet set(String expression) {
    return assertInstanceOf(Expr.Characters.class, body(expression)).set();
  }

  private static Set<String> texts(String grammar, String alphabet, int length) {
    return Texts.of(Readers.read(W3cReader::read, grammar), alphabet, length);
  }

  @Test
  void readsRules() {
    GrammarDefinition grammar =
        Readers.read(
            W3cReader::read,
            """
            /* letters of two kinds */
            [1]  text  ::= Word (#x20 Word)*  /* with
                            blanks */
            [2a] Word  ::= 'a' | "b" Tail? [vc: Not too long]
                           | 'c'+
            Tail ::= [12]
                     [xy]  [ WFC: No Tail ]
            """);
    assertEquals(List.of("text", "Word", "Tail"), List.copyOf(grammar.rules().keySet()));
    assertEquals("text", grammar.start());
    assertEquals("grammar:4:6", Readers.rule(grammar, "Word").at().toString());
    assertEquals(
        new TreeSet<>(Set.of("a", "b", "c", "cc", "b1x", "b2y", "b1y", "b2x", "ccc", "a a")),
        filter(
            Texts.of(grammar, "abc12xy ", 3),
            "a",
            "b",
            "c",
            "cc",
            "b1x",
            "b2y",
            "b1y",
            "b2x",
            "ccc",
            "a a",
            "b1",
            "b[",
            "bx"));
    assertEquals(2, grammar.notes().size());
    assertTrue(
        grammar.notes().get(0).contains("grammar:4:32: the validity constraint"),
        grammar.notes().get(0));
    assertTrue(grammar.notes().get(1).contains("No Tail"), grammar.notes().get(1));
  }

  private static Set<String> filter(Set<String> texts, String... wanted) {
    Set<String> found = new TreeSet<>(List.of(wanted));
    found.retainAll(texts);
    return found;
  }

  @Test
  void readsClasses() {
    assertEquals(CodePointSet.ofRanges('a', 'z', '0', '9'), set("[a-z0-9]"));
    assertEquals(CodePointSet.ofRanges(0x20, 0x20, 0x9, 0x9, 0xD, 0xD), set("[#x20#x9#xD]"));
    assertEquals(CodePointSet.range(0x20, 0xD7FF), set("[#x20-#xD7FF]"));
    assertEquals(CodePointSet.ofRanges('<', '<', '&', '&').complement(), set("[^<&]"));
    assertEquals(CodePointSet.ofRanges('#', '#', 'y', 'y', '-', '-'), set("[#y-]"));
    assertEquals(CodePointSet.ofRanges('-', '-', '+', '+'), set("[-+]"));
    assertEquals(CodePointSet.range(0x10000, 0x10FFFF), set("[#x00010000-#x10FFFF]"));
    assertEquals("\uD83D\uDE00", ((Expr.Literal) body("#x1F600")).text());
    GrammarDefinition noted = Readers.read(W3cReader::read, "A ::= [\\n] \"\\t\"");
    assertEquals(2, noted.notes().size());
    assertTrue(noted.notes().get(1).startsWith("grammar:1:13: "), noted.notes().get(1));
  }

  @Test
  void leavesOut() {
    assertEquals(
        new TreeSet<>(Set.of("", "a", "b", "aa", "ba", "bb")),
        texts("A ::= [ab]* - ([ab]* 'ab' [ab]*)", "ab", 2));
    // The difference binds tighter than the sequence, and to the left.
    assertEquals(Set.of("xb"), texts("A ::= 'x' [ab] - 'a'", "abx", 3));
    assertEquals(Set.of("c"), texts("A ::= [abc]-[a]-'b'", "abc", 3));
    assertEquals(
        new TreeSet<>(Set.of("b", "aa", "ab", "ba", "bb")),
        texts("A ::= B+ - C\nB ::= [ab]\nC ::= 'a'", "ab", 2));
  }

  @Test
  void namesHaveHyphensAndDots() {
    GrammarDefinition grammar =
        Readers.read(W3cReader::read, "a-b.c ::= _d\n_d ::= é1\né1 ::= 'x'");
    assertEquals(List.of("a-b.c", "_d", "é1"), List.copyOf(grammar.rules().keySet()));
    assertEquals(Set.of("x"), Texts.of(grammar, "x", 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "A = 'x' ~ 1 ~ 3 ~ expected ::=, found \"=\"",
        "A ~ 1 ~ 2 ~ expected ::=",
        "'x' ~ 1 ~ 1 ~ expected a rule",
        "/* x ~ 1 ~ 1 ~ no */ ends this comment",
        "A ::= 'x' /* ~ 1 ~ 11 ~ no */ ends this comment",
        "A ::= 'x ~ 1 ~ 7 ~ no ' ends this string",
        "A ::= \"x' ~ 1 ~ 7 ~ no \" ends this string",
        "A ::= [a ~ 1 ~ 7 ~ no ] ends this class",
        "A ::= [a- ~ 1 ~ 7 ~ no ] ends this class",
        "A ::= [^] ~ 1 ~ 7 ~ the class is empty",
        "A ::= [#x7A-a] ~ 1 ~ 8 ~ the range ends at",
        "A ::= #xG ~ 1 ~ 9 ~ hexadecimal digits",
        "A ::= #x110000 ~ 1 ~ 7 ~ beyond U+10FFFF",
        "A ::= #xD800 ~ 1 ~ 7 ~ half of a character",
        "A ::= # ~ 1 ~ 7 ~ a character is #xN",
        "A ::= ('x' ~ 1 ~ 7 ~ no ) closes this group",
        "A ::= 'x') ~ 1 ~ 10 ~ no group is open",
        "A ::= | * ~ 1 ~ 9 ~ nothing stands before \"*\"",
        "A ::= - 'x' ~ 1 ~ 7 ~ nothing stands before -",
        "A ::= 'x' - ~ 1 ~ 12 ~ what is left out",
        "A ::= 'x' - | 'y' ~ 1 ~ 13 ~ what is left out",
        "A ::= 'x' [vc: what ~ 1 ~ 11 ~ no ] ends this validity",
        "A ::= 'x'; ~ 1 ~ 10 ~ found \";\"",
      })
  void refuses(String text, int line, int column, String words) {
    Readers.refused(W3cReader::read, text, line, column, words);
  }

  @Test
  void refusesOverSeveralLines() {
    Readers.refused(W3cReader::read, "A ::= ('x'\n[2] B ::= 'y'", 1, 7, "no ) closes this group");
    Readers.refused(W3cReader::read, "A ::= 'x'\nB ::= A\n A ::= B", 3, 2, "grammar:1:1");
    Readers.refused(W3cReader::read, "\n \n", 3, 1, "expected a rule");
  }

  @Test
  void isBounded() {
    Readers.limited(W3cReader::read, "A ::= " + "(".repeat(100_000), "nesting");
    Readers.limited(W3cReader::read, "A ::= B" + "*".repeat(100_000), "nesting");
    Readers.limited(W3cReader::read, "A ::= B" + "-B ".repeat(100_000), "nesting");
    for (String piece : List.of("a ", "[a]", "[1]\n", "/**/", "'x'", "|", "(a)", "\n[1] ", "[v ")) {
      String text = "A ::= " + piece.repeat(200_000) + (piece.equals("[v ") ? "]" : "");
      assertEquals(1, Readers.read(W3cReader::read, text).rules().size());
    }
  }
}
