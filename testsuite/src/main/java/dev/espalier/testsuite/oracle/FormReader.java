package dev.espalier.testsuite.oracle;

import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.WhiteSpace;
import dev.espalier.compiler.lexical.Spelling;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads JSON texts strictly within an output form: RFC 8259 by recursive descent over bytes, no
 * repeated keys, no lone surrogates, and the form's white space, spellings and numbers.
 */
public final class FormReader {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final OutputForm form;
  private final boolean spelled;
  private byte[] text = new byte[0];
  private int at;

  /** For texts of a form. Not for several threads. */
  public FormReader(OutputForm form) {
    this(form, false);
  }

  /**
   * @param spelled whether a number with a fraction or an exponent is read as it stands, and so is
   *     no integral node
   */
  FormReader(OutputForm form, boolean spelled) {
    this.form = form;
    this.spelled = spelled;
  }

  /** Not a text of the form. */
  private static final class Outside extends RuntimeException {
    private static final long serialVersionUID = 1;

    Outside() {
      super("outside the form", null, false, false);
    }
  }

  /**
   * The value of a text, with numbers as {@link Judge#number} makes them; empty outside the form.
   */
  public Optional<JsonNode> read(byte[] bytes) {
    text = bytes;
    at = 0;
    try {
      JsonNode value = value();
      return at == text.length ? Optional.of(value) : Optional.empty();
    } catch (Outside e) {
      return Optional.empty();
    }
  }

  private int peek() {
    return at < text.length ? text[at] & 0xff : -1;
  }

  private void expect(int b) {
    if (peek() != b) {
      throw new Outside();
    }
    at++;
  }

