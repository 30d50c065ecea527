package dev.espalier.compiler.antlr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What each construct of ANTLR becomes. */
class AntlrReaderTest {
  @Test
  void parserRules() {
    String[][] table = {
      {"A B", "(<A> <B>)"},
      {"A | B | A B", "(<A> | <B> | (<A> <B>))"},
      {"A | B", "<A B>"},
      {"(A | B)*", "<A B>*"},
      {"A? B+", "(<A>? <B>+)"},
      {"A*? B+? A??", "(<A>*? <B>+? <A>??)"},
      {"(A | ) B", "((<A> | ε) <B>)"},
      {"", "ε"},
      {".", "<'if' A B C>"},
      {"~A", "<'if' B C>"},
      {"~(A | 'if')", "<B C>"},
      {"~'c'", "<'if' A B>"},
      {"'c' A", "(<C> <A>)"},
      {"A EOF", "(<A> <EOF>)"},
      {"a=A b+=B c+=(A | B)", "(<A> <B> <A B>)"},
      {"t t", "(t t)"},
      {"A {act();} B", "(<A> <B>)"},
      {"A # one | B C # two", "(<A> | (<B> <C>))"},
      {"(A (B (A)))", "(<A> <B> <A>)"},
      {"A {x}? B", "(<A> <B>)"},
    };
    for (String[] row : table) {
      GrammarDefinition grammar =
          AntlrReader.read(
              "grammar G; s : " + row[0] + "; t : 'if' A B; A : 'a'; B : 'b'; C : 'c' {lex();};",
              GrammarOptions.DEFAULT.withPredicatesHold(true));
      assertEquals(row[1], Ir.rule(grammar, "s"), row[0]);
      assertEquals("s", grammar.start());
    }
  }

  @Test
  void lexerRules() {
    String[][] table = {
      {"'abc'", "\"abc\""},
      {"[abc]", "[0061-0063]"},
      {"[a\\-z\\]\\\\-]", "[002D 005C-005D 0061 007A]"},
      {"'a'..'f'", "[0061-0066]"},
      {"'a' | [b-d] | 'x'..'z'", "\"a\" | [0062-0064] | [0078-007A]"},
      {"'a' | 'c'", "[0061 0063]"},
      {"~'a'", "[0000-0060 0062-10FFFF]"},
      {"~[a-c]", "[0000-0060 0064-10FFFF]"},
      {"~('a' | 'b'..'d' | [xy])", "[0000-0060 0065-0077 007A-10FFFF]"},
      {".", "[0000-10FFFF]"},
      {"'\\u{1F600}\\u0041\\n\\t\\\\\\''", "\"😀A\n\t\\'\""},
      {"'\\uD83D\\uDE00'", "\"😀\""},
      {"[\\u{1F600}-\\u{1F602}\\n]", "[000A 1F600-1F602]"},
      {"[\\p{Script=Ogham}]", "[1680-169C]"},
      {"[\\p{Ogham}x]", "[0078 1680-169C]"},
      {"~[\\P{Script=Ogham}]", "[1680-169C]"},
      {"'/*' .*? '*/'", "(\"/*\" [0000-10FFFF]*? \"*/\")"},
      {"'a'+? 'b'??", "(\"a\"+? \"b\"??)"},
      {"F F2?", "(F F2?)"},
      {"'a' U", "(\"a\" U)"},
      {"'a' EOF", "(\"a\" $)"},
      {"'a' ( | 'b')", "(\"a\" (ε | \"b\"))"},
      {"'a' {act();}", "\"a\""},
      {"'ab' | 'cd'", "\"ab\" | \"cd\""},
      {"('ab' | 'cd')", "(\"ab\" | \"cd\")"},
      {"'(' (T | 'x')* ')'", "(\"(\" (T | \"x\")* \")\")"},
    };
    for (String[] row : table) {
      GrammarDefinition grammar =
          Ir.read(
              "grammar G; s : T; T : "
                  + row[0]
                  + "; U : 'u' -> skip; fragment F : 'f'; fragment F2 : F '2';");
      assertEquals(row[1], Ir.lexer(grammar, "T"), row[0]);
      assertEquals("\"f\"", Ir.rule(grammar, "F"));
      assertTrue(Objects.requireNonNull(grammar.rules().get("F2")).terminal());
      assertEquals(row[0].contains("U") ? "\"u\"" : "none", Ir.rule(grammar, "U"));
    }
  }

  @Test
  void caseIsIgnoredAsTheToolDoesIt() {
    GrammarDefinition grammar =
        Ir.read(
            """
            grammar G;
            options { caseInsensitive = true; }
            s : 'if' A B C D;
            A : 'k1ß';
            B options { caseInsensitive = false; } : 'b' [c];
            C : [a-cX] ~'k';
            D : 'é'..'ë';
            """);
    assertEquals("([0049 0069] [0046 0066])", Ir.lexer(grammar, "'if'"));
    assertEquals("([004B 006B] [0031] [00DF])", Ir.lexer(grammar, "A"));
    assertEquals("(\"b\" [0063])", Ir.lexer(grammar, "B"));
    assertEquals(
        "([0041-0043 0058 0061-0063 0078] [0000-004A 004C-006A 006C-10FFFF])",
        Ir.lexer(grammar, "C"));
    assertEquals("[00C9-00CB 00E9-00EB]", Ir.lexer(grammar, "D"));
  }

