package dev.espalier.testsuite.text;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON text as it was written: numbers keep their digits, objects the order of their keys (and
 * repeated keys).
 */
public sealed interface RawJson {
  /** An object. */
  record Obj(List<Member> members) implements RawJson {
    public Obj {
      members = List.copyOf(members);
    }

    /** The value of a key, or {@link #NONE} (of several equal keys: the last). */
    public RawJson member(String key) {
      for (int i = members.size() - 1; i >= 0; i--) {
        if (members.get(i).key().equals(key)) {
          return members.get(i).value();
        }
      }
      return NONE;
    }
  }

  /** A key with its value. */
  record Member(String key, RawJson value) {}

  /** An array. */
  record Arr(List<RawJson> items) implements RawJson {
    public Arr {
      items = List.copyOf(items);
    }
  }

  /** A string, decoded. */
  record Str(String value) implements RawJson {}

  /** A number, as it was written. */
  record Num(String text) implements RawJson {}

  /** {@code true}, {@code false}, {@code null}, or nothing at all. */
  record Lit(String text) implements RawJson {}

  /** The absence of a value. */
  RawJson NONE = new Lit("");

  RawJson TRUE = new Lit("true");
  RawJson FALSE = new Lit("false");
  RawJson NULL = new Lit("null");

  /**
   * Where blanks stand.
   *
   * @param comma after an item
   * @param colon after a key
   * @param indent one level of indentation on lines of their own, or empty for one line
   */
  record Style(String comma, String colon, String indent) {
    /** No white space. */
    public static final Style COMPACT = new Style(",", ":", "");

    /** {@code ", "} and {@code ": "}, as Python's {@code json.dumps} writes. */
    public static final Style SPACED = new Style(", ", ": ", "");

    /** Two blanks for a level, as {@code json.dumps(…, indent=2)} writes. */
    public static final Style INDENTED = new Style(",", ": ", "  ");
  }

  /**
   * The text of this value: characters beyond ASCII as themselves, escapes as Python writes them.
   */
  default String write(Style style) {
    StringBuilder out = new StringBuilder();
    RawJsonText.write(this, style, 0, out);
    return out.toString();
  }

  /**
   * Reads one JSON text.
   *
   * @throws JacksonException if it is none
   */
  static RawJson parse(String text) {
    try (JsonParser parser = RawJsonText.FACTORY.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      RawJson value = RawJsonText.read(parser);
      if (parser.nextToken() != null) {
        throw new tools.jackson.core.exc.StreamReadException(
            parser, "something follows the JSON text");
      }
      return value;
    }
  }
}

/** Reading and writing. */
final class RawJsonText {
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(2_000)
                  .maxNumberLength(1 << 20)
                  .maxStringLength(1 << 28)
                  .build())
          .build();

  private RawJsonText() {}

  static RawJson read(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new tools.jackson.core.exc.StreamReadException(parser, "no JSON text");
    }
    return switch (token) {
      case START_OBJECT -> {
        List<RawJson.Member> members = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String key = parser.currentName();
          parser.nextToken();
          members.add(new RawJson.Member(key, read(parser)));
        }
        yield new RawJson.Obj(members);
      }
      case START_ARRAY -> {
        List<RawJson> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(parser));
        }
        yield new RawJson.Arr(items);
      }
      case VALUE_STRING -> new RawJson.Str(parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new RawJson.Num(parser.getString());
      case VALUE_TRUE -> RawJson.TRUE;
      case VALUE_FALSE -> RawJson.FALSE;
      case VALUE_NULL -> RawJson.NULL;
      default ->
          throw new tools.jackson.core.exc.StreamReadException(parser, "unexpected " + token);
    };
  }

  static void write(RawJson value, RawJson.Style style, int depth, StringBuilder out) {
    switch (value) {
      case RawJson.Obj object -> {
        out.append('{');
        for (int i = 0; i < object.members().size(); i++) {
          if (i > 0) {
            out.append(style.comma());
          }
          line(style, depth + 1, out);
          RawJson.Member member = object.members().get(i);
          string(member.key(), out);
          out.append(style.colon());
          write(member.value(), style, depth + 1, out);
        }
        if (!object.members().isEmpty()) {
          line(style, depth, out);
        }
        out.append('}');
      }
      case RawJson.Arr array -> {
        out.append('[');
        for (int i = 0; i < array.items().size(); i++) {
          if (i > 0) {
            out.append(style.comma());
          }
          line(style, depth + 1, out);
          write(array.items().get(i), style, depth + 1, out);
        }
        if (!array.items().isEmpty()) {
          line(style, depth, out);
        }
        out.append(']');
      }
      case RawJson.Str string -> string(string.value(), out);
      case RawJson.Num number -> out.append(number.text());
      case RawJson.Lit literal -> out.append(literal.text());
    }
  }

  private static void line(RawJson.Style style, int depth, StringBuilder out) {
    if (!style.indent().isEmpty()) {
      out.append('\n').repeat(style.indent(), depth);
    }
  }

  private static void string(String value, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\b' -> out.append("\\b");
        default -> {
          boolean pair =
              Character.isHighSurrogate(c)
                  && i + 1 < value.length()
                  && Character.isLowSurrogate(value.charAt(i + 1));
          if (pair) {
            out.append(c).append(value.charAt(++i));
          } else if (c < 0x20 || Character.isSurrogate(c)) {
            // A lone surrogate has no UTF-8; Python would fail on it.
            out.append("\\u").append(String.format("%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