  private void expect(String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      expect(ascii.charAt(i));
    }
  }

  private JsonNode value() {
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> NODES.stringNode(string());
      case 't' -> {
        expect("true");
        yield NODES.booleanNode(true);
      }
      case 'f' -> {
        expect("false");
        yield NODES.booleanNode(false);
      }
      case 'n' -> {
        expect("null");
        yield NODES.nullNode();
      }
      default -> number();
    };
  }

  private JsonNode object() {
    ObjectNode object = NODES.objectNode();
    expect('{');
    gap();
    if (peek() == '}') {
      at++;
      return object;
    }
    while (true) {
      String key = string();
      separator(':');
      if (object.has(key)) {
        throw new Outside();
      }
      object.set(key, value());
      if (!more('}')) {
        return object;
      }
    }
  }

  private JsonNode array() {
    ArrayNode array = NODES.arrayNode();
    expect('[');
    gap();
    if (peek() == ']') {
      at++;
      return array;
    }
    while (true) {
      array.add(value());
      if (!more(']')) {
        return array;
      }
    }
  }

  /** After an item: the closing mark, or the separator before the next. */
  private boolean more(int close) {
    if (form.whiteSpace() instanceof WhiteSpace.Fixed) {
      if (peek() == close) {
        at++;
        return false;
      }
      separator(',');
      return true;
    }
    gap();
    if (peek() == close) {
      at++;
      return false;
    }
    expect(',');
    gap();
    return true;
  }

  private void separator(int mark) {
    switch (form.whiteSpace()) {
      case WhiteSpace.Fixed fixed ->
          expect(mark == ',' ? fixed.itemSeparator() : fixed.keySeparator());
      case WhiteSpace.Flexible flexible -> {
        gap();
        expect(mark);
        gap();
      }
    }
  }

  /** A run of white space: at most one line break, and so many blanks or tabs. */
  private void gap() {
    if (!(form.whiteSpace() instanceof WhiteSpace.Flexible flexible)) {
      return;
    }
    int breaks = 0;
    int blanks = 0;
    while (true) {
      switch (peek()) {
        case ' ', '\t' -> {
          at++;
          blanks++;
        }
        case '\n' -> {
          at++;
          breaks++;
        }
        case '\r' -> {
          at++;
          breaks++;
          if (peek() == '\n') {
            at++;
          }
        }
        default -> {
          if (breaks > 1 || blanks > flexible.blanks()) {
            throw new Outside();
          }
          return;
        }
      }
    }
  }

  private JsonNode number() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int digits = at;
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    int count = at - digits;
    if (peek() == '.') {
      at++;
      count += digits();
    }
    if (count > form.numbers().digits()) {
      throw new Outside();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      if (digits() > form.numbers().exponentDigits() || !form.numbers().exponents()) {
        throw new Outside();
      }
    }
    BigDecimal value =
        new BigDecimal(new String(text, start, at - start, StandardCharsets.US_ASCII));
    return spelled && at - digits > count ? NODES.numberNode(value) : Judge.number(value);
  }

  private int digits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start) {
      throw new Outside();
    }
    return at - start;
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (true) {
      int b = peek();
      if (b < 0x20) {
        throw new Outside();
      }
      if (b == '"') {
        at++;
        return out.toString();
      }
      if (b == '\\') {
        escape(out);
      } else {
        codePoint(out);
      }
    }
  }

  private void escape(StringBuilder out) {
    int start = at;
    at++;
    int c;
    int b = peek();
    at++;
    switch (b) {
      case '"', '\\', '/' -> c = b;
      case 'b' -> c = '\b';
      case 'f' -> c = '\f';
      case 'n' -> c = '\n';
      case 'r' -> c = '\r';
      case 't' -> c = '\t';
      case 'u' -> {
        c = hex();
        if (Character.isLowSurrogate((char) c)) {
          throw new Outside();
        }
        if (Character.isHighSurrogate((char) c)) {
          expect("\\u");
          int low = hex();
          if (!Character.isLowSurrogate((char) low)) {
            throw new Outside();
          }
          c = Character.toCodePoint((char) c, (char) low);
        }
      }
      default -> throw new Outside();
    }
    if (form.strings() == Spelling.CANONICAL) {
      String canonical = canonicalEscape(c);
      if (canonical == null
          || !canonical.equals(new String(text, start, at - start, StandardCharsets.US_ASCII))) {
        throw new Outside();
      }
    }
    out.appendCodePoint(c);
  }

  /** The one escape of a character that cannot stand for itself. */
  private static @Nullable String canonicalEscape(int c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> c < 0x20 ? String.format("\\u%04x", c) : null;
    };
  }

  private int hex() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() < 0 ? -1 : Character.digit(peek(), 16);
      if (digit < 0 || peek() > 0x7f) {
        throw new Outside();
      }
      value = value << 4 | digit;
      at++;
    }
    return value;
  }

  /** One character of well-formed UTF-8 (Unicode 15, table 3-7). */
  private void codePoint(StringBuilder out) {
    int b = peek();
    at++;
    if (b < 0x80) {
      out.append((char) b);
    } else if (b >= 0xc2 && b <= 0xdf) {
      out.appendCodePoint((b & 0x1f) << 6 | tail(0x80, 0xbf));
    } else if (b >= 0xe0 && b <= 0xef) {
      int second = tail(b == 0xe0 ? 0xa0 : 0x80, b == 0xed ? 0x9f : 0xbf);
      out.appendCodePoint((b & 0xf) << 12 | second << 6 | tail(0x80, 0xbf));
    } else if (b >= 0xf0 && b <= 0xf4) {
      int second = tail(b == 0xf0 ? 0x90 : 0x80, b == 0xf4 ? 0x8f : 0xbf);
      int third = tail(0x80, 0xbf);
      out.appendCodePoint((b & 7) << 18 | second << 12 | third << 6 | tail(0x80, 0xbf));
    } else {
      throw new Outside();
    }
  }

  private int tail(int low, int high) {
    int b = peek();
    if (b < low || b > high) {
      throw new Outside();
    }
    at++;
    return b & 0x3f;
  }
}
