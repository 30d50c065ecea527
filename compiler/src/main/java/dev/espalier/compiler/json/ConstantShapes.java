package dev.espalier.compiler.json;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.SchemaException.Kind;
import dev.espalier.compiler.lexical.NumberSet;
import dev.espalier.compiler.lexical.StringSet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Single values, and lists of them, as shapes; equal by value. */
final class ConstantShapes {
  private final Shapes shapes;
  private final OutputForm form;

  ConstantShapes(Shapes shapes, OutputForm form) {
    this.shapes = shapes;
    this.form = form;
  }

  Shape string(String value) {
    return shapes.and(
        shapes.types(JsonType.STRING.bit()), shapes.strings(StringSet.ofWords(value)));
  }

  /**
   * The values that are equal to one.
   *
   * @param pointer where it stands, for errors
   */
  Shape constant(JsonNode value, String pointer, String keyword) {
    if (value.isString()) {
      wellFormed(Set.of(value.asString()), pointer, keyword);
      return string(value.asString());
    }
    if (value.isNumber()) {
      return shapes.and(
          shapes.types(JsonType.NUMBER.bit()),
          shapes.numbers(NumberSet.point(writable(value, pointer, keyword))));
    }
    if (value.isArray()) {
      List<Shape> items = new ArrayList<>();
      for (int i = 0; i < value.size(); i++) {
        items.add(constant(value.get(i), pointer + "/" + i, keyword));
      }
      return shapes.and(
          List.of(
              shapes.types(JsonType.ARRAY.bit()),
              shapes.items(items, shapes.none),
              shapes.itemCount(items.size(), items.size())));
    }
    if (value.isObject()) {
      Map<String, Shape> members = new LinkedHashMap<>();
      value
          .properties()
          .forEach(e ->
              members.put(e.getKey(), constant(e.getValue(), pointer + "/" + e.getKey(), keyword)));
      wellFormed(members.keySet(), pointer, keyword);
      return shapes.and(
          List.of(
              shapes.types(JsonType.OBJECT.bit()),
              shapes.members(members, List.of(), shapes.none),
              shapes.required(members.keySet())));
    }
    return shapes.types(word(value).bit());
  }

  /** The values that are equal to one in an array. */
  Shape anyOf(JsonNode values, String pointer, String keyword) {
    int words = 0;
    Set<String> strings = new LinkedHashSet<>();
    List<BigDecimal> numbers = new ArrayList<>();
    List<Shape> either = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      JsonNode value = values.get(i);
      if (value.isString()) {
        strings.add(value.asString());
      } else if (value.isNumber()) {
        numbers.add(writable(value, pointer + "/" + i, keyword));
      } else if (value.isContainer()) {
        either.add(constant(value, pointer + "/" + i, keyword));
      } else {
        words |= word(value).bit();
      }
    }
    either.add(shapes.types(words));
    if (!strings.isEmpty()) {
      either.add(
          shapes.and(
              shapes.types(JsonType.STRING.bit()),
              shapes.strings(StringSet.ofWords(wellFormed(strings, pointer, keyword)))));
    }
    if (!numbers.isEmpty()) {
      either.add(
          shapes.and(
              shapes.types(JsonType.NUMBER.bit()), shapes.numbers(NumberSet.points(numbers))));
    }
    return shapes.or(either);
  }

  private static JsonType word(JsonNode value) {
    return value.isNull() ? JsonType.NULL : value.asBoolean() ? JsonType.TRUE : JsonType.FALSE;
  }

  /** A number, if the output form can write it. */
  private BigDecimal writable(JsonNode value, String pointer, String keyword) {
    BigDecimal number = value.decimalValue();
    boolean writable;
    try {
      writable = !NumberSet.point(number).isEmpty(form.numbers());
    } catch (LimitExceeded e) {
      writable = false;
    }
    if (!writable) {
      throw new SchemaException(
          Kind.FORM,
          pointer,
          keyword,
          "the number "
              + shortened(value.toString())
              + " cannot be written in the output form "
              + form.numbers());
    }
    return number;
  }

  static String shortened(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  /** Whether the output form can write a string: lone surrogates are no characters. */
  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.charCount(text.codePointAt(i)) == 1) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** Strings, if the output form can write them. */
  static Set<String> wellFormed(Set<String> strings, String pointer, String keyword) {
    for (String string : strings) {
      if (!isWellFormed(string)) {
        throw new SchemaException(
            Kind.FORM, pointer, keyword, "a string with a lone surrogate cannot be written");
      }
    }
    return strings;
  }
}
