package dev.espalier.runtime.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The prompt that the bundled model was trained on: what is asked for, the text, and the heading
 * under which the record is to be written.
 *
 * <pre>
 * ### Fields
 * title:string, price:number, tags:string[], owner:{name:string, phone:string?}
 * ### Text
 * …
 * ### Record
 * </pre>
 *
 * <p>The line of fields is a compact rendition of any schema, for a model to read, not for a
 * machine: {@code key?} for a property that is not required; {@code T?} where null is possible;
 * {@code T[]} for arrays; {@code a|b} for an enum of strings; a picture such as {@code 0000-00-00}
 * or {@code AA-000} for a string whose pattern has that one length; {@code any} where nothing
 * better is known. Nesting beyond {@value #DEPTH} levels and text beyond {@value #LENGTH}
 * characters is cut: the schema itself is what decoding enforces.
 */
public final class RecordPrompt {
  private static final int DEPTH = 6;
  private static final int LENGTH = 2000;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private RecordPrompt() {}

  /**
   * The prompt that asks for the record of {@code text}.
   *
   * @throws IllegalArgumentException if {@code schemaJson} is not JSON
   */
  public static String of(String text, String schemaJson) {
    return "### Fields\n" + fields(schemaJson) + "\n### Text\n" + text + "\n### Record\n";
  }

  /**
   * The line of fields alone.
   *
   * @throws IllegalArgumentException if {@code schemaJson} is not JSON
   */
  public static String fields(String schemaJson) {
    JsonNode schema;
    try {
      schema = MAPPER.readTree(schemaJson);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the schema is not JSON: " + e.getOriginalMessage(), e);
    }
    StringBuilder out = new StringBuilder();
    if (schema.get("properties") != null && schema.get("properties").isObject()) {
      properties(schema, schema, 0, out);
    } else {
      type(schema, schema, 0, out);
    }
    return out.length() <= LENGTH ? out.toString() : out.substring(0, LENGTH);
  }

  private static void properties(JsonNode schema, JsonNode root, int depth, StringBuilder out) {
    List<String> required = strings(schema.get("required"));
    String comma = "";
    for (Map.Entry<String, JsonNode> property : schema.get("properties").properties()) {
      out.append(comma).append(property.getKey());
      if (!required.contains(property.getKey())) {
        out.append('?');
      }
      out.append(':');
      type(property.getValue(), root, depth + 1, out);
      comma = ", ";
      if (out.length() > LENGTH) {
        return;
      }
    }
  }

  private static void type(JsonNode schema, JsonNode root, int depth, StringBuilder out) {
    if (depth > DEPTH || out.length() > LENGTH || !schema.isObject()) {
      out.append("any");
      return;
    }
    JsonNode reference = schema.get("$ref");
    if (reference != null && reference.isString()) {
      String pointer = reference.asString();
      JsonNode target = pointer.matches("#(/[^~%]*)?") ? root.at(pointer.substring(1)) : null;
      if (target == null || target.isMissingNode()) {
        out.append("any");
      } else {
        type(target, root, depth + 1, out);
      }
      return;
    }
    if (schema.has("const")) {
      literal(schema.get("const"), out);
      return;
    }
    JsonNode values = schema.get("enum");
    if (values != null && values.isArray() && !values.isEmpty()) {
      choice(values, out);
      return;
    }
    for (String alternatives : List.of("anyOf", "oneOf")) {
      JsonNode branches = schema.get(alternatives);
      if (branches != null && branches.isArray() && !branches.isEmpty()) {
        String or = "";
        for (JsonNode branch : branches) {
          out.append(or);
          type(branch, root, depth + 1, out);
          or = " or ";
        }
        return;
      }
    }
    List<String> types = new ArrayList<>(strings(schema.get("type")));
    boolean nullable = types.size() > 1 && types.remove("null");
    String type = types.isEmpty() ? schema.has("properties") ? "object" : "any" : types.getFirst();
    if (types.size() > 1) {
      out.append(String.join(" or ", types));
    } else if (type.equals("object")) {
      JsonNode properties = schema.get("properties");
      if (properties != null && properties.isObject()) {
        out.append('{');
        properties(schema, root, depth, out);
        out.append('}');
      } else {
        out.append("object");
      }
    } else if (type.equals("array")) {
      JsonNode items = schema.get("items");
      if (items == null) {
        out.append("any");
      } else {
        type(items, root, depth + 1, out);
      }
      out.append("[]");
    } else if (type.equals("string") && schema.has("pattern")) {
      out.append(picture(schema.get("pattern").asString("")));
    } else {
      out.append(type);
    }
    if (nullable) {
      out.append('?');
    }
  }

  private static void choice(JsonNode values, StringBuilder out) {
    List<String> shown = new ArrayList<>();
    boolean nullable = false;
    for (JsonNode value : values) {
      if (value.isNull()) {
        nullable = true;
      } else {
        StringBuilder one = new StringBuilder();
        literal(value, one);
        shown.add(one.toString());
      }
    }
    String all = String.join("|", shown);
    out.append(nullable ? "(" + all + ")?" : all);
  }

  private static void literal(JsonNode value, StringBuilder out) {
    out.append(value.isString() ? value.asString() : RecordWriter.write(value));
  }

  private static List<String> strings(@org.jspecify.annotations.Nullable JsonNode node) {
    if (node == null) {
      return List.of();
    }
    if (node.isString()) {
      return List.of(node.asString());
    }
    List<String> strings = new ArrayList<>();
    for (JsonNode item : node) {
      if (item.isString()) {
        strings.add(item.asString());
      }
    }
    return strings;
  }

  /**
   * A picture of a pattern that is only literals, {@code [0-9]} and {@code [A-Z]}, each once or
   * {@code {n}} times, {@code +} drawn as once; {@code string} for any other.
   */
  private static String picture(String pattern) {
    if (!pattern.startsWith("^") || !pattern.endsWith("$") || pattern.length() < 3) {
      return "string";
    }
    StringBuilder out = new StringBuilder();
    int end = pattern.length() - 1;
    int at = 1;
    while (at < end) {
      char drawn;
      if (pattern.startsWith("[0-9]", at)) {
        drawn = '0';
        at += 5;
      } else if (pattern.startsWith("[A-Z]", at)) {
        drawn = 'A';
        at += 5;
      } else if (pattern.startsWith("\\d", at)) {
        drawn = '0';
        at += 2;
      } else if (pattern.startsWith("\\.", at)) {
        drawn = '.';
        at += 2;
      } else if (Character.isLetterOrDigit(pattern.charAt(at))
          || " -:/_,@#".indexOf(pattern.charAt(at)) >= 0) {
        drawn = pattern.charAt(at);
        at += 1;
      } else {
        return "string";
      }
      int times = 1;
      if (at < end && pattern.charAt(at) == '+') {
        at++;
      } else if (at < end && pattern.charAt(at) == '{') {
        int close = pattern.indexOf('}', at);
        if (close < 0 || close - at > 3 || !pattern.substring(at + 1, close).matches("[0-9]+")) {
          return "string";
        }
        times = Integer.parseInt(pattern.substring(at + 1, close));
        at = close + 1;
      }
      if (out.length() + times > 40) {
        return "string";
      }
      out.repeat(drawn, times);
    }
    return out.toString();
  }
}
