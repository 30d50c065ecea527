package dev.espalier.compiler.ebnf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.ebnf.GrammarExport.Treatment;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrammarExportTest {
  private static final Location AT = new Location("grammar", 3, 7);

  private static GrammarExport export(GrammarDefinition grammar, GrammarSyntax syntax) {
    return GrammarExport.of(grammar, syntax, CompileLimits.DEFAULT);
  }

  private static Readers.Reader reader(GrammarSyntax syntax) {
    return syntax == GrammarSyntax.GBNF ? GbnfReader::read : W3cReader::read;
  }

  /** Writes a grammar, reads it again, and writes that: the languages are the same. */
  private static void checkSame(GrammarDefinition grammar, String alphabet) {
    checkSame(grammar, alphabet, alphabet.length() > 5 ? 3 : 5);
  }

  private static void checkSame(GrammarDefinition grammar, String alphabet, int length) {
    Set<String> wanted = Texts.of(grammar, alphabet, length);
    assertFalse(wanted.isEmpty());
    for (GrammarSyntax syntax : List.of(GrammarSyntax.GBNF, GrammarSyntax.W3C)) {
      GrammarExport export = export(grammar, syntax);
      assertEquals(List.of(), export.losses(), export.text());
      GrammarDefinition again = Readers.read(reader(syntax), export.text());
      assertEquals(wanted, Texts.of(again, alphabet, length), export.text());
      GrammarExport twice = export(again, syntax);
      assertEquals(
          wanted,
          Texts.of(Readers.read(reader(syntax), twice.text()), alphabet, length),
          twice.text());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root ::= \"a\" | \"b\" root",
        "root ::= (\"a\" | b)* \"c\"?\nb ::= [a-c] [^ab]",
        "root ::= \"a\"{2} \"b\"{1,3} \"c\"{0,2} | \"a\"{3,}",
        "root ::= \"\" | \"a\" root \"b\"",
        "root ::= . [^a] [\\]\\[^\\-] | \"\\\"\\\\'\\n\"",
        "root ::= [a-b]+ (\"^\" | \"-\" | \"]\")? [\\\\\"']",
        "other ::= \"x\"\nroot ::= other_1 | other\nother_1 ::= \"a\" | other-1\nother-1 ::= \"b\"",
        "root ::= (\"a\"?)+ \"b\" | (\"c\"+)? | (\"a\"{2})*",
        "root ::= \"#x41\" | [#xA]",
        "root ::= \"a\" | \"\" (\"b\" | )",
      })
  void writesWhatItReads(String text) {
    checkSame(Readers.read(GbnfReader::read, text), "abc\"\\'\n^-[]x#A");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A ::= 'a' (B | #x62)* - 'ab'\nB ::= [a-c]+ - [b]",
        "A ::= [ab]* - ([ab]* 'ba' [ab]*)",
        "A ::= B? \"i't\" #xA | '\"' [^a-c]\nB ::= [#x2D#x30-9A-Fa]",
        "A ::= (C - 'a') | D\nC ::= 'a' | 'b'\nD ::= E E\nE ::= 'c' | ",
      })
  void writesDifferences(String text) {
    GrammarDefinition grammar = Readers.read(W3cReader::read, text);
    checkSame(grammar, "abc'\"\n-0AFit");
    assertTrue(!text.contains(" - ") || export(grammar, GrammarSyntax.W3C).text().contains(" - "));
  }

  @Test
  void writesLargeBounds() {
    GrammarDefinition grammar =
        Readers.read(
            GbnfReader::read,
            "root ::= \"a\"{20} | \"b\"{0,17} | (\"a\" \"b\"){2,9} | \"ba\"{1,3}");
    checkSame(grammar, "ab", 21);
    // Beyond what llama.cpp takes, and written with rules that double.
    GrammarDefinition large = Readers.read(GbnfReader::read, "root ::= \"a\"{1203} | \"\"");
    checkSame(large, "a", 1205);
    assertFalse(export(large, GrammarSyntax.GBNF).text().contains("{"));
  }

  @Test
  void writesOtherSyntaxes() {
    checkSame(
        Readers.read(IsoReader::read, "two words = {b}-; b = 2 * 'a', [two words] | 'b' - 'b';"),
        "ab");
    checkSame(Readers.read(RegexReader::read, "(?:a|b)*abb|c{2,}"), "abc");
    checkSame(Readers.read(RegexReader::read, "(?!a)[a-c]+(?<!b)"), "abc");
    checkSame(Readers.read(RegexReader::read, ""), "abc");
    // Too large as an expression: as rules of the states.
    GrammarDefinition large = Readers.read(RegexReader::read, "(?:a|b)*a(?:a|b){9}|[ab]{3}");
    checkSame(large, "ab");
    assertTrue(export(large, GrammarSyntax.GBNF).text().contains("state-2 ::="));
  }

  @Test
  void writesRandomGrammars() {
    for (int seed = 0; seed < 150; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Map<String, Rule> rules = new LinkedHashMap<>();
      for (String name : List.of("start", "s", "WS", "T")) {
        boolean terminal = Character.isUpperCase(name.charAt(0));
        rules.put(name, new Rule(name, terminal, random(random, 3, terminal), AT));
      }
      List<String> ignored = random.nextBoolean() ? List.of("WS") : List.of();
      GrammarDefinition grammar =
          new GrammarDefinition("g", "start", rules, new Lexing.Scannerless(ignored), List.of());
      Set<String> wanted = Texts.of(grammar, "ab ", 4);
      for (GrammarSyntax syntax : List.of(GrammarSyntax.GBNF, GrammarSyntax.W3C)) {
        GrammarExport export = export(grammar, syntax);
        assertFalse(
            export.losses().stream().anyMatch(loss -> loss.treatment() == Treatment.REFUSED),
            "seed " + seed + "\n" + export.text());
        assertEquals(
            wanted,
            Texts.of(Readers.read(reader(syntax), export.text()), "ab ", 4),
            "seed " + seed + "\n" + grammar + "\n" + export.text());
      }
    }
  }

  private static Expr random(SplittableRandom random, int depth, boolean terminal) {
    int kind = depth == 0 ? random.nextInt(4) : random.nextInt(9);
    return switch (kind) {
      case 0 -> new Expr.Literal(random.nextBoolean() ? "a" : "ab", random.nextBoolean(), AT);
      case 1 -> new Expr.Characters(CodePointSet.ofRanges(' ', ' ', 'b', 'b'), AT);
      case 2 ->
          terminal
              ? new Expr.Characters(CodePointSet.of('b'), AT)
              : new Expr.Reference(List.of("start", "s", "T").get(random.nextInt(3)), AT);
      case 3 -> new Expr.Empty(AT);
      case 4, 5 ->
          new Expr.Sequence(
              List.of(random(random, depth - 1, terminal), random(random, depth - 1, terminal)),
              AT);
      case 6 ->
          new Expr.Choice(
              List.of(random(random, depth - 1, terminal), random(random, depth - 1, terminal)),
              AT);
      case 7 ->
          new Expr.Repeat(
              random(random, depth - 1, terminal),
              random.nextInt(3),
              random.nextBoolean() ? Expr.Repeat.UNBOUNDED : 2 + random.nextInt(2),
              true,
              AT);
      default ->
          new Expr.Intersection(
              List.of(
                  random(random, depth - 1, true),
                  new Expr.Complement(random(random, depth - 1, true), AT)),
              AT);
    };
  }

  @Test
  void writesWhatIsIgnored() {
    GrammarDefinition grammar =
        scannerless(
            List.of("WS"),
            rule("list", false, seq(ref("ITEM"), many(seq(text(","), ref("ITEM"))))),
            rule("ITEM", true, plus(set('a', 'b'))),
            rule("WS", true, set(' ', ' ')));
    checkSame(grammar, "ab, ");
    assertEquals(
        """
        root ::= list skip
        list ::= skip ITEM (skip "," skip ITEM)*
        ITEM ::= [ab]+
        WS ::= " "
        skip ::= WS*
        """,
        export(grammar, GrammarSyntax.GBNF).text());
    GrammarExport lark = export(grammar, GrammarSyntax.LARK);
    assertEquals(List.of(), lark.losses());
    assertEquals(
        """
        start: ITEM ("," ITEM)*
        ITEM: /[ab]+/
        WS: " "
        %ignore WS
        """,
        lark.text());
  }

  @Test
  void writesLark() {
    GrammarDefinition grammar =
        scannerless(
            List.of("Blank"),
            rule(
                "startRule",
                false,
                seq(
                    ref("maybeEmpty"),
                    new Expr.Literal("if", true, AT),
                    ref("nested-name"),
                    new Expr.SpecialToken("<|end|>", AT),
                    new Expr.TokenIds(List.of(1, 5, 9, 9), true, AT))),
            rule("maybeEmpty", true, new Expr.Repeat(text("ab"), 0, 2, true, AT)),
            rule(
                "nested-name",
                false,
                new Expr.Choice(
                    List.of(
                        new Expr.Empty(AT),
                        new Expr.Repeat(set('/', '/'), 2, 3, true, AT),
                        new Expr.Repeat(text("\"\n"), 2, Expr.Repeat.UNBOUNDED, true, AT),
                        new Expr.Complement(text("]"), AT)),
                    AT)),
            rule("Composed", true, seq(ref("Blank"), plus(ref("Blank")))),
            rule("Blank", true, set(' ', '\t')));
    GrammarExport lark = export(grammar, GrammarSyntax.LARK);
    assertEquals(List.of(), lark.losses());
    assertEquals(
        """
        start: MAYBE_EMPTY? TERMINAL nested_name <|end|> <[^1-5,9]>
        nested_name: ("/"~2..3 | "\\"\\n"~2 "\\"\\n"* | TERMINAL_2?)?
        TERMINAL: /[Ii][Ff]/
        MAYBE_EMPTY: /ab(?:ab)?/
        TERMINAL_2: /(?:\\][\\u0000-\\U0010ffff]|[^\\]])[\\u0000-\\U0010ffff]*/
        COMPOSED: BLANK BLANK+
        BLANK: /[\\t ]/
        %ignore BLANK
        """,
        lark.text());
  }

  @Test
  void knowsWhichTerminalsOfLarkAreEmpty() {
    Expr never = new Expr.Intersection(List.of(text("a"), new Expr.Complement(text("a"), AT)), AT);
    Expr some = new Expr.Intersection(List.of(many(text("a")), many(text("b"))), AT);
    GrammarDefinition grammar =
        scannerless(
            List.of(),
            rule("r", false, seq(ref("N"), ref("S"), never)),
            rule("N", true, never),
            rule("S", true, some));
    GrammarExport lark = export(grammar, GrammarSyntax.LARK);
    assertEquals(List.of(), lark.losses());
    assertTrue(lark.text().startsWith("start: N S? TERMINAL\n"), lark.text());
  }

  @Test
  void rewritesLeftRecursion() {
    GrammarDefinition grammar =
        Readers.read(
            W3cReader::read, "E ::= E '+' T | T | E '-' T | E\nT ::= T 'x'\nA ::= A | 'a'");
    String text = export(grammar, GrammarSyntax.GBNF).text();
    assertEquals(
        """
        root ::= T ("+" T | "-" T)*
        T ::= "x" T
        A ::= "a"
        """,
        text);
    GrammarExport hidden =
        export(
            Readers.read(W3cReader::read, "A ::= B? C\nB ::= 'b'\nC ::= A 'c' | ('a'?)* 'd'"),
            GrammarSyntax.GBNF);
    assertEquals(
        Set.of("root", "C"),
        Set.copyOf(hidden.losses().stream().map(GrammarExport.Loss::name).toList()));
    GrammarExport loop =
        export(Readers.read(W3cReader::read, "A ::= ('a'? 'b'?)* 'd'"), GrammarSyntax.GBNF);
    assertEquals(List.of("root"), loop.losses().stream().map(GrammarExport.Loss::name).toList());
    assertTrue(loop.text().startsWith("# grammar:1:7: root is approximated: "), loop.text());
  }

  @Test
  void writesTokensOfTheModel() {
    GrammarDefinition grammar =
        Readers.read(GbnfReader::read, "root ::= <think> !</think>* <[7]> !<[8]>");
    assertEquals(
        "root ::= <think> !</think>* <[7]> !<[8]>\n", export(grammar, GrammarSyntax.GBNF).text());
    GrammarExport w3c = export(grammar, GrammarSyntax.W3C);
    assertEquals(4, w3c.losses().size());
    assertTrue(w3c.losses().stream().allMatch(loss -> loss.treatment() == Treatment.REFUSED));
    assertTrue(
        w3c.text().endsWith("root ::= unsupported unsupported-2* unsupported-3 unsupported-4\n"),
        w3c.text());
    GrammarExport lark = export(grammar, GrammarSyntax.LARK);
    assertEquals(1, lark.losses().size());
    assertTrue(lark.text().endsWith("start: <think> UNSUPPORTED* <[7]> <[^8]>\n"), lark.text());
    GrammarExport ranges =
        export(
            scannerless(
                List.of(),
                rule("r", false, new Expr.TokenIds(List.of(3, 5, 9, 9), false, AT)),
                rule("s", false, new Expr.TokenIds(List.of(3, 5), true, AT))),
            GrammarSyntax.GBNF);
    assertTrue(
        ranges.text().contains("root ::= <[3]> | <[4]> | <[5]> | <[9]>\ns ::= unsupported\n"),
        ranges.text());
    assertEquals(1, ranges.losses().size());
    assertEquals(AT, ranges.losses().get(0).at());
  }

  // ---- Lexers of ANTLR's kind

  private static Lexing.LexerRule lexer(String name, Expr body, Lexing.Command... commands) {
    return new Lexing.LexerRule(
        name, List.of(new Lexing.LexerAlternative(body, List.of(commands))), AT);
  }

  private static GrammarDefinition lexed(List<Lexing.Mode> modes, Rule... rules) {
    Map<String, Rule> all = new LinkedHashMap<>();
    for (Rule rule : rules) {
      all.put(rule.name(), rule);
    }
    return new GrammarDefinition(
        "G", rules[0].name(), all, new Lexing.LongestMatch(modes), List.of());
  }

  private static Set<String> texts(GrammarExport export, String alphabet, int length) {
    return Texts.of(Readers.read(reader(export.syntax()), export.text()), alphabet, length);
  }

  private static GrammarDefinition statements() {
    return lexed(
        List.of(
            new Lexing.Mode(
                "DEFAULT_MODE",
                List.of(
                    lexer("IF", text("if")),
                    lexer("ID", plus(ref("LETTER"))),
                    lexer("WS", set(' ', ' '), new Lexing.Command.Skip()),
                    lexer(
                        "COMMENT",
                        seq(
                            text("/*"),
                            new Expr.Repeat(
                                new Expr.Characters(CodePointSet.ALL, AT), 0, -1, false, AT),
                            text("*/")),
                        new Lexing.Command.Channel(true))))),
        rule(
            "stats",
            false,
            seq(
                many(new Expr.Choice(List.of(seq(tokens("IF"), tokens("ID")), tokens("ID")), AT)),
                tokens("EOF"))),
        rule("LETTER", true, set('f', 'i')));
  }

  @Test
  void writesLexers() {
    GrammarExport gbnf = export(statements(), GrammarSyntax.GBNF);
    assertEquals(
        List.of("longest match", "the priority of IF over ID"),
        gbnf.losses().stream().map(GrammarExport.Loss::name).toList());
    assertTrue(
        gbnf.text()
            .contains(
                """
                root ::= stats skip
                stats ::= (skip IF skip ID | skip ID)*
                LETTER ::= [fi]
                IF ::= "if"
                ID ::= LETTER+
                WS ::= " "
                COMMENT ::= "/*"\
                """),
        gbnf.text());
    // The comment ends where it first can.
    Set<String> texts = texts(gbnf, "if/* ", 6);
    assertTrue(texts.contains("/**/if") && texts.contains("if i") && texts.contains(""));
    assertTrue(texts.contains("/***/") && !texts.contains("/**/*/"), gbnf.text());
    // What W3C's notation can say: a keyword is no identifier.
    GrammarExport w3c = export(statements(), GrammarSyntax.W3C);
    assertEquals(
        List.of("longest match"), w3c.losses().stream().map(GrammarExport.Loss::name).toList());
    assertTrue(w3c.text().contains("ID ::= (LETTER+ - IF)\n"), w3c.text());
    assertTrue(texts(gbnf, "if ", 4).contains("if"));
    assertFalse(texts(w3c, "if ", 3).contains("if if"));
    GrammarExport lark = export(statements(), GrammarSyntax.LARK);
    assertTrue(
        lark.text()
            .contains(
                """
                start: (IF ID | ID)*
                LETTER: /[fi]/
                IF: "if"
                ID: LETTER+
                WS: " "
                COMMENT: /\\/\\*\
                """),
        lark.text());
    assertTrue(lark.text().endsWith("%ignore WS\n%ignore COMMENT\n"), lark.text());
  }

  @Test
  void writesPrioritiesWhereLarkNeedsThem() {
    GrammarDefinition grammar =
        lexed(
            List.of(
                new Lexing.Mode(
                    "DEFAULT_MODE",
                    List.of(
                        lexer("HEX", plus(set('a', 'f'))),
                        lexer("KEY", text("fa")),
                        lexer("ID", plus(set('f', 'z')))))),
            rule("r", false, tokens("HEX", "KEY", "ID")));
    GrammarExport lark = export(grammar, GrammarSyntax.LARK);
    assertTrue(
        lark.text()
            .endsWith(
                """
                start: HEX | ID | KEY
                HEX.1: /[af]+/
                KEY: "fa"
                ID: /[fz]+/
                """),
        lark.text());
    assertEquals(3, lark.losses().size());
    assertTrue(lark.losses().get(1).reason().contains("number"), lark.losses().toString());
    assertTrue(
        export(grammar, GrammarSyntax.W3C).text().contains("KEY ::= ('fa' - HEX)"),
        export(grammar, GrammarSyntax.W3C).text());
  }

  @Test
  void tellsWhatOfTheLexerIsLost() {
    Lexing.Mode normal =
        new Lexing.Mode(
            "DEFAULT_MODE",
            List.of(
                lexer("OPEN", text("'"), new Lexing.Command.More(), push("STRING")),
                lexer("WORD", plus(set('a', 'b')), new Lexing.Command.Type("NAME")),
                lexer("LOOP", seq(plus(set('a', 'c')), lazy(set('x', 'x')), text("c"))),
                lexer("NEST", seq(text("("), many(ref("NEST")), text(")")))));
    Lexing.Mode inside =
        new Lexing.Mode(
            "STRING",
            List.of(
                lexer(
                    "CLOSE",
                    text("'"),
                    new Lexing.Command.Type("TEXT"),
                    new Lexing.Command.PopMode()),
                lexer("PART", set('a', 'z'), new Lexing.Command.More())));
    GrammarDefinition grammar =
        lexed(
            List.of(normal, inside),
            rule("r", false, seq(tokens("EOF", "NAME"), tokens("TEXT", "NAME", "NEVER"))));
    GrammarExport gbnf = export(grammar, GrammarSyntax.GBNF);
    List<String> names = gbnf.losses().stream().map(GrammarExport.Loss::name).toList();
    assertEquals(
        List.of("the non-greedy loop in LOOP", "longest match", "EOF", "the priority of NEST"),
        names);
    assertTrue(gbnf.losses().stream().allMatch(loss -> loss.at().equals(AT)));
    assertEquals(
        new TreeSet<>(Set.of("a", "b", "'a'", "''", "aa", "ab", "aaa")),
        retained(texts(gbnf, "ab'", 3), "a", "b", "'a'", "''", "aa", "ab", "aaa", "'", "a'"));
    // Terminals of Lark do not refer to themselves.
    GrammarExport lark = export(grammar, GrammarSyntax.LARK);
    assertTrue(
        lark.losses().stream()
            .anyMatch(
                loss -> loss.treatment() == Treatment.REFUSED && loss.name().startsWith("NEST")),
        lark.text());
    assertFalse(lark.text().contains("\nNEST_TEXT:"), lark.text());
  }

  private static Set<String> retained(Set<String> texts, String... wanted) {
    Set<String> found = new TreeSet<>(List.of(wanted));
    found.retainAll(texts);
    return found;
  }

  @Test
  void refusesWhatItCannotWrite() {
    assertThrows(IllegalArgumentException.class, () -> export(statements(), GrammarSyntax.ISO));
    Expr deep = text("a");
    for (int i = 0; i < 100_000; i++) {
      deep = seq(deep, text("b"));
    }
    GrammarDefinition grammar = scannerless(List.of(), rule("r", false, deep));
    GrammarException wrong =
        assertThrows(GrammarException.class, () -> export(grammar, GrammarSyntax.GBNF));
    assertEquals(GrammarException.Kind.LIMIT, wrong.kind());
    // An intersection that is not regular.
    GrammarExport refused =
        export(Readers.read(IsoReader::read, "a = a - 'x', 'y';"), GrammarSyntax.GBNF);
    assertEquals(Treatment.REFUSED, refused.losses().get(0).treatment());
    assertEquals("grammar:1:5", refused.losses().get(0).at().toString());
    assertTrue(refused.text().endsWith("root ::= unsupported \"y\"\n"), refused.text());
  }

  @Test
  void isLinearInChainsOfRules() {
    StringBuilder text = new StringBuilder("root ::= r0\n");
    for (int i = 0; i < 20_000; i++) {
      text.append("r").append(i).append(" ::= r").append(i + 1).append(" | \"a\"\n");
    }
    text.append("r20000 ::= root\n");
    GrammarDefinition grammar = Readers.read(GbnfReader::read, text.toString());
    assertEquals(20_002, export(grammar, GrammarSyntax.GBNF).losses().size());
    assertEquals(0, export(grammar, GrammarSyntax.LARK).losses().size());
    Map<String, Rule> terminals = new LinkedHashMap<>();
    grammar
        .rules()
        .forEach((name, rule) -> terminals.put(name, new Rule(name, true, rule.body(), AT)));
    GrammarDefinition cyclic =
        new GrammarDefinition("g", "root", terminals, Lexing.Scannerless.PLAIN, List.of());
    assertEquals(20_002, export(cyclic, GrammarSyntax.LARK).losses().size());
  }

  // ---- Making grammars

  private static GrammarDefinition scannerless(List<String> ignored, Rule... rules) {
    Map<String, Rule> all = new LinkedHashMap<>();
    for (Rule rule : rules) {
      all.put(rule.name(), rule);
    }
    return new GrammarDefinition(
        "g", rules[0].name(), all, new Lexing.Scannerless(ignored), List.of());
  }

  private static Rule rule(String name, boolean terminal, Expr body) {
    return new Rule(name, terminal, body, AT);
  }

  private static Lexing.Command push(String mode) {
    return new Lexing.Command.PushMode(mode);
  }

  private static Expr tokens(String... types) {
    return new Expr.Tokens(Set.of(types), AT);
  }

  private static Expr seq(Expr... parts) {
    return new Expr.Sequence(List.of(parts), AT);
  }

  private static Expr ref(String rule) {
    return new Expr.Reference(rule, AT);
  }

  private static Expr text(String text) {
    return new Expr.Literal(text, false, AT);
  }

  private static Expr set(int a, int b) {
    return new Expr.Characters(CodePointSet.of(a).or(CodePointSet.of(b)), AT);
  }

  private static Expr many(Expr body) {
    return new Expr.Repeat(body, 0, Expr.Repeat.UNBOUNDED, true, AT);
  }

  private static Expr lazy(Expr body) {
    return new Expr.Repeat(body, 0, Expr.Repeat.UNBOUNDED, false, AT);
  }

  private static Expr plus(Expr body) {
    return new Expr.Repeat(body, 1, Expr.Repeat.UNBOUNDED, true, AT);
  }
}
