package dev.espalier.testsuite.oracle;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random small schemas over all keywords of all drafts, each in its draft's spelling: many overlap,
 * some are unsatisfiable, some recursive, and some combine keywords that decide together.
 */
final class SchemaGenerator {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String[] TYPES = {
    "null", "boolean", "integer", "number", "string", "array", "object"
  };
  private static final String[] WORDS = {"a", "b", "ab", "", "é", "a\"", "\n", "ba", "/", "aé😀"};
  private static final String[] KEYS = {"a", "b", "ab", "é", "", "a\n"};
  private static final String[] NUMBERS = {
    "0", "1", "-1", "2", "10", "0.5", "1.5", "-0.25", "1e2", "3", "0.1", "-10"
  };
  private static final String[] LOOKS = {
    "(?=a)", "(?!b)", "(?=[^a].)", "(?!a$)", "(?<=a)", "(?<!b)", "\\b", "$", "^", "\\w", "\\W"
  };
  private static final String[] MULTIPLES = {"1", "2", "0.5", "0.1", "3", "0.01", "10", "1.5"};

  private final SplittableRandom random;
  private int definitions;
  private Draft draft = Draft.DRAFT_2020_12;
  private boolean dynamic;

  SchemaGenerator(SplittableRandom random) {
    this.random = random;
  }

  /** A schema; one of another draft than 2020-12 names it. */
  JsonNode next() {
    draft =
        switch (random.nextInt(16)) {
          case 0, 1 -> Draft.DRAFT_7;
          case 2 -> Draft.DRAFT_6;
          case 3, 4 -> Draft.DRAFT_4;
          case 5, 6 -> Draft.DRAFT_2019_09;
          case 7 -> random.nextBoolean() ? Draft.DRAFT_3 : Draft.V1;
          default -> Draft.DRAFT_2020_12;
        };
    definitions = random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0;
    dynamic = draft.atLeast(Draft.DRAFT_2019_09) && random.nextInt(8) == 0;
    if (draft == Draft.DRAFT_2020_12 && random.nextInt(60) == 0) {
      return NODES.booleanNode(true);
    }
    ObjectNode root = NODES.objectNode();
    if (draft != Draft.DRAFT_2020_12) {
      root.put("$schema", draft.uri() + (draft.atMost(Draft.DRAFT_7) ? "#" : ""));
    }
    if (dynamic && random.nextBoolean()) {
      return extended(root);
    }
    if (dynamic) {
      anchor(root);
    }
    if (definitions > 0) {
      ObjectNode defs = root.putObject(defs());
      for (int i = 0; i < definitions; i++) {
        // Deep enough that what refers to a definition is guarded by an array or an object.
        ObjectNode definition =
            facts(NODES.objectNode(), 1, i + 1, new int[] {2, 3, 3, 4, 4, 5, 6, 8, 9}[at(9)]);
        if (named(i)) {
          definition.put("$anchor", "d" + i);
        }
        defs.set("d" + i, definition);
      }
    }
    // What draft 7 and older say beside $ref is not looked at: there it stands alone.
    int kind = new int[] {0, 1, 2, 3, 3, 3, 4, 4, 4, 4, 5, 6, 7, 8, 9, 10, 11, 11, 12, 12}[at(20)];
    facts(root, 0, 0, kind);
    return root;
  }

  private int at(int bound) {
    return random.nextInt(bound);
  }

  private String defs() {
    return draft.atLeast(Draft.DRAFT_2019_09) ? "$defs" : "definitions";
  }

  /** Whether a definition is known by an anchor. */
  private boolean named(int definition) {
    return draft.atLeast(Draft.DRAFT_2019_09) && definition == 1;
  }

  private void anchor(ObjectNode schema) {
    if (draft == Draft.DRAFT_2019_09) {
      schema.put("$recursiveAnchor", true);
    } else {
      schema.put("$dynamicAnchor", "node");
    }
  }

  private ObjectNode dynamicReference() {
    return draft == Draft.DRAFT_2019_09
        ? NODES.objectNode().put("$recursiveRef", "#")
        : NODES.objectNode().put("$dynamicRef", "#node");
  }

