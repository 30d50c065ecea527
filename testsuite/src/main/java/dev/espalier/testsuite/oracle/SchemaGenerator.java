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
 * Random small schemas over the keywords that are compiled: many overlap, some are unsatisfiable,
 * some recursive.
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
  private boolean draft7;

  SchemaGenerator(SplittableRandom random) {
    this.random = random;
  }

  /** A schema. */
  JsonNode next() {
    draft7 = random.nextInt(8) == 0;
    definitions = random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0;
    if (random.nextInt(60) == 0) {
      return NODES.booleanNode(true);
    }
    ObjectNode root = NODES.objectNode();
    if (draft7) {
      root.put("$schema", "http://json-schema.org/draft-07/schema#");
    }
    if (definitions > 0) {
      ObjectNode defs = root.putObject(draft7 ? "definitions" : "$defs");
      for (int i = 0; i < definitions; i++) {
        // Deep enough that what refers to a definition is guarded by an array or an object.
        defs.set("d" + i, facts(NODES.objectNode(), 1, i + 1, 2 + random.nextInt(5)));
      }
    }
    int kind = new int[] {0, 1, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 6, 6, 7}[random.nextInt(15)];
    facts(root, 0, 0, kind);
    return root;
  }

  /**
   * @param from definitions from this one on may be referred to here without a guard
   */
  private JsonNode schema(int depth, int from) {
    int r = random.nextInt(depth < 2 ? 16 : 8);
    if (r == 0) {
      return NODES.booleanNode(true);
    }
    if (r == 1 && random.nextInt(3) == 0) {
      return NODES.booleanNode(false);
    }
    ObjectNode schema = NODES.objectNode();
    if (depth >= 3 || r < 5) {
      return leaf(schema);
    }
    return facts(schema, depth, from, random.nextInt(8));
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
    switch (kind) {
      case 0 -> values(schema);
      case 1 -> strings(schema);
      case 2 -> numbers(schema);
      case 3 -> array(schema, depth);
      case 4 -> object(schema, depth);
      case 5 -> several(schema, "anyOf", depth, from);
      case 6 -> several(schema, "allOf", depth, from);
      default -> {
        if (definitions > from) {
          schema.put("$ref", pointer(from + random.nextInt(definitions - from)));
          if (draft7) {
            return schema;
          }
        } else {
          leaf(schema);
        }
      }
    }
    if (random.nextInt(4) == 0) {
      // Facts of another type beside, or more of the same.
      switch (random.nextInt(5)) {
        case 0 -> strings(schema);
        case 1 -> numbers(schema);
        case 2 -> array(schema, depth);
        case 3 -> object(schema, depth);
        default -> several(schema, random.nextBoolean() ? "anyOf" : "allOf", depth, from);
      }
    }
    return schema;
  }

  private String pointer(int definition) {
    return (draft7 ? "#/definitions/d" : "#/$defs/d") + definition;
  }

  /** A schema in a place that an array or an object guards. */
  private JsonNode guarded(int depth) {
    if (definitions > 0 && random.nextInt(4) == 0) {
      return NODES.objectNode().put("$ref", pointer(random.nextInt(definitions)));
    }
    return schema(depth + 1, 0);
  }

  private void values(ObjectNode schema) {
    if (random.nextInt(3) == 0) {
      schema.set("const", value(0));
      return;
    }
    ArrayNode all = schema.putArray("enum");
    int n = 1 + random.nextInt(4);
    for (int i = 0; i < n; i++) {
      all.add(value(0));
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
      schema.set(random.nextInt(3) == 0 ? "exclusiveMinimum" : "minimum", number(NUMBERS));
    }
    if (random.nextInt(2) == 0) {
      schema.set(random.nextInt(3) == 0 ? "exclusiveMaximum" : "maximum", number(NUMBERS));
    }
    if (random.nextInt(3) == 0) {
      schema.set("multipleOf", number(MULTIPLES));
    }
  }

  private void array(ObjectNode schema, int depth) {
    type(schema, "array", 3);
    if (random.nextInt(2) == 0) {
      ArrayNode prefix = schema.putArray(draft7 ? "items" : "prefixItems");
      for (int i = 1 + random.nextInt(2); i > 0; i--) {
        prefix.add(guarded(depth));
      }
      if (random.nextBoolean()) {
        schema.set(draft7 ? "additionalItems" : "items", guarded(depth));
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
  }

  private void object(ObjectNode schema, int depth) {
    type(schema, "object", 3);
    List<String> named = new ArrayList<>();
    if (random.nextInt(5) > 0) {
      ObjectNode properties = schema.putObject("properties");
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        String key = key();
        named.add(key);
        properties.set(key, guarded(depth));
      }
    }
    if (random.nextInt(2) == 0) {
      ArrayNode required = schema.putArray("required");
      List<String> names = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        String name =
            named.isEmpty() || random.nextInt(5) == 0
                ? key()
                : named.get(random.nextInt(named.size()));
        if (!names.contains(name)) {
          names.add(name);
          required.add(name);
        }
      }
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
  }

  private void several(ObjectNode schema, String keyword, int depth, int from) {
    ArrayNode branches = NODES.arrayNode();
    for (int i = 2 + random.nextInt(2); i > 0; i--) {
      branches.add(
          definitions > from && random.nextInt(4) == 0
              ? NODES.objectNode().put("$ref", pointer(from + random.nextInt(definitions - from)))
              : schema(depth + 1, from));
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
