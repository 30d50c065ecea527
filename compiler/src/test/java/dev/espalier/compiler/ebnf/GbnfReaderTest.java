package dev.espalier.compiler.ebnf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.SharedData;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.ObjectMapper;

class GbnfReaderTest {
  private static Set<String> texts(String grammar, String alphabet, int length) {
    return Texts.of(Readers.read(GbnfReader::read, grammar), alphabet, length);
  }

  private static Expr body(String expression) {
    return Readers.rule(Readers.read(GbnfReader::read, "root ::= " + expression), "root").body();
  }

  private static CodePointSet set(String expression) {
    return assertInstanceOf(Expr.Characters.class, body(expression)).set();
  }

  @Test
  void readsRulesOverSeveralLines() {
    GrammarDefinition grammar =
        Readers.read(
            GbnfReader::read,
            """
            # lists of words
            root ::= "[" (
                word   # the first
                ("," word)*
              )? "]"

            word ::=
              "a"
              | "c" "c"
              | other-word
            other-word ::= "d" |
              "e"
            """);
    assertEquals(List.of("root", "word", "other-word"), List.copyOf(grammar.rules().keySet()));
    assertEquals("root", grammar.start());
    assertEquals(Lexing.Scannerless.PLAIN, grammar.lexing());
    assertEquals("grammar:11:1", Readers.rule(grammar, "other-word").at().toString());
    Expr.Choice word = (Expr.Choice) Readers.rule(grammar, "word").body();
    assertEquals("grammar:10:5", word.alternatives().get(2).at().toString());
    assertEquals(
        new TreeSet<>(Set.of("[]", "[a]", "[d]", "[e]", "[cc]")), Texts.of(grammar, "[],acde", 4));
    assertTrue(Texts.of(grammar, "[],acde", 5).contains("[a,e]"));
  }

  @Test
  void repeats() {
    assertEquals(new TreeSet<>(Set.of("", "a", "aa", "aaa")), texts("root ::= \"a\"*", "a", 3));
    assertEquals(new TreeSet<>(Set.of("a", "aa", "aaa")), texts("root ::= [a]+", "a", 3));
    assertEquals(new TreeSet<>(Set.of("", "ab")), texts("root ::= \"ab\"?", "ab", 4));
    assertEquals(Set.of("aa"), texts("root ::= \"a\"{2}", "a", 5));
    assertEquals(new TreeSet<>(Set.of("aa", "aaa")), texts("root ::= \"a\"{2,}", "a", 3));
    assertEquals(new TreeSet<>(Set.of("", "a", "aa")), texts("root ::= \"a\"{,2}", "a", 4));
    assertEquals(new TreeSet<>(Set.of("a", "aa")), texts("root ::= \"a\"{ 1 , 2 }", "a", 4));
    // Operators may be piled up: at least two of at most one is one or two or none.
    assertEquals(new TreeSet<>(Set.of("", "a", "aa")), texts("root ::= \"a\"?{2}", "a", 4));
    assertEquals(Set.of(""), texts("root ::= \"\" (|)", "a", 3));
  }

  @Test
  void readsEscapes() {
    Expr.Literal literal =
        (Expr.Literal) body("\"\\n\\t\\r\\\\\\\"\\[\\]\\-\\x41\\u20ac\\U0001F600é\"");
    assertEquals("\n\t\r\\\"[]-A\u20ac\uD83D\uDE00é", literal.text());
    assertEquals(CodePointSet.ofRanges('a', 'z', '0', '9', '-', '-'), set("[a-z0-9-]"));
    assertEquals(CodePointSet.ofRanges('-', '-', 'a', 'a'), set("[-a]"));
    assertEquals(CodePointSet.ofRanges(']', ']', 'a', 'c', '-', '-'), set("[\\]a-c\\-]"));
    assertEquals(CodePointSet.ofRanges('\n', '\n', '"', '"').complement(), set("[^\\x0A\"]"));
    assertEquals(CodePointSet.of('^'), set("[\\x5E]"));
    assertEquals(CodePointSet.range(0, 0x10FFFF), set("[\\x00-\\U0010FFFF]"));
    assertEquals(CodePointSet.ALL, set("."));
  }

  @Test
  void notesSurrogatesInClasses() {
    GrammarDefinition grammar = Readers.read(GbnfReader::read, "root ::= [a\\uD800-\\uDFFF]");
    assertEquals(
        CodePointSet.of('a'), ((Expr.Characters) Readers.rule(grammar, "root").body()).set());
    assertEquals(1, grammar.notes().size());
    assertTrue(grammar.notes().get(0).startsWith("grammar:1:12: "), grammar.notes().get(0));
  }

  @Test
  void readsTokens() {
    assertEquals("<|eot_id|>", ((Expr.SpecialToken) body("<|eot_id|>")).text());
    assertEquals("<think>", ((Expr.OtherTokens) body("!<think>")).text());
    Expr.TokenIds one = (Expr.TokenIds) body("<[1000]>");
    assertEquals(List.of(1000, 1000), one.ranges());
    assertTrue(!one.negated());
    Expr.Repeat others = (Expr.Repeat) body("!<[7]>*");
    assertTrue(((Expr.TokenIds) others.body()).negated());
  }

