package dev.espalier.testsuite.oracle;

import dev.espalier.testsuite.oracle.SchemaDocuments.Resource;
import dev.espalier.testsuite.oracle.SchemaDocuments.Target;
import dev.espalier.testsuite.oracle.SchemaDocuments.Unresolvable;
import java.math.BigDecimal;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * A second judge: the specifications of all drafts, read directly. A schema is walked together with
 * the instance; nothing is compiled, nothing is shared with the compiler.
 *
 * <p>An integer of drafts 3 and 4 is a number whose node is integral ({@link
 * JsonNode#isIntegralNumber}): who reads the text decides by its spelling.
 */
public final class PlainValidator {
  /** The keys and indices that a schema which holds has evaluated (2020-12, core, 11). */
  private static final class Seen {
    private Set<String> properties = Set.of();
    private @Nullable BitSet items;

    void property(String key) {
      if (properties.isEmpty()) {
        properties = new HashSet<>();
      }
      properties.add(key);
    }

    void item(int index) {
      if (items == null) {
        items = new BitSet();
      }
      items.set(index);
    }

    boolean hasProperty(String key) {
      return properties.contains(key);
    }

    boolean hasItem(int index) {
      return items != null && items.get(index);
    }

    void add(Seen other) {
      other.properties.forEach(this::property);
      if (other.items != null) {
        other.items.stream().forEach(this::item);
      }
    }
  }

  /** The schema resources that were entered, the last first (2020-12, core, 7.1). */
  private record Scope(Resource resource, @Nullable Scope outer) {}

  private static final int DEEPEST = 400;

  private final JsonNode schema;
  private final SchemaDocuments documents;
  private final Map<String, Predicate<String>> formats;
  private final Map<String, Pattern> patterns = new HashMap<>();
  private int depth;

  /**
   * @param draft of schemas that do not say it
   * @param loader the documents that may be referred to, by their URI without a fragment
   * @param formats those that are asserted, by name
   */
  public PlainValidator(
      JsonNode schema,
      Draft draft,
      Function<String, Optional<JsonNode>> loader,
      Map<String, Predicate<String>> formats) {
    this.schema = schema;
    this.documents = new SchemaDocuments(schema, draft, loader);
    this.formats = formats;
  }

  /** For 2020-12 where the schema does not say it, no other documents, and no formats. */
  public PlainValidator(JsonNode schema) {
    this(schema, Draft.DRAFT_2020_12, uri -> Optional.empty(), Map.of());
  }

  /**
   * Whether an instance is valid.
   *
   * @throws Unresolvable if a reference leads nowhere, or to itself
   */
  public boolean accepts(JsonNode instance) {
    depth = 0;
    return apply(schema, new Scope(documents.root(), null), instance) != null;
  }

  /** What was seen if the instance is valid against a schema, null if it is not. */
  private @Nullable Seen apply(JsonNode node, Scope around, JsonNode instance) {
    if (!(node instanceof ObjectNode object)) {
      // Draft 3 and 4 have no boolean schemas, but where a boolean may stand it means the same.
      return node.isBoolean() && !node.booleanValue() ? null : new Seen();
    }
    if (++depth > DEEPEST) {
      throw new Unresolvable("a reference leads to itself");
    }
    Resource own = documents.owner(object, around.resource());
    Scope scope = own == around.resource() ? around : new Scope(own, around);
    Seen seen = new Seen();
    boolean valid =
        own.draft.refHidesSiblings() && object.path("$ref").isString()
            ? reference(object.get("$ref").asString(), scope, instance, seen)
            : keywords(object, scope, instance, seen);
    depth--;
    return valid ? seen : null;
  }

  private boolean keywords(ObjectNode object, Scope scope, JsonNode instance, Seen seen) {
    Draft draft = scope.resource().draft;
    boolean late = false;
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String keyword = entry.getKey();
      if (keyword.startsWith("unevaluated") && draft.atLeast(Draft.DRAFT_2019_09)) {
        late = true;
      } else if (!keyword(keyword, entry.getValue(), object, scope, instance, seen)) {
        return false;
      }
    }
    // After all others: they look at what those have seen.
    return !late
        || unevaluatedItems(object.get("unevaluatedItems"), scope, instance, seen)
            && unevaluatedProperties(object.get("unevaluatedProperties"), scope, instance, seen);
  }

  /** One keyword of a schema object; one that the draft does not know says nothing. */
  private boolean keyword(
      String name, JsonNode value, ObjectNode object, Scope scope, JsonNode instance, Seen seen) {
    Draft draft = scope.resource().draft;
    boolean asserts = scope.resource().validation;
    boolean from4 = draft.atLeast(Draft.DRAFT_4);
    boolean from6 = draft.atLeast(Draft.DRAFT_6);
    boolean from7 = draft.atLeast(Draft.DRAFT_7);
    boolean from2019 = draft.atLeast(Draft.DRAFT_2019_09);
    boolean from2020 = draft.atLeast(Draft.DRAFT_2020_12);
    return switch (name) {
      // References
      case "$ref" -> !value.isString() || reference(value.asString(), scope, instance, seen);
      case "$recursiveRef" ->
          draft != Draft.DRAFT_2019_09 || recursive(value.asString(), scope, instance, seen);
      case "$dynamicRef" -> !from2020 || dynamic(value.asString(), scope, instance, seen);

      // Any instance
      case "type" -> !asserts || type(value, scope, instance, seen);
      case "enum" -> !asserts || value.valueStream().anyMatch(each -> same(each, instance));
      case "const" -> !from6 || !asserts || same(value, instance);
      case "disallow" -> draft != Draft.DRAFT_3 || !disallowed(value, scope, instance);

      // Numbers
      case "multipleOf" ->
          !from4 || !asserts || !instance.isNumber() || multiple(instance, value.decimalValue());
      case "divisibleBy" ->
          draft != Draft.DRAFT_3
              || !instance.isNumber()
              || multiple(instance, value.decimalValue());
      case "minimum" -> {
        boolean exclusive = !from6 && object.path("exclusiveMinimum").asBoolean(false);
        yield !asserts || !instance.isNumber() || compare(instance, value) >= (exclusive ? 1 : 0);
      }
      case "maximum" -> {
        boolean exclusive = !from6 && object.path("exclusiveMaximum").asBoolean(false);
        yield !asserts || !instance.isNumber() || compare(instance, value) <= (exclusive ? -1 : 0);
      }
      case "exclusiveMinimum" ->
          !from6 || !asserts || !instance.isNumber() || compare(instance, value) > 0;
      case "exclusiveMaximum" ->
          !from6 || !asserts || !instance.isNumber() || compare(instance, value) < 0;

      // Strings
      case "minLength" -> !asserts || !instance.isString() || atLeast(length(instance), value);
      case "maxLength" -> !asserts || !instance.isString() || atMost(length(instance), value);
      case "pattern" ->
          !asserts || !instance.isString() || finds(value.asString(), instance.asString());
      case "format" ->
          !instance.isString()
              || formats.getOrDefault(value.asString(), any -> true).test(instance.asString());

      // Arrays
      case "items", "prefixItems", "additionalItems" ->
          !instance.isArray() || items(name, value, object, scope, instance, seen);
      case "contains" -> !from6 || !instance.isArray() || contains(object, scope, instance, seen);
      case "minItems" -> !asserts || !instance.isArray() || atLeast(instance.size(), value);
      case "maxItems" -> !asserts || !instance.isArray() || atMost(instance.size(), value);
      case "uniqueItems" ->
          !asserts || !instance.isArray() || !value.asBoolean(false) || unique(instance);

      // Objects
      case "properties", "patternProperties", "additionalProperties" ->
          !(instance instanceof ObjectNode members)
              || properties(name, object, scope, members, seen);
      case "propertyNames" ->
          !from6
              || !instance.isObject()
              || instance
                  .propertyStream()
                  .allMatch(e -> apply(value, scope, StringNode.valueOf(e.getKey())) != null);
      case "required" ->
          !from4
              || !asserts
              || !instance.isObject()
              || value.valueStream().allMatch(key -> instance.has(key.asString()));
      case "minProperties" ->
          !from4 || !asserts || !instance.isObject() || atLeast(instance.size(), value);
      case "maxProperties" ->
          !from4 || !asserts || !instance.isObject() || atMost(instance.size(), value);
      case "dependentRequired", "dependentSchemas" ->
          !from2019
              || name.equals("dependentRequired") && !asserts
              || dependencies(value, scope, instance, seen);
      case "dependencies" -> dependencies(value, scope, instance, seen);
      case "propertyDependencies" ->
          draft != Draft.V1 || propertyDependencies(value, scope, instance, seen);

      // Schemas
      case "allOf" -> !from4 || all(value, scope, instance, seen);
      case "extends" -> draft != Draft.DRAFT_3 || all(value, scope, instance, seen);
      case "anyOf" -> !from4 || count(value, scope, instance, seen) > 0;
      case "oneOf" -> !from4 || count(value, scope, instance, seen) == 1;
      case "not" -> !from4 || apply(value, scope, instance) == null;
      case "if" -> !from7 || condition(object, scope, instance, seen);
      default -> true;
    };
  }

  // References

  private boolean reference(String reference, Scope scope, JsonNode instance, Seen seen) {
    return go(documents.resolve(scope.resource(), reference), scope, instance, seen);
  }

  private boolean go(Target target, Scope scope, JsonNode instance, Seen seen) {
    Scope entered =
        target.resource() == scope.resource() ? scope : new Scope(target.resource(), scope);
    return adds(seen, apply(target.schema(), entered, instance));
  }

  private static boolean adds(Seen seen, @Nullable Seen more) {
    if (more == null) {
      return false;
    }
    seen.add(more);
    return true;
  }

  /** 2019-09, core, 8.2.4.2.1. */
  private boolean recursive(String reference, Scope scope, JsonNode instance, Seen seen) {
    Target target = documents.resolve(scope.resource(), reference);
    if (isRecursive(target.resource())) {
      for (Scope at = scope; at != null; at = at.outer()) {
        if (isRecursive(at.resource())) {
          target = new Target(at.resource().root, at.resource());
        }
      }
    }
    return go(target, scope, instance, seen);
  }

  private static boolean isRecursive(Resource resource) {
    return resource.root.path("$recursiveAnchor").asBoolean(false);
  }

  /** 2020-12, core, 8.2.3.2; in v1 the reference itself need not lead anywhere. */
  private boolean dynamic(String reference, Scope scope, JsonNode instance, Seen seen) {
    String name = reference.substring(reference.indexOf('#') + 1);
    @Nullable Target target = null;
    if (scope.resource().draft == Draft.DRAFT_2020_12) {
      target = documents.resolve(scope.resource(), reference);
      if (target.resource().dynamicAnchors.get(name) != target.schema()) {
        return go(target, scope, instance, seen);
      }
    }
    for (Scope at = scope; at != null; at = at.outer()) {
      JsonNode named = at.resource().dynamicAnchors.get(name);
      if (named != null) {
        target = new Target(named, at.resource());
      }
    }
    if (target == null) {
      throw new Unresolvable("no dynamic anchor " + name);
    }
    return go(target, scope, instance, seen);
  }

  // Any instance

  private boolean type(JsonNode types, Scope scope, JsonNode instance, Seen seen) {
    if (!types.isArray()) {
      return isOfType(types, scope, instance, seen);
    }
    for (JsonNode type : types) {
      if (isOfType(type, scope, instance, seen)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOfType(JsonNode type, Scope scope, JsonNode instance, Seen seen) {
    Draft draft = scope.resource().draft;
    if (type.isObject()) {
      // Draft 3, 5.1: a union may hold schemas.
      return draft == Draft.DRAFT_3 && adds(seen, apply(type, scope, instance));
    }
    return switch (type.asString()) {
      case "null" -> instance.isNull();
      case "boolean" -> instance.isBoolean();
      case "string" -> instance.isString();
      case "array" -> instance.isArray();
      case "object" -> instance.isObject();
      case "number" -> instance.isNumber();
      case "integer" ->
          instance.isNumber()
              && (draft.atMost(Draft.DRAFT_4)
                  ? instance.isIntegralNumber()
                  : integral(instance.decimalValue()));
      // Draft 3, 5.1: "any", and what it does not define, is any value.
      default -> draft == Draft.DRAFT_3;
    };
  }

  /** Draft 3, 5.25. */
  private boolean disallowed(JsonNode types, Scope scope, JsonNode instance) {
    return type(types, scope, instance, new Seen());
  }

  /** Equality of values: numbers by value, objects in any order of keys. */
  static boolean same(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return compare(a, b) == 0;
    }
    if (a instanceof ArrayNode left && b instanceof ArrayNode right) {
      if (left.size() != right.size()) {
        return false;
      }
      for (int i = 0; i < left.size(); i++) {
        if (!same(left.get(i), right.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a instanceof ObjectNode left && b instanceof ObjectNode right) {
      if (left.size() != right.size()) {
        return false;
      }
      for (Map.Entry<String, JsonNode> entry : left.properties()) {
        JsonNode other = right.get(entry.getKey());
        if (other == null || !same(entry.getValue(), other)) {
          return false;
        }
      }
      return true;
    }
    return a.equals(b);
  }

  // Numbers

  private static int compare(JsonNode a, JsonNode b) {
    return a.decimalValue().compareTo(b.decimalValue());
  }

  private static boolean integral(BigDecimal value) {
    return value.scale() <= 0 || value.stripTrailingZeros().scale() <= 0;
  }

  private static boolean multiple(JsonNode instance, BigDecimal divisor) {
    return instance.decimalValue().remainder(divisor).signum() == 0;
  }

  private static boolean atLeast(int size, JsonNode limit) {
    return BigDecimal.valueOf(size).compareTo(limit.decimalValue()) >= 0;
  }

  private static boolean atMost(int size, JsonNode limit) {
    return BigDecimal.valueOf(size).compareTo(limit.decimalValue()) <= 0;
  }

  // Strings

  private static int length(JsonNode string) {
    String text = string.asString();
    return text.codePointCount(0, text.length());
  }

  private boolean finds(String pattern, String text) {
    return patterns
        .computeIfAbsent(pattern, p -> Pattern.compile(Judge.translate(p)))
        .matcher(text)
        .find();
  }

  // Arrays

  private boolean items(
      String name, JsonNode value, ObjectNode object, Scope scope, JsonNode instance, Seen seen) {
    Draft draft = scope.resource().draft;
    int from;
    int to = instance.size();
    switch (name) {
      case "prefixItems" -> {
        if (!draft.atLeast(Draft.DRAFT_2020_12)) {
          return true;
        }
        return each(value, instance, scope, seen);
      }
      case "items" -> {
        if (value.isArray()) {
          return each(value, instance, scope, seen);
        }
        from = draft.atLeast(Draft.DRAFT_2020_12) ? object.path("prefixItems").size() : 0;
      }
      default -> {
        // additionalItems: of no effect without an array of items.
        if (!draft.atMost(Draft.DRAFT_2019_09) || !object.path("items").isArray()) {
          return true;
        }
        from = object.get("items").size();
      }
    }
    for (int i = from; i < to; i++) {
      if (apply(value, scope, instance.get(i)) == null) {
        return false;
      }
      seen.item(i);
    }
    return true;
  }

  private boolean each(JsonNode schemas, JsonNode instance, Scope scope, Seen seen) {
    for (int i = 0; i < Math.min(schemas.size(), instance.size()); i++) {
      if (apply(schemas.get(i), scope, instance.get(i)) == null) {
        return false;
      }
      seen.item(i);
    }
    return true;
  }

  private boolean contains(ObjectNode object, Scope scope, JsonNode instance, Seen seen) {
    Draft draft = scope.resource().draft;
    int found = 0;
    for (int i = 0; i < instance.size(); i++) {
      if (apply(object.get("contains"), scope, instance.get(i)) != null) {
        found++;
        if (draft.atLeast(Draft.DRAFT_2020_12)) {
          seen.item(i);
        }
      }
    }
    boolean counted = draft.atLeast(Draft.DRAFT_2019_09) && scope.resource().validation;
    JsonNode least = counted ? object.get("minContains") : null;
    JsonNode most = counted ? object.get("maxContains") : null;
    return (least == null ? found > 0 : atLeast(found, least))
        && (most == null || atMost(found, most));
  }

  private static boolean unique(JsonNode array) {
    for (int i = 0; i < array.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (same(array.get(i), array.get(j))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean unevaluatedItems(
      @Nullable JsonNode schema, Scope scope, JsonNode instance, Seen seen) {
    if (schema != null && instance.isArray()) {
      for (int i = 0; i < instance.size(); i++) {
        if (!seen.hasItem(i) && apply(schema, scope, instance.get(i)) == null) {
          return false;
        }
        seen.item(i);
      }
    }
    return true;
  }

  // Objects

  private boolean properties(
      String name, ObjectNode object, Scope scope, ObjectNode instance, Seen seen) {
    JsonNode properties = object.path("properties");
    JsonNode patternProperties = object.path("patternProperties");
    Draft draft = scope.resource().draft;
    if (name.equals("properties") && draft == Draft.DRAFT_3) {
      // Draft 3, 5.7: a property says itself whether it is required.
      for (Map.Entry<String, JsonNode> entry : properties.properties()) {
        if (entry.getValue().path("required").asBoolean(false) && !instance.has(entry.getKey())) {
          return false;
        }
      }
    }
    for (Map.Entry<String, JsonNode> member : instance.properties()) {
      String key = member.getKey();
      JsonNode value = member.getValue();
      boolean evaluated = false;
      switch (name) {
        case "properties" -> {
          if (properties.has(key)) {
            evaluated = true;
            if (apply(properties.get(key), scope, value) == null) {
              return false;
            }
          }
        }
        case "patternProperties" -> {
          for (Map.Entry<String, JsonNode> pattern : patternProperties.properties()) {
            if (finds(pattern.getKey(), key)) {
              evaluated = true;
              if (apply(pattern.getValue(), scope, value) == null) {
                return false;
              }
            }
          }
        }
        default -> {
          evaluated =
              !properties.has(key)
                  && patternProperties.propertyStream().noneMatch(p -> finds(p.getKey(), key));
          if (evaluated && apply(object.get("additionalProperties"), scope, value) == null) {
            return false;
          }
        }
      }
      if (evaluated) {
        seen.property(key);
      }
    }
    return true;
  }

  private boolean dependencies(JsonNode value, Scope scope, JsonNode instance, Seen seen) {
    if (!instance.isObject()) {
      return true;
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      if (!instance.has(entry.getKey())) {
        continue;
      }
      JsonNode needed = entry.getValue();
      boolean holds =
          switch (needed) {
            case ArrayNode keys -> keys.valueStream().allMatch(key -> instance.has(key.asString()));
            // Draft 3, 5.8: one key stands for itself.
            case JsonNode key when key.isString() -> instance.has(key.asString());
            default -> adds(seen, apply(needed, scope, instance));
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  private boolean propertyDependencies(JsonNode value, Scope scope, JsonNode instance, Seen seen) {
    if (instance.isObject()) {
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        JsonNode member = instance.path(entry.getKey());
        JsonNode needed =
            member.isString()
                ? entry.getValue().path(member.asString())
                : MissingNode.getInstance();
        if (!needed.isMissingNode() && !adds(seen, apply(needed, scope, instance))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean unevaluatedProperties(
      @Nullable JsonNode schema, Scope scope, JsonNode instance, Seen seen) {
    if (schema != null && instance.isObject()) {
      for (Map.Entry<String, JsonNode> member : instance.properties()) {
        if (!seen.hasProperty(member.getKey()) && apply(schema, scope, member.getValue()) == null) {
          return false;
        }
        seen.property(member.getKey());
      }
    }
    return true;
  }

  // Schemas

  private boolean all(JsonNode schemas, Scope scope, JsonNode instance, Seen seen) {
    if (!schemas.isArray()) {
      return adds(seen, apply(schemas, scope, instance));
    }
    for (JsonNode each : schemas) {
      if (!adds(seen, apply(each, scope, instance))) {
        return false;
      }
    }
    return true;
  }

  /** How many of the schemas hold: all are looked at, for what each has seen. */
  private int count(JsonNode schemas, Scope scope, JsonNode instance, Seen seen) {
    int hold = 0;
    for (JsonNode each : schemas) {
      if (adds(seen, apply(each, scope, instance))) {
        hold++;
      }
    }
    return hold;
  }

  private boolean condition(ObjectNode object, Scope scope, JsonNode instance, Seen seen) {
    boolean holds = adds(seen, apply(object.get("if"), scope, instance));
    JsonNode then = object.get(holds ? "then" : "else");
    return then == null || adds(seen, apply(then, scope, instance));
  }
}
