package dev.espalier.testsuite.antlr;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A text on which the engine and ANTLR differ.
 *
 * @param kind what is wrong
 * @param text the text, made as small as it could be; of a completion that is refused, the part
 *     that was completed
 * @param details what the engine did
 * @param seed of the batch in which it was found
 */
record Disagreement(Kind kind, String grammar, String text, String details, long seed) {
  /** What is wrong. */
  enum Kind {
    /** ANTLR accepts what the engine refuses. */
    INCOMPLETE,
    /** The engine accepts what ANTLR refuses. */
    UNSOUND,
    /** ANTLR refuses the completion that the engine shows. */
    DEAD,
    /** An exception of no documented type. */
    BROKEN
  }

  Map<String, Object> json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("kind", kind.toString());
    all.put("grammar", grammar);
    all.put("text", text);
    all.put("details", details);
    all.put("seed", seed);
    return all;
  }

  String show() {
    return kind + ": " + grammar + " " + quote(text) + "\n  " + details + " (seed " + seed + ")";
  }

  /** A text for people, as a string of Java. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(point -> {
          if (point == '"' || point == '\\') {
            out.append('\\').append((char) point);
          } else if (point == '\n') {
            out.append("\\n");
          } else if (point >= ' ' && point < 0x7f) {
            out.append((char) point);
          } else {
            out.append("\\u{").append(Integer.toHexString(point)).append('}');
          }
        });
    return out.append('"').toString();
  }
}
