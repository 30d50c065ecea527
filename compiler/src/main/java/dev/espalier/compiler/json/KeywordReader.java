package dev.espalier.compiler.json;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.JsonSchemaOptions.Integers;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.SchemaException.Kind;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.formats.FormatLanguages;
import dev.espalier.compiler.json.Evaluations.Evaluated;
import dev.espalier.compiler.json.SchemaDocument.Place;
import dev.espalier.compiler.json.SchemaDocument.Resource;
import dev.espalier.compiler.json.SchemaReader.Link;
import dev.espalier.compiler.json.SchemaReader.Mentioned;
import dev.espalier.compiler.json.SchemaReader.Reading;
import dev.espalier.compiler.json.SchemaReader.Role;
import dev.espalier.compiler.json.Shape.Definition.Part;
import dev.espalier.compiler.json.Shape.PatternMember;
import dev.espalier.compiler.json.Shape.Reference;
import dev.espalier.compiler.lexical.NumberSet;
import dev.espalier.compiler.lexical.SpelledNumbers;
import dev.espalier.compiler.lexical.StringSet;
import dev.espalier.compiler.regex.RegexException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the keywords of one schema object, each as a shape. */
final class KeywordReader {
  /** Keywords of v1 that constrain nothing, and those that are read where documents are. */
  private static final Set<String> ANNOTATIONS =
      Set.of(
          "$anchor",
          "$comment",
          "$dynamicAnchor",
          "$id",
          "$schema",
          "$vocabulary",
          "default",
          "deprecated",
          "description",
          "examples",
          "readOnly",
          "title",
          "writeOnly");

  private final SchemaReader reader;
  private final Reading reading;
  private final Shapes shapes;
  private final Place place;
  private final JsonNode node;
  private final Rules rules;

  // What the keywords evaluate, while they are read.
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<CodePointDfa> patterns = new LinkedHashSet<>();
  private boolean allKeys;
  private long prefix;
  private boolean allItems;
  private Shape contained;

  // What they mention beside that.
  private final Set<String> alsoNames = new LinkedHashSet<>();
  private Shape alsoContained;
  private long minKeys;
  private long minItems;
  private boolean tuple;

  KeywordReader(SchemaReader reader, Reading reading) {
    this.reader = reader;
    this.reading = reading;
    this.shapes = reader.shapes();
    this.place = reading.place;
    this.node = place.node();
    this.rules = place.resource().rules();
    this.contained = shapes.none;
    this.alsoContained = shapes.none;
  }

  void read() {
    read("$ref", this::reference);
    if (node.has("$ref") && rules.referencesHide()) {
      return;
    }
    read("$recursiveRef", this::recursiveReference);
    read("$dynamicRef", this::dynamicReference);
    read("type", this::type);
    read("enum", this::enumeration);
    read("const", () -> reader.constants().constant(get("const"), pointer("const"), "const"));
    readNumbers();
    readStrings();
    readArrays();
    readObjects();
    readLogic();
    readUnevaluated();
    for (String keyword : List.of("contentEncoding", "contentMediaType", "contentSchema")) {
      if (has(keyword)) {
        reader.note("'" + keyword + "' is an annotation");
      }
    }
    if (rules.atLeast(Dialect.V1)) {
      noteUnknown();
    }
    if (!names.isEmpty()
        || !patterns.isEmpty()
        || allKeys
        || prefix > 0
        || allItems
        || contained != shapes.none) {
      reading.evaluated = new Evaluated(names, patterns, allKeys, prefix, allItems, contained);
    }
    if (reader.closes()) {
      reading.mentioned = mentioned();
    }
  }

  /** What closes objects and arrays, and what may be in them nevertheless. */
  private Mentioned mentioned() {
    Set<String> known = new LinkedHashSet<>(names);
    known.addAll(alsoNames);
    boolean everything = has("const") || has("enum") || !reading.relaxed.isEmpty();
    boolean members = has("properties") || has("patternProperties");
    boolean keys =
        everything || allKeys || (members && patterns.isEmpty() && minKeys > known.size());
    boolean items = everything || allItems || (tuple && minItems > prefix);
    Evaluated what = new Evaluated(known, patterns, keys, prefix, items, alsoContained);
    return new Mentioned(what, members, tuple);
  }

