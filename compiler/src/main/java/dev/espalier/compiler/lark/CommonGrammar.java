package dev.espalier.compiler.lark;

/**
 * The terminals that {@code %import common} knows, in our own words, by what Lark's documentation
 * and the names say of them.
 */
final class CommonGrammar {
  static final String NAME = "common";

  static final String TEXT =
      """
      // Digits and letters
      DIGIT: /[0-9]/
      HEXDIGIT: /[0-9A-Fa-f]/
      LCASE_LETTER: /[a-z]/
      UCASE_LETTER: /[A-Z]/
      LETTER: /[A-Za-z]/
      WORD: /[A-Za-z]+/
      CNAME: /[A-Za-z_][A-Za-z0-9_]*/

      // Numbers: a fraction may lack its digits on one side of the point
      INT: /[0-9]+/
      SIGNED_INT: /[+-]?[0-9]+/
      DECIMAL: /(?:[0-9]+\\.[0-9]*|\\.[0-9]+)/
      _EXP: /[eE][+-]?[0-9]+/
      FLOAT: DECIMAL _EXP? | INT _EXP
      SIGNED_FLOAT: /[+-]?/ FLOAT
      NUMBER: FLOAT | INT
      SIGNED_NUMBER: /[+-]?/ NUMBER

      // From one quote to the next that no backslash escapes, on one line
      ESCAPED_STRING: /"(?:[^"\\\\\\n]|\\\\.)*"/

      // White space
      WS_INLINE: /[ \\t]+/
      WS: /[ \\t\\f\\r\\n]+/
      CR: /\\r/
      LF: /\\n/
      NEWLINE: /(?:\\r?\\n)+/

      // Comments
      SH_COMMENT: /#[^\\n]*/
      CPP_COMMENT: /\\/\\/[^\\n]*/
      C_COMMENT: /\\/\\*(?s:.)*?\\*\\//
      SQL_COMMENT: /--[^\\n]*/
      """;

  private CommonGrammar() {}
}
