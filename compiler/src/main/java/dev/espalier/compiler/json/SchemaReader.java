package dev.espalier.compiler.json;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.Report.Relaxation;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.SchemaException.Kind;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.json.SchemaDocument.Place;
import dev.espalier.compiler.json.Shape.Definition;
import dev.espalier.compiler.json.Shape.Definition.Part;
import dev.espalier.compiler.json.Shape.PatternMember;
import dev.espalier.compiler.json.Shape.Reference;
import dev.espalier.compiler.lexical.NumberSet;
import dev.espalier.compiler.lexical.StringSet;
import dev.espalier.compiler.regex.EcmaRegex;
import dev.espalier.compiler.regex.RegexException;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * Reads a schema document as shapes: each keyword by the specification of the document's draft.
 *
 * <p>Everything that the root leads to is read and checked; definitions that nothing refers to are
 * not. A keyword that cannot be enforced is refused by name, unless the caller had it relaxed.
 */
final class SchemaReader {
  /** The formats that some draft defines; others are annotations wherever they stand. */
  private static final Set<String> FORMATS =
      Set.of(
          "color",
          "date",
          "date-time",
          "duration",
          "email",
          "host-name",
          "hostname",
          "idn-email",
          "idn-hostname",
          "ip-address",
          "ipv4",
          "ipv6",
          "iri",
          "iri-reference",
          "json-pointer",
          "regex",
          "relative-json-pointer",
          "time",
          "uri",
          "uri-reference",
          "uri-template",
          "uuid");

  private final SchemaDocument document;
  private final Shapes shapes;
  private final JsonSchemaOptions options;
  private final Dialect dialect;

  private final IdentityHashMap<JsonNode, Definition> definitions = new IdentityHashMap<>();
  private final ArrayDeque<Runnable> toRead = new ArrayDeque<>();
  private final List<Definition> read = new ArrayList<>();
  private final Map<String, CodePointDfa> patterns = new HashMap<>();
  private final Set<String> enforced = new TreeSet<>();
  private final List<Relaxation> relaxed = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();

  SchemaReader(SchemaDocument document, Shapes shapes, JsonSchemaOptions options) {
    this.document = document;
    this.shapes = shapes;
    this.options = options;
    this.dialect = document.dialect();
  }

  /** Reads the document; answers its root. */
  Definition read() {
    Definition root = define(document.root());
    while (!toRead.isEmpty()) {
      toRead.remove().run();
    }
    checkLoops();
    return root;
  }

  Report report() {
    return new Report(List.copyOf(enforced), relaxed, List.copyOf(notes));
  }

  private Shape subschema(Place place) {
    JsonNode node = place.node();
    if (node.isBoolean() && dialect.atLeast(Dialect.DRAFT_6)) {
      return node.asBoolean() ? shapes.any : shapes.none;
    }
    return node.isObject() && node.isEmpty() ? shapes.any : shapes.reference(define(place));
  }

  private Definition define(Place place) {
    Definition known = definitions.get(place.node());
    if (known != null) {
      return known;
    }
    int limit = options.limits().subschemas();
    if (definitions.size() == limit) {
      throw new SchemaException(
          Kind.LIMIT,
          place.pointer(),
          "",
          "has more subschemas than the limit subschemas = " + limit);
    }
    Definition made = new Definition(place.pointer());
    definitions.put(place.node(), made);
    toRead.add(() -> readInto(made, document.enter(place)));
    return made;
  }

  /** The keywords of one schema object while they are read. */
  private final class Keywords {
    final Place place;
    final JsonNode node;
    final List<Part> parts = new ArrayList<>();

    Keywords(Place place) {
      this.place = place;
      this.node = place.node();
    }

    boolean has(String keyword) {
      return node.has(keyword);
    }

    String pointer(String keyword) {
      return place.at(node, keyword).pointer();
    }

    void add(String keyword, Shape shape) {
      enforced.add(keyword);
      if (shape != shapes.any) {
        parts.add(new Part(pointer(keyword), shape));
      }
    }

