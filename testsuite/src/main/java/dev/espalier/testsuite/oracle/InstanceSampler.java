package dev.espalier.testsuite.oracle;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Guesses of values that might be valid: longer ones than can be enumerated, and neighbours of
 * those that are. Only guesses: the judge says which are.
 */
final class InstanceSampler {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEEPEST = 6;

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

  /** A value that follows much of what the schema says. */
  JsonNode next() {
    return guess(List.of(root), 0);
  }

  /** A value for several schemas at once. */
  private JsonNode guess(List<JsonNode> schemas, int depth) {
    List<ObjectNode> facts = new ArrayList<>();
    for (JsonNode schema : schemas) {
      flatten(schema, facts, 0);
    }
    if (facts.isEmpty() || depth > DEEPEST || random.nextInt(25) == 0) {
      return any(depth);
    }
    for (ObjectNode fact : facts) {
      if (fact.has("const") && random.nextInt(12) > 0) {
        return fact.get("const");
      }
      if (fact.get("enum") instanceof ArrayNode values
          && !values.isEmpty()
          && random.nextInt(12) > 0) {
        return values.get(random.nextInt(values.size()));
      }
    }
    return switch (type(facts)) {
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

  /** What speaks of the same value: the schema, and some of what its applicators hold. */
  private void flatten(JsonNode schema, List<ObjectNode> facts, int depth) {
    if (!(schema instanceof ObjectNode object) || depth > 5 || facts.size() > 12) {
      return;
    }
    facts.add(object);
    for (String keyword : new String[] {"$ref", "$dynamicRef", "$recursiveRef"}) {
      if (object.path(keyword).isString()) {
        String reference = object.get(keyword).asString();
        flatten(
            reference.startsWith("#/") ? root.at(reference.substring(1)) : elsewhere(reference),
            facts,
            depth + 1);
      }
    }
    for (String keyword : new String[] {"allOf", "extends"}) {
      object.path(keyword).forEach(each -> flatten(each, facts, depth + 1));
    }
    for (String keyword : new String[] {"anyOf", "oneOf", "type"}) {
      if (object.get(keyword) instanceof ArrayNode branches && !branches.isEmpty()) {
        JsonNode one = branches.get(random.nextInt(branches.size()));
        if (one.isObject()) {
          flatten(one, facts, depth + 1);
        }
      }
    }
    if (object.has("if")) {
      boolean holds = random.nextBoolean();
      if (holds) {
        flatten(object.get("if"), facts, depth + 1);
      }
      flatten(object.path(holds ? "then" : "else"), facts, depth + 1);
    }
    for (String keyword : new String[] {"dependentSchemas", "dependencies"}) {
      for (JsonNode each : object.path(keyword)) {
        if (random.nextBoolean()) {
          flatten(each, facts, depth + 1);
        }
      }
    }
    if (object.path("not").path("not").isObject()) {
      flatten(object.get("not").get("not"), facts, depth + 1);
    }
  }

  /** A schema with an anchor or an identifier; the whole where none is found. */
  private JsonNode elsewhere(String reference) {
    String name = reference.substring(reference.indexOf('#') + 1);
    for (String place : new String[] {"$defs", "definitions"}) {
      for (JsonNode each : root.path(place)) {
        if (each.path("$anchor").asString("").equals(name)
            || each.path("$id").asString("").equals(reference)) {
          return each;
        }
      }
    }
    return root;
  }

  private String type(List<ObjectNode> facts) {
    for (ObjectNode fact : facts) {
      JsonNode types = fact.path("type");
      JsonNode one =
          types instanceof ArrayNode several && !several.isEmpty()
              ? several.get(random.nextInt(several.size()))
              : types;
      if (one.isString()) {
        return one.asString();
      }
    }
    if (has(
        facts,
        "properties",
        "required",
        "patternProperties",
        "additionalProperties",
        "minProperties",
        "maxProperties",
        "propertyNames",
        "dependentRequired",
        "dependencies",
        "unevaluatedProperties")) {
      return "object";
    }
    if (has(
        facts, "items", "prefixItems", "minItems", "contains", "uniqueItems", "unevaluatedItems")) {
      return "array";
    }
    if (has(facts, "pattern", "minLength", "maxLength")) {
      return "string";
    }
    return has(facts, "minimum", "maximum", "exclusiveMinimum", "multipleOf") ? "number" : "";
  }

  private static boolean has(List<ObjectNode> facts, String... keywords) {
    for (ObjectNode fact : facts) {
      for (String keyword : keywords) {
        if (fact.has(keyword)) {
          return true;
        }
      }
    }
    return false;
  }

  private JsonNode array(List<ObjectNode> facts, int depth) {
    int least = 0;
    int most = 5;
    List<JsonNode> contained = new ArrayList<>();
    for (ObjectNode fact : facts) {
      least = Math.max(least, fact.path("minItems").asInt(0));
      most = Math.min(most, fact.path("maxItems").asInt(most));
      if (fact.has("contains")) {
        for (int i = Math.max(1, fact.path("minContains").asInt(1)); i > 0; i--) {
          contained.add(fact.get("contains"));
        }
      }
    }
    least = Math.max(least, Math.min(contained.size(), most));
    int n = least + (most > least ? random.nextInt(Math.min(3, most - least) + 1) : 0);
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; i < n; i++) {
      List<JsonNode> schemas = new ArrayList<>();
      for (ObjectNode fact : facts) {
        JsonNode prefix = fact.path("prefixItems");
        JsonNode rest = fact.path("items");
        if (rest instanceof ArrayNode) {
          prefix = rest;
          rest = fact.path("additionalItems");
        }
        schemas.add(i < prefix.size() ? prefix.get(i) : rest);
      }
      if (!contained.isEmpty() && random.nextInt(n - i) < contained.size()) {
        schemas.add(contained.removeLast());
      }
      array.add(guess(schemas, depth + 1));
    }
    return array;
  }

  private JsonNode object(List<ObjectNode> facts, int depth) {
    Set<String> keys = new LinkedHashSet<>();
    int least = 0;
    for (ObjectNode fact : facts) {
      least = Math.max(least, fact.path("minProperties").asInt(0));
      for (JsonNode name : fact.path("required")) {
        keys.add(name.asString());
      }
      for (Map.Entry<String, JsonNode> entry : fact.path("properties").properties()) {
        if (random.nextInt(3) > 0 || entry.getValue().path("required").asBoolean(false)) {
          keys.add(entry.getKey());
        }
      }
    }
    for (ObjectNode fact : facts) {
      for (String keyword : new String[] {"dependentRequired", "dependencies"}) {
        for (Map.Entry<String, JsonNode> entry : fact.path(keyword).properties()) {
          if (keys.contains(entry.getKey()) && entry.getValue().isArray()) {
            entry.getValue().forEach(name -> keys.add(name.asString()));
          }
        }
      }
    }
    for (int tries = 0; tries < 4 && (keys.size() < least || random.nextInt(3) == 0); tries++) {
      keys.add(strings.get(random.nextInt(strings.size())));
    }
    ObjectNode object = NODES.objectNode();
    for (String key : keys) {
      object.set(key, guess(member(facts, key), depth + 1));
    }
    return object;
  }

  private static List<JsonNode> member(List<ObjectNode> facts, String key) {
    List<JsonNode> schemas = new ArrayList<>();
    for (ObjectNode fact : facts) {
      boolean named = fact.path("properties").has(key);
      if (named) {
        schemas.add(fact.get("properties").get(key));
      }
      for (Map.Entry<String, JsonNode> entry : fact.path("patternProperties").properties()) {
        try {
          if (Pattern.compile(Judge.translate(entry.getKey())).matcher(key).find()) {
            named = true;
            schemas.add(entry.getValue());
          }
        } catch (PatternSyntaxException e) {
          // Only a guess.
        }
      }
      if (!named) {
        schemas.add(fact.path("additionalProperties"));
        schemas.add(fact.path("unevaluatedProperties"));
      }
    }
    return schemas;
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

  /** A neighbour of a value: one thing more, less, twice, or another. */
  JsonNode neighbour(JsonNode value) {
    switch (value) {
      case ArrayNode array when !array.isEmpty() && random.nextInt(6) > 0 -> {
        ArrayNode other = array.deepCopy();
        int at = random.nextInt(array.size());
        switch (random.nextInt(6)) {
          case 0 -> other.remove(at);
          case 1 -> other.add(array.get(at));
          case 2 -> other.insert(at, any(3));
          case 3 -> {
            int with = random.nextInt(array.size());
            other.set(at, array.get(with));
            other.set(with, array.get(at));
          }
          default -> other.set(at, neighbour(array.get(at)));
        }
        return other;
      }
      case ObjectNode object when !object.isEmpty() && random.nextInt(6) > 0 -> {
        ObjectNode other = object.deepCopy();
        List<String> keys = new ArrayList<>(object.propertyNames());
        String key = keys.get(random.nextInt(keys.size()));
        switch (random.nextInt(6)) {
          case 0 -> other.remove(key);
          case 1 -> other.set(strings.get(random.nextInt(strings.size())), object.get(key));
          case 2 -> other.set(strings.get(random.nextInt(strings.size())), any(3));
          case 3 -> {
            other.remove(key);
            other.set(strings.get(random.nextInt(strings.size())), object.get(key));
          }
          default -> other.set(key, neighbour(object.get(key)));
        }
        return other;
      }
      default -> {
        return value.isString() && random.nextInt(3) > 0
            ? string()
            : value.isNumber() && random.nextInt(3) > 0 ? number() : any(2);
      }
    }
  }
}
