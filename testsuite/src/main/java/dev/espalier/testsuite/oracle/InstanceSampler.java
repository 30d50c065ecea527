package dev.espalier.testsuite.oracle;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Guesses of values that might be valid: longer ones than can be enumerated. Only guesses: the
 * judge says which are.
 */
final class InstanceSampler {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final SplittableRandom random;
  private final JsonNode root;
  private final List<String> strings;
  private final List<BigDecimal> numbers;

  InstanceSampler(
      SplittableRandom random, JsonNode root, List<String> strings, List<BigDecimal> numbers) {
    this.random = random;
    this.root = root;
    this.strings = strings;
    this.numbers = numbers;
  }

  JsonNode next() {
    return guess(root, 0);
  }

  private JsonNode guess(JsonNode schema, int depth) {
    if (!(schema instanceof ObjectNode facts) || depth > 6 || random.nextInt(25) == 0) {
      return any(depth);
    }
    if (facts.has("const")) {
      return facts.get("const");
    }
    if (facts.get("enum") instanceof ArrayNode values && !values.isEmpty()) {
      return values.get(random.nextInt(values.size()));
    }
    if (facts.has("$ref") && random.nextInt(4) > 0) {
      return guess(root.at(facts.get("$ref").asString().substring(1)), depth + 1);
    }
    for (String keyword : new String[] {"anyOf", "allOf"}) {
      if (facts.get(keyword) instanceof ArrayNode branches && random.nextInt(3) > 0) {
        return guess(branches.get(random.nextInt(branches.size())), depth + 1);
      }
    }
    String type = "";
    if (facts.has("type")) {
      JsonNode types = facts.get("type");
      type =
          types instanceof ArrayNode several
              ? several.get(random.nextInt(several.size())).asString()
              : types.asString();
    } else if (has(facts, "properties", "required", "patternProperties", "additionalProperties")) {
      type = "object";
    } else if (has(facts, "items", "prefixItems", "minItems", "maxItems")) {
      type = "array";
    } else if (has(facts, "pattern", "minLength", "maxLength")) {
      type = "string";
    } else if (has(facts, "minimum", "maximum", "exclusiveMinimum", "multipleOf")) {
      type = "number";
    }
    return switch (type) {
      case "null" -> NODES.nullNode();
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "string" -> string();
      case "integer" -> Judge.number(new BigDecimal(random.nextInt(25) - 12));
      case "number" -> number();
      case "array" -> array(facts, depth);
      case "object" -> object(facts, depth);
      default -> any(depth);
    };
  }

  private static boolean has(ObjectNode facts, String... keywords) {
    for (String keyword : keywords) {
      if (facts.has(keyword)) {
        return true;
      }
    }
    return false;
  }

  private JsonNode array(ObjectNode facts, int depth) {
    ArrayNode array = NODES.arrayNode();
    int least = facts.path("minItems").asInt(0);
    int most = facts.path("maxItems").asInt(least + 3);
    int n = least + (most > least ? random.nextInt(most - least + 1) : 0);
    JsonNode prefix = facts.path("prefixItems");
    JsonNode rest = facts.path("items");
    if (rest instanceof ArrayNode) {
      prefix = rest;
      rest = facts.path("additionalItems");
    }
    for (int i = 0; i < n; i++) {
      array.add(guess(i < prefix.size() ? prefix.get(i) : rest, depth + 1));
    }
    return array;
  }

  private JsonNode object(ObjectNode facts, int depth) {
    ObjectNode object = NODES.objectNode();
    JsonNode properties = facts.path("properties");
    for (Map.Entry<String, JsonNode> entry : properties.properties()) {
      if (random.nextInt(3) > 0) {
        object.set(entry.getKey(), guess(entry.getValue(), depth + 1));
      }
    }
    for (JsonNode name : facts.path("required")) {
      if (!object.has(name.asString())) {
        object.set(name.asString(), guess(properties.path(name.asString()), depth + 1));
      }
    }
    if (random.nextInt(3) == 0) {
      List<JsonNode> others = new ArrayList<>();
      facts.path("patternProperties").forEach(others::add);
      others.add(facts.path("additionalProperties"));
      object.set(
          strings.get(random.nextInt(strings.size())),
          guess(others.get(random.nextInt(others.size())), depth + 1));
    }
    return object;
  }

  private JsonNode any(int depth) {
    return switch (random.nextInt(depth < 4 ? 8 : 6)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2, 3 -> string();
      case 4, 5 -> number();
      case 6 -> NODES.arrayNode().add(any(depth + 2));
      default -> {
        ObjectNode object = NODES.objectNode();
        object.set(strings.get(random.nextInt(strings.size())), any(depth + 2));
        yield object;
      }
    };
  }

  private JsonNode string() {
    return NODES.stringNode(strings.get(random.nextInt(strings.size())));
  }

  private JsonNode number() {
    return Judge.number(numbers.get(random.nextInt(numbers.size())));
  }
}
