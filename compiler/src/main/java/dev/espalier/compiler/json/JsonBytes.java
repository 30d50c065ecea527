package dev.espalier.compiler.json;

import dev.espalier.compiler.engine.Lexer;
import java.util.function.IntUnaryOperator;

/** The bytes of JSON text: what can follow what, and how strings are quoted. */
final class JsonBytes {
  private JsonBytes() {}

  private static final int AFTER_VALUE = 0;
  private static final int BEFORE_VALUE = 1;
  private static final int AFTER_BRACE = 2;
  private static final int AFTER_BRACKET = 3;
  private static final int ANYTHING = 4;

  /** What can follow the lexemes that begin with a character, one for each label. */
  static Lexer.Follow follow(IntUnaryOperator lexemeOf) {
    return new Lexer.Follow() {
      @Override
      public int after(int label) {
        return switch (lexemeOf.applyAsInt(label)) {
          case '{' -> AFTER_BRACE;
          case '[' -> AFTER_BRACKET;
          case ',', ':' -> BEFORE_VALUE;
          default -> AFTER_VALUE;
        };
      }

      @Override
      public int next(int state, int b) {
        if (state == ANYTHING || Blanks.is(b)) {
          return state;
        }
        return switch (b) {
          case ',', ':' -> state == AFTER_VALUE ? BEFORE_VALUE : DEAD;
          case '}' -> state == AFTER_VALUE || state == AFTER_BRACE ? AFTER_VALUE : DEAD;
          case ']' -> state == AFTER_VALUE || state == AFTER_BRACKET ? AFTER_VALUE : DEAD;
          case '"' -> state == AFTER_VALUE ? DEAD : ANYTHING;
          case '{' -> state == BEFORE_VALUE || state == AFTER_BRACKET ? AFTER_BRACE : DEAD;
          case '[' -> state == BEFORE_VALUE || state == AFTER_BRACKET ? AFTER_BRACKET : DEAD;
          case '-', 't', 'f', 'n', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
              state == BEFORE_VALUE || state == AFTER_BRACKET ? ANYTHING : DEAD;
          default -> DEAD;
        };
      }
    };
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
}
