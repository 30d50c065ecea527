package dev.espalier.testsuite.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
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
          Set.of("items", "prefixItems", "additionalItems"),
          Set.of("contains", "minContains", "maxContains"),
          Set.of("if", "then", "else"),
          Set.of("minimum", "exclusiveMinimum"),
          Set.of("maximum", "exclusiveMaximum"));

  private final ObjectNode schema;
  private final Draft draft;
  private final SplittableRandom random;
  private final Map<String, JsonNode> all = new LinkedHashMap<>();

  private Variants(ObjectNode schema, SplittableRandom random) {
    this.schema = schema;
    this.draft = Judges.draft(schema);
    this.random = random;
  }

  /**
   * Variants by name.
   *
   * @param anyOrder whether the order in which keys are declared means nothing
   */
  static Map<String, JsonNode> of(JsonNode schema, boolean anyOrder, SplittableRandom random) {
    if (!(schema instanceof ObjectNode object)) {
      return Map.of();
    }
    Variants variants = new Variants(object, random);
    String text = object.toString();
    // What has a name of its own, or is the place where recursion comes back to, stays where it is.
    if (!text.contains("$id") && !text.contains("$dynamic") && !text.contains("$recursive")) {
      variants.wrapped();
      if (anyOrder && !text.contains("unevaluated") && variants.draft.atLeast(Draft.DRAFT_4)) {
        variants.rewritten();
      }
    }
    if (anyOrder) {
      variants.all.put("keywords reordered", variants.reorder(object));
    }
    return variants.all;
  }

  /** The whole, inside of something that changes nothing. */
  private void wrapped() {
    ObjectNode facts = schema.deepCopy();
    facts.remove("$schema");
    facts.remove(defs());
    JsonNode never =
        draft.atLeast(Draft.DRAFT_6) ? NODES.booleanNode(false) : not(NODES.objectNode());
    if (draft == Draft.DRAFT_3) {
      all.put("extends of one", around().set("extends", facts));
      all.put("disallow twice", around().set("disallow", array(not(facts))));
    } else {
      all.put("allOf of one", around().set("allOf", array(facts)));
      all.put("anyOf of the same", around().set("anyOf", array(facts, facts)));
      all.put("anyOf with false", around().set("anyOf", array(never, facts)));
      all.put("oneOf of one", around().set("oneOf", array(facts)));
      all.put("oneOf with false", around().set("oneOf", array(facts, never)));
      all.put("double negation", around().set("not", not(facts)));
      if (!facts.has("$ref") && !facts.toString().contains("unevaluated")) {
        all.put("allOf split", split(facts));
      }
    }
    ObjectNode referring = around();
    ObjectNode more =
        schema.path(defs()) instanceof ObjectNode some ? some.deepCopy() : NODES.objectNode();
    more.set("whole", facts);
    referring.set(defs(), more);
    referring.put("$ref", "#/" + defs() + "/whole");
    all.put("$ref", referring);
  }

  private String defs() {
    return draft.atLeast(Draft.DRAFT_2019_09) ? "$defs" : "definitions";
  }

  private ObjectNode around() {
    ObjectNode object = NODES.objectNode();
    for (String keyword : List.of("$schema", defs())) {
      if (schema.has(keyword)) {
        object.set(keyword, schema.get(keyword));
      }
    }
    return object;
  }

  private ObjectNode not(JsonNode inner) {
    return draft == Draft.DRAFT_3
        ? NODES.objectNode().set("disallow", array(inner))
        : NODES.objectNode().set("not", inner);
  }

  private static ArrayNode array(JsonNode... items) {
    ArrayNode array = NODES.arrayNode();
    for (JsonNode item : items) {
      array.add(item);
    }
    return array;
  }

  private static ObjectNode of(String keyword, JsonNode... schemas) {
    return NODES.objectNode().set(keyword, array(schemas));
  }

  private ObjectNode split(ObjectNode facts) {
    ObjectNode left = NODES.objectNode();
    ObjectNode right = NODES.objectNode();
    boolean[] side = new boolean[TOGETHER.size()];
    for (int i = 0; i < side.length; i++) {
      side[i] = random.nextBoolean();
    }
    for (Map.Entry<String, JsonNode> entry : facts.properties()) {
      boolean goesLeft = random.nextBoolean();
      for (int i = 0; i < side.length; i++) {
        if (TOGETHER.get(i).contains(entry.getKey())) {
          goesLeft = side[i];
        }
      }
      (goesLeft ? left : right).set(entry.getKey(), entry.getValue());
    }
    return around().set("allOf", array(left, right));
  }

  /** Keywords in terms of others, wherever they stand. */
  private void rewritten() {
    put(
        "De Morgan",
        facts -> {
          for (String[] pair : new String[][] {{"anyOf", "allOf"}, {"allOf", "anyOf"}}) {
            if (facts.get(pair[0]) instanceof ArrayNode branches && !facts.has("not")) {
              ArrayNode negated = NODES.arrayNode();
              branches.forEach(each -> negated.add(not(each)));
              facts.remove(pair[0]);
              facts.set("not", NODES.objectNode().set(pair[1], negated));
              return;
            }
          }
        });
    put(
        "oneOf as anyOf",
        facts -> {
          if (facts.remove("oneOf") instanceof ArrayNode branches) {
            ArrayNode ways = NODES.arrayNode();
            for (int i = 0; i < branches.size(); i++) {
              ArrayNode one = array(branches.get(i));
              for (int j = 0; j < branches.size(); j++) {
                if (j != i) {
                  one.add(not(branches.get(j)));
                }
              }
              ways.add(NODES.objectNode().set("allOf", one));
            }
            and(facts, NODES.objectNode().set("anyOf", ways));
          }
        });
    put(
        "if as anyOf",
        facts -> {
          if (draft.atLeast(Draft.DRAFT_7) && facts.has("if")) {
            JsonNode when = facts.remove("if");
            JsonNode then = facts.has("then") ? facts.remove("then") : NODES.objectNode();
            JsonNode otherwise = facts.has("else") ? facts.remove("else") : NODES.objectNode();
            and(facts, of("anyOf", of("allOf", when, then), of("allOf", not(when), otherwise)));
          }
        });
    put(
        "enum as anyOf",
        facts -> {
          if (draft.atLeast(Draft.DRAFT_6) && facts.get("enum") instanceof ArrayNode values) {
            facts.remove("enum");
            ArrayNode ways = NODES.arrayNode();
            values.forEach(each -> ways.add(NODES.objectNode().set("const", each)));
            and(facts, NODES.objectNode().set("anyOf", ways));
          }
        });
    put(
        "const as enum",
        facts -> {
          if (draft.atLeast(Draft.DRAFT_6) && facts.has("const") && !facts.has("enum")) {
            facts.set("enum", array(facts.remove("const")));
          }
        });
    put(
        "types as anyOf",
        facts -> {
          if (facts.get("type") instanceof ArrayNode types) {
            facts.remove("type");
            ArrayNode ways = NODES.arrayNode();
            types.forEach(each -> ways.add(NODES.objectNode().set("type", each)));
            and(facts, NODES.objectNode().set("anyOf", ways));
          }
        });
    put(
        "dependentRequired as anyOf",
        facts -> {
          if (draft.atLeast(Draft.DRAFT_2019_09)
              && facts.remove("dependentRequired") instanceof ObjectNode needed) {
            for (Map.Entry<String, JsonNode> entry : needed.properties()) {
              // Only an object has a key.
              ObjectNode has = type("object");
              has.set("required", array(NODES.stringNode(entry.getKey())));
              ObjectNode needs = NODES.objectNode().set("required", entry.getValue());
              and(facts, of("anyOf", not(has), needs));
            }
          }
        });
    put(
        "contains as not items",
        facts -> {
          if (draft.atLeast(Draft.DRAFT_6)
              && facts.has("contains")
              && !facts.has("minContains")
              && !facts.has("maxContains")) {
            ObjectNode none = NODES.objectNode().set("items", not(facts.remove("contains")));
            and(facts, of("anyOf", not(type("array")), not(none)));
          }
        });
    put(
        "maxima as not minima",
        facts -> {
          for (String[] each :
              new String[][] {
                {"maxItems", "minItems", "array"},
                {"maxProperties", "minProperties", "object"},
                {"maxLength", "minLength", "string"}
              }) {
            if (facts.path(each[0]).isInt()) {
              int most = facts.remove(each[0]).asInt();
              and(facts, not(type(each[2]).put(each[1], most + 1)));
            }
          }
        });
  }

  private static ObjectNode type(String type) {
    return NODES.objectNode().put("type", type);
  }

  /** Adds a schema that must hold too. */
  private static void and(ObjectNode facts, ObjectNode more) {
    if (facts.get("allOf") instanceof ArrayNode before) {
      before.add(more);
    } else {
      facts.set("allOf", array(more));
    }
  }

  private void put(String name, Consumer<ObjectNode> rewrite) {
    ObjectNode other = schema.deepCopy();
    each(other, rewrite);
    if (!other.equals(schema)) {
      all.put(name, other);
    }
  }

  /** Every schema that a schema holds, innermost first. */
  private void each(JsonNode node, Consumer<ObjectNode> visitor) {
    if (!(node instanceof ObjectNode object)) {
      return;
    }
    for (Map.Entry<String, JsonNode> entry : List.copyOf(object.properties())) {
      JsonNode value = entry.getValue();
      switch (SchemaDocuments.Place.of(entry.getKey(), draft)) {
        case SCHEMA -> each(value, visitor);
        case SCHEMAS, MAP -> {
          if (value.isArray() || !entry.getKey().equals("items")) {
            value.forEach(inner -> each(inner, visitor));
          } else {
            each(value, visitor);
          }
        }
        case NONE, MAPS -> {}
      }
    }
    // Beside $ref nothing may be added where it would not be looked at.
    if (!(draft.refHidesSiblings() && object.has("$ref"))) {
      visitor.accept(object);
    }
  }

  private JsonNode reorder(JsonNode node) {
    if (node instanceof ObjectNode object) {
      List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(object.properties());
      Collections.shuffle(entries, new Random(random.nextLong()));
      ObjectNode other = NODES.objectNode();
      entries.forEach(e -> other.set(e.getKey(), reorder(e.getValue())));
      return other;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode other = NODES.arrayNode();
      array.forEach(item -> other.add(reorder(item)));
      return other;
    }
    return node;
  }
}