  @Test
  void takesTheStartFromTheOptions() {
    GrammarOptions options = GrammarOptions.DEFAULT.withStart("b").withSource("x.gbnf");
    GrammarDefinition grammar = GbnfReader.read("a ::= b\nb ::= \"x\"", options);
    assertEquals("b", grammar.start());
    assertEquals("x.gbnf:2:1", Readers.rule(grammar, "b").at().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "root = \"a\" ~ 1 ~ 6 ~ expected ::=, found \"=\"",
        "root ~ 1 ~ 5 ~ expected ::=, found the end of the text",
        "root ::= \"a ~ 1 ~ 10 ~ no \" ends this literal",
        "root ::= [a-z ~ 1 ~ 10 ~ no ] ends this class",
        "root ::= [a- ~ 1 ~ 10 ~ no ] ends this class",
        "root ::= [] ~ 1 ~ 10 ~ the class is empty",
        "root ::= [^] ~ 1 ~ 10 ~ the class is empty",
        "root ::= [az-a] ~ 1 ~ 12 ~ the range ends at",
        "root ::= \"\\q\" ~ 1 ~ 11 ~ no escape \\q",
        "root ::= \"\\ ~ 1 ~ 11 ~ ends in an escape",
        "root ::= \"\\x4\" ~ 1 ~ 14 ~ expected 2 hexadecimal digits",
        "root ::= \"\\uD83D\" ~ 1 ~ 11 ~ half of a character",
        "root ::= \"\\U00110000\" ~ 1 ~ 11 ~ beyond U+10FFFF",
        "root ::= (\"a\" ~ 1 ~ 10 ~ no ) closes this group",
        "root ::= \"a\") ~ 1 ~ 13 ~ no group is open",
        "root ::= * ~ 1 ~ 10 ~ nothing stands before \"*\"",
        "root ::= \"a\" | + ~ 1 ~ 16 ~ nothing stands before \"+\"",
        "root ::= \"a\"{} ~ 1 ~ 14 ~ expected a number",
        "root ::= \"a\"{,} ~ 1 ~ 15 ~ expected a number",
        "root ::= \"a\"{1 ~ 1 ~ 15 ~ expected }",
        "root ::= \"a\"{3,2} ~ 1 ~ 13 ~ cannot be",
        "root ::= \"a\"{99999999999} ~ 1 ~ 14 ~ larger than",
        "root ::= 'a' ~ 1 ~ 10 ~ double quotes",
        "root ::= \"a\" b ::= \"c\" ~ 1 ~ 14 ~ expected the end of the line",
        "root ::= ! \"a\" ~ 1 ~ 11 ~ expected < after !",
        "root ::= <a ~ 1 ~ 10 ~ no > ends this token",
        "root ::= <> ~ 1 ~ 10 ~ no name",
        "root ::= <[x]> ~ 1 ~ 12 ~ expected the id",
        "root ::= <[1> ~ 1 ~ 13 ~ expected ]>",
        "::= a ~ 1 ~ 1 ~ expected a rule",
        "# nothing ~ 1 ~ 10 ~ expected a rule",
      })
  void refuses(String text, int line, int column, String words) {
    Readers.refused(GbnfReader::read, text, line, column, words);
  }

  @Test
  void refusesOverSeveralLines() {
    Readers.refused(
        GbnfReader::read,
        "a ::= (\"x\"\n\tb\nb ::= \"y\"",
        3,
        1,
        "expected ) before the next rule");
    GrammarException twice =
        Readers.refused(GbnfReader::read, "a ::= \"x\"\r\nb ::= a\r\na ::= b", 3, 1, "grammar:1:1");
    assertEquals(GrammarException.Kind.NAME, twice.kind());
    Readers.refused(
        GbnfReader::read, "a ::= \"\uD83D\uDE00\" \uD800", 1, 11, "half of a character");
  }

  @Test
  void isBounded() {
    Readers.limited(GbnfReader::read, "root ::= " + "(".repeat(100_000), "nesting");
    Readers.limited(GbnfReader::read, "root ::= \"a\"" + "?".repeat(100_000), "nesting");
    // Operators nest too: 400 groups of 2 are 800 high.
    Readers.limited(
        GbnfReader::read, "root ::= " + "(".repeat(400) + "a" + "+)*".repeat(400), "nesting");
    Readers.read(GbnfReader::read, "root ::= " + "(".repeat(500) + "a" + ")".repeat(500));
    String large = "root ::= \"ééé\"";
    assertThrows(GrammarException.class, () -> GbnfReader.read(large, Readers.ofLength(13)));
    assertEquals(1, GbnfReader.read(large, Readers.ofLength(17)).rules().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\" ", "[a] ", "a ", "(a)", "| ", "# x\n", "\"a\"{2} ", "<a>"})
  void readsLongSources(String piece) {
    GrammarDefinition grammar = Readers.read(GbnfReader::read, "root ::= " + piece.repeat(200_000));
    assertEquals(1, grammar.rules().size());
  }

  @Test
  void readsTheGrammarsOfGad() throws Exception {
    Set<String> grammars = new TreeSet<>();
    int tasks = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(SharedData.path("gad/tasks.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      ObjectMapper mapper = new ObjectMapper();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        grammars.add(mapper.readTree(line).get("grammar").asString());
        tasks++;
      }
    }
    assertTrue(tasks > 200 && grammars.size() >= 50, tasks + " " + grammars.size());
    for (String text : grammars) {
      GrammarDefinition grammar = Readers.read(GbnfReader::read, text);
      assertTrue(grammar.rules().containsKey("root"), text);
      assertTrue(grammar.notes().isEmpty(), text);
      assertEquals(
          text.lines().filter(line -> line.contains("::=")).count(), grammar.rules().size(), text);
      assertEquals(
          dev.espalier.compiler.GrammarSyntax.GBNF,
          SyntaxDetector.detect(text, GrammarOptions.DEFAULT),
          text);
    }
  }
}
