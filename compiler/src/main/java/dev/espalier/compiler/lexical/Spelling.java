package dev.espalier.compiler.lexical;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

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
  CANONICAL;

  /**
   * The canonical spelling of a text, without quotation marks.
   *
   * @param text Unicode text, without lone surrogates
   */
  public static byte[] canonical(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The string that a lexeme spells; white space before it is skipped. */
  public static String unquote(byte[] lexeme) {
    String text = new String(lexeme, StandardCharsets.UTF_8);
    StringBuilder content = new StringBuilder(text.length());
    int end = text.length() - 1;
    for (int i = text.indexOf('"') + 1; i < end; i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        content.append(c);
        continue;
      }
      c = text.charAt(++i);
      switch (c) {
        case 'b' -> content.append('\b');
        case 'f' -> content.append('\f');
        case 'n' -> content.append('\n');
        case 'r' -> content.append('\r');
        case 't' -> content.append('\t');
        case 'u' -> {
          content.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
          i += 4;
        }
        default -> content.append(c);
      }
    }
    return content.toString();
  }
}