    /** Reads one keyword; what goes wrong meanwhile is said of it. */
    void read(String keyword, Supplier<Shape> meaning) {
      if (!has(keyword)) {
        return;
      }
      try {
        add(keyword, meaning.get());
      } catch (LimitExceeded e) {
        throw new SchemaException(Kind.LIMIT, pointer(keyword), keyword, e.getMessage(), e);
      }
    }

    SchemaException invalid(String keyword, String expected) {
      return new SchemaException(
          Kind.INVALID, pointer(keyword), keyword, "'" + keyword + "' must be " + expected);
    }

    void unsupported(String keyword, String why) {
      if (options.relax().contains(keyword)) {
        relaxed.add(new Relaxation(keyword, pointer(keyword)));
      } else {
        throw new SchemaException(
            Kind.UNSUPPORTED, pointer(keyword), keyword, "'" + keyword + "' " + why);
      }
    }

    Place child(String keyword) {
      return place.at(get(keyword), keyword);
    }

    JsonNode get(String keyword) {
      return node.get(keyword);
    }

    List<Place> children(String keyword) {
      JsonNode array = get(keyword);
      if (!array.isArray() || (array.isEmpty() && !keyword.equals("items"))) {
        throw invalid(keyword, "an array of schemas, at least one");
      }
      List<Place> children = new ArrayList<>();
      for (int i = 0; i < array.size(); i++) {
        children.add(place.at(array.get(i), keyword, Integer.toString(i)));
      }
      return children;
    }

    Map<String, Place> members(String keyword) {
      JsonNode object = get(keyword);
      if (!object.isObject()) {
        throw invalid(keyword, "an object whose values are schemas");
      }
      Map<String, Place> members = new LinkedHashMap<>();
      object
          .properties()
          .forEach(e -> members.put(e.getKey(), place.at(e.getValue(), keyword, e.getKey())));
      return members;
    }

    BigDecimal number(String keyword) {
      JsonNode value = get(keyword);
      if (!value.isNumber()) {
        throw invalid(keyword, "a number");
      }
      return value.decimalValue();
    }

    /** A count; beyond what a text could ever hold it is as good as without end. */
    long count(String keyword) {
      BigDecimal value = number(keyword);
      if (value.signum() < 0) {
        throw invalid(keyword, "a non-negative integer");
      }
      if (value.signum() != 0 && value.precision() - value.scale() > 18) {
        return Long.MAX_VALUE - 1;
      }
      try {
        return value.longValueExact();
      } catch (ArithmeticException e) {
        throw invalid(keyword, "a non-negative integer");
      }
    }
  }

  private void readInto(Definition definition, Place place) {
    JsonNode node = place.node();
    read.add(definition);
    if (node.isBoolean() && dialect.atLeast(Dialect.DRAFT_6)) {
      definition.define(node.asBoolean() ? shapes.any : shapes.none, List.of());
      return;
    }
    if (!node.isObject()) {
      throw new SchemaException(
          Kind.INVALID,
          place.pointer(),
          "",
          dialect.atLeast(Dialect.DRAFT_6)
              ? "a schema must be an object or a boolean"
              : "a schema must be an object");
    }
    Keywords k = new Keywords(place);
    k.read("$ref", () -> reference(k));
    if (!k.has("$ref") || dialect.atLeast(Dialect.DRAFT_2019_09)) {
      readKeywords(k);
    }
    try {
      definition.define(shapes.and(k.parts.stream().map(Part::shape).toList()), k.parts);
    } catch (LimitExceeded e) {
      throw new SchemaException(Kind.LIMIT, place.pointer(), "", e.getMessage(), e);
    }
  }

  private Shape reference(Keywords k) {
    if (!k.get("$ref").isString()) {
      throw k.invalid("$ref", "a string");
    }
    return subschema(document.resolve(k.place, k.get("$ref").asString()));
  }

  private void readKeywords(Keywords k) {
    k.read("type", () -> type(k));
    k.read("enum", () -> enumeration(k));
    if (dialect.atLeast(Dialect.DRAFT_6)) {
      k.read("const", () -> constant(k.get("const"), k.pointer("const"), "const"));
    }
    readNumbers(k);
    readStrings(k);
    readArrays(k);
    readObjects(k);
    k.read("allOf", () -> shapes.and(k.children("allOf").stream().map(this::subschema).toList()));
    k.read("anyOf", () -> shapes.or(k.children("anyOf").stream().map(this::subschema).toList()));
    refuseOthers(k);
  }

