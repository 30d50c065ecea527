package dev.espalier.testsuite.lark;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.lark.LarkReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Small grammars, and all short texts of few characters: what Lark's Earley parser with the
 * complete dynamic lexer accepts, and what our reading of the grammar says by brute force.
 */
class LarkEarleyTest {
  /**
   * @param characters what the texts are made of
   * @param texts more of them
   */
  private record Case(String grammar, String characters, String... texts) {}

  private static final int MOST_TEXTS = 300;

  private static final List<Case> CASES =
      List.of(
          // Rules
          new Case("start: \"a\" \"b\" | \"b\"", "ab"),
          new Case("start: | \"b\"", "ab"),
          new Case("start: \"a\"\n     | \"b\" \"a\"\n", "ab"),
          new Case("start: \"a\" // one\n// two\n\n   | \"b\" # three", "ab"),
          new Case("start: \"a\" \"b\" \\\n  \"a\"", "ab"),
          new Case("start: start \"a\" | \"b\"", "ab"),
          new Case("start: \"a\" start | \"b\"", "ab"),
          new Case("start: start start | \"a\" |", "ab"),
          new Case("start: x start \"b\" | \"a\"\nx: y\ny: |", "ab"),
          new Case("start: \"a\" start \"b\" |", "ab"),
          new Case("?start: _x -> one | y -> two\n_x: \"a\" start\n!y.3: \"b\"", "ab"),
          new Case("start: (\"a\" | \"b\" \"b\")* \"a\"", "ab"),
          new Case("start: (\"a\" | \"b\")+ \"a\"?", "ab"),
          new Case("start: [\"a\"] [\"b\" [\"a\"]]", "ab"),
          new Case("start: [(\"a\" | \"b\") \"a\"]", "ab"),
          new Case("start: \"a\"~2 \"b\"~1..2", "ab"),
          new Case("start: \"a\"~0 \"b\"~0..3", "ab"),
          new Case("start: (\"a\"? \"b\"?)~2", "ab"),
          new Case("start: x~3..60\nx: \"a\" | \"b\"", "ab"),
          // Templates
          new Case("start: _s{\"a\", \"b\"}\n_s{item, sep}: item (sep item)*", "ab"),
          new Case("start: f{g}\nf{t}: t{\"a\"}\ng{x}: x \"b\" x", "ab"),
          new Case("start: p{p{\"a\"}}\np{x}: x x", "ab"),
          new Case("start: l{A}\nl{x}: x | l{x} \"b\"\nA: \"a\"", "ab"),
          new Case("start: w{start} | \"b\"\nw{x}: \"a\" x \"a\"", "ab"),
          new Case("start: s{/a+/} s{\"a\"..\"b\"}\ns{x}: x", "ab"),
          // Terminals
          new Case("start: A B\nA: \"a\" | \"ab\"\nB: \"b\"?  \"a\"", "ab"),
          new Case("start: A\nA: B~2 | \"b\"\nB: \"a\" [\"b\"]", "ab"),
          new Case("start: A \"b\"\nA.2: \"a\"+", "ab"),
          new Case("start: \"a\"..\"c\" \"\\x64\"..\"\\u0065\"", "abcde"),
          new Case("start: \"aB\"i", "abAB"),
          new Case("start: /a/i \"b\"", "abAB"),
          new Case("start: \"i\"i", "iI\u0131\u0130l"),
          new Case("start: \"s\"i \"K\"i", "sS\u017fkK\u212a"),
          new Case("start: \"\u00df\"i | \"\u00e9\"i", "\u00df\u1e9es\u00e9\u00c9"),
          new Case("start: /[e-f\u03c3]/i", "eF\u03c3\u03c2\u03a3"),
          new Case("start: /\\w/ | /\\s\\d/", "a\u0663\u00b2\u0300_ \u001c\u00a0\u200b"),
          new Case("start: /[^\\W\\d]\\w*/", "a1-\u0663"),
          new Case("start: \"\\\\\" \"\\\"\" \"\\d\" \"\\n\" \"/\"", "", "\\\"\\d\n/", "\\\"d\n/"),
          new Case("start: /\\// /\\x2e/ /\\\\/", "/.\\a"),
          new Case("start: /[^\\\\\"]/", "\\\"a"),
          new Case("start: /a b # c\n b/x", "ab "),
          new Case("start: /a\\nb\\ /x", "ab \n"),
          // What is preferred
          new Case("start: /a|ab/ \"b\"?", "ab"),
          new Case("start: /a+?/ \"b\"", "ab"),
          new Case("start: /a*?b/ /.*?b|a/", "ab"),
          new Case("start: /a?(ab)?b/", "ab"),
          new Case("start: /(a|ab)(b|ba)/", "ab"),
          new Case("start: A\nA: \"a\" | \"ab\" | /ab?a/", "ab"),
          new Case("start: A\nA: /a|b/ \"b\"", "ab"),
          new Case("start: A\nA: (/a|b/) \"b\"", "ab"),
          new Case("start: A\nA: B \"b\"\nB: /a|b/", "ab"),
          new Case("start: A\nA: B+ \"b\"\nB: /a|ba/", "ab"),
          new Case("start: A\nA: /a|b/i \"b\"", "abAB"),
          new Case("start: A\nA: /a.*?/ /(?<!b)b/", "ab"),
          new Case("start: Q\nQ: \"'\" /.*?/ /(?<!b)(bb)*?/ \"'\"", "'ab"),
          new Case("start: /c(?!ab)[ab]+b/ \"a\"?", "abc"),
          new Case("start: /a(?=b)[ab]/ /b\\Bb/", "ab"),
          new Case("start: /(?i)aB/", "abAB"),
          new Case("start: (N | \"if\" | \"1\")* \"-\"\nN: /i(?!f\\b)\\w+/", "if1-"),
          new Case("start: W \"b\"? | W \"-\"\nW: /[ab]+(?![ab])/", "ab-"),
          new Case("start: W (\" \" W)* \"b\"?\nW: /\\w+\\b/", "ab -"),
          // What is ignored
          new Case("start: \"a\" \"b\"\n%ignore \" \"", "ab "),
          new Case("start: \"a\" \"b\"\n%ignore / +/", "ab "),
          new Case("start: \"a\"* \n%ignore \" \"", "a b"),
          new Case("start: x?\nx: \"a\" \"b\"\n%ignore W\nW: \" \" | \"#b\"", "ab #"),
          new Case("start: \"a\" start? \n%ignore \" \"\n%ignore \"##\"", "a #"),
          new Case("start: A\nA: \"a\" \"b\"\n%ignore \" \"", "ab "),
          new Case("start: \"a\" \" \" \"b\"\n%ignore \" \"", "ab "),
          new Case("start: /a+/ /[ab]/\n%ignore \"a\"", "ab"),
          new Case("start: \"a\" \" b\"\n%ignore / +/", "ab "),
          new Case("start: A+\nA: /[ab]+/\n%ignore / +/\n%ignore /#[^\\n]*/", "a #\n"),
          new Case(
              "start: (A | N)*\nA: \"a\"\nN: \"\\n\"\n%ignore / /\n%ignore /#[^\\n]*/", "ab#\n"),
          new Case("start: x*\nx: /[ac]/ | /\\n/\n%ignore /[ \\n]+/\n%ignore /#[^\\n]*/", "ab#\n"),
          new Case("start: \"a\" \"ba\"? \"ab\"?\n%ignore /a+/", "ab"),
          new Case("start: \"a\"* /ba*/\n%ignore /b+/\n%ignore /ca*/", "abc"),
          new Case("start: (\"a\" | \"b\")*\n%ignore \"c\" | \"ca\"", "acd"),
          new Case("start: \"a\"+ \"b\"\n%ignore \"//\" /.*/", "ab/\n"),
          // Several grammars
          new Case("%import common.INT\nstart: INT \"-\" INT", "01-"),
          new Case("%import common (WS, LETTER)\n%ignore WS\nstart: LETTER+", "ab \n"),
          new Case("%import common.INT -> N\n%extend N: \"x\"\nstart: N", "1x"),
          new Case("%import common.NUMBER\n%override NUMBER: \"x\"\nstart: NUMBER", "1x"),
          new Case("start: x\nx: \"a\"\n%extend x: x \"b\"", "ab"),
          // The terminals that everybody has
          common("DIGIT HEXDIGIT", "0", "a", "F", "g", "fa", "1f"),
          common("INT SIGNED_INT", "0", "12", "-12", "+1", "-", "", "--1"),
          common("DECIMAL", "1.", ".1", "1.2", ".", "1", "-1.2"),
          common("FLOAT SIGNED_FLOAT", "1e5", "1.e5", ".5", "1", "1.2E-3", "-1.", "+.5e+1", "e5"),
          common("NUMBER SIGNED_NUMBER", "1", "1.5", "1e5", "-1", "+2.", "1.5.2", ".", "-"),
          common(
              "ESCAPED_STRING",
              "\"\"",
              "\"a\"",
              "\"a\\\"\"",
              "\"\\\\\"",
              "\"a\"b\"",
              "\"\\\"",
              "\"a\nb\"",
              "\"\\\n\"",
              "\"'\""),
          common(
              "LETTER LCASE_LETTER UCASE_LETTER WORD CNAME",
              "a",
              "A",
              "ab",
              "a1",
              "_",
              "1a",
              "a_B1",
              "\u00e9"),
          common(
              "WS_INLINE WS CR LF NEWLINE",
              " ",
              "\t ",
              "\r",
              "\n",
              "\r\n",
              "\f",
              "\n\n",
              "\r\n\n",
              "\u00a0",
              " \n"),
          common(
              "SH_COMMENT CPP_COMMENT C_COMMENT SQL_COMMENT",
              "#",
              "# a",
              "#a\n",
              "//",
              "// #",
              "/**/",
              "/* * */",
              "/*/",
              "/* */ */",
              "/***/",
              "/*\n*/",
              "--",
              "-- x",
              "-"));

