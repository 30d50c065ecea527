package dev.espalier.testsuite.maskbench;

import dev.espalier.testsuite.text.RawJson;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.TreeSet;

/** Which keywords a schema uses, in whatever place a schema can stand. */
final class Keywords {
  /** Their values are no schemas, whatever they look like. */
  private static final Set<String> VALUES =
      Set.of("enum", "const", "default", "examples", "example");

  /** Their values are schemas by names, which are no keywords. */
  private static final Set<String> BY_NAME =
      Set.of(
          "properties",
          "patternProperties",
          "$defs",
          "definitions",
          "dependencies",
          "dependentSchemas",
          "dependentRequired");

  /** What is counted: keywords that may refuse a value. */
  private static final Set<String> COUNTED =
      Set.of(
          "$dynamicRef",
          "$recursiveRef",
          "$ref",
          "additionalItems",
          "additionalProperties",
          "allOf",
          "anyOf",
          "const",
          "contains",
          "dependencies",
          "dependentRequired",
          "dependentSchemas",
          "enum",
          "exclusiveMaximum",
          "exclusiveMinimum",
          "format",
          "if",
          "items",
          "maxContains",
          "maxItems",
          "maxLength",
          "maxProperties",
          "maximum",
          "minContains",
          "minItems",
          "minLength",
          "minProperties",
          "minimum",
          "multipleOf",
          "not",
          "oneOf",
          "pattern",
          "patternProperties",
          "prefixItems",
          "properties",
          "propertyNames",
          "required",
          "type",
          "unevaluatedItems",
          "unevaluatedProperties",
          "uniqueItems");

  private Keywords() {}

  static Set<String> of(String schema) {
    Set<String> found = new TreeSet<>();
    ArrayDeque<RawJson> open = new ArrayDeque<>();
    open.add(RawJson.parse(schema));
    while (!open.isEmpty()) {
      switch (open.remove()) {
        case RawJson.Arr array -> open.addAll(array.items());
        case RawJson.Obj object ->
            object
                .members()
                .forEach(member -> {
                  String key = member.key();
                  RawJson value = member.value();
                  if (COUNTED.contains(key)) {
                    found.add(key);
                  }
                  if (BY_NAME.contains(key) && value instanceof RawJson.Obj names) {
                    names.members().forEach(each -> open.add(each.value()));
                  } else if (!VALUES.contains(key)) {
                    open.add(value);
                  }
                });
        default -> {}
      }
    }
    return found;
  }
}
