package dev.espalier.testsuite.oracle;

import java.nio.charset.StandardCharsets;

/**
 * Something wrong.
 *
 * @param kind which law is broken
 * @param schema the schema's text, made as small as it could be
 * @param form the output form
 * @param prefix the text so far
 * @param token the token's bytes, or nothing
 * @param witness a text that shows it, or nothing
 * @param details what was expected
 */
record Finding(
    Kind kind,
    String schema,
    String form,
    byte[] prefix,
    byte[] token,
    byte[] witness,
    String details) {
  /** Which law is broken. */
  enum Kind {
    /** A cleared bit, although a valid text goes on with the token. */
    INCOMPLETE,
    /** A set bit whose completion the judge refuses. */
    UNSOUND,
    /** An end bit that is not what the judge says. */
    END,
    /** A state that is not the end has an empty mask. */
    DEAD,
    /** {@code mask}, {@code allows}, {@code next} or equal states disagree. */
    INCONSISTENT,
    /** Forced bytes that a valid text does not continue with. */
    FORCED,
    /** Equal languages with different masks. */
    METAMORPHIC,
    /** An exception of no documented type, or a good schema that is refused. */
    CRASH
  }

  String show() {
    StringBuilder out = new StringBuilder();
    out.append(kind).append(": schema ").append(schema);
    out.append("\n  form   ").append(form);
    out.append("\n  prefix ").append(quote(prefix));
    if (token.length > 0) {
      out.append("\n  token  ").append(quote(token));
    }
    if (witness.length > 0) {
      out.append("\n  shown by ").append(quote(witness));
    }
    return out.append("\n  ").append(details).toString();
  }

  /** Bytes for people: printable ASCII as itself, the rest in hex. */
  static String quote(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    StringBuilder out = new StringBuilder("‹");
    for (char c : text.toCharArray()) {
      if (c >= 0x20 && c < 0x7f) {
        out.append(c);
      } else {
        out.append(String.format("‹%02x›", (int) c));
      }
    }
    return out.append("›").toString();
  }
}