  // ---- Any type

  private Shape type(Keywords k) {
    JsonNode type = k.get("type");
    List<Shape> either = new ArrayList<>();
    if (type.isString()) {
      either.add(type(k, type.asString()));
    } else if (type.isArray() && !type.isEmpty()) {
      type.forEach(t -> either.add(type(k, t.isString() ? t.asString() : "")));
    } else {
      throw k.invalid("type", "the name of a type, or an array of names");
    }
    return shapes.or(either);
  }

  private Shape type(Keywords k, String name) {
    return switch (name) {
      case "null" -> shapes.types(JsonType.NULL.bit());
      case "boolean" -> shapes.types(JsonType.FALSE.bit() | JsonType.TRUE.bit());
      case "number" -> shapes.types(JsonType.NUMBER.bit());
      case "integer" ->
          shapes.and(
              shapes.types(JsonType.NUMBER.bit()),
              shapes.numbers(NumberSet.multiplesOf(BigDecimal.ONE)));
      case "string" -> shapes.types(JsonType.STRING.bit());
      case "array" -> shapes.types(JsonType.ARRAY.bit());
      case "object" -> shapes.types(JsonType.OBJECT.bit());
      default ->
          throw k.invalid(
              "type",
              "one of null, boolean, number, integer, string, array, object; not '" + name + "'");
    };
  }

