package dev.espalier.compiler.json;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.json.JsonValue.Arr;
import dev.espalier.compiler.json.JsonValue.Num;
import dev.espalier.compiler.json.JsonValue.Obj;
import dev.espalier.compiler.json.JsonValue.Run;
import dev.espalier.compiler.json.JsonValue.Str;
import dev.espalier.compiler.json.JsonValue.Word;
import dev.espalier.compiler.lexical.StringWord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the shapes that a schema is read as whether values are valid; makes no text of them. */
final class ShapeJudge {
  static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final Shapes shapes;
  private final Shape root;
  private final Report report;

  ShapeJudge(String schema, JsonSchemaOptions options) {
    shapes = new Shapes(options.limits(), false);
    SchemaReader.Result read =
        SchemaReader.read(SchemaRegistry.of(schema, options), shapes, options);
    root = shapes.reference(read.root());
    report = read.report();
  }

  Report report() {
    return report;
  }

  boolean accepts(String json) {
    return accepts(MAPPER.readTree(json));
  }

  /**
   * @throws AssertionError if the complement of the shape does not say the opposite
   */
  boolean accepts(JsonNode instance) {
    JsonValue value = value(instance);
    Membership membership = new Membership(shapes);
    boolean holds = membership.holds(root, value);
    if (membership.holds(shapes.not(root), value) == holds) {
      throw new AssertionError(instance + " is both valid and not, or neither");
    }
    return holds;
  }

  private static JsonValue value(JsonNode node) {
    if (node.isNumber()) {
      return new Num(node.decimalValue().toString());
    }
    if (node.isString()) {
      return new Str(StringWord.of(node.asString()));
    }
    if (node.isArray()) {
      List<Run> items = new ArrayList<>();
      node.forEach(item -> items.add(new Run(value(item), 1)));
      return new Arr(items);
    }
    if (node.isObject()) {
      Map<String, JsonValue> members = new LinkedHashMap<>();
      node.properties().forEach(e -> members.put(e.getKey(), value(e.getValue())));
      return new Obj(members);
    }
    return new Word(
        node.isNull() ? JsonType.NULL : node.asBoolean() ? JsonType.TRUE : JsonType.FALSE);
  }
}
