package dev.espalier.compiler.lark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LarkReaderTest {
  private static GrammarDefinition read(String text) {
    return LarkReader.read(text, GrammarOptions.DEFAULT);
  }

  private static void accepts(String grammar, List<String> valid, List<String> invalid) {
    GrammarDefinition read = read(grammar);
    for (String text : valid) {
      assertTrue(Judge.accepts(read, text), () -> grammar + "\nrefuses " + text);
    }
    for (String text : invalid) {
      assertFalse(Judge.accepts(read, text), () -> grammar + "\naccepts " + text);
    }
  }

  private static GrammarException refused(String grammar, Kind kind, int line, int column) {
    return refused(grammar, GrammarOptions.DEFAULT, kind, line, column);
  }

  private static GrammarException refused(
      String grammar, GrammarOptions options, Kind kind, int line, int column) {
    GrammarException e =
        assertThrows(GrammarException.class, () -> LarkReader.read(grammar, options));
    assertEquals(kind, e.kind(), e.getMessage());
    assertEquals(line + ":" + column, e.at().line() + ":" + e.at().column(), e.getMessage());
    return e;
  }

  private static String limit(GrammarException e) {
    assertEquals(Kind.LIMIT, e.kind(), e.getMessage());
    return assertInstanceOf(LimitExceeded.class, e.getCause()).limit();
  }

  private static Expr body(GrammarDefinition grammar, String rule) {
    return Optional.ofNullable(grammar.rules().get(rule)).map(Rule::body).orElseThrow();
  }

  // Rules

  @Test
  void theShapeOfTreesIsNotLanguage() {
    accepts(
        "?start: _list{item, \",\"} -> all\n!item.2: \"x\" -> one | [\"y\"]\n"
            + "_list{i, s}: i (s i)*",
        List.of("", "x", "y", ",", "x,,y"),
        List.of("xy", "x;y"));
  }

  @Test
  void prioritiesAreNoted() {
    GrammarDefinition read = read("start: a A\na.3: \"a\"\nA.2: \"b\"");
    assertEquals(2, read.notes().size());
    assertTrue(read.notes().get(0).startsWith("grammar:2:2: the priority of a "));
  }

  @Test
  void repetitionsStayRepetitions() {
    GrammarDefinition read = read("start: \"a\"~2..100000 \"b\"{3} \"c\"{,4} \"d\"{5,}");
    Expr.Sequence all = assertInstanceOf(Expr.Sequence.class, body(read, "start"));
    List<String> counts =
        all.parts().stream().map(p -> (Expr.Repeat) p).map(r -> r.min() + " " + r.max()).toList();
    assertEquals(List.of("2 100000", "3 3", "0 4", "5 -1"), counts);
  }

  @Test
  void rulesComeInTheOrderOfTheSource() {
    GrammarDefinition read = read("start: b A t{A}\nA: \"a\"\nt{x}: x\nb: A \"-\"");
    assertEquals(List.of("start", "A", "b", "t{A}"), List.copyOf(read.rules().keySet()));
    assertEquals("start", read.start());
    assertEquals(
        "b",
        LarkReader.read("start: \"a\"\nb: \"b\"", GrammarOptions.DEFAULT.withStart("b")).start());
  }

  @Test
  void bracketsMayRunOverLines() {
    accepts("start: (\n  \"a\"\n  | \"b\"\n) [\n\"c\"\n]", List.of("a", "bc"), List.of("c"));
  }

  @Test
  void templatesTakeTemplatesAndTheirOwn() {
    accepts(
        "start: twice{pair} | one\n_sep{x, s}: x (s x)*\ntwice{t}: t{\"a\"} t{one}\n"
            + "pair{x}: x \"-\" x\none: _sep{\"1\", \"+\"}",
        List.of("a-a1-1", "a-a1+1-1", "1", "1+1"),
        List.of("a-a", "a-a1-", "a-aa-a"));
  }

  @Test
  void templatesThatGrowForEverEnd() {
    GrammarException e = refused("start: a{\"x\"}\na{y}: a{b{y}}\nb{z}: z", Kind.LIMIT, 2, 7);
    assertEquals("nesting", limit(e));
    GrammarOptions small =
        GrammarOptions.DEFAULT.withLimits(
            CompileLimits.DEFAULT
                .withNesting(64)
                .withSchemaBytes(1 << 20)
                .withSubschemas(2000)
                .withAutomatonStates(1000)
                .withAutomatonWork(100_000)
                .withLexicalStates(1000)
                .withBranches(1000)
                .withCompletionBytes(1000)
                .withCachedStates(1000)
                .withCachedMaskBytes(1000));
    e =
        assertThrows(
            GrammarException.class,
            () ->
                LarkReader.read(
                    "start: a{\"x\", \"y\"}\na{p, q}: a{b{p, q}, b{q, p}} a{b{p, p}, q}\n"
                        + "b{p, q}: p q",
                    small));
    assertEquals("subschemas", limit(e));
  }

  // Terminals

  @Test
  void aTerminalIsWhatPythonPrefers() {
    accepts("start: /a|ab/ \"c\"", List.of("ac"), List.of("abc"));
    accepts("start: A \"c\"\nA: \"a\" | \"ab\"", List.of("ac", "abc"), List.of("ab"));
    accepts(
        "start: C\nC: \"/*\" /(.|\\n)*?/ \"*/\"", List.of("/**/", "/* * */"), List.of("/**/*/"));
  }

  @Test
  void alternativesOfExpressionsReachFurtherAndThatIsNoted() {
    GrammarDefinition read = read("start: A\nA: /a|b/ \"c\"");
    assertTrue(Judge.accepts(read, "a") && Judge.accepts(read, "bc"));
    assertFalse(Judge.accepts(read, "ac"));
    assertTrue(
        read.notes().get(0).startsWith("grammar:2:4: the alternatives"), read.notes()::toString);
  }

  @Test
  void backslashesBeforeQuotesAreReadAsLarkDoesAndThatIsNoted() {
    GrammarDefinition read = read("start: /[^\\\\\"]/");
    assertTrue(Judge.accepts(read, "\\"));
    assertTrue(read.notes().get(0).contains("backslash"), read.notes()::toString);
    accepts("start: /[^\\x5c\\x5c\"]/", List.of("a"), List.of("\\", "\""));
  }

  @Test
  void terminalsAreTerminalRules() {
    GrammarDefinition read = read("start: A B \"c\" \"d\"i\nA: \"a\"\nB: \"b\"+\n%ignore / +/");
    assertTrue(read.rules().values().stream().filter(Rule::terminal).count() == 3);
    assertInstanceOf(Expr.Literal.class, body(read, "A"));
    assertEquals("\"b\"+", assertInstanceOf(Expr.Regular.class, body(read, "B")).source());
    assertEquals(1, ((Lexing.Scannerless) read.lexing()).ignored().size());
  }

  @Test
  void unusedTerminalsAreNotReadAndNoted() {
    GrammarDefinition read = read("start: \"a\"\nB: /(/\nt{x}: x");
    assertEquals(List.of("start"), List.copyOf(read.rules().keySet()));
    assertEquals(2, read.notes().size());
    assertTrue(read.notes().get(0).startsWith("grammar:2:1: the terminal B"));
  }

  @Test
  void emptyTerminalsAreNoted() {
    GrammarDefinition read = read("start: \"\" /a*/");
    assertTrue(Judge.accepts(read, "") && Judge.accepts(read, "aa"));
    assertEquals(2, read.notes().size());
  }

  // What is ignored

  @Test
  void ignoredTextsAreAsLongAsTheyCanBe() {
    accepts(
        "start: (X | N)*\nX: \"x\"\nN: \"\\n\"\n%ignore / /\n%ignore /#[^\\n]*/",
        List.of("", " x", "# x", "x # x\nx", "#\n\n"), List.of("# x\ny", "y"));
    accepts(
        "start: \"x\" \";\"\n%ignore / +/\n%ignore /#[^\\n]*/\n%ignore /\\n/",
        List.of("x;", "# ;\nx # ;\n;", "x;#", " x ; "), List.of("x #;", "#x;", "x # ; ;"));
    accepts("start: \"a\" \" b\"\n%ignore / +/", List.of("a b", " a b "), List.of("a  b"));
  }

  @Test
  void onlyOneIsIgnoredWhereTheOptionSaysSo() {
    accepts(
        "%llguidance {\"ignore_once\": true}\nstart: \"a\" \"b\"\n%ignore \" \"",
        List.of("ab", "a b", " a b "), List.of("a  b"));
  }

  @Test
  void whatCannotBeDecidedByOneCharacterIsNoted() {
    GrammarDefinition read = read("start: \"a\" \"b\"\n%ignore /c(bd)?/");
    assertTrue(read.notes().get(0).startsWith("grammar:2:9: /c(bd)?/ is ignored at any length"));
  }

  // Imports

  @Test
  void commonIsThere() {
    accepts(
        "%import common.ESCAPED_STRING\n%import common (INT, WS)\n%ignore WS\n"
            + "start: (ESCAPED_STRING | INT)*",
        List.of("", " 12 \"a\\\"b\"\n"), List.of("\"\\\"", "-1"));
  }

  @Test
  void importsComeFromTheResolver() {
    Map<String, String> files =
        Map.of(
            "lib/list", "%import .item.item\nlist: item (_SEP item)*\n_SEP: \",\"\n%ignore \" \"",
            "lib/item", "item: A | B\nA: \"a\"\nB: \"b\"\nunused: NOTHING");
    GrammarOptions options =
        GrammarOptions.DEFAULT.withResolver(name -> Optional.ofNullable(files.get(name)));
    String text =
        "%import lib.list.list -> all\n%override all: all_ \"!\"\nall_: \"x\"\nstart: all";
    GrammarDefinition read = LarkReader.read(text, options);
    assertTrue(Judge.accepts(read, "x!"));
    read = LarkReader.read("%import lib.list.list -> all\nstart: all \"!\"", options);
    assertTrue(Judge.accepts(read, "a,b!"));
    assertFalse(Judge.accepts(read, "a, b!"));
    assertTrue(read.rules().containsKey("_lib__list__SEP"), read.rules().keySet()::toString);
    assertTrue(read.notes().stream().anyMatch(n -> n.startsWith("lib/list:4:1: %ignore")));
  }

  @Test
  void overridesReachWhatUsesThem() {
    GrammarOptions options =
        GrammarOptions.DEFAULT.withResolver(n -> Optional.of("pair: X X\nX: \"x\""));
    GrammarDefinition read =
        LarkReader.read("%import lib (pair, X)\n%extend X: \"y\"\nstart: pair", options);
    assertTrue(Judge.accepts(read, "xy"));
  }

  @Test
  void importsThatAreNotThere() {
    refused("start: A\n%import x.A", Kind.IMPORT, 2, 1);
    refused("start: A\n%import common.NONE", Kind.NAME, 2, 16);
    refused("%import common.INT -> a\nstart: a", Kind.NAME, 1, 16);
    GrammarOptions loop =
        GrammarOptions.DEFAULT.withResolver(n -> Optional.of("%import b.x\nx: \"a\""));
    refused("%import b.x\nstart: x", loop, Kind.IMPORT, 1, 1);
  }

  // llguidance

  @Test
  void specialTokens() {
    GrammarDefinition read = read("start: <|eot|> <think> <[5]> <[1-3,9]> <[^7,10-12]> <[*]>");
    List<Expr> parts = ((Expr.Sequence) body(read, "start")).parts();
    assertEquals("<|eot|>", ((Expr.SpecialToken) parts.get(0)).text());
    assertEquals("<think>", ((Expr.SpecialToken) parts.get(1)).text());
    assertEquals(List.of(5, 5), ((Expr.TokenIds) parts.get(2)).ranges());
    assertEquals(List.of(1, 3, 9, 9), ((Expr.TokenIds) parts.get(3)).ranges());
    assertEquals(List.of(7, 7, 10, 12), ((Expr.TokenIds) parts.get(4)).ranges());
    assertTrue(((Expr.TokenIds) parts.get(4)).negated());
    assertTrue(((Expr.TokenIds) parts.get(5)).negated());
    assertEquals(List.of(), ((Expr.TokenIds) parts.get(5)).ranges());
    refused("start: <[x]>", Kind.SYNTAX, 1, 8);
    refused("start: <[3-1]>", Kind.SYNTAX, 1, 8);
    refused("start: A\nA: <x>", Kind.SYNTAX, 2, 4);
  }

  @Test
  void jsonSchemas() {
    GrammarDefinition read =
        read(
            "start: %json {\n  \"type\": \"object\", \"pattern\": \"}\\\"\" \n} \";\" x\n"
                + "x: %json true\n%ignore / +/");
    Expr.Sequence all = (Expr.Sequence) body(read, "start");
    assertInstanceOf(Expr.Embedded.class, all.parts().get(0));
    assertInstanceOf(Expr.Embedded.class, body(read, "x"));
    assertEquals(1, ((Lexing.Scannerless) read.lexing()).ignored().size());
    refused("start: \"a\" %json {\"type\": 1}", Kind.SYNTAX, 1, 12);
    refused("start: %json", Kind.SYNTAX, 1, 13);
    refused("start: %json {\"a\": 1", Kind.SYNTAX, 1, 14);
    refused("start: A\nA: %json {}", Kind.SYNTAX, 2, 4);
  }

  @Test
  void operatorsOfTerminals() {
    accepts(
        "start: W\nW: /[a-c]+/ & ~(\"ab\" | /(?s:.*)c/) | \"-\" ~/./",
        List.of("a", "abb", "aca", "-", "-ab"),
        List.of("ab", "ac", "-a", "d"));
    refused("start: /a/ & /b/", Kind.UNSUPPORTED, 1, 8);
    refused("start: ~\"a\"", Kind.UNSUPPORTED, 1, 8);
  }

  @Test
  void substrings() {
    accepts(
        "start: %regex {\"substring_chunks\": [\"abc\", \"de\", \"fg\"]}",
        List.of("", "abc", "de", "abcde", "defg", "abcdefg"), List.of("ab", "cde", "abcfg"));
    accepts(
        "start: %regex {\"substring_words\": \"don't  x. \\u00e9t\\u00e9\"}",
        List.of("don", "'", "'t", "  x", ". \u00e9t\u00e9"), List.of("do", " x", "\u00e9t"));
    accepts(
        "start: A \";\"\nA: %regex {\"substring_chars\": \"ab c\"}",
        List.of(";", "b ;", "ab c;"), List.of("ac;"));
    refused("start: %regex {\"substring\": \"x\"}", Kind.SYNTAX, 1, 8);
  }

  @Test
  void lazyRulesEndAtTheFirstChance() {
    accepts(
        "start: head \"x\"\nhead[lazy, capture=\"h\"]: TEXT \"<f\"\nTEXT: /(.|\\n)*/",
        List.of("<fx", "a\n<<fx"),
        List.of("<f<fx", "<f"));
    accepts(
        "start: a \"!\"\na[suffix=\"end\", temperature=0.5]: /[a-z]*/",
        List.of("end!", "xxend!", "enend!"),
        List.of("endend!", "x!"));
    GrammarDefinition read = read("start: a\na[lazy]: /.*/");
    assertTrue(Judge.accepts(read, ""));
    assertTrue(read.notes().stream().anyMatch(n -> n.contains("is the empty one")));
    refused("start: a\na[lazy]: \"x\" b\nb: \"y\"", Kind.NAME, 2, 14);
  }

  @Test
  void nestedGrammarsIgnoreOnTheirOwn() {
    String text =
        "start: \"a\" %lark {\n  start: x \"c\"\n  x: \"b\"\n  %ignore \"_\"\n} \"d\"\nx: \"y\"\n"
            + "%ignore \" \"";
    accepts(
        text,
        List.of("abcd", " a b_c_ d ", "a _b__c d"),
        List.of("a b c d", "a_ bcd", "abc", "aycd"));
    accepts("start: (%lark { start: \"a\"\n } \"b\")+", List.of("ab", "abab"), List.of("a", "ba"));
  }

  @Test
  void whatOfLlguidanceIsRefusedByName() {
    assertTrue(
        refused("start: a\na[max_tokens=3]: \"x\"", Kind.UNSUPPORTED, 2, 3)
            .getMessage()
            .contains("max_tokens"));
    refused("start: a\na[stop=\"x\"]: /.*/", Kind.UNSUPPORTED, 2, 3);
    refused("start: a\na[what]: \"x\"", Kind.SYNTAX, 2, 3);
    refused("start: a::0x1\na::_: \"x\"", Kind.UNSUPPORTED, 1, 9);
    refused("a::_: \"x\"", Kind.UNSUPPORTED, 1, 2);
    refused("start: \"x\" %if x", Kind.UNSUPPORTED, 1, 12);
    refused("start: @other", Kind.UNSUPPORTED, 1, 8);
    refused("%llguidance {\"allow_invalid_utf8\": true}\nstart: \"x\"", Kind.UNSUPPORTED, 1, 1);
    refused("%llguidance {\"x\": 1}\nstart: \"x\"", Kind.UNSUPPORTED, 1, 1);
    assertEquals(2, read("%llguidance {\"no_forcing\": true}\nstart: \"x\"").notes().size());
  }

  // Errors

  @Test
  void errorsSayWhereAndWhat() {
    assertTrue(refused("start: a\nab: \"x\"", Kind.NAME, 1, 8).hint().contains("is it ab?"));
    refused("start: \"a\"\nstart: \"b\"", Kind.NAME, 2, 1);
    refused("a: \"x\"", Kind.NAME, 1, 1);
    refused("start: (\"a\"", Kind.SYNTAX, 1, 12);
    refused("start: \"a\")", Kind.SYNTAX, 1, 11);
    refused("start \"a\"", Kind.SYNTAX, 1, 7);
    refused("start: a b: \"c\"", Kind.SYNTAX, 1, 11);
    refused("start: \"\ud83d\ude00\" ,", Kind.SYNTAX, 1, 12);
    refused("start: \"a\n\"", Kind.SYNTAX, 1, 8);
    refused("start: /a\n/", Kind.SYNTAX, 1, 10);
    refused("start: /a", Kind.SYNTAX, 1, 8);
    refused("start: 'a'", Kind.SYNTAX, 1, 8);
    refused("Start: \"a\"", Kind.SYNTAX, 1, 1);
    refused("start: \"b\"..\"a\"", Kind.SYNTAX, 1, 8);
    refused("start: \"a\"..\"bc\"", Kind.SYNTAX, 1, 13);
    refused("start: \"a\"~3..2", Kind.SYNTAX, 1, 12);
    refused("start: \"\\u00\"", Kind.SYNTAX, 1, 9);
    refused("%what x\nstart: \"a\"", Kind.SYNTAX, 1, 1);
    refused("start: A\nA: A \"x\"", Kind.NAME, 2, 4);
    refused("start: A\nA: b\nb: \"x\"", Kind.NAME, 2, 4);
    refused("start: A\nA: \"x\" -> y", Kind.SYNTAX, 2, 8);
    refused("start: A\nA{x}: \"x\"", Kind.SYNTAX, 2, 1);
    refused("start: t\nt{x}: x", Kind.NAME, 1, 8);
    refused("start: t{\"a\"}\nt{x, y}: x", Kind.NAME, 1, 8);
    refused("start: t{\"a\"}\nt{start}: start", Kind.NAME, 2, 1);
    refused("start: A\n%declare A", Kind.UNSUPPORTED, 1, 8);
    refused("start: \"a\"\n%ignore start", Kind.NAME, 2, 9);
    refused("start: /a(?=b)/", Kind.UNSUPPORTED, 1, 10);
    refused("start: \"x\" /\\x41(/", Kind.SYNTAX, 1, 17);
    refused("start: A\nA: \"x\" /(?i)a/", Kind.UNSUPPORTED, 2, 8);
  }

  // Hostile input

  @ParameterizedTest
  @ValueSource(
      strings = {
        "start: (",
        "start: [",
        "start: %lark { start: ",
        "start: a{a{",
        "start: /((",
        "A: ~("
      })
  void deepNestingEnds(String begin) {
    String unit = begin.substring(begin.indexOf(": ") + 2);
    String text = begin.substring(0, begin.indexOf(": ") + 2) + unit.repeat(200_000);
    GrammarException e = assertThrows(GrammarException.class, () -> read(text));
    assertTrue(e.kind() == Kind.LIMIT || e.kind() == Kind.SYNTAX, e.getMessage());
  }

  @Test
  void longChainsOfTerminalsEnd() {
    StringBuilder text = new StringBuilder("start: A0\n");
    for (int i = 0; i < 20_000; i++) {
      text.append("A").append(i).append(": A").append(i + 1).append(" \"x\"\n");
    }
    GrammarException e = assertThrows(GrammarException.class, () -> read(text + "A20000: \"x\""));
    assertEquals(Kind.LIMIT, e.kind());
    assertEquals("nesting", limit(e));
  }

  @ParameterizedTest
  @CsvSource({
    "'start: A\nA: /(((a{99}){99}){99}){99}/', automatonWork",
    "'start: A\nA: B B B B B B B B\nB: C C C C C C C C\nC: D D D D D D D D\nD: E E E E E E E E\n"
        + "E: F F F F F F F F\nF: G G G G G G G G\nG: H H H H H H H H\nH: \"x\"', automatonWork",
    "'start: A\nA: /(a|b)*a(a|b){30}/', automatonWork"
  })
  void largeTerminalsEnd(String grammar, String limit) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          GrammarException e = assertThrows(GrammarException.class, () -> read(grammar));
          assertEquals(Kind.LIMIT, e.kind());
          assertTrue(List.of(limit, "automatonStates").contains(limit(e)), e.getMessage());
        });
  }

  @Test
  void longSourcesEnd() {
    GrammarOptions options =
        GrammarOptions.DEFAULT.withLimits(
            CompileLimits.DEFAULT
                .withNesting(64)
                .withSchemaBytes(100)
                .withSubschemas(2000)
                .withAutomatonStates(1000)
                .withAutomatonWork(100_000)
                .withLexicalStates(1000)
                .withBranches(1000)
                .withCompletionBytes(1000)
                .withCachedStates(1000)
                .withCachedMaskBytes(1000));
    GrammarException e =
        assertThrows(
            GrammarException.class,
            () -> LarkReader.read("start: \"" + "\u00e9".repeat(60) + "\"", options));
    assertEquals("schemaBytes", limit(e));
    read("start: \"" + "\\\\".repeat(500_000) + "\" /" + "\\\\".repeat(20_000) + "/");
  }

  @Test
  void manyRulesAreRead() {
    StringBuilder text = new StringBuilder("start: r0\n");
    for (int i = 0; i < 50_000; i++) {
      text.append("r").append(i).append(": \"x\" r").append((i + 1) % 50_000).append(" | A\n");
    }
    assertEquals(50_002, read(text + "A: \"a\"").rules().size());
  }
}