  /** A recursive schema that another one extends: the extension holds at every depth. */
  private ObjectNode extended(ObjectNode root) {
    root.put("$id", "https://example.com/outer");
    anchor(root);
    root.put("$ref", "inner");
    ObjectNode inner = root.putObject("$defs").putObject("inner");
    inner.put("$id", "inner");
    anchor(inner);
    definitions = 0;
    if (random.nextBoolean()) {
      facts(inner, 0, 0, 4);
      unevaluated(root, "unevaluatedProperties", 1);
    } else {
      facts(inner, 0, 0, 3);
      if (random.nextBoolean()) {
        unevaluated(root, "unevaluatedItems", 1);
      } else {
        root.put("maxItems", random.nextInt(3));
      }
    }
    return root;
  }

  /** What allows anything, or nothing; drafts 3 and 4 have no boolean schemas. */
  private JsonNode all(boolean valid) {
    if (draft.atLeast(Draft.DRAFT_6)) {
      return NODES.booleanNode(valid);
    }
    ObjectNode schema = NODES.objectNode();
    if (!valid) {
      if (draft == Draft.DRAFT_3) {
        schema.put("disallow", "any");
      } else {
        schema.putObject("not");
      }
    }
    return schema;
  }

  /**
   * @param from definitions from this one on may be referred to here without a guard
   */
  private JsonNode schema(int depth, int from) {
    int r = random.nextInt(depth < 2 ? 16 : 8);
    if (r == 0) {
      return all(true);
    }
    if (r == 1 && random.nextInt(3) == 0) {
      return all(false);
    }
    ObjectNode schema = NODES.objectNode();
    if (depth >= 3 || r < 5) {
      return leaf(schema);
    }
    return facts(schema, depth, from, random.nextInt(13));
  }

  private ObjectNode leaf(ObjectNode schema) {
    switch (random.nextInt(6)) {
      case 0 -> values(schema);
      case 1 -> strings(schema);
      case 2 -> numbers(schema);
      case 3 -> {
        ArrayNode types = schema.putArray("type");
        int first = random.nextInt(TYPES.length);
        types.add(TYPES[first]);
        types.add(TYPES[(first + 1 + random.nextInt(TYPES.length - 1)) % TYPES.length]);
      }
      default -> schema.put("type", TYPES[random.nextInt(TYPES.length)]);
    }
    return schema;
  }

  private ObjectNode facts(ObjectNode schema, int depth, int from, int kind) {
    boolean draft3 = draft == Draft.DRAFT_3;
    switch (kind) {
      case 0 -> values(schema);
      case 1 -> strings(schema);
      case 2 -> numbers(schema);
      case 3 -> array(schema, depth);
      case 4 -> object(schema, depth);
      case 5 -> several(schema, draft3 ? "type" : "anyOf", depth, from);
      case 6 -> several(schema, draft3 ? "extends" : "allOf", depth, from);
      case 7 -> {
        if (definitions > from) {
          schema.setAll(reference(from + random.nextInt(definitions - from)));
          if (draft.refHidesSiblings()) {
            return schema;
          }
        } else {
          leaf(schema);
        }
      }
      case 8 -> several(schema, draft3 ? "type" : "oneOf", depth, from);
      case 9 -> not(schema, depth, from);
      case 10 -> condition(schema, depth, from);
      case 11 -> dense(schema, depth);
      default -> unevaluated(schema, depth, from);
    }
    if (random.nextInt(4) == 0 && !schema.has("$ref")) {
      // Facts of another type beside, or more of the same.
      switch (random.nextInt(7)) {
        case 0 -> strings(schema);
        case 1 -> numbers(schema);
        case 2 -> array(schema, depth);
        case 3 -> object(schema, depth);
        case 4 -> not(schema, depth, from);
        case 5 -> condition(schema, depth, from);
        default ->
            several(
                schema,
                draft3 ? "extends" : new String[] {"anyOf", "allOf", "oneOf"}[at(3)],
                depth,
                from);
      }
    }
    return schema;
  }

  private ObjectNode reference(int definition) {
    boolean anchor = named(definition) && random.nextBoolean();
    return NODES
        .objectNode()
        .put("$ref", anchor ? "#d" + definition : "#/" + defs() + "/d" + definition);
  }

  /** A schema in a place that an array or an object guards. */
  private JsonNode guarded(int depth) {
    if (dynamic && random.nextInt(3) == 0) {
      return dynamicReference();
    }
    if (definitions > 0 && random.nextInt(4) == 0) {
      return reference(random.nextInt(definitions));
    }
    return schema(depth + 1, 0);
  }

