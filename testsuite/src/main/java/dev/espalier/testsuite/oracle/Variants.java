package dev.espalier.testsuite.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The same language, written otherwise. */
final class Variants {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Keywords that speak of each other, and must stay in one schema. */
  private static final List<Set<String>> TOGETHER =
      List.of(
          Set.of("properties", "patternProperties", "additionalProperties"),
          Set.of("items", "prefixItems", "additionalItems"));

  private Variants() {}

  /**
   * Variants by name.
   *
   * @param anyOrder whether the order in which keys are declared means nothing
   */
  static Map<String, JsonNode> of(JsonNode schema, boolean anyOrder, SplittableRandom random) {
    Map<String, JsonNode> all = new LinkedHashMap<>();
    if (!(schema instanceof ObjectNode object) || object.has("$schema")) {
      return all;
    }
    JsonNode defs = object.path("$defs");
    ObjectNode facts = object.deepCopy();
    facts.remove("$defs");
    all.put("allOf of one", around(defs).set("allOf", NODES.arrayNode().add(facts)));
    all.put(
        "anyOf of the same", around(defs).set("anyOf", NODES.arrayNode().add(facts).add(facts)));
    all.put(
        "anyOf with false",
        around(defs).set("anyOf", NODES.arrayNode().add(NODES.booleanNode(false)).add(facts)));
    ObjectNode referring = around(defs);
    ObjectNode more = defs instanceof ObjectNode some ? some.deepCopy() : NODES.objectNode();
    more.set("whole", facts);
    referring.set("$defs", more);
    referring.put("$ref", "#/$defs/whole");
    all.put("$ref", referring);
    all.put("allOf split", split(facts, defs, random));
    if (anyOrder) {
      all.put("keywords reordered", reorder(object, random));
    }
    return all;
  }

  private static ObjectNode around(JsonNode defs) {
    ObjectNode object = NODES.objectNode();
    if (defs.isObject()) {
      object.set("$defs", defs);
    }
    return object;
  }

  private static JsonNode split(ObjectNode facts, JsonNode defs, SplittableRandom random) {
    ObjectNode left = NODES.objectNode();
    ObjectNode right = NODES.objectNode();
    boolean[] side = {random.nextBoolean(), random.nextBoolean()};
    for (Map.Entry<String, JsonNode> entry : facts.properties()) {
      boolean goesLeft = random.nextBoolean();
      for (int i = 0; i < side.length; i++) {
        if (TOGETHER.get(i).contains(entry.getKey())) {
          goesLeft = side[i];
        }
      }
      (goesLeft ? left : right).set(entry.getKey(), entry.getValue());
    }
    return around(defs).set("allOf", NODES.arrayNode().add(left).add(right));
  }

  private static JsonNode reorder(JsonNode node, SplittableRandom random) {
    if (node instanceof ObjectNode object) {
      List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(object.properties());
      Collections.shuffle(entries, new Random(random.nextLong()));
      ObjectNode other = NODES.objectNode();
      entries.forEach(e -> other.set(e.getKey(), reorder(e.getValue(), random)));
      return other;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode other = NODES.arrayNode();
      array.forEach(item -> other.add(reorder(item, random)));
      return other;
    }
    return node;
  }
}