  private static Case common(String terminals, String... texts) {
    return new Case(
        "%import common ("
            + terminals.replace(" ", ", ")
            + ")\nstart: "
            + terminals.replace(" ", " \":\" | ")
            + " \":\"",
        "",
        List.of(texts).stream().map(t -> t + ":").toArray(String[]::new));
  }

  @Test
  void ourReadingIsThatOfLark() throws IOException {
    List<Executable> checks = new ArrayList<>();
    try (LarkProcess lark = LarkProcess.start()) {
      for (Case each : CASES) {
        List<String> texts = texts(each);
        String expected = lark.judge(each.grammar, "start", texts);
        checks.add(() -> {
          assertTrue(!expected.startsWith(" "), () -> each.grammar + " is refused:" + expected);
          GrammarDefinition ours = LarkReader.read(each.grammar, GrammarOptions.DEFAULT);
          List<String> wrong = new ArrayList<>();
          for (int i = 0; i < texts.size(); i++) {
            if (Judge.accepts(ours, texts.get(i)) != (expected.charAt(i) == '1')) {
              wrong.add((expected.charAt(i) == '1' ? "+" : "-") + texts.get(i));
            }
          }
          assertEquals(List.of(), wrong, each.grammar);
          assertTrue(
              expected.contains("0") && expected.contains("1"),
              () -> each.grammar + " decides nothing: " + expected);
        });
      }
    }
    assertAll(checks);
  }

