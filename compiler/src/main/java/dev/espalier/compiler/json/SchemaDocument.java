package dev.espalier.compiler.json;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.SchemaException.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A schema as a JSON document: its resources, by URI, and what references in it point to (JSON
 * Schema Core 2020-12, sections 8 and 9; RFC 3986; RFC 6901).
 */
final class SchemaDocument {
  private static final URI NO_BASE = URI.create("");

  private final JsonNode root;
  private final Dialect dialect;
  private final boolean declared;
  private final Map<String, Place> byUri = new HashMap<>();
  private final IdentityHashMap<JsonNode, URI> resourceRoots = new IdentityHashMap<>();

  /**
   * A subschema where it stands.
   *
   * @param pointer from the root of the document
   * @param base the URI that relative references in it are resolved against
   * @param resource the root of the schema resource that it belongs to
   */
  record Place(JsonNode node, String pointer, URI base, JsonNode resource, String resourcePointer) {
    /** A subschema of this one. */
    Place at(JsonNode child, String... tokens) {
      StringBuilder path = new StringBuilder(pointer);
      for (String token : tokens) {
        path.append('/').append(token.replace("~", "~0").replace("/", "~1"));
      }
      return new Place(child, path.toString(), base, resource, resourcePointer);
    }
  }

  private SchemaDocument(JsonNode root, Dialect dialect, boolean declared) {
    this.root = root;
    this.dialect = dialect;
    this.declared = declared;
  }

  /** Reads a document. */
  static SchemaDocument parse(String text, JsonSchemaOptions options) {
    long limit = options.limits().schemaBytes();
    if (text.length() > limit) {
      throw new SchemaException(
          Kind.LIMIT, "", "", "is longer than the limit schemaBytes = " + limit);
    }
    JsonNode root;
    try {
      root = mapper(options.limits().nesting()).readTree(text);
    } catch (JacksonException e) {
      // Jackson adds where a container began, in words that say nothing here.
      String message = e.getOriginalMessage().replaceAll(" \\(start marker at .*", "");
      throw new SchemaException(
          message.contains("nesting depth") ? Kind.LIMIT : Kind.JSON,
          "",
          "",
          "line " + line(e) + ": " + message,
          e);
    }
    if (root == null || root.isMissingNode()) {
      throw new SchemaException(Kind.JSON, "", "", "there is no JSON text");
    }
    JsonNode uri = root.get("$schema");
    Dialect dialect = options.dialect();
    if (uri != null && uri.isString()) {
      dialect = dialect(uri.asString());
    }
    SchemaDocument document = new SchemaDocument(root, dialect, uri != null);
    document.register();
    return document;
  }

  private static String line(JacksonException e) {
    return e.getLocation() == null
        ? "?"
        : e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
  }

  private static JsonMapper mapper(int nesting) {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(nesting)
                    .maxNumberLength(10_000)
                    .maxStringLength(16 << 20)
                    .maxNameLength(1 << 20)
                    .build())
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  private static Dialect dialect(String uri) {
    String plain = uri.endsWith("#") ? uri.substring(0, uri.length() - 1) : uri;
    String other =
        plain.startsWith("https:")
            ? "http:" + plain.substring(6)
            : "https:" + plain.substring(Math.min(5, plain.length()));
    for (Dialect dialect : Dialect.values()) {
      if (dialect.uri().equals(plain) || dialect.uri().equals(other)) {
        return dialect;
      }
    }
    if (plain.equals("http://json-schema.org/schema")
        || plain.equals("https://json-schema.org/schema")) {
      return Dialect.DRAFT_2020_12;
    }
    throw new SchemaException(
        Kind.UNSUPPORTED,
        "/$schema",
        "$schema",
        "the dialect '" + uri + "' is not known; known are drafts 4, 6, 7, 2019-09 and 2020-12");
  }

  Dialect dialect() {
    return dialect;
  }

  /** Whether the document says its dialect itself. */
  boolean declaresDialect() {
    return declared;
  }

  /** The whole document as a schema. */
  Place root() {
    return new Place(root, "", resourceRoots.getOrDefault(root, NO_BASE), root, "");
  }

  // ---- Resources and anchors

  private String idKeyword() {
    return dialect == Dialect.DRAFT_4 ? "id" : "$id";
  }

  private void register() {
    register(root());
  }