  /** Keys that something asks for. */
  private Shape required(Set<String> keys) {
    alsoNames.addAll(keys);
    return shapes.required(keys);
  }

  /** From v1 on, a keyword that is not known has no place in a schema, unless it begins with x-. */
  private void noteUnknown() {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String keyword = entry.getKey();
      if (!rules.knows(keyword) && !keyword.startsWith("x-") && !ANNOTATIONS.contains(keyword)) {
        reader.note("'" + keyword + "' is no keyword of " + rules.dialect().title() + ": ignored");
      }
    }
  }

  // ---- Keywords and their values

  private boolean has(String keyword) {
    return node.has(keyword) && rules.knows(keyword);
  }

  private JsonNode get(String keyword) {
    return node.get(keyword);
  }

  private String pointer(String keyword) {
    return reading.pointer(keyword);
  }

  private void add(String keyword, Shape shape) {
    reader.enforces(keyword);
    add(pointer(keyword), keyword, shape);
  }

  private void add(String pointer, String keyword, Shape shape) {
    if (shape != shapes.any) {
      reading.parts.add(new Part(pointer, shape));
    }
  }

  /** Reads one keyword; what goes wrong meanwhile is said of it. */
  private void read(String keyword, Supplier<Shape> meaning) {
    if (has(keyword)) {
      Shape shape = bounded(keyword, meaning);
      if (shape != null) {
        add(keyword, shape);
      }
    }
  }

  /** What a keyword says; nothing if it is left out because the caller said so. */
  private @Nullable Shape bounded(String keyword, Supplier<Shape> meaning) {
    try {
      return meaning.get();
    } catch (NotEnforced e) {
      unsupported(keyword, e.why);
    } catch (LimitExceeded e) {
      if (!relaxes(keyword)) {
        throw new SchemaException(Kind.LIMIT, pointer(keyword), keyword, e.getMessage(), e);
      }
    }
    return null;
  }

  /** That a keyword cannot be enforced; handled where the keyword is read. */
  private static final class NotEnforced extends RuntimeException {
    private static final long serialVersionUID = 1;
    final String why;

    NotEnforced(String why) {
      super(why, null, false, false);
      this.why = why;
    }
  }

  private boolean relaxes(String keyword) {
    boolean relaxes = reader.options().relax().contains(keyword);
    if (relaxes) {
      reader.relaxes(reading, keyword);
    }
    return relaxes;
  }

  private void unsupported(String keyword, String why) {
    if (!relaxes(keyword)) {
      throw new SchemaException(
          Kind.UNSUPPORTED, pointer(keyword), keyword, "'" + keyword + "' " + why);
    }
  }

  private SchemaException invalid(String keyword, String expected) {
    return new SchemaException(
        Kind.INVALID, pointer(keyword), keyword, "'" + keyword + "' must be " + expected);
  }

  private String text(String keyword) {
    if (!get(keyword).isString()) {
      throw invalid(keyword, "a string");
    }
    return get(keyword).asString();
  }

  private boolean flag(String keyword) {
    if (!get(keyword).isBoolean()) {
      throw invalid(keyword, "a boolean");
    }
    return get(keyword).asBoolean();
  }

  private BigDecimal number(String keyword) {
    JsonNode value = get(keyword);
    if (!value.isNumber()) {
      throw invalid(keyword, "a number");
    }
    return value.decimalValue();
  }

  /** A count; beyond what a text could ever hold it is as good as without end. */
  private long count(String keyword) {
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

  private Set<String> strings(JsonNode array, String pointer, String keyword) {
    Set<String> strings = new LinkedHashSet<>();
    boolean all = array.isArray();
    for (JsonNode string : array) {
      all &= string.isString();
      strings.add(string.isString() ? string.asString() : "");
    }
    if (!all) {
      throw new SchemaException(
          Kind.INVALID, pointer, keyword, "'" + keyword + "' must be an array of strings");
    }
    return ConstantShapes.wellFormed(strings, pointer, keyword);
  }

  private List<Place> children(String keyword) {
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

  private Map<String, Place> members(String keyword) {
    JsonNode object = get(keyword);
    if (!object.isObject()) {
      throw invalid(keyword, "an object");
    }
    Map<String, Place> members = new LinkedHashMap<>();
    object
        .properties()
        .forEach(e -> members.put(e.getKey(), place.at(e.getValue(), keyword, e.getKey())));
    return members;
  }

  private Place child(String keyword) {
    return place.at(get(keyword), keyword);
  }

  // ---- Schemas

  /** A schema for the same value. */
  private Shape same(Place place) {
    return reader.subschema(reading, place, true, false);
  }

  /** A schema for the same value, of which it matters also that it does not hold. */
  private Shape whether(Place place) {
    return reader.subschema(reading, place, true, true);
  }

  /** A schema for values inside. */
  private Shape inner(Place place) {
    return reader.subschema(reading, place, false, false);
  }

  private Shape inner(String keyword) {
    JsonNode value = get(keyword);
    if (value.isBoolean() && (rules.booleans() || keyword.startsWith("additional"))) {
      return value.asBoolean() ? shapes.any : shapes.none;
    }
    if (!value.isObject()) {
      throw invalid(keyword, rules.booleans() ? "a schema: an object or a boolean" : "a schema");
    }
    return inner(child(keyword));
  }

  /** Says that what a schema evaluates is evaluated, if a condition holds. */
  private void link(Shape condition, Shape schema) {
    if (schema instanceof Reference reference) {
      reading.links.add(new Link(condition, reference.definition));
    }
  }

  private Shape linked(Shape schema) {
    link(shapes.any, schema);
    return schema;
  }

  // ---- References

  private Shape reference() {
    return linked(same(reader.registry().resolve(place, "$ref", text("$ref"))));
  }

  private Shape recursiveReference() {
    Place target = reader.registry().resolve(place, "$recursiveRef", text("$recursiveRef"));
    Resource resource = target.resource();
    // Only where the target says so itself, the outermost that says so too is meant.
    if (target.node() == resource.root().node()
        && resource.dynamicAnchor(SchemaRegistry.RECURSIVE) != null) {
      Resource outermost = reading.scope.outermost().get(SchemaRegistry.RECURSIVE);
      target = outermost == null ? target : outermost.root();
    }
    return linked(same(target));
  }

  private Shape dynamicReference() {
    String reference = text("$dynamicRef");
    Optional<String> name = SchemaRegistry.dynamicName(rules, reference);
    Resource outermost = name.map(reading.scope.outermost()::get).orElse(null);
    if (rules.atLeast(Dialect.V1)) {
      Place target = outermost == null ? null : outermost.dynamicAnchor(name.orElse(""));
      if (target == null) {
        throw new SchemaException(
            Kind.REFERENCE,
            pointer("$dynamicRef"),
            "$dynamicRef",
            "no schema on the way here has the dynamic anchor '" + reference + "'");
      }
      return linked(same(target));
    }
    Place target = reader.registry().resolve(place, "$dynamicRef", reference);
    if (outermost != null && name.isPresent()) {
      // Only where the reference leads to a dynamic anchor by itself, the outermost is meant.
      Place initial = target.resource().dynamicAnchor(name.get());
      Place found = outermost.dynamicAnchor(name.get());
      if (initial != null && initial.node() == target.node() && found != null) {
        target = found;
      }
    }
    return linked(same(target));
  }

  // ---- Any type

  private Shape type() {
    JsonNode type = get("type");
    if (!type.isString() && !(type.isArray() && (!type.isEmpty() || isDraft3()))) {
      throw invalid("type", "the name of a type, or an array of names");
    }
    return types("type");
  }

  /** Any of some types, which are names and, in draft 3, schemas. */
  private Shape types(String keyword) {
    JsonNode type = get(keyword);
    if (!type.isArray()) {
      return type(keyword, type, keyword);
    }
    List<Shape> either = new ArrayList<>();
    for (int i = 0; i < type.size(); i++) {
      either.add(type(keyword, type.get(i), keyword, Integer.toString(i)));
    }
    return shapes.or(either);
  }

  private Shape type(String keyword, JsonNode type, String... tokens) {
    if (type.isObject() && isDraft3()) {
      Place schema = place.at(type, tokens);
      return keyword.equals("disallow") ? whether(schema) : one(schema);
    }
    String name = type.isString() ? type.asString() : "";
    return switch (name) {
      case "null" -> shapes.types(JsonType.NULL.bit());
      case "boolean" -> shapes.types(JsonType.FALSE.bit() | JsonType.TRUE.bit());
      case "number" -> shapes.types(JsonType.NUMBER.bit());
      case "integer" -> integers();
      case "string" -> shapes.types(JsonType.STRING.bit());
      case "array" -> shapes.types(JsonType.ARRAY.bit());
      case "object" -> shapes.types(JsonType.OBJECT.bit());
      default -> {
        if (name.equals("any") && isDraft3()) {
          yield shapes.any;
        }
        throw invalid(
            keyword,
            "one of null, boolean, number, integer, string, array, object"
                + (isDraft3() ? ", any" : "")
                + "; not '"
                + name
                + "'");
      }
    };
  }

  private boolean isDraft3() {
    return rules.dialect() == Dialect.DRAFT_3;
  }

  /**
   * Integers: by value, however they are written; up to draft 4 "a JSON number without a fraction
   * or exponent part" (draft 4, section 3.5).
   */
  private Shape integers() {
    boolean bySpelling =
        reader.options().integers() == Integers.DRAFT && !rules.dialect().atLeast(Dialect.DRAFT_6);
    return shapes.and(
        shapes.types(JsonType.NUMBER.bit()),
        bySpelling
            ? shapes.numbers(SpelledNumbers.PLAIN)
            : shapes.numbers(NumberSet.multiplesOf(BigDecimal.ONE)));
  }

  private Shape enumeration() {
    if (!get("enum").isArray()) {
      throw invalid("enum", "an array");
    }
    return reader.constants().anyOf(get("enum"), pointer("enum"), "enum");
  }

  // ---- Numbers

  private void readNumbers() {
    // Up to draft 4 (and, where no dialect is declared, in schemas written that way) the exclusive
    // bounds are booleans that change the inclusive ones.
    boolean old = !rules.atLeast(Dialect.DRAFT_6) || !rules.declared();
    boolean openBelow = old && isTrue("exclusiveMinimum");
    boolean openAbove = old && isTrue("exclusiveMaximum");
    read(
        "minimum",
        () -> {
          BigDecimal bound = number("minimum");
          return shapes.numbers(openBelow ? NumberSet.moreThan(bound) : NumberSet.atLeast(bound));
        });
    read(
        "maximum",
        () -> {
          BigDecimal bound = number("maximum");
          return shapes.numbers(openAbove ? NumberSet.lessThan(bound) : NumberSet.atMost(bound));
        });
    readExclusive("exclusiveMinimum", old);
    readExclusive("exclusiveMaximum", old);
    for (String keyword : List.of("multipleOf", "divisibleBy")) {
      read(
          keyword,
          () -> {
            BigDecimal step = number(keyword);
            if (step.signum() <= 0) {
              throw invalid(keyword, "a number above 0");
            }
            return shapes.numbers(NumberSet.multiplesOf(step));
          });
    }
  }

  private boolean isTrue(String keyword) {
    return has(keyword) && get(keyword).isBoolean() && get(keyword).asBoolean();
  }

  private void readExclusive(String keyword, boolean old) {
    read(
        keyword,
        () -> {
          if (old && get(keyword).isBoolean()) {
            return shapes.any;
          }
          if (!rules.atLeast(Dialect.DRAFT_6)) {
            throw invalid(keyword, "a boolean");
          }
          BigDecimal bound = number(keyword);
          return shapes.numbers(
              keyword.equals("exclusiveMinimum")
                  ? NumberSet.moreThan(bound)
                  : NumberSet.lessThan(bound));
        });
  }

  // ---- Strings

  private void readStrings() {
    read(
        "minLength",
        () -> shapes.strings(StringSet.lengths(count("minLength"), StringSet.UNBOUNDED)));
    read("maxLength", () -> shapes.strings(StringSet.lengths(0, count("maxLength"))));
    read("pattern", () -> shapes.strings(StringSet.of(pattern("pattern", text("pattern")))));
    read("x-grammar", () -> shapes.strings(StringSet.of(grammar("x-grammar"))));
    if (has("format")) {
      String format = text("format");
      if (assertsFormat()) {
        Shape language = bounded("format", () -> format(format));
        if (language != null && language != shapes.any) {
          add("format", language);
        }
      } else {
        reader.note("format '" + format + "' is an annotation");
      }
    }
  }

  private boolean assertsFormat() {
    return switch (reader.options().formats()) {
      case DRAFT -> rules.assertsFormat();
      case ANNOTATE -> false;
      case ASSERT -> true;
    };
  }

  private Shape format(String format) {
    Optional<StringSet> language = FormatLanguages.language(format, rules.dialect());
    if (language.isPresent()) {
      return shapes.strings(language.get());
    }
    // Schemas use the formats of other drafts than their own. Every draft allows to assert more
    // formats than it defines, so a caller who wants formats asserted gets those too.
    if (reader.options().formats() == Formats.ASSERT) {
      for (int i = Dialect.values().length - 1; i >= 0; i--) {
        Dialect other = Dialect.values()[i];
        language = FormatLanguages.language(format, other);
        if (language.isPresent()) {
          reader.note(
              "format '"
                  + format
                  + "' is not one of "
                  + rules.dialect().title()
                  + ": asserted as in "
                  + other.title());
          return shapes.strings(language.get());
        }
      }
    }
    reader.note(
        "format '" + format + "' is not one of " + rules.dialect().title() + ": an annotation");
    return shapes.any;
  }

  /** The texts of a grammar that is written in the schema. */
  private CodePointDfa grammar(String keyword) {
    JsonNode value = get(keyword);
    if (!value.path("syntax").isString()
        || !value.path("grammar").isString()
        || (value.has("start") && !value.get("start").isString())) {
      throw invalid(
          keyword, "an object with the strings \"syntax\", \"grammar\" and, perhaps, \"start\"");
    }
    String name = value.get("syntax").asString();
    GrammarSyntax syntax =
        Arrays.stream(GrammarSyntax.values())
            .filter(s -> s.name().toLowerCase(Locale.ROOT).equals(name))
            .findFirst()
            .orElseThrow(() ->
                invalid(keyword, "of one of the syntaxes antlr, gbnf, iso, lark, regex, w3c"));
    GrammarOptions options = GrammarOptions.DEFAULT.withSyntax(syntax).withSource(keyword);
    if (value.has("start")) {
      options = options.withStart(value.get("start").asString());
    }
    try {
      return reader
          .grammar(value.get("grammar").asString(), options)
          .orElseThrow(() ->
              new NotEnforced(
                  "is not a grammar of a regular language, as far as can be seen: its rules may"
                      + " need themselves at their very end only, and it may have no lexer"));
    } catch (GrammarException e) {
      if (e.getCause() instanceof LimitExceeded limit) {
        throw limit;
      }
      throw switch (e.kind()) {
        case UNSUPPORTED, IMPORT ->
            new NotEnforced("uses what is not supported: " + e.getMessage());
        default -> new SchemaException(Kind.INVALID, pointer(keyword), keyword, e.getMessage(), e);
      };
    }
  }

  private CodePointDfa pattern(String keyword, String pattern) {
    try {
      return reader.pattern(pattern);
    } catch (RegexException e) {
      if (e.kind() == RegexException.Kind.INVALID) {
        throw new SchemaException(Kind.INVALID, pointer(keyword), keyword, e.getMessage(), e);
      }
      throw new NotEnforced("uses what is not supported: " + e.getMessage());
    }
  }

  // ---- Arrays

  private void readArrays() {
    read(
        "minItems",
        () -> {
          minItems = count("minItems");
          return shapes.itemCount(minItems, Long.MAX_VALUE);
        });
    read("maxItems", () -> shapes.itemCount(0, count("maxItems")));
    read("uniqueItems", () -> flag("uniqueItems") ? shapes.unique() : shapes.any);
    readItems();
    if (has("contains")) {
      readContains();
    }
  }

  private void readItems() {
    List<Shape> first = new ArrayList<>();
    boolean tuples = rules.atLeast(Dialect.DRAFT_2020_12);
    if (has("prefixItems")) {
      reader.enforces("prefixItems");
      children("prefixItems").forEach(p -> first.add(inner(p)));
    }
    // Arrays under "items" are the tuples of the drafts before 2020-12; schemas that declare no
    // dialect are often written that way.
    boolean array =
        has("items")
            && get("items").isArray()
            && (!tuples || (!rules.declared() && first.isEmpty()));
    Shape rest = shapes.any;
    if (array) {
      reader.enforces("items");
      if (tuples) {
        reader.note("an array under 'items' is read as in the drafts before 2020-12");
      }
      children("items").forEach(p -> first.add(inner(p)));
      if (has("additionalItems")) {
        reader.enforces("additionalItems");
        rest = inner("additionalItems");
        allItems = true;
      }
    } else if (has("items")) {
      reader.enforces("items");
      rest = inner("items");
      allItems = true;
    }
    prefix = first.size();
    tuple = array || has("prefixItems");
    add(pointer(has("items") ? "items" : "prefixItems"), "items", shapes.items(first, rest));
  }

  private void readContains() {
    boolean counted = rules.atLeast(Dialect.DRAFT_2019_09);
    reader.enforces("contains");
    long min = 1;
    long max = Long.MAX_VALUE;
    if (counted && has("minContains")) {
      reader.enforces("minContains");
      min = count("minContains");
    }
    if (counted && has("maxContains")) {
      reader.enforces("maxContains");
      max = count("maxContains");
    }
    JsonNode value = get("contains");
    if (!value.isObject() && !value.isBoolean()) {
      throw invalid("contains", "a schema: an object or a boolean");
    }
    Shape item = reader.subschema(reading, child("contains"), false, true);
    long least = min;
    long most = max;
    Shape shape =
        bounded(
            "contains",
            () ->
                least > most
                    ? shapes.types(JsonType.ALL & ~JsonType.ARRAY.bit())
                    : shapes.contains(item, least, most));
    add(pointer("contains"), "contains", shape == null ? shapes.any : shape);
    alsoContained = item;
    // In 2019-09, what was found is not evaluated yet.
    if (rules.atLeast(Dialect.DRAFT_2020_12)) {
      contained = item;
    }
  }

  // ---- Objects

  private void readObjects() {
    if (isDraft3()) {
      if (has("required")) {
        flag("required");
      }
    } else {
      read("required", () -> required(strings(get("required"), pointer("required"), "required")));
    }
    read(
        "minProperties",
        () -> {
          minKeys = count("minProperties");
          return shapes.memberCount(minKeys, Long.MAX_VALUE);
        });
    read("maxProperties", () -> shapes.memberCount(0, count("maxProperties")));
    read("propertyNames", () -> shapes.propertyNames(inner("propertyNames")));
    readMembers();
    readDependencies();
  }

  private void readMembers() {
    Map<String, Shape> named = new LinkedHashMap<>();
    List<PatternMember> matched = new ArrayList<>();
    Shape others = shapes.any;
    String where = "";
    if (has("properties")) {
      reader.enforces("properties");
      where = "properties";
      Map<String, Place> members = members("properties");
      members.forEach((name, value) -> {
        Shape shape = inner(value);
        // No other key can be written.
        if (ConstantShapes.isWellFormed(name)) {
          named.put(name, shape);
        }
      });
      names.addAll(named.keySet());
      if (isDraft3()) {
        members.forEach(this::required3);
      }
    }
    boolean unknownKeys = false;
    if (has("patternProperties")) {
      reader.enforces("patternProperties");
      where = "patternProperties";
      for (Map.Entry<String, Place> member : members("patternProperties").entrySet()) {
        Shape value = inner(member.getValue());
        Shape kept =
            bounded(
                "patternProperties",
                () -> {
                  CodePointDfa keys = pattern("patternProperties", member.getKey());
                  matched.add(new PatternMember(keys, value));
                  patterns.add(keys);
                  return shapes.any;
                });
        unknownKeys |= kept == null;
      }
    }
    if (has("additionalProperties")) {
      reader.enforces("additionalProperties");
      where = "additionalProperties";
      others = inner("additionalProperties");
      allKeys = true;
    }
    if (unknownKeys) {
      // A pattern was left out: any key may be one that it matches.
      others = shapes.any;
      allKeys = true;
    }
    Shape members = shapes.members(named, matched, others);
    add(pointer(has("properties") ? "properties" : where), where, members);
  }

  /** In draft 3, a property says itself that it is required. */
  private void required3(String name, Place value) {
    Place at = value;
    // A reference stands for what it refers to. More of them than schemas is a loop, which is
    // refused elsewhere.
    for (int i = 0; at.node().path("$ref").isString() && i < 100; i++) {
      at = reader.registry().resolve(at, "$ref", at.node().get("$ref").asString());
    }
    if (at.resource().rules().dialect() == Dialect.DRAFT_3
        && at.node().path("required").asBoolean(false)) {
      reader.enforces("required");
      String pointer = value.at(value.node(), "required").where();
      ConstantShapes.wellFormed(Set.of(name), pointer, "required");
      add(pointer, "required", shapes.required(Set.of(name)));
    }
  }

  private Shape object() {
    return shapes.types(JsonType.OBJECT.bit());
  }

  private void readDependencies() {
    if (has("dependencies")) {
      List<Shape> all = new ArrayList<>();
      members("dependencies").forEach((key, value) -> all.add(dependency(key, value)));
      add("dependencies", shapes.and(all));
    }
    if (has("dependentRequired")) {
      List<Shape> all = new ArrayList<>();
      members("dependentRequired")
          .forEach((key, value) ->
              all.add(
                  dependent(
                      key, required(strings(value.node(), value.where(), "dependentRequired")))));
      add("dependentRequired", shapes.and(all));
    }
    if (has("dependentSchemas")) {
      List<Shape> all = new ArrayList<>();
      members("dependentSchemas").forEach((key, value) -> all.add(dependentSchema(key, value)));
      add("dependentSchemas", shapes.and(all));
    }
    if (has("propertyDependencies")) {
      readPropertyDependencies();
    }
  }

  private Shape dependent(String key, Shape shape) {
    return ConstantShapes.isWellFormed(key) ? shapes.or(shapes.absent(key), shape) : shapes.any;
  }

  private Shape dependentSchema(String key, Place value) {
    Shape schema = same(value);
    link(shapes.and(object(), shapes.required(Set.of(key))), schema);
    return dependent(key, schema);
  }

  private Shape dependency(String key, Place value) {
    JsonNode dependency = value.node();
    if (dependency.isString() && isDraft3()) {
      return dependent(key, required(Set.of(dependency.asString())));
    }
    if (dependency.isArray()) {
      return dependent(key, required(strings(dependency, value.where(), "dependencies")));
    }
    return dependentSchema(key, value);
  }

  /** A proposal for v1: which schema applies depends on a member that is a string. */
  private void readPropertyDependencies() {
    List<Shape> all = new ArrayList<>();
    members("propertyDependencies")
        .forEach((key, choices) -> {
          if (!choices.node().isObject()) {
            throw new SchemaException(
                Kind.INVALID,
                choices.where(),
                "propertyDependencies",
                "'propertyDependencies' must be an object of objects whose values are schemas");
          }
          choices
              .node()
              .properties()
              .forEach(choice -> {
                Shape schema = same(choices.at(choice.getValue(), choice.getKey()));
                Shape value = reader.constants().string(choice.getKey());
                Shape is = shapes.members(Map.of(key, value), List.of(), shapes.any);
                link(shapes.and(List.of(object(), shapes.required(Set.of(key)), is)), schema);
                Shape isNot = shapes.members(Map.of(key, shapes.not(value)), List.of(), shapes.any);
                all.add(shapes.or(isNot, schema));
              });
        });
    add("propertyDependencies", shapes.and(all));
  }

  // ---- Logic

  private void readLogic() {
    read("allOf", () -> shapes.and(children("allOf").stream().map(this::all).toList()));
    read(
        "extends",
        () -> {
          if (!get("extends").isArray()) {
            return all(child("extends"));
          }
          List<Shape> all = new ArrayList<>();
          for (int i = 0; i < get("extends").size(); i++) {
            all.add(all(place.at(get("extends").get(i), "extends", Integer.toString(i))));
          }
          return shapes.and(all);
        });
    read("anyOf", () -> shapes.or(children("anyOf").stream().map(this::one).toList()));
    read(
        "oneOf",
        () -> {
          List<Shape> branches = new ArrayList<>();
          List<Shape> closed = new ArrayList<>();
          for (Place child : children("oneOf")) {
            Shape branch = whether(child);
            link(branch, branch);
            branches.add(branch);
            if (reading.role != Role.AS_WRITTEN) {
              closed.add(same(child));
            }
          }
          // The branch that holds as it is written is the only one that can hold when closed.
          Shape one = shapes.one(branches);
          return closed.isEmpty() ? one : shapes.and(one, shapes.or(closed));
        });
    read("not", () -> shapes.not(whether(child("not"))));
    read(
        "disallow",
        () -> {
          JsonNode types = get("disallow");
          if (!types.isString() && !types.isArray()) {
            throw invalid("disallow", "the name of a type, or an array of names and schemas");
          }
          return shapes.not(types("disallow"));
        });
    read("if", this::conditional);
  }

  private Shape all(Place place) {
    return linked(same(place));
  }

  private Shape one(Place place) {
    Shape branch = same(place);
    link(branch, branch);
    return branch;
  }

  private Shape conditional() {
    Shape condition = whether(child("if"));
    link(condition, condition);
    Shape then = shapes.any;
    if (has("then")) {
      reader.enforces("then");
      then = same(child("then"));
      link(condition, then);
    }
    Shape otherwise = shapes.any;
    if (has("else")) {
      reader.enforces("else");
      otherwise = same(child("else"));
      link(shapes.not(condition), otherwise);
    }
    if (then == shapes.any && otherwise == shapes.any) {
      return shapes.any;
    }
    return shapes.and(shapes.or(shapes.not(condition), then), shapes.or(condition, otherwise));
  }

  private void readUnevaluated() {
    if (has("unevaluatedProperties")) {
      reader.enforces("unevaluatedProperties");
      reading.unevaluatedProperties = inner("unevaluatedProperties");
    }
    if (has("unevaluatedItems")) {
      reader.enforces("unevaluatedItems");
      reading.unevaluatedItems = inner("unevaluatedItems");
    }
  }
}