  /** All of them up to a length, and those named. */
  private static List<String> texts(Case each) {
    List<String> texts = new ArrayList<>(List.of(""));
    List<String> characters = each.characters.codePoints().mapToObj(Character::toString).toList();
    for (int i = 0; i < texts.size() && !characters.isEmpty() && texts.size() < MOST_TEXTS; i++) {
      for (String c : characters) {
        texts.add(texts.get(i) + c);
      }
    }
    texts.addAll(List.of(each.texts));
    return texts;
  }

  @Test
  void whatLarkRefusesIsWhatWeSay() throws IOException {
    // Grammars that Lark refuses, and what we do with them: R for refused, A for accepted.
    List<String> table =
        List.of(
            "R start: a",
            "R start: A\nA: A \"x\"",
            "R start: A\nA: b\nb: \"x\"",
            "R start: \"x\"\nstart: \"y\"",
            "R start: \"a\"~3..2",
            "R start: A\n%declare A",
            "R %extend INT: \"x\"\nstart: INT",
            "R %import common.INT\nINT: \"x\"\nstart: INT",
            "R %import common.NOTHING\nstart: NOTHING",
            "R start: A\nA: \"a\" -> b",
            "R start: x\nx{y}: y",
            "R start: x{\"a\"}\nx{y, z}: y z",
            "R start: /(/",
            "R start: /a/l",
            "R start: \"a\"i..\"z\"",
            "R start: 'a'",
            "R start: A\nA: \"x\" /(?i)a/",
            "R start: (\"a\"",
            "R %ignore x\nstart: \"a\"\nx: \"b\"",
            "A start: \"\"",
            "A start: /a*/",
            "A start: (\"a\"\n \"b\")",
            "A start: a\n_b: \"x\" -> y\na: _b");
    try (LarkProcess lark = LarkProcess.start()) {
      for (String row : table) {
        String grammar = row.substring(2);
        // A declared terminal is an error only once a text is there.
        boolean refused = lark.judge(grammar, "start", List.of("a")).startsWith(" ");
        assertTrue(refused, () -> grammar + " is accepted by Lark");
        boolean ours = true;
        try {
          LarkReader.read(grammar, GrammarOptions.DEFAULT);
        } catch (dev.espalier.compiler.GrammarException e) {
          ours = false;
        }
        assertEquals(row.startsWith("A"), ours, grammar);
      }
    }
  }
}
