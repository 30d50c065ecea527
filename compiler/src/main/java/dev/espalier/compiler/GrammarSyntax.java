package dev.espalier.compiler;

/** How the source of a grammar is written. */
public enum GrammarSyntax {
  /** ANTLR 4: combined grammars, lexer and parser grammars. */
  ANTLR,
  /** The format of llama.cpp. */
  GBNF,
  /** Lark, with the extensions of llguidance. */
  LARK,
  /** The EBNF of the W3C's specifications (XML 1.0, section 6). */
  W3C,
  /** ISO/IEC 14977. */
  ISO,
  /** An ECMA-262 regular expression: the whole text has to match it. */
  REGEX
}
