package dev.espalier.compiler.lexical;

/** Which of the spellings that JSON has for a character are read. */
public enum Spelling {
  /**
   * Every spelling: raw UTF-8 where JSON allows it (not for the quotation mark, the backslash and
   * the control characters below U+0020), the two-character escapes, and {@code \}{@code uXXXX}
   * with hexadecimal digits of either case, a pair of them for a supplementary character.
   */
  ALL,

  /**
   * One spelling a character: raw UTF-8, and for what must be escaped the two-character escape if
   * there is one, else {@code \}{@code u00xx} with small hexadecimal digits.
   */
  CANONICAL
}