  @Test
  void implicitLiteralsComeFirstUnlessARuleIsJustThem() {
    GrammarDefinition grammar =
        Ir.read(
            """
            grammar G;
            s : 'b' 'x' ID 'a' | 'b' ',' ;
            ID : [a-z]+ ;
            A : 'a' ;
            SEP : ',' -> channel(HIDDEN) ;
            """);
    List<String> order =
        Ir.lexing(grammar).modes().getFirst().rules().stream().map(Lexing.LexerRule::name).toList();
    assertEquals(List.of("'b'", "'x'", "ID", "A", "SEP"), order);
    assertEquals("((<'b'> <'x'> <ID> <A>) | (<'b'> <SEP>))", Ir.rule(grammar, "s"));
    assertEquals("grammar:2:9", Ir.token(grammar, "'x'").at().toString());
    assertEquals("grammar:4:1", Ir.token(grammar, "A").at().toString());
  }

  @Test
  void commandsAndModes() {
    GrammarDefinition grammar =
        AntlrReader.read(
            """
            lexer grammar L;
            tokens { STRING, OTHER }
            channels { COMMENTS }
            OPEN : '"' -> more, pushMode(IN) ;
            A : 'a' -> type(STRING), channel(0), mode(1) ;
            WS : ' '+ -> skip ;
            C : '#' ~'\\n'* -> channel(COMMENTS) ;
            D : 'd' -> channel(DEFAULT_TOKEN_CHANNEL), channel(HIDDEN) ;
            N : 'n' -> type(7) ;
            E : ('e' | 'f' F) -> channel(HIDDEN) ;
            fragment F : 'f' -> skip ;
            mode IN ;
            CLOSE : '"' -> type(STRING), popMode ;
            TEXT : . -> more ;
            BACK : '<' -> mode(DEFAULT_MODE) ;
            """,
            GrammarOptions.DEFAULT.withStart("STRING"));
    assertEquals("\"\"\" -> more, push(IN)", Ir.lexer(grammar, "OPEN"));
    assertEquals("\"a\" -> type(STRING), shown, mode(IN)", Ir.lexer(grammar, "A"));
    assertEquals("\" \"+ -> skip", Ir.lexer(grammar, "WS"));
    assertEquals("(\"#\" [0000-0009 000B-10FFFF]*) -> hidden", Ir.lexer(grammar, "C"));
    assertEquals("\"d\" -> shown, hidden", Ir.lexer(grammar, "D"));
    assertTrue(Ir.lexer(grammar, "N").startsWith("\"n\" -> type("));
    assertEquals("(\"e\" | (\"f\" F)) -> hidden", Ir.lexer(grammar, "E"));
    assertEquals("\"f\"", Ir.rule(grammar, "F"));
    assertEquals("\"\"\" -> type(STRING), pop", Ir.lexer(grammar, "CLOSE"));
    assertEquals("\"<\" -> mode(DEFAULT_MODE)", Ir.lexer(grammar, "BACK"));
    assertEquals(
        List.of("DEFAULT_MODE", "IN"),
        Ir.lexing(grammar).modes().stream().map(Lexing.Mode::name).toList());
    assertEquals("<STRING>", grammar.start());
    assertEquals("<STRING>", Ir.rule(grammar, grammar.start()));
    assertTrue(grammar.notes().toString().contains("grammar:11:21: fragment rule F"));
  }

  @Test
  void splitGrammars() {
    Map<String, String> known =
        Map.of(
            "L",
            "lexer grammar L; import Shared; A : 'a'; IF : 'if'; mode M; B : 'b';",
            "Shared",
            "lexer grammar Shared; A : 'x'; WS : ' ' -> skip; fragment F : 'f';",
            "Rules",
            "parser grammar Rules; s : IF; t : A | . ;");
    GrammarDefinition grammar =
        AntlrReader.read(
            "parser grammar P; options { tokenVocab = L; } import Rules; s : 'if' t ~IF EOF;",
            Ir.knowing(known).withSource("P.g4"));
    assertEquals("(<IF> t <A B WS> <EOF>)", Ir.rule(grammar, "s"));
    assertEquals("(<A> | <A B IF WS>)", Ir.rule(grammar, "t"));
    assertEquals("\"a\"", Ir.lexer(grammar, "A"));
    assertEquals("\" \" -> skip", Ir.lexer(grammar, "WS"));
    assertEquals("L:1:33", Ir.token(grammar, "A").at().toString());
    assertEquals("Shared:1:32", Ir.token(grammar, "WS").at().toString());
    assertEquals("Rules:1:31", Objects.requireNonNull(grammar.rules().get("t")).at().toString());
    assertEquals(
        List.of("A", "IF", "WS"),
        Ir.lexing(grammar).modes().getFirst().rules().stream()
            .map(Lexing.LexerRule::name)
            .toList());
  }

