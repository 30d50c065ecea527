package dev.espalier.compiler.json;

/** Which bytes can follow which lexemes in JSON text. */
final class JsonBytes {
  private JsonBytes() {}

  /** Whether a byte could follow a lexeme that begins with a character. */
  static boolean mayFollow(int lexeme, int b) {
    if (Blanks.is(b)) {
      return true;
    }
    return switch (lexeme) {
      case '{' -> b == '"' || b == '}';
      case '[' -> b == ']' || beginsValue(b);
      case ':', ',' -> beginsValue(b);
      default -> b == ',' || b == '}' || b == ']' || b == ':';
    };
  }

  private static boolean beginsValue(int b) {
    return b == '"'
        || b == '{'
        || b == '['
        || b == '-'
        || b == 't'
        || b == 'f'
        || b == 'n'
        || (b >= '0' && b <= '9');
  }

  /** A string as JSON text, each character as itself where JSON allows it. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\b' -> quoted.append("\\b");
        case '\f' -> quoted.append("\\f");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < 0x20) {
            quoted.append(String.format("\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /** The string that a lexeme spells; white space before it is skipped. */
  static String unquote(byte[] lexeme) {
    String text = new String(lexeme, java.nio.charset.StandardCharsets.UTF_8);
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