  private Shape enumeration(Keywords k) {
    JsonNode values = k.get("enum");
    if (!values.isArray()) {
      throw k.invalid("enum", "an array");
    }
    int words = 0;
    Set<String> strings = new LinkedHashSet<>();
    List<BigDecimal> numbers = new ArrayList<>();
    List<Shape> either = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      JsonNode value = values.get(i);
      if (value.isString()) {
        strings.add(value.asString());
      } else if (value.isNumber()) {
        numbers.add(writable(value, k.pointer("enum") + "/" + i, "enum"));
      } else if (value.isContainer()) {
        either.add(constant(value, k.pointer("enum") + "/" + i, "enum"));
      } else {
        words |= word(value).bit();
      }
    }
    either.add(shapes.types(words));
    if (!strings.isEmpty()) {
      either.add(
          shapes.and(
              shapes.types(JsonType.STRING.bit()),
              shapes.strings(StringSet.ofWords(wellFormed(strings, k.pointer("enum"), "enum")))));
    }
    if (!numbers.isEmpty()) {
      either.add(
          shapes.and(
              shapes.types(JsonType.NUMBER.bit()), shapes.numbers(NumberSet.points(numbers))));
    }
    return shapes.or(either);
  }

  private static JsonType word(JsonNode value) {
    return value.isNull() ? JsonType.NULL : value.asBoolean() ? JsonType.TRUE : JsonType.FALSE;
  }

  /** A number, if the output form can write it. */
  private BigDecimal writable(JsonNode value, String pointer, String keyword) {
    BigDecimal number = value.decimalValue();
    boolean writable;
    try {
      writable = !NumberSet.point(number).isEmpty(options.form().numbers());
    } catch (LimitExceeded e) {
      writable = false;
    }
    if (!writable) {
      throw new SchemaException(
          Kind.FORM,
          pointer,
          keyword,
          "the number "
              + shortened(value.toString())
              + " cannot be written in the output form "
              + options.form().numbers());
    }
    return number;
  }

  private static String shortened(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  /** Strings, if the output form can write them: lone surrogates are no characters. */
  private static Set<String> wellFormed(Set<String> strings, String pointer, String keyword) {
    for (String s : strings) {
      if (s.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff)) {
        throw new SchemaException(
            Kind.FORM, pointer, keyword, "a string with a lone surrogate cannot be written");
      }
    }
    return strings;
  }

  private Shape constant(JsonNode value, String pointer, String keyword) {
    if (value.isString()) {
      return shapes.and(
          shapes.types(JsonType.STRING.bit()),
          shapes.strings(
              StringSet.ofWords(wellFormed(Set.of(value.asString()), pointer, keyword))));
    }
    if (value.isNumber()) {
      return shapes.and(
          shapes.types(JsonType.NUMBER.bit()),
          shapes.numbers(NumberSet.point(writable(value, pointer, keyword))));
    }
    if (value.isArray()) {
      List<Shape> items = new ArrayList<>();
      for (int i = 0; i < value.size(); i++) {
        items.add(constant(value.get(i), pointer + "/" + i, keyword));
      }
      return shapes.and(
          List.of(
              shapes.types(JsonType.ARRAY.bit()),
              shapes.items(items, shapes.none),
              shapes.itemCount(items.size(), items.size())));
    }
    if (value.isObject()) {
      Map<String, Shape> members = new LinkedHashMap<>();
      value
          .properties()
          .forEach(e ->
              members.put(e.getKey(), constant(e.getValue(), pointer + "/" + e.getKey(), keyword)));
      wellFormed(members.keySet(), pointer, keyword);
      return shapes.and(
          List.of(
              shapes.types(JsonType.OBJECT.bit()),
              shapes.members(members, List.of(), shapes.none),
              shapes.required(members.keySet())));
    }
    return shapes.types(word(value).bit());
  }

  // ---- Numbers

  private void readNumbers(Keywords k) {
    // Up to draft 4 (and, where no dialect is declared, in schemas written that way) the exclusive
    // bounds are booleans that change the inclusive ones.
    boolean old = dialect == Dialect.DRAFT_4 || !document.declaresDialect();
    boolean openBelow = old && isTrue(k, "exclusiveMinimum");
    boolean openAbove = old && isTrue(k, "exclusiveMaximum");
    k.read(
        "minimum",
        () -> {
          BigDecimal bound = k.number("minimum");
          return shapes.numbers(openBelow ? NumberSet.moreThan(bound) : NumberSet.atLeast(bound));
        });
    k.read(
        "maximum",
        () -> {
          BigDecimal bound = k.number("maximum");
          return shapes.numbers(openAbove ? NumberSet.lessThan(bound) : NumberSet.atMost(bound));
        });
    readExclusive(k, "exclusiveMinimum", old);
    readExclusive(k, "exclusiveMaximum", old);
    k.read(
        "multipleOf",
        () -> {
          BigDecimal step = k.number("multipleOf");
          if (step.signum() <= 0) {
            throw k.invalid("multipleOf", "a number above 0");
          }
          return shapes.numbers(NumberSet.multiplesOf(step));
        });
  }

  private static boolean isTrue(Keywords k, String keyword) {
    return k.has(keyword) && k.get(keyword).isBoolean() && k.get(keyword).asBoolean();
  }

  private void readExclusive(Keywords k, String keyword, boolean old) {
    k.read(
        keyword,
        () -> {
          if (old && k.get(keyword).isBoolean()) {
            return shapes.any;
          }
          if (dialect == Dialect.DRAFT_4) {
            throw k.invalid(keyword, "a boolean");
          }
          BigDecimal bound = k.number(keyword);
          return shapes.numbers(
              keyword.equals("exclusiveMinimum")
                  ? NumberSet.moreThan(bound)
                  : NumberSet.lessThan(bound));
        });
  }

  // ---- Strings

  private void readStrings(Keywords k) {
    k.read(
        "minLength",
        () -> shapes.strings(StringSet.lengths(k.count("minLength"), StringSet.UNBOUNDED)));
    k.read("maxLength", () -> shapes.strings(StringSet.lengths(0, k.count("maxLength"))));
    if (k.has("pattern")) {
      if (!k.get("pattern").isString()) {
        throw k.invalid("pattern", "a string");
      }
      k.read(
          "pattern",
          () -> shapes.strings(StringSet.of(pattern(k, "pattern", k.get("pattern").asString()))));
    }
    if (k.has("format")) {
      if (!k.get("format").isString()) {
        throw k.invalid("format", "a string");
      }
      String format = k.get("format").asString();
      if (options.formats() == Formats.ASSERT && FORMATS.contains(format)) {
        k.unsupported("format", "is not asserted yet: '" + format + "'");
      } else {
        notes.add("format '" + format + "' is an annotation");
      }
    }
  }

  private CodePointDfa pattern(Keywords k, String keyword, String pattern) {
    CodePointDfa known = patterns.get(pattern);
    if (known != null) {
      return known;
    }
    CodePointDfa dfa;
    try {
      EcmaRegex regex =
          EcmaRegex.parse(
              pattern, EcmaRegex.DEFAULT_NESTING, shapes.work("the pattern " + shortened(pattern)));
      regex.notes().forEach(note -> notes.add("pattern '" + shortened(pattern) + "': " + note));
      dfa = regex.dfa();
    } catch (RegexException e) {
      if (e.kind() == RegexException.Kind.INVALID) {
        throw new SchemaException(Kind.INVALID, k.pointer(keyword), keyword, e.getMessage(), e);
      }
      k.unsupported(keyword, "uses what is not supported: " + e.getMessage());
      dfa = CodePointDfa.ANY;
    }
    patterns.put(pattern, dfa);
    return dfa;
  }

  // ---- Arrays

  private void readArrays(Keywords k) {
    k.read("minItems", () -> shapes.itemCount(k.count("minItems"), Long.MAX_VALUE));
    k.read("maxItems", () -> shapes.itemCount(0, k.count("maxItems")));
    boolean tuples = dialect.atLeast(Dialect.DRAFT_2020_12);
    List<Shape> prefix = new ArrayList<>();
    if (tuples && k.has("prefixItems")) {
      enforced.add("prefixItems");
      k.children("prefixItems").forEach(p -> prefix.add(subschema(p)));
    }
    // Arrays under "items" are the tuples of the drafts before 2020-12; schemas that declare no
    // dialect are often written that way.
    boolean arrayItems =
        k.has("items")
            && k.get("items").isArray()
            && (!tuples || (!document.declaresDialect() && prefix.isEmpty()));
    Shape rest = shapes.any;
    if (arrayItems) {
      enforced.add("items");
      if (tuples) {
        notes.add("an array under 'items' is read as in the drafts before 2020-12");
      }
      k.children("items").forEach(p -> prefix.add(subschema(p)));
      if (k.has("additionalItems")) {
        enforced.add("additionalItems");
        rest = booleanOrSchema(k, "additionalItems");
      }
    } else if (k.has("items")) {
      enforced.add("items");
      rest = booleanOrSchema(k, "items");
    }
    Shape items = shapes.items(prefix, rest);
    if (items != shapes.any) {
      k.parts.add(new Part(k.pointer(k.has("items") ? "items" : "prefixItems"), items));
    }
  }

  private Shape booleanOrSchema(Keywords k, String keyword) {
    JsonNode value = k.get(keyword);
    if (value.isBoolean()
        && (dialect.atLeast(Dialect.DRAFT_6) || keyword.startsWith("additional"))) {
      return value.asBoolean() ? shapes.any : shapes.none;
    }
    if (!value.isObject()) {
      throw k.invalid(keyword, "a schema");
    }
    return subschema(k.child(keyword));
  }

  // ---- Objects

  private void readObjects(Keywords k) {
    if (k.has("required")) {
      JsonNode required = k.get("required");
      if (!required.isArray()) {
        throw k.invalid("required", "an array of strings");
      }
      Set<String> keys = new LinkedHashSet<>();
      for (JsonNode key : required) {
        if (!key.isString()) {
          throw k.invalid("required", "an array of strings");
        }
        keys.add(key.asString());
      }
      k.add("required", shapes.required(wellFormed(keys, k.pointer("required"), "required")));
    }
    Map<String, Shape> names = new LinkedHashMap<>();
    List<PatternMember> byPattern = new ArrayList<>();
    Shape others = shapes.any;
    String where = "";
    if (k.has("properties")) {
      enforced.add("properties");
      where = "properties";
      k.members("properties").forEach((name, place) -> names.put(name, subschema(place)));
      names.keySet().removeIf(name -> name.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff));
    }
    if (k.has("patternProperties")) {
      enforced.add("patternProperties");
      where = "patternProperties";
      Map<String, Place> members = k.members("patternProperties");
      for (Map.Entry<String, Place> member : members.entrySet()) {
        Shape value = subschema(member.getValue());
        try {
          byPattern.add(new PatternMember(pattern(k, "patternProperties", member.getKey()), value));
        } catch (LimitExceeded e) {
          throw new SchemaException(
              Kind.LIMIT, k.pointer("patternProperties"), "patternProperties", e.getMessage(), e);
        }
      }
    }
    if (k.has("additionalProperties")) {
      enforced.add("additionalProperties");
      where = "additionalProperties";
      others = booleanOrSchema(k, "additionalProperties");
    }
    Shape members = shapes.members(names, byPattern, others);
    if (members != shapes.any) {
      k.parts.add(new Part(k.pointer(k.has("properties") ? "properties" : where), members));
    }
  }

  // ---- What is not supported

  private void refuseOthers(Keywords k) {
    String notYet = "is not supported yet";
    for (String keyword : List.of("not", "oneOf")) {
      if (k.has(keyword)) {
        k.unsupported(keyword, notYet);
      }
    }
    for (String keyword : List.of("minProperties", "maxProperties")) {
      if (k.has(keyword) && !(keyword.startsWith("min") && k.count(keyword) == 0)) {
        k.unsupported(keyword, notYet);
      }
    }
    if (k.has("uniqueItems")
        && !(k.get("uniqueItems").isBoolean() && !k.get("uniqueItems").asBoolean())) {
      k.unsupported("uniqueItems", notYet);
    }
    if (k.has("dependencies") && !k.get("dependencies").isEmpty()) {
      k.unsupported("dependencies", notYet);
    }
    if (dialect.atLeast(Dialect.DRAFT_6)) {
      refuse(k, "contains", notYet);
      refuse(k, "propertyNames", notYet);
    }
    if (dialect.atLeast(Dialect.DRAFT_7) && k.has("if") && (k.has("then") || k.has("else"))) {
      k.unsupported("if", notYet);
    }
    if (dialect.atLeast(Dialect.DRAFT_2019_09)) {
      for (String keyword :
          List.of(
              "dependentRequired",
              "dependentSchemas",
              "unevaluatedProperties",
              "unevaluatedItems",
              "$recursiveRef",
              "$dynamicRef")) {
        refuse(k, keyword, notYet);
      }
    }
  }

  private static void refuse(Keywords k, String keyword, String why) {
    boolean allowsAll =
        k.has(keyword)
            && (keyword.startsWith("uneval") || keyword.equals("propertyNames"))
            && k.get(keyword).isBoolean()
            && k.get(keyword).asBoolean();
    if (k.has(keyword) && !allowsAll) {
      k.unsupported(keyword, why);
    }
  }

  // ---- References that lead to themselves without reading anything

  private void checkLoops() {
    Set<Definition> done = new HashSet<>();
    for (Definition start : read) {
      Set<Definition> path = new LinkedHashSet<>();
      walk(start, path, done);
    }
  }

  private void walk(Definition start, Set<Definition> path, Set<Definition> done) {
    record Frame(Definition definition, java.util.Iterator<Definition> next) {}
    ArrayDeque<Frame> stack = new ArrayDeque<>();
    if (done.contains(start)) {
      return;
    }
    path.add(start);
    stack.push(new Frame(start, unguarded(start).iterator()));
    while (!stack.isEmpty()) {
      Frame top = stack.peek();
      if (!top.next.hasNext()) {
        stack.pop();
        path.remove(top.definition);
        done.add(top.definition);
        continue;
      }
      Definition next = top.next.next();
      if (path.contains(next)) {
        throw new SchemaException(
            Kind.REFERENCE,
            next.pointer(),
            "$ref",
            "refers to itself without reading anything, so it has no meaning");
      }
      if (!done.contains(next)) {
        path.add(next);
        stack.push(new Frame(next, unguarded(next).iterator()));
      }
    }
  }

  private static List<Definition> unguarded(Definition definition) {
    List<Definition> found = new ArrayList<>();
    ArrayDeque<Shape> open = new ArrayDeque<>(List.of(definition.shape()));
    while (!open.isEmpty()) {
      switch (open.remove()) {
        case Shape.And and -> open.addAll(and.parts);
        case Shape.Or or -> open.addAll(or.parts);
        case Reference r -> found.add(r.definition);
        default -> {}
      }
    }
    return found;
  }
}