  @Test
  void importedRulesAreOverridden() {
    GrammarDefinition grammar =
        AntlrReader.read(
            "grammar G; import H; s : e; A : 'a';",
            Ir.knowing(
                Map.of("H", "grammar H; import G; e : e '+' e | A | t; t : 't'; s : t; A : 'x';")));
    assertEquals("e", Ir.rule(grammar, "s"));
    assertEquals("((e <'+'> e[4]) | e[4])", Ir.rule(grammar, "e"));
    assertEquals("(<A> | t)", Ir.rule(grammar, "e[4]"));
    assertEquals("\"a\"", Ir.lexer(grammar, "A"));
    assertEquals("H:1:22", Objects.requireNonNull(grammar.rules().get("e")).at().toString());
  }

  @Test
  void declaredTokensNeedNoRule() {
    GrammarDefinition grammar = Ir.read("grammar G; tokens { X } s : X A | ~A; A : 'a';");
    assertEquals("((<X> <A>) | <X>)", Ir.rule(grammar, "s"));
    GrammarDefinition implicit = Ir.read("grammar G; s : Y A; A : 'a';");
    assertEquals("(<Y> <A>)", Ir.rule(implicit, "s"));
    assertEquals(
        List.of("grammar:1:16: implicit definition of token Y in parser"), implicit.notes());
  }

  @Test
  void whatIsDroppedIsNoted() {
    GrammarDefinition grammar =
        Ir.read(
            """
            grammar G;
            options { superClass = Base; language = Cobol; }
            @header { package x; }
            @lexer::members { int depth; }
            s [int n] returns [int r] locals [int l]
            @init { open(); }
              : A {call();} t[3] ;
              catch [Exception e] { handle(); }
              finally { close(); }
            t [int k] : A ;
            A : 'a' {setType(3);} ;
            """);
    List<String> expected =
        List.of(
            "2:24: dropped: superClass = Base, and what it overrides",
            "3:1: dropped: the action @header",
            "4:1: dropped: the action @lexer::members",
            "5:3: dropped: the parameters [int n] of rule s",
            "5:11: dropped: returns [int r] of rule s",
            "5:27: dropped: locals [int l] of rule s",
            "6:1: dropped: the action @init of rule s",
            "7:7: dropped: the action {call();} of rule s",
            "7:18: dropped: the arguments [3] of t",
            "8:3: dropped: catch [Exception e] of rule s",
            "9:3: dropped: finally of rule s",
            "10:3: dropped: the parameters [int k] of rule t",
            "11:9: dropped: the action {setType(3);} of lexer rule A, and what it does to tokens"
                + " and modes");
    for (String note : expected) {
      assertTrue(
          grammar.notes().contains("grammar:" + note), () -> note + " in " + grammar.notes());
    }
    assertEquals(expected.size(), grammar.notes().size(), grammar.notes()::toString);
  }

  @Test
  void columnsCountCodePoints() {
    GrammarDefinition grammar = Ir.read("\uFEFFgrammar G; s : '😀' /* 😀 */ B; B : 'b';");
    Expr.Sequence body = (Expr.Sequence) Objects.requireNonNull(grammar.rules().get("s")).body();
    assertEquals(28, body.parts().getLast().at().column());
    assertEquals("\"😀\"", Ir.lexer(grammar, "'😀'"));
  }

  @Test
  void predicatesThatNothingUsesDoNotMatter() {
    GrammarDefinition grammar = Ir.read("grammar G; s : A; t : {p()}? A; A : 'a';");
    assertEquals(
        List.of(
            "grammar:1:23: the semantic predicate {p()}? of rule t is not needed: nothing uses the"
                + " rule"),
        grammar.notes());
    GrammarDefinition held =
        AntlrReader.read(
            "grammar G; s : {p()}? A; A : 'a' {q()}?;",
            GrammarOptions.DEFAULT.withPredicatesHold(true));
    assertEquals(2, held.notes().size());
    assertTrue(held.notes().getFirst().endsWith("is taken as always true"));
  }

  @Test
  void theStartMayBeAnyParserRuleOrToken() {
    String text = "grammar G; s : t; t : A; A : 'a';";
    GrammarOptions options = GrammarOptions.DEFAULT;
    assertEquals("t", AntlrReader.read(text, options.withStart("t")).start());
    GrammarDefinition token = AntlrReader.read(text, options.withStart("A"));
    assertEquals("<A>", Ir.rule(token, token.start()));
    assertFalse(token.rules().containsKey("A"));
  }

  @Test
  void grammarsWithoutTokens() {
    GrammarDefinition grammar = Ir.read("grammar G; s : ;");
    assertEquals("ε", Ir.rule(grammar, "s"));
    assertEquals(List.of(), Ir.lexing(grammar).modes());
  }
}
