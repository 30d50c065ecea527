package dev.espalier.testsuite.limits;

import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.State;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** Texts of meta-schemas: walks through masks that prefer what schemas are made of. */
final class SchemaTexts {
  static final List<String> KEYWORDS =
      List.of(
          "$schema",
          "$id",
          "id",
          "$ref",
          "$anchor",
          "$dynamicRef",
          "$dynamicAnchor",
          "$recursiveRef",
          "$recursiveAnchor",
          "$vocabulary",
          "$comment",
          "$defs",
          "definitions",
          "allOf",
          "anyOf",
          "oneOf",
          "not",
          "extends",
          "disallow",
          "if",
          "then",
          "else",
          "dependencies",
          "dependentSchemas",
          "dependentRequired",
          "propertyDependencies",
          "properties",
          "patternProperties",
          "additionalProperties",
          "propertyNames",
          "prefixItems",
          "items",
          "additionalItems",
          "contains",
          "minContains",
          "maxContains",
          "unevaluatedProperties",
          "unevaluatedItems",
          "type",
          "enum",
          "const",
          "multipleOf",
          "divisibleBy",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "minLength",
          "maxLength",
          "pattern",
          "minItems",
          "maxItems",
          "uniqueItems",
          "required",
          "minProperties",
          "maxProperties",
          "format",
          "contentEncoding",
          "contentMediaType",
          "contentSchema",
          "title",
          "description",
          "default",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly");

  static final List<String> WORDS =
      List.of(
          "a",
          "b",
          "ab",
          "",
          "#",
          "#/",
          "#a",
          "#/$defs/a",
          "#/properties/a",
          "#/items",
          "x:y",
          "http://a/b",
          "string",
          "integer",
          "number",
          "object",
          "array",
          "null",
          "boolean",
          "any",
          "^a",
          "a|b",
          "[a-c]{2,3}$",
          "(?=a)b",
          "\\\\d+",
          "(",
          "(a)\\\\1",
          "email",
          "date-time",
          "regex",
          "uri",
          "idn-hostname",
          "http://json-schema.org/draft-07/schema#",
          "https://json-schema.org/draft/2020-12/schema",
          "%",
          "a b",
          "\\u0000",
          "\\ud83d\\ude00");

  private static final List<String> LEXEMES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          ", ",
          ": ",
          "true",
          "false",
          "null",
          "0",
          "1",
          "2",
          "-1",
          "0.5",
          "1e3",
          "1e300",
          "100000000000000000000",
          "0.1");

  private final SplittableRandom random;

  SchemaTexts(SplittableRandom random) {
    this.random = random;
  }

  /**
   * A text of a constraint.
   *
   * @param steps after how many lexemes and tokens the known completion is taken
   */
  String next(State start, int steps) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    State state = start;
    for (int i = 0; i < steps && !(state.accepting() && random.nextInt(6) == 0); i++) {
      byte[] piece = piece(state);
      try {
        state = state.next(piece);
        text.writeBytes(piece);
      } catch (NotAllowed e) {
        i--;
        if (random.nextInt(40) == 0) {
          break;
        }
      }
    }
    text.writeBytes(state.completion().bytes());
    return text.toString(StandardCharsets.UTF_8);
  }

  private byte[] piece(State state) {
    String piece =
        switch (random.nextInt(10)) {
          case 0, 1, 2 -> '"' + pick(KEYWORDS) + '"';
          case 3 -> '"' + pick(WORDS) + '"';
          case 4, 5, 6, 7, 8 -> pick(LEXEMES);
          default -> "";
        };
    if (!piece.isEmpty()) {
      return piece.getBytes(StandardCharsets.UTF_8);
    }
    int[] tokens = state.mask().ids();
    if (tokens.length == 0) {
      return new byte[0];
    }
    int token = tokens[random.nextInt(tokens.length)];
    return state.constraint().vocabulary().isEos(token)
        ? new byte[0]
        : state.constraint().vocabulary().bytes(token);
  }

  private String pick(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
