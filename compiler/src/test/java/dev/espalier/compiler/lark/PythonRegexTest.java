package dev.espalier.compiler.lark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointDfas;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.grammar.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonRegexTest {
  private static final Location AT = new Location("pattern", 3, 5);

  private static CodePointDfa texts(String pattern, String flags) {
    return PythonRegex.texts(pattern, flags, 100, Work.standard(), AT);
  }

  /** Two patterns with the same texts. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "a|ab; a",
        "(?:a|ab)(?:c|bcd); ac|abcd|abc|abbcd",
        "a*?; ",
        "a*?b; a*b",
        "a?b?ab; (?:aab)|(?:ab){1}(?:ab)?|bab",
        "(?P<n>a){2}(?#no)b; aab",
        "x{,2}; (?:xx|x|)",
        "x{2,}?; xx",
        "x{; x\\{",
        "a{,}; a*",
        "[]a]; \\]|a",
        "[^]a]; [^a\\]]",
        "[a-]; a|-",
        "[\\b]; \\x08",
        "\\101; A",
        "\\0; \\x00",
        "\\u0041\\U00000042\\N{LATIN SMALL LETTER C}; ABc",
        "(?i:aB)c; [aA][bB]c",
        "(?i)a(?-i:b); [aA]b",
        "(?s:.).; [\\s\\S][^\\n]",
        "(?a:\\w\\d\\s); [A-Za-z0-9_][0-9][ \\t\\n\\r\\f\\v]",
        "a(?!b)[a-c]; a[ac]",
        "a(?=b|cd)[a-c]d; abd|acd",
        "a(?=b|cd)[a-c]d?; abd?|acd",
        "[a-z]+(?![a-z]); [a-z]+",
        "\\w+\\b; \\w+",
        "i(?!f\\b)\\w+; if\\w+|i[^\\Wf]\\w*",
        "a(?<!a)b|c(?<=c)d; cd",
        "a\\bb|a\\B-|a\\b-; a-",
        "a^b|a\\Ab|a$b|a\\Zb|c; c",
        "(?m:a\\n^b|a^b|a$\\nb); a\\nb",
        "\"(?:.*?(?<!\\\\)(?:\\\\\\\\)*?)\"; \"(?:[^\"\\\\\\n]|\\\\.)*\"",
        "(|a)*b; (?:a)*b",
        "(?:a*)*; a*",
        "(?:|a)*; ",
        "(?:a|b??)+c; [ab]*c"
      })
  void theSameTexts(String one, String other) {
    assertEquals(
        texts(other == null ? "" : other, ""), texts(one, ""), () -> one + " and " + other);
  }

  @Test
  void flags() {
    assertEquals(texts("ab", ""), texts(" a b # c", "x"));
    assertEquals(texts("a[ #]b", ""), texts("a [ #] b", "x"));
    assertEquals(texts("[kK\u212a]", ""), texts("k", "i"));
    assertEquals(texts("[iI\u0130\u0131]", ""), texts("I", "i"));
    assertEquals(texts("[\ufb05\ufb06]", ""), texts("\ufb06", "i"));
    assertEquals(texts("[kK]", ""), texts("(?a:k)", "i"));
    assertEquals(texts("(?:.|\n)", ""), texts(".", "s"));
  }

  /** What is refused, with the column. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a(b; SYNTAX; 6; group without an end",
        "a); SYNTAX; 6; unmatched",
        "*a; SYNTAX; 5; nothing to repeat",
        "^*; SYNTAX; 6; nothing to repeat",
        "a**; SYNTAX; 7; repetition of a repetition",
        "a{3,2}; SYNTAX; 6; least",
        "[a; SYNTAX; 5; class without an end",
        "[b-a]; SYNTAX; 6; out of order",
        "[a-\\d]; SYNTAX; 6; range",
        "\\q; SYNTAX; 5; no escape",
        "\\pL; SYNTAX; 5; no escape",
        "\\xg; SYNTAX; 5; hexadecimal",
        "\\ud800; SYNTAX; 5; surrogate",
        "(?L:a); SYNTAX; 7; bytes",
        "a(?i)b; SYNTAX; 6; flags",
        "(?<=a*)b; SYNTAX; 5; fixed",
        "(?y)a; SYNTAX; 5; group",
        "(a)\\1; UNSUPPORTED; 8; references",
        "(?P<n>a)(?P=n); UNSUPPORTED; 13; references",
        "(a)(?(1)b|c); UNSUPPORTED; 8; conditionals",
        "(?>a); UNSUPPORTED; 5; atomic",
        "a++; UNSUPPORTED; 7; possessive",
        "^a; UNSUPPORTED; 5; before",
        "(?<!a)b; UNSUPPORTED; 5; before",
        "\\ba; UNSUPPORTED; 5; before",
        "a$; UNSUPPORTED; 6; after",
        "a\\Z; UNSUPPORTED; 6; after",
        "a\\b; UNSUPPORTED; 6; after",
        "a(?!b); UNSUPPORTED; 6; after",
        "(?!ab)a; UNSUPPORTED; 5; after",
        "(?=.*b)[ab]+?; UNSUPPORTED; 5; after",
        "(?!(?:a|bb)$)[ab]+(?![ab]); UNSUPPORTED; 5; after",
        "(?!.*bb)[abc]{3}; UNSUPPORTED; 5; after",
        "(?!if\\b)[a-z]\\w*; UNSUPPORTED; 5; after", // the i of if
        "a(?<=a(?=b))b; UNSUPPORTED; 11; after"
      })
  void refused(String pattern, Kind kind, int column, String what) {
    GrammarException e = assertThrows(GrammarException.class, () -> texts(pattern, ""));
    assertEquals(kind, e.kind(), e.getMessage());
    assertEquals(new Location("pattern", 3, column), e.at(), e.getMessage());
    assertEquals(true, e.getMessage().contains(what), e.getMessage());
  }

  @Test
  void sizesOfUnicodeClasses() {
    // Characters of Python 3.11's Unicode and of a newer one differ; these do not.
    assertEquals(29, texts("\\s", "").count(CodePointDfa.START));
    assertEquals(
        true,
        CodePointDfas.includes(
            texts("\\w", ""), texts("[\\da-z\u00b2\u2160\u4e00_]", ""), Work.standard()));
    assertEquals(false, texts("\\w", "").contains("\u0300"));
    assertEquals(false, texts("\\d", "").contains("\u00b2"));
  }
}