  // Breadth first over everything that is an object: an identifier inside a value that is no schema
  // (an enum, an example) is harmless unless something refers to it.
  private void register(Place start) {
    List<Place> open = new ArrayList<>(List.of(start));
    byUri.put("", start);
    for (int i = 0; i < open.size(); i++) {
      Place place = identify(open.get(i));
      place
          .node()
          .properties()
          .forEach(entry -> {
            String key = entry.getKey();
            JsonNode value = entry.getValue();
            if (key.equals("enum") || key.equals("const") || key.equals("default")) {
              return;
            }
            if (value.isObject()) {
              open.add(place.at(value, key));
            } else if (value.isArray()) {
              for (int k = 0; k < value.size(); k++) {
                if (value.get(k).isObject()) {
                  open.add(place.at(value.get(k), key, Integer.toString(k)));
                }
              }
            }
          });
    }
  }

  private Place identify(Place place) {
    Place here = place;
    JsonNode id = place.node().get(idKeyword());
    // Up to draft 7 a reference hides its siblings, its identifier among them.
    boolean hidden = place.node().has("$ref") && !dialect.atLeast(Dialect.DRAFT_2019_09);
    if (id != null && id.isString() && !hidden) {
      String text = id.asString();
      int hash = text.indexOf('#');
      String fragment = hash < 0 ? "" : text.substring(hash + 1);
      String plain = hash < 0 ? text : text.substring(0, hash);
      if (!plain.isEmpty()) {
        URI base = resolve(place.base(), plain).orElse(place.base());
        here = new Place(place.node(), place.pointer(), base, place.node(), place.pointer());
        resourceRoots.put(place.node(), base);
        byUri.putIfAbsent(base.toString(), here);
      }
      if (!fragment.isEmpty() && !fragment.startsWith("/")) {
        byUri.putIfAbsent(here.base() + "#" + fragment, here);
      }
    }
    for (String keyword : List.of("$anchor", "$dynamicAnchor")) {
      JsonNode anchor = place.node().get(keyword);
      if (anchor != null && anchor.isString()) {
        byUri.putIfAbsent(here.base() + "#" + anchor.asString(), here);
      }
    }
    return here;
  }

  private static Optional<URI> resolve(URI base, String reference) {
    try {
      URI uri = new URI(reference);
      // java.net.URI leaves opaque bases (urn:…) alone; a relative reference to one is the
      // reference.
      return Optional.of(base.toString().isEmpty() ? uri : base.resolve(uri));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** The place that a reference points to. */
  Place resolve(Place from, String reference) {
    int hash = reference.indexOf('#');
    String plain = hash < 0 ? reference : reference.substring(0, hash);
    String fragment = hash < 0 ? "" : decode(reference.substring(hash + 1));
    Place resource;
    if (plain.isEmpty()) {
      resource =
          new Place(
              from.resource(),
              from.resourcePointer(),
              from.base(),
              from.resource(),
              from.resourcePointer());
    } else {
      String uri = resolve(from.base(), plain).map(URI::toString).orElse(plain);
      resource = byUri.get(uri);
      if (resource == null) {
        throw missing(from, reference, "no schema with the URI '" + uri + "' is in the document");
      }
    }
    if (fragment.isEmpty()) {
      return resource;
    }
    if (fragment.startsWith("/")) {
      return follow(from, reference, resource, fragment);
    }
    Place anchored = byUri.get(resource.base() + "#" + fragment);
    if (anchored == null) {
      throw missing(from, reference, "there is no anchor '" + fragment + "'");
    }
    return anchored;
  }

  private Place follow(Place from, String reference, Place resource, String pointer) {
    Place at = resource;
    for (String token : pointer.substring(1).split("/", -1)) {
      String key = token.replace("~1", "/").replace("~0", "~");
      JsonNode child = child(at.node(), key);
      if (child == null) {
        throw missing(
            from, reference, "'" + key + "' is not there, in the schema at '" + at.pointer() + "'");
      }
      Place below = at.at(child, key);
      URI base = resourceRoots.get(child);
      at = base == null ? below : new Place(child, below.pointer(), base, child, below.pointer());
    }
    return at;
  }

  private static @Nullable JsonNode child(JsonNode node, String key) {
    if (node.isObject()) {
      return node.get(key);
    }
    if (node.isArray() && key.matches("0|[1-9][0-9]{0,8}")) {
      return node.get(Integer.parseInt(key));
    }
    return null;
  }

  /** The place of a subschema, with the base that its own identifier sets. */
  Place enter(Place place) {
    URI base = resourceRoots.get(place.node());
    return base == null || place.node() == place.resource()
        ? place
        : new Place(place.node(), place.pointer(), base, place.node(), place.pointer());
  }

  private static String decode(String fragment) {
    try {
      return URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return fragment;
    }
  }

  private static SchemaException missing(Place from, String reference, String why) {
    return new SchemaException(
        Kind.REFERENCE,
        from.pointer() + "/$ref",
        "$ref",
        "'" + reference + "' cannot be resolved: " + why);
  }
}
