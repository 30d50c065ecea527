package dev.espalier.compiler.ebnf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsoReaderTest {
  private static Set<String> texts(String grammar, String alphabet, int length) {
    return Texts.of(Readers.read(IsoReader::read, grammar), alphabet, length);
  }

  private static Expr body(String expression) {
    return Readers.rule(Readers.read(IsoReader::read, "a = " + expression + ";"), "a").body();
  }

  @Test
  void readsRules() {
    GrammarDefinition grammar =
        Readers.read(
            IsoReader::read,
            """
            (* calls (* with comments *) inside *)
            call list = call, { ",", call };
            call = name, "(", [ call (* one *) list ], ")" .
            name = 'f' | 'g', (* gap *) 'h';
            """);
    assertEquals(List.of("call list", "call", "name"), List.copyOf(grammar.rules().keySet()));
    assertEquals("call list", grammar.start());
    assertEquals("grammar:4:1", Readers.rule(grammar, "name").at().toString());
    assertEquals(
        new TreeSet<>(Set.of("f()", "gh()", "f(f())", "f(gh())", "gh(f())", "f(),f()")),
        Texts.of(grammar, "fgh(),", 7).stream()
            .filter(text ->
                text.length() < 7
                    || text.equals("f(),f()")
                    || text.endsWith("h())")
                    || text.startsWith("gh(f"))
            .collect(java.util.stream.Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void namesDoNotMindBlanks() {
    GrammarDefinition grammar =
        IsoReader.read(
            "list = two words, twowords; two\n words = 'x';",
            GrammarOptions.DEFAULT.withStart("twowords"));
    assertEquals(List.of("list", "two words"), List.copyOf(grammar.rules().keySet()));
    assertEquals("two words", grammar.start());
    assertEquals(Set.of("xx"), Texts.of(grammar.withStart("list"), "x", 3));
  }

  @Test
  void readsTheOtherSpellings() {
    Set<String> wanted = texts("a = ['x'], {'y'} | 'z';", "xyz", 3);
    assertEquals(wanted, texts("a = (/'x'/), (:'y':) / 'z'.", "xyz", 3));
    assertEquals(wanted, texts("a = (/'x'], {'y':) ! 'z';", "xyz", 3));
    assertEquals(Set.of("z"), texts("a = ('z'/'z');", "xyz", 3));
  }

  @Test
  void repeatsAndLeavesOut() {
    assertEquals(Set.of("xx"), texts("a = 2 * 'x';", "x", 4));
    assertEquals(new TreeSet<>(Set.of("", "x", "xx")), texts("a = 2 * ['x'];", "x", 4));
    assertEquals(Set.of("b"), texts("a = letter - 'a'; letter = 'a' | 'b';", "ab", 2));
    assertEquals(Set.of(""), texts("a = ;", "a", 2));
    assertEquals(new TreeSet<>(Set.of("", "b")), texts("a = | 'b';", "ab", 2));
    // The factor is left out of the factor: 2 * 'a' of 2 * letter.
    assertEquals(
        new TreeSet<>(Set.of("ab", "ba", "bb")),
        texts("a = 2 * letter - 2 * 'a'; letter = 'a' | 'b';", "ab", 2));
  }

  @Test
  void knowsTheIdiomForAtLeastOnce() {
    // What is repeated is not regular, and need not be.
    String grammar = "a = {b}-; b = '(', [a], ')';";
    assertEquals(new TreeSet<>(Set.of("()", "(())", "()()")), texts(grammar, "()", 4));
    Expr.Repeat repeat = (Expr.Repeat) body("{ b } -");
    assertEquals(1, repeat.min());
    // What may be empty is not; the difference stays one.
    assertInstanceOf(Expr.Intersection.class, body("{ ['x'] } -"));
    assertEquals(new TreeSet<>(Set.of("x", "xx")), texts("a = { ['x'] } -;", "x", 2));
    assertInstanceOf(
        Expr.Intersection.class,
        Readers.rule(Readers.read(IsoReader::read, "a = {b}-; b = c; c = [c];"), "a").body());
  }

  @Test
  void knowsSpecialSequencesOfCharacters() {
    assertEquals(CodePointSet.of('\n'), set("? U+000A ?"));
    assertEquals(CodePointSet.range('A', 'Z'), set("?U+0041-u+005a?"));
    assertEquals(CodePointSet.ALL, set("? any  character ?"));
    assertEquals(CodePointSet.of('\t'), set("? ISO 6429 character Horizontal Tabulation ?"));
    GrammarException unknown =
        Readers.refused(IsoReader::read, "a =\n ? white space ?;", 2, 2, "? white space ?");
    assertEquals(GrammarException.Kind.UNSUPPORTED, unknown.kind());
    assertTrue(unknown.hint().contains("? any character ?"), unknown.hint());
  }

  private static CodePointSet set(String expression) {
    return assertInstanceOf(Expr.Characters.class, body(expression)).set();
  }

  @Test
  void notes() {
    GrammarDefinition grammar = Readers.read(IsoReader::read, "a = '\\n', '';");
    assertEquals(2, grammar.notes().size());
    assertTrue(grammar.notes().get(0).startsWith("grammar:1:6: "), grammar.notes().get(0));
    assertTrue(grammar.notes().get(1).startsWith("grammar:1:11: "), grammar.notes().get(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "a ::= 'x'; ~ 1 ~ 3 ~ expected =, found \":\"",
        "= 'x'; ~ 1 ~ 1 ~ expected a rule",
        "a = 'x' ~ 1 ~ 8 ~ expected ; at the end",
        "a = 'x' 'y'; ~ 1 ~ 9 ~ or a , or |",
        "a = 'x'); ~ 1 ~ 8 ~ no bracket is open",
        "a = ('x'; ~ 1 ~ 5 ~ no ) closes this bracket",
        "a = {'x' 'y'}; ~ 1 ~ 10 ~ the bracket opens at grammar:1:5",
        "a = ['x'}; ~ 1 ~ 9 ~ expected ]",
        "a = 'x; ~ 1 ~ 5 ~ no ' ends this terminal string",
        "a = (* x ~ 1 ~ 5 ~ no *) ends this comment",
        "a = ? x ; ~ 1 ~ 5 ~ no ? ends",
        "a = 3 'x'; ~ 1 ~ 7 ~ expected * after the number",
        "a = 99999999999 * 'x'; ~ 1 ~ 5 ~ larger than",
        "a = 'x', b = 'y'; ~ 1 ~ 12 ~ expected ; before the next rule",
        "a = 'x'; a = 'y'; ~ 1 ~ 10 ~ defined twice",
        "a = ? U+110000 ?; ~ 1 ~ 5 ~ beyond",
        "a = ? U+0042 - U+0041 ?; ~ 1 ~ 5 ~ ends before it begins",
      })
  void refuses(String text, int line, int column, String words) {
    Readers.refused(IsoReader::read, text, line, column, words);
  }

  @Test
  void isBounded() {
    for (String open : List.of("(", "[", "{", "(/", "(:")) {
      Readers.limited(IsoReader::read, "a = " + open.repeat(100_000), "nesting");
    }
    for (String piece : List.of("b,", "'x'|", "(* (* *) *)", "2 * b,", "b ", "[b],")) {
      String text = "a = " + piece.repeat(100_000) + ";";
      assertEquals(1, Readers.read(IsoReader::read, text).rules().size());
    }
    // The idiom's second look is linear too.
    StringBuilder chain = new StringBuilder("r = { r0 } -;");
    for (int i = 0; i < 50_000; i++) {
      chain.append("r").append(i).append(" = r").append(i + 1).append(";");
    }
    chain.append("r50000 = ;");
    assertInstanceOf(
        Expr.Intersection.class,
        Readers.rule(Readers.read(IsoReader::read, chain.toString()), "r").body());
  }
}
