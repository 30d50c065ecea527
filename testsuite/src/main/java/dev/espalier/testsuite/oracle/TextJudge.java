package dev.espalier.testsuite.oracle;

import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.KeyOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which texts are of an output form and valid against a schema. Not for several threads. */
final class TextJudge {
  /** Keywords under which several schemas speak of one value, or a value stands for itself. */
  private static final Set<String> MANY_SPEAK =
      Set.of(
          "anyOf",
          "allOf",
          "oneOf",
          "not",
          "if",
          "then",
          "else",
          "extends",
          "disallow",
          "$ref",
          "$dynamicRef",
          "$recursiveRef",
          "patternProperties",
          "dependencies",
          "dependentSchemas",
          "contains",
          "propertyNames",
          "unevaluatedItems",
          "unevaluatedProperties",
          "enum",
          "const");

  private final JsonNode schema;
  private final OutputForm form;
  private final Judges judges;
  private final FormReader reader;
  private final Map<String, Boolean> judged = new HashMap<>();

  TextJudge(JsonNode schema, OutputForm form, boolean spelled, Judges.Listener listener) {
    this.schema = schema;
    this.form = form;
    this.judges = new Judges(schema, spelled, listener);
    this.reader = new FormReader(form, judges.integersBySpelling());
  }

  /** Whether a text is of the form and valid. */
  boolean accepts(byte[] text) {
    return judged.computeIfAbsent(
        new String(text, StandardCharsets.ISO_8859_1),
        key -> value(text).filter(judges::accepts).isPresent());
  }

  /** The value of a text of the form. */
  private Optional<JsonNode> value(byte[] text) {
    return reader
        .read(text)
        .filter(value -> form.keys() == KeyOrder.ANY || declared(schema, value));
  }

  /** What networknt's judge says of a text, if it can be asked. */
  Optional<Boolean> second(byte[] text) {
    return value(text).flatMap(judges::second);
  }

  /**
   * Whether keys come as declared. Only for schemas in which one object alone speaks of a value:
   * see {@link #plain}.
   */
  private static boolean declared(JsonNode schema, JsonNode value) {
    switch (value) {
      case ObjectNode object -> {
        List<String> order = new ArrayList<>();
        schema.path("properties").properties().forEach(e -> order.add(e.getKey()));
        for (JsonNode name : schema.path("required")) {
          if (!order.contains(name.asString())) {
            order.add(name.asString());
          }
        }
        int last = -1;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
          int at = order.indexOf(member.getKey());
          at = at < 0 ? Integer.MAX_VALUE : at;
          if (at < last) {
            return false;
          }
          last = at;
          JsonNode below =
              schema.path("properties").has(member.getKey())
                  ? schema.path("properties").path(member.getKey())
                  : schema.path("additionalProperties");
          if (!declared(below, member.getValue())) {
            return false;
          }
        }
        return true;
      }
      case ArrayNode array -> {
        JsonNode prefix = schema.path("prefixItems");
        JsonNode rest = schema.path("items");
        if (rest instanceof ArrayNode) {
          prefix = rest;
          rest = schema.path("additionalItems");
        }
        for (int i = 0; i < array.size(); i++) {
          if (!declared(i < prefix.size() ? prefix.get(i) : rest, array.get(i))) {
            return false;
          }
        }
        return true;
      }
      default -> {
        return true;
      }
    }
  }

  /** Whether one object alone speaks of each value, so that the declared order is plain. */
  static boolean plain(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        boolean union = entry.getKey().equals("type") && !typeNames(entry.getValue());
        if (union || MANY_SPEAK.contains(entry.getKey()) || !plain(entry.getValue())) {
          return false;
        }
      }
    } else if (schema instanceof ArrayNode array) {
      for (JsonNode item : array) {
        if (!plain(item)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean typeNames(JsonNode type) {
    return type.isString() || type.valueStream().allMatch(JsonNode::isString);
  }
}