  private void values(ObjectNode schema) {
    if (draft.atLeast(Draft.DRAFT_6) && random.nextInt(3) == 0) {
      schema.set("const", value(0));
      return;
    }
    ArrayNode all = schema.putArray("enum");
    int n = 1 + random.nextInt(4);
    for (int i = 0; i < n; i++) {
      JsonNode value = value(0);
      if (all.valueStream().noneMatch(each -> PlainValidator.same(each, value))) {
        all.add(value);
      }
    }
  }

  private JsonNode value(int depth) {
    return switch (random.nextInt(depth < 2 ? 9 : 6)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2, 3 -> NODES.stringNode(word());
      case 4, 5 -> number(NUMBERS);
      case 6 -> {
        ArrayNode array = NODES.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          array.add(value(depth + 1));
        }
        yield array;
      }
      default -> {
        ObjectNode object = NODES.objectNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          object.set(key(), value(depth + 1));
        }
        yield object;
      }
    };
  }

  private void strings(ObjectNode schema) {
    type(schema, "string", 3);
    if (random.nextInt(3) == 0) {
      schema.put("minLength", random.nextInt(4));
    }
    if (random.nextInt(2) == 0) {
      schema.put("maxLength", random.nextInt(5));
    }
    if (random.nextInt(2) == 0) {
      schema.put("pattern", pattern());
    }
  }

  private void numbers(ObjectNode schema) {
    type(schema, random.nextBoolean() ? "integer" : "number", 3);
    if (random.nextInt(2) == 0) {
      bound(schema, "minimum", "exclusiveMinimum");
    }
    if (random.nextInt(2) == 0) {
      bound(schema, "maximum", "exclusiveMaximum");
    }
    if (random.nextInt(3) == 0) {
      schema.set(draft == Draft.DRAFT_3 ? "divisibleBy" : "multipleOf", number(MULTIPLES));
    }
  }

  private void bound(ObjectNode schema, String inclusive, String exclusive) {
    boolean isExclusive = random.nextInt(3) == 0;
    if (draft.atLeast(Draft.DRAFT_6)) {
      schema.set(isExclusive ? exclusive : inclusive, number(NUMBERS));
    } else {
      schema.set(inclusive, number(NUMBERS));
      if (isExclusive) {
        schema.put(exclusive, random.nextInt(5) > 0);
      }
    }
  }

  private void array(ObjectNode schema, int depth) {
    type(schema, "array", 3);
    boolean prefixItems = draft.atLeast(Draft.DRAFT_2020_12);
    if (random.nextInt(2) == 0) {
      ArrayNode prefix = schema.putArray(prefixItems ? "prefixItems" : "items");
      for (int i = 1 + random.nextInt(2); i > 0; i--) {
        prefix.add(guarded(depth));
      }
      if (random.nextBoolean()) {
        schema.set(prefixItems ? "items" : "additionalItems", guarded(depth));
      }
    } else if (random.nextInt(4) > 0) {
      schema.set("items", guarded(depth));
    }
    if (random.nextInt(3) == 0) {
      schema.put("minItems", random.nextInt(3));
    }
    if (random.nextInt(2) == 0) {
      schema.put("maxItems", random.nextInt(4));
    }
    if (random.nextInt(4) == 0) {
      schema.put("uniqueItems", random.nextInt(6) > 0);
    }
    if (random.nextInt(4) == 0) {
      contains(schema, depth);
    }
  }

  private void contains(ObjectNode schema, int depth) {
    if (!draft.atLeast(Draft.DRAFT_6)) {
      return;
    }
    schema.set("contains", guarded(depth));
    if (draft.atLeast(Draft.DRAFT_2019_09)) {
      if (random.nextInt(2) == 0) {
        schema.put("minContains", random.nextInt(3));
      }
      if (random.nextInt(3) == 0) {
        schema.put("maxContains", random.nextInt(3));
      }
    }
  }

  private void object(ObjectNode schema, int depth) {
    type(schema, "object", 3);
    List<String> named = new ArrayList<>();
    if (random.nextInt(5) > 0) {
      ObjectNode properties = schema.putObject("properties");
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        String key = key();
        named.add(key);
        JsonNode value = guarded(depth);
        if (draft == Draft.DRAFT_3 && value instanceof ObjectNode fact && !fact.has("$ref")) {
          if (random.nextInt(3) == 0) {
            fact.put("required", random.nextInt(5) > 0);
          }
        }
        properties.set(key, value);
      }
    }
    if (draft != Draft.DRAFT_3 && random.nextInt(2) == 0) {
      required(schema, named, random.nextInt(3));
    }
    if (random.nextInt(3) == 0) {
      ObjectNode patterns = schema.putObject("patternProperties");
      for (int i = 1 + random.nextInt(2); i > 0; i--) {
        patterns.set(pattern(), guarded(depth));
      }
    }
    if (random.nextInt(2) == 0) {
      schema.set(
          "additionalProperties",
          random.nextInt(3) > 0 ? NODES.booleanNode(false) : guarded(depth));
    }
    if (draft != Draft.DRAFT_3 && random.nextInt(5) == 0) {
      schema.put("minProperties", random.nextInt(4));
    }
    if (draft != Draft.DRAFT_3 && random.nextInt(5) == 0) {
      schema.put("maxProperties", random.nextInt(4));
    }
    if (draft.atLeast(Draft.DRAFT_6) && random.nextInt(6) == 0) {
      schema.set("propertyNames", names(depth));
    }
    if (random.nextInt(5) == 0) {
      dependencies(schema, named, depth);
    }
  }

  private void required(ObjectNode schema, List<String> named, int count) {
    ArrayNode required = NODES.arrayNode();
    List<String> names = new ArrayList<>();
    for (int i = count; i > 0; i--) {
      String name =
          named.isEmpty() || random.nextInt(5) == 0
              ? key()
              : named.get(random.nextInt(named.size()));
      if (!names.contains(name)) {
        names.add(name);
        required.add(name);
      }
    }
    // Draft 4 wants at least one.
    if (!required.isEmpty() || draft.atLeast(Draft.DRAFT_6)) {
      schema.set("required", required);
    }
  }

  /** A schema of keys. */
  private JsonNode names(int depth) {
    ObjectNode schema = NODES.objectNode();
    switch (random.nextInt(6)) {
      case 0, 1 -> schema.put("pattern", pattern());
      case 2 -> schema.put("maxLength", 1 + random.nextInt(2));
      case 3 -> {
        ArrayNode all = schema.putArray("enum");
        all.add(key());
        String other = key();
        if (!all.get(0).asString().equals(other)) {
          all.add(other);
        }
      }
      case 4 -> schema.putObject("not").put("pattern", pattern());
      default -> {
        return schema(depth + 1, definitions);
      }
    }
    return schema;
  }

  private void dependencies(ObjectNode schema, List<String> named, int depth) {
    boolean split = draft.atLeast(Draft.DRAFT_2019_09);
    int kinds = random.nextInt(3);
    if (kinds != 1) {
      ObjectNode needed = schema.putObject(split ? "dependentRequired" : "dependencies");
      for (int i = 1 + random.nextInt(2); i > 0; i--) {
        String on = named.isEmpty() || random.nextInt(3) == 0 ? key() : named.get(at(named.size()));
        if (draft == Draft.DRAFT_3 && random.nextBoolean()) {
          needed.put(on, key());
        } else {
          needed.putArray(on).add(key());
        }
      }
    }
    if (kinds != 0) {
      String keyword = split ? "dependentSchemas" : "dependencies";
      String on = named.isEmpty() || random.nextInt(3) == 0 ? key() : named.get(at(named.size()));
      ObjectNode needed =
          schema.get(keyword) instanceof ObjectNode before ? before : schema.putObject(keyword);
      // A definition could come back here without a guard.
      needed.set(on, schema(depth + 1, definitions));
    }
  }

  private void not(ObjectNode schema, int depth, int from) {
    if (draft == Draft.DRAFT_3) {
      if (random.nextBoolean()) {
        schema.put("disallow", TYPES[at(TYPES.length)]);
      } else {
        schema.putArray("disallow").add(TYPES[at(TYPES.length)]).add(object(depth + 1, from));
      }
      return;
    }
    JsonNode inner =
        switch (random.nextInt(5)) {
          case 0 -> NODES.objectNode().set("not", schema(depth + 1, from));
          case 1 -> {
            ObjectNode facts = NODES.objectNode();
            object(facts, depth + 1);
            yield facts;
          }
          case 2 -> {
            ObjectNode facts = NODES.objectNode();
            array(facts, depth + 1);
            yield facts;
          }
          case 3 -> {
            ObjectNode facts = NODES.objectNode();
            several(facts, new String[] {"anyOf", "allOf", "oneOf"}[at(3)], depth + 1, from);
            yield facts;
          }
          default -> schema(depth + 1, from);
        };
    schema.set("not", inner);
  }

  /** A schema that is an object: draft 3 takes no other in a union. */
  private ObjectNode object(int depth, int from) {
    return schema(depth, from) instanceof ObjectNode object ? object : NODES.objectNode();
  }

  private void condition(ObjectNode schema, int depth, int from) {
    if (!draft.atLeast(Draft.DRAFT_7)) {
      several(schema, draft == Draft.DRAFT_3 ? "extends" : "oneOf", depth, from);
      return;
    }
    schema.set("if", schema(depth + 1, from));
    if (random.nextInt(4) > 0) {
      schema.set("then", schema(depth + 1, from));
    }
    if (random.nextInt(4) > 0) {
      schema.set("else", schema(depth + 1, from));
    }
  }

  private void unevaluated(ObjectNode schema, int depth, int from) {
    if (!draft.atLeast(Draft.DRAFT_2019_09)) {
      object(schema, depth);
      return;
    }
    boolean objects = random.nextInt(3) > 0;
    if (random.nextBoolean()) {
      if (objects) {
        object(schema, depth);
      } else {
        array(schema, depth);
      }
    }
    ArrayNode branches = NODES.arrayNode();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      ObjectNode branch = NODES.objectNode();
      if (objects) {
        object(branch, depth + 1);
      } else {
        array(branch, depth + 1);
      }
      branches.add(branch);
    }
    switch (random.nextInt(6)) {
      case 0 -> schema.set("allOf", branches);
      case 1 -> schema.set("oneOf", branches);
      case 2 -> {
        schema.set("if", branches.get(0));
        schema.set("then", branches.get(branches.size() - 1));
      }
      case 3 -> {
        if (objects) {
          schema.putObject("dependentSchemas").set(key(), branches.get(0));
        } else {
          schema.set("anyOf", branches);
        }
      }
      case 4 -> {
        if (definitions > from) {
          schema.setAll(reference(from + random.nextInt(definitions - from)));
        }
        schema.set("not", schema(depth + 1, from));
      }
      default -> schema.set("anyOf", branches);
    }
    unevaluated(schema, objects ? "unevaluatedProperties" : "unevaluatedItems", depth);
  }

  private void unevaluated(ObjectNode schema, String keyword, int depth) {
    schema.set(keyword, random.nextInt(3) > 0 ? NODES.booleanNode(false) : guarded(depth));
  }

  /** Keywords that decide together whether anything is left. */
  private void dense(ObjectNode schema, int depth) {
    switch (random.nextInt(6)) {
      case 0 -> {
        // Few values, none twice, some of them a must.
        schema.put("type", "array");
        ObjectNode item = schema.putObject("items");
        values(item);
        schema.put("uniqueItems", true);
        schema.put("maxItems", 1 + random.nextInt(3));
        if (random.nextBoolean()) {
          schema.put("minItems", 1 + random.nextInt(3));
        }
        contains(schema, depth);
        if (schema.has("contains") && random.nextBoolean() && item.has("enum")) {
          ObjectNode wanted = schema.putObject("contains");
          wanted.putArray("enum").add(item.get("enum").get(0));
        }
      }
      case 1 -> {
        // Keys that must, keys that may, and how many.
        schema.put("type", "object");
        List<String> named = new ArrayList<>();
        ObjectNode properties = schema.putObject("properties");
        for (int i = 2 + random.nextInt(2); i > 0; i--) {
          named.add(key());
          properties.set(named.getLast(), leaf(NODES.objectNode()));
        }
        if (draft != Draft.DRAFT_3) {
          required(schema, named, 1 + random.nextInt(2));
          schema.put("minProperties", 1 + random.nextInt(3));
          schema.put("maxProperties", 1 + random.nextInt(3));
        }
        if (random.nextBoolean()) {
          schema.put("additionalProperties", false);
        }
        if (random.nextInt(3) == 0) {
          dependencies(schema, named, depth);
        }
      }
      case 2 -> {
        // What keys may be called, and what their values are.
        schema.put("type", "object");
        ObjectNode patterns = schema.putObject("patternProperties");
        patterns.set(pattern(), guarded(depth));
        patterns.set(pattern(), guarded(depth));
        if (draft.atLeast(Draft.DRAFT_6)) {
          schema.set("propertyNames", names(depth));
        }
        if (draft != Draft.DRAFT_3) {
          schema.put("minProperties", 1);
        }
      }
      case 3 -> {
        // Overlapping branches.
        ArrayNode branches = NODES.arrayNode();
        for (int i = 2 + random.nextInt(2); i > 0; i--) {
          ObjectNode branch = NODES.objectNode();
          switch (random.nextInt(3)) {
            case 0 -> numbers(branch);
            case 1 -> strings(branch);
            default -> object(branch, 2);
          }
          branches.add(branch);
        }
        schema.set(
            draft == Draft.DRAFT_3 ? "type" : random.nextInt(3) > 0 ? "oneOf" : "anyOf", branches);
        not(schema, 2, definitions);
      }
      case 4 -> {
        // Several kinds of items, each of them counted.
        if (!draft.atLeast(Draft.DRAFT_6)) {
          array(schema, depth);
          return;
        }
        schema.put("type", "array");
        ArrayNode all = schema.putArray("allOf");
        for (int i = 2; i > 0; i--) {
          ObjectNode counted = NODES.objectNode();
          contains(counted, depth + 1);
          all.add(counted);
        }
        schema.put("maxItems", 1 + random.nextInt(3));
        if (random.nextInt(3) == 0) {
          schema.put("uniqueItems", true);
        }
      }
      default -> {
        // A condition on a member, and what follows for the others.
        if (!draft.atLeast(Draft.DRAFT_7)) {
          object(schema, depth);
          return;
        }
        String key = key();
        schema.put("type", "object");
        ObjectNode when = schema.putObject("if");
        values(when.putObject("properties").putObject(key));
        if (random.nextBoolean()) {
          when.putArray("required").add(key);
        }
        ObjectNode then = schema.putObject("then");
        object(then, 2);
        if (random.nextBoolean()) {
          schema.putObject("else").putArray("required").add(key());
        }
      }
    }
  }

  private void several(ObjectNode schema, String keyword, int depth, int from) {
    ArrayNode branches = NODES.arrayNode();
    for (int i = 2 + random.nextInt(2); i > 0; i--) {
      JsonNode branch =
          definitions > from && random.nextInt(4) == 0
              ? reference(from + random.nextInt(definitions - from))
              : draft == Draft.DRAFT_3 ? object(depth + 1, from) : schema(depth + 1, from);
      branches.add(branch);
    }
    if (keyword.equals("type")) {
      branches.add(TYPES[at(TYPES.length)]);
    }
    schema.set(keyword, branches);
  }

  private void type(ObjectNode schema, String type, int likely) {
    if (random.nextInt(likely + 1) > 0 && !schema.has("type")) {
      schema.put("type", type);
    }
  }

  private String pattern() {
    StringBuilder out = new StringBuilder();
    if (random.nextBoolean()) {
      out.append('^');
    }
    alternatives(out, 0);
    if (random.nextBoolean()) {
      out.append('$');
    }
    return out.toString();
  }

  private void alternatives(StringBuilder out, int depth) {
    if (random.nextInt(6) == 0) {
      out.append('(');
      sequence(out, depth);
      out.append('|');
      sequence(out, depth);
      out.append(')');
    } else {
      sequence(out, depth);
    }
  }

  private void sequence(StringBuilder out, int depth) {
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      if (random.nextInt(12) == 0) {
        out.append(LOOKS[random.nextInt(LOOKS.length)]);
        continue;
      }
      switch (random.nextInt(depth < 1 ? 9 : 8)) {
        case 0, 1 -> out.append('a');
        case 2 -> out.append('b');
        case 3 -> out.append("[ab]");
        case 4 -> out.append("[^a]");
        case 5 -> out.append('.');
        case 6 -> out.append("\\d");
        case 7 -> out.append('é');
        default -> {
          out.append("(?:");
          alternatives(out, depth + 1);
          out.append(')');
        }
      }
      switch (random.nextInt(8)) {
        case 0 -> out.append('*');
        case 1 -> out.append('+');
        case 2 -> out.append('?');
        case 3 -> out.append("{1,2}");
        default -> {}
      }
    }
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private String key() {
    return KEYS[Math.min(random.nextInt(KEYS.length), random.nextInt(KEYS.length))];
  }

  private JsonNode number(String[] from) {
    BigDecimal value = new BigDecimal(from[random.nextInt(from.length)]);
    return value.scale() <= 0 && random.nextBoolean()
        ? Judge.number(value)
        : NODES.numberNode(value);
  }
}
