package dev.espalier.compiler.json;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.SchemaException.Kind;
import dev.espalier.compiler.lexical.NumberSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON text that holds schemas, and which of its objects are the roots of schema resources (JSON
 * Schema Core 2020-12, section 4.3.5).
 */
final class SchemaDocument {
  /** The limit {@code numberLength}: the characters of a number in a schema. */
  private static final int NUMBER_LENGTH = 10_000;

  // To make one takes as long as to read a schema.
  private static final JsonMapper USUAL = make(CompileLimits.DEFAULT);

  private final String uri;
  private final String text;
  private final JsonNode root;

  /** The resources, by the objects that are their roots. */
  private final IdentityHashMap<JsonNode, Resource> resources = new IdentityHashMap<>();

  /** Every object that was looked at for identifiers. */
  private final Set<JsonNode> walked = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * A subschema where it stands.
   *
   * @param pointer from the root of the document
   * @param resource the schema resource that it belongs to
   */
  record Place(JsonNode node, String pointer, Resource resource) {
    /** A value below this one: of the same resource, unless it is the root of another. */
    Place at(JsonNode child, String... tokens) {
      StringBuilder path = new StringBuilder(pointer);
      for (String token : tokens) {
        path.append('/').append(token.replace("~", "~0").replace("/", "~1"));
      }
      Resource own = resource.document.resources.get(child);
      return new Place(child, path.toString(), own == null ? resource : own);
    }

    /** As people are told: the pointer, with the document's URI if it is not the main one. */
    String where() {
      String document = resource.document.uri;
      return document.isEmpty() ? pointer : document + "#" + pointer;
    }
  }

  /** A schema that has a URI of its own, with all that belongs to it. */
  static final class Resource {
    private final SchemaDocument document;
    private final String uri;
    private final Place root;
    private final Rules rules;
    private final Map<String, Place> anchors = new HashMap<>();
    private final Map<String, Place> dynamicAnchors = new LinkedHashMap<>();
    private final Map<String, Place> twice = new HashMap<>();

    Resource(SchemaDocument document, String uri, JsonNode node, String pointer, Rules rules) {
      this.document = document;
      this.uri = uri;
      this.root = new Place(node, pointer, this);
      this.rules = rules;
    }

    /** What relative references in it are resolved against; empty if unknown. */
    String uri() {
      return uri;
    }

    Place root() {
      return root;
    }

    Rules rules() {
      return rules;
    }

    /**
     * Names a place.
     *
     * @param weak whether a place that has the name already keeps it without dispute
     */
    void anchor(String name, Place place, boolean weak) {
      Place first = anchors.putIfAbsent(name, place);
      if (!weak && first != null && !first.node().equals(place.node())) {
        twice.put(name, place);
      }
    }

    void dynamicAnchor(String name, Place place) {
      dynamicAnchors.putIfAbsent(name, place);
    }

    @Nullable Place anchor(String name) {
      return anchors.get(name);
    }

    /** Another place that claims a name, if one does. */
    @Nullable Place anchoredAgain(String name) {
      return twice.get(name);
    }

    @Nullable Place dynamicAnchor(String name) {
      return dynamicAnchors.get(name);
    }

    SchemaDocument document() {
      return document;
    }

    @Override
    public String toString() {
      return uri;
    }
  }

  private SchemaDocument(String uri, String text, JsonNode root) {
    this.uri = uri;
    this.text = text;
    this.root = root;
  }

  /**
   * Reads a document.
   *
   * @param uri where it was found; empty for the main document
   */
  static SchemaDocument parse(String uri, String text, CompileLimits limits) {
    String where = uri.isEmpty() ? "" : uri + "#";
    if (bytes(text) > limits.schemaBytes()) {
      throw limit(where, new LimitExceeded("schemaBytes", limits.schemaBytes(), "reading"));
    }
    JsonNode root;
    try {
      root = mapper(limits).readTree(text);
    } catch (JacksonException e) {
      // Jackson adds where a container began, in words that say nothing here.
      String message = e.getOriginalMessage().replaceAll(" \\(start marker at .*", "");
      if (e instanceof StreamConstraintsException) {
        boolean number = message.startsWith("Number");
        throw limit(
            where + (number ? badNumber(text, limits) : ""),
            number
                ? new LimitExceeded("numberLength", NUMBER_LENGTH, "reading a number")
                : new LimitExceeded("nesting", limits.nesting(), "reading"));
      }
      throw new SchemaException(Kind.JSON, where, "", "line " + line(e) + ": " + message, e);
    } catch (NumberFormatException e) {
      // An exponent that no BigDecimal has.
      throw limit(
          where + badNumber(text, limits),
          new LimitExceeded("numberScale", NumberSet.MAX_SCALE, "reading a number"));
    }
    if (root == null || root.isMissingNode()) {
      throw new SchemaException(Kind.JSON, where, "", "there is no JSON text");
    }
    return new SchemaDocument(uri, text, root);
  }

  private static SchemaException limit(String where, LimitExceeded e) {
    return new SchemaException(Kind.LIMIT, where, "", e.getMessage(), e);
  }

  /** Points at the first number that cannot be read. */
  private static String badNumber(String text, CompileLimits limits) {
    try (JsonParser parser = mapper(limits).createParser(text)) {
      try {
        for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
          if (t == JsonToken.VALUE_NUMBER_FLOAT || t == JsonToken.VALUE_NUMBER_INT) {
            parser.getDecimalValue();
          }
        }
      } catch (JacksonException | NumberFormatException e) {
        return parser.streamReadContext().pathAsPointer().toString();
      }
      return "";
    }
  }

  private static long bytes(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // A surrogate is half of four bytes.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  private static String line(JacksonException e) {
    return e.getLocation() == null
        ? "?"
        : e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
  }

  private static JsonMapper mapper(CompileLimits limits) {
    return limits.equals(CompileLimits.DEFAULT) ? USUAL : make(limits);
  }

  private static JsonMapper make(CompileLimits limits) {
    int longest = (int) Math.min(Integer.MAX_VALUE, limits.schemaBytes());
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.nesting())
                    .maxNumberLength(NUMBER_LENGTH)
                    .maxStringLength(longest)
                    .maxNameLength(longest)
                    .build())
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /** Where it was found; empty for the main document. */
  String uri() {
    return uri;
  }

  String text() {
    return text;
  }

  JsonNode root() {
    return root;
  }

  void add(Resource resource) {
    resources.put(resource.root().node(), resource);
  }

  /** The resource whose root an object is. */
  @Nullable Resource rootedAt(JsonNode node) {
    return resources.get(node);
  }

  /** Notes that an object was looked at; answers whether it was not before. */
  boolean walk(JsonNode node) {
    return walked.add(node);
  }

  boolean walked(JsonNode node) {
    return walked.contains(node);
  }
}
