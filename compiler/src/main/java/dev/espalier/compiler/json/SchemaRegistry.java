package dev.espalier.compiler.json;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.SchemaException.Kind;
import dev.espalier.compiler.SchemaResolver;
import dev.espalier.compiler.json.Keyword.Holds;
import dev.espalier.compiler.json.Keyword.Part;
import dev.espalier.compiler.json.SchemaDocument.Place;
import dev.espalier.compiler.json.SchemaDocument.Resource;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Every schema that a schema can refer to, by URI: what stands in its document, the documents that
 * the caller's resolver finds, and the meta-schemas (JSON Schema Core 2020-12, sections 8 and 9;
 * RFC 3986; RFC 6901).
 *
 * <p>Identifiers count where a schema stands; not in the value of {@code enum}, say. Documents are
 * found when the first reference leads to them.
 */
final class SchemaRegistry {
  /** The name under which {@code $recursiveAnchor} stands among the dynamic anchors; no URI's. */
  static final String RECURSIVE = "";

  /** Keywords whose values are data. */
  private static final Set<String> NO_SCHEMAS = Set.of("enum", "const", "default", "examples");

  private final JsonSchemaOptions options;
  private final List<SchemaDocument> documents = new ArrayList<>();
  private final Map<String, Resource> resources = new HashMap<>();
  private final Map<String, Resource> twice = new HashMap<>();
  private final Map<String, Rules> rules = new HashMap<>();
  private final Set<String> rulesInWork = new HashSet<>();
  private final Set<String> dynamicNames = new LinkedHashSet<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final Resource root;

  /** For documents that do not say their dialect: it is that of the main document. */
  private Rules otherwise;

  /** How many documents were searched for identifiers in unknown places. */
  private int searched;

  private SchemaRegistry(String text, JsonSchemaOptions options) {
    this.options = options;
    this.otherwise = Rules.of(options.dialect(), false);
    this.root = add(SchemaDocument.parse("", text, options.limits()));
    this.otherwise = root.rules();
  }

  /** Starts with the document that is to be compiled. */
  static SchemaRegistry of(String text, JsonSchemaOptions options) {
    return new SchemaRegistry(text, options);
  }

  Place root() {
    return root.root();
  }

  /**
   * The names that some dynamic reference may look for, in the documents known so far. Other
   * dynamic anchors are anchors like any.
   */
  Set<String> dynamicNames() {
    return Collections.unmodifiableSet(dynamicNames);
  }

  /** What was noticed about identifiers. */
  Set<String> notes() {
    return notes;
  }

  /** All that was read, so that equal schemas can be told from others. */
  String source() {
    if (documents.size() == 1) {
      return documents.get(0).text();
    }
    StringBuilder all = new StringBuilder();
    for (SchemaDocument document : documents) {
      all.append(document.uri()).append(' ').append(document.text().length()).append('\n');
      all.append(document.text()).append('\n');
    }
    return all.toString();
  }

  // ---- Documents

  private Resource add(SchemaDocument document) {
    documents.add(document);
    JsonNode node = document.root();
    String where = document.uri().isEmpty() ? "" : document.uri() + "#";
    Rules own =
        node.path("$schema").isString()
            ? rules(node.get("$schema").asString(), where + "/$schema")
            : otherwise;
    String uri = ownUri(node, own, document.uri(), where);
    Resource resource = new Resource(document, uri == null ? document.uri() : uri, node, "", own);
    document.add(resource);
    // The document has the URI where it was found, beside the one that it gives itself.
    register(document.uri(), resource);
    register(resource.uri(), resource);
    walk(resource.root());
    return resource;
  }

  private void register(String uri, Resource resource) {
    Resource first = resources.putIfAbsent(uri, resource);
    if (first != null && !first.root().node().equals(resource.root().node())) {
      twice.putIfAbsent(uri, resource);
    }
  }

  // ---- Identifiers

  /** The URI that a schema gives itself, if it does. */
  private @Nullable String ownUri(JsonNode node, Rules by, String base, String where) {
    JsonNode id = node.get(by.identifier());
    if (id == null || hidden(node, by)) {
      return null;
    }
    if (!id.isString()) {
      notes.add("'" + by.identifier() + "' is no string and names nothing, at '" + where + "'");
      return null;
    }
    String text = id.asString();
    int hash = text.indexOf('#');
    String plain = hash < 0 ? text : text.substring(0, hash);
    if (hash >= 0 && hash + 1 < text.length() && by.declared() && !by.referencesHide()) {
      throw new SchemaException(
          Kind.INVALID,
          where + "/$id",
          "$id",
          "'$id' must have no fragment; '$anchor' names a place in a schema");
    }
    return plain.isEmpty() ? null : Uris.resolve(base, plain);
  }

  private static boolean hidden(JsonNode node, Rules by) {
    return by.referencesHide() && node.has("$ref");
  }

  /** The rules of a schema that stands inside another one. */
  private Rules embedded(Place place) {
    JsonNode node = place.node();
    JsonNode schema = node.get("$schema");
    if (schema == null
        || !schema.isString()
        || !(node.path("$id").isString() || node.path("id").isString())) {
      return place.resource().rules();
    }
    // Only the root of a resource has a dialect of its own.
    Rules own = rules(schema.asString(), place.where() + "/$schema");
    return node.path(own.identifier()).isString() ? own : place.resource().rules();
  }

  /** Registers what a schema and all schemas in it are called. */
  private void walk(Place start) {
    ArrayDeque<Place> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      Place place = open.remove();
      if (!place.resource().document().walk(place.node())) {
        continue;
      }
      Place here = identify(place);
      Rules by = here.resource().rules();
      for (Map.Entry<String, JsonNode> entry : here.node().properties()) {
        holds(here, entry.getKey(), entry.getValue(), by.holds(entry.getKey()), open);
      }
    }
  }

  private static void holds(
      Place place, String key, JsonNode value, Holds holds, ArrayDeque<Place> open) {
    switch (holds) {
      case NOTHING -> {}
      case SCHEMAS -> schemas(place, value, open, key);
      case MEMBERS -> {
        for (Map.Entry<String, JsonNode> e : value.properties()) {
          schemas(place, e.getValue(), open, key, e.getKey());
        }
      }
      case MEMBERS_OF_MEMBERS -> {
        for (Map.Entry<String, JsonNode> outer : value.properties()) {
          for (Map.Entry<String, JsonNode> e : outer.getValue().properties()) {
            schemas(place, e.getValue(), open, key, outer.getKey(), e.getKey());
          }
        }
      }
    }
  }

  private static void schemas(
      Place place, JsonNode value, ArrayDeque<Place> open, String... tokens) {
    if (value.isObject()) {
      open.add(place.at(value, tokens));
    } else if (value.isArray()) {
      String[] path = Arrays.copyOf(tokens, tokens.length + 1);
      for (int i = 0; i < value.size(); i++) {
        if (value.get(i).isObject()) {
          path[tokens.length] = Integer.toString(i);
          open.add(place.at(value.get(i), path));
        }
      }
    }
  }

  /**
   * Registers what a schema is called; answers it as a place of the resource that it belongs to.
   */
  private Place identify(Place place) {
    JsonNode node = place.node();
    Place here = place;
    Resource around = place.resource();
    if (node != around.root().node()) {
      Rules own = embedded(place);
      String uri = ownUri(node, own, around.uri(), place.where());
      if (uri != null) {
        Resource made = new Resource(around.document(), uri, node, place.pointer(), own);
        made.document().add(made);
        register(uri, made);
        here = made.root();
      }
    }
    anchors(here);
    return here;
  }

  private void anchors(Place here) {
    JsonNode node = here.node();
    Resource resource = here.resource();
    Rules by = resource.rules();
    JsonNode id = node.get(by.identifier());
    boolean fragments = by.referencesHide() || !by.declared();
    if (id != null && id.isString() && fragments && !hidden(node, by)) {
      int hash = id.asString().indexOf('#');
      String fragment = hash < 0 ? "" : id.asString().substring(hash + 1);
      if (!fragment.isEmpty() && !fragment.startsWith("/")) {
        resource.anchor(fragment, here);
      }
    }
    if (!by.atLeast(Dialect.DRAFT_2019_09)) {
      return;
    }
    JsonNode anchor = node.get("$anchor");
    if (anchor != null && anchor.isString()) {
      resource.anchor(anchor.asString(), here);
    }
    if (by.dialect() == Dialect.DRAFT_2019_09) {
      if (node.path("$recursiveAnchor").asBoolean(false) && node == resource.root().node()) {
        resource.dynamicAnchor(RECURSIVE, here);
      }
      if (node.path("$recursiveRef").isString()) {
        dynamicNames.add(RECURSIVE);
      }
      return;
    }
    JsonNode dynamic = node.get("$dynamicAnchor");
    if (dynamic != null && dynamic.isString()) {
      resource.dynamicAnchor(dynamic.asString(), here);
      // In v1 it is no longer a fragment identifier.
      if (by.dialect() == Dialect.DRAFT_2020_12) {
        resource.anchor(dynamic.asString(), here);
      }
    }
    if (node.path("$dynamicRef").isString()) {
      dynamicName(by, node.get("$dynamicRef").asString()).ifPresent(dynamicNames::add);
    }
  }

  /** The dynamic anchor that a dynamic reference may look for. */
  static Optional<String> dynamicName(Rules by, String reference) {
    int hash = reference.indexOf('#');
    // In v1 it is a name, no URI reference; a '#' before it is how 2020-12 wrote it.
    String fragment =
        hash < 0 ? (by.atLeast(Dialect.V1) ? reference : "") : reference.substring(hash + 1);
    String name = Uris.decode(fragment).orElse("");
    return name.isEmpty() || name.startsWith("/") ? Optional.empty() : Optional.of(name);
  }

  // ---- Dialects

  /**
   * The rules that a {@code $schema} stands for.
   *
   * @param pointer where it stands, for errors
   */
  private Rules rules(String schema, String pointer) {
    String plain = schema.endsWith("#") ? schema.substring(0, schema.length() - 1) : schema;
    Rules known = rules.get(plain);
    if (known == null) {
      Optional<Dialect> standard = standard(plain);
      known =
          standard.isPresent() ? Rules.of(standard.get(), true) : custom(plain, schema, pointer);
      rules.put(plain, known);
    }
    return known;
  }

  private static Optional<Dialect> standard(String uri) {
    String plain = uri.startsWith("https:") ? "http:" + uri.substring(6) : uri;
    // The hyper-schemas are the meta-schemas with annotations added to them.
    plain = plain.replaceFirst("/hyper-schema$", "/schema");
    for (Dialect dialect : Dialect.values()) {
      if (plain.equals(dialect.uri().replaceFirst("^https:", "http:"))) {
        return Optional.of(dialect);
      }
    }
    return switch (plain) {
      case "http://json-schema.org/schema" -> Optional.of(Dialect.DRAFT_2020_12);
      case "http://json-schema.org/v1/2026" -> Optional.of(Dialect.V1);
      default -> Optional.empty();
    };
  }

  /** A meta-schema of someone's own: its own dialect and vocabularies say what it means. */
  private Rules custom(String uri, String schema, String pointer) {
    Resource meta = null;
    if (rulesInWork.add(uri)) {
      try {
        meta = find(Uris.resolve("", uri), pointer);
        if (meta != null) {
          JsonNode node = meta.root().node();
          if (node.path("$schema").isString()) {
            String own = node.get("$schema").asString();
            return vocabularies(node, rules(own, meta.root().where() + "/$schema"), meta);
          }
        }
      } finally {
        rulesInWork.remove(uri);
      }
    }
    throw new SchemaException(
        Kind.UNSUPPORTED,
        pointer,
        "$schema",
        "the dialect '"
            + schema
            + "' is not known; known are drafts 3, 4, 6, 7, 2019-09, 2020-12 and v1"
            + (meta == null
                ? ", and those whose meta-schema the resolver finds"
                : "; its meta-schema says no '$schema'"));
  }

  private static Rules vocabularies(JsonNode meta, Rules base, Resource resource) {
    JsonNode listed = meta.get("$vocabulary");
    if (listed == null
        || !listed.isObject()
        || !base.atLeast(Dialect.DRAFT_2019_09)
        || base.atLeast(Dialect.V1)) {
      return base;
    }
    boolean old = base.dialect() == Dialect.DRAFT_2019_09;
    String prefix = base.dialect().uri().replace("/schema", "/vocab/");
    Set<Part> parts = EnumSet.of(Part.CORE);
    boolean asserts = false;
    for (Map.Entry<String, JsonNode> entry : listed.properties()) {
      String name = entry.getKey();
      boolean required = entry.getValue().asBoolean(false);
      switch (name.startsWith(prefix) ? name.substring(prefix.length()) : "") {
        case "core", "meta-data" -> {}
        case "applicator" -> {
          parts.add(Part.APPLICATOR);
          if (old) {
            parts.add(Part.UNEVALUATED);
          }
        }
        case "unevaluated" -> parts.add(Part.UNEVALUATED);
        case "validation" -> parts.add(Part.VALIDATION);
        case "content" -> parts.add(Part.CONTENT);
        case "format" -> {
          parts.add(Part.FORMAT);
          asserts |= required;
        }
        case "format-annotation" -> parts.add(Part.FORMAT);
        case "format-assertion" -> {
          parts.add(Part.FORMAT);
          asserts = true;
        }
        default -> {
          if (required) {
            throw new SchemaException(
                Kind.UNSUPPORTED,
                resource.root().where() + "/$vocabulary",
                "$vocabulary",
                "the meta-schema requires the vocabulary '" + name + "', which is not known");
          }
        }
      }
    }
    return new Rules(base.dialect(), true, parts, asserts);
  }

  // ---- References

  /**
   * The place that a reference points to.
   *
   * @param keyword the keyword that refers, for errors
   */
  Place resolve(Place from, String keyword, String reference) {
    int hash = reference.indexOf('#');
    String plain = hash < 0 ? reference : reference.substring(0, hash);
    Optional<String> fragment = Uris.decode(hash < 0 ? "" : reference.substring(hash + 1));
    if (fragment.isEmpty()) {
      throw missing(from, keyword, reference, "its fragment is not percent-encoded UTF-8");
    }
    Resource resource = from.resource();
    if (!plain.isEmpty()) {
      String uri = Uris.resolve(from.resource().uri(), plain);
      resource = find(uri, from.where() + "/" + keyword);
      if (resource == null) {
        boolean alone = options.resolver() == SchemaResolver.NONE;
        throw missing(
            from,
            keyword,
            reference,
            "no schema with the URI '"
                + uri
                + "' is in the document, "
                + (alone ? "and no resolver was given" : "nor does the resolver find it"));
      }
      Resource again = twice.get(uri);
      if (again != null) {
        throw missing(
            from,
            keyword,
            reference,
            "two schemas have the URI '"
                + uri
                + "': at '"
                + resource.root().where()
                + "' and at '"
                + again.root().where()
                + "'");
      }
    }
    if (fragment.get().isEmpty()) {
      return resource.root();
    }
    if (fragment.get().startsWith("/")) {
      return follow(from, keyword, reference, resource, fragment.get());
    }
    Place anchored = resource.anchor(fragment.get());
    if (anchored == null) {
      searchUnknownPlaces();
      anchored = resource.anchor(fragment.get());
    }
    if (anchored == null) {
      throw missing(from, keyword, reference, "there is no anchor '" + fragment.get() + "'");
    }
    Place again = resource.anchoredAgain(fragment.get());
    if (again != null) {
      throw missing(
          from,
          keyword,
          reference,
          "two schemas have the anchor: at '"
              + anchored.where()
              + "' and at '"
              + again.where()
              + "'");
    }
    return anchored;
  }

  private @Nullable Resource find(String uri, String pointer) {
    Resource known = resources.get(uri);
    if (known != null) {
      return known;
    }
    Optional<String> meta = MetaSchemas.text(uri);
    if (meta.isPresent()) {
      return load(uri, meta.get());
    }
    searchUnknownPlaces();
    known = resources.get(uri);
    if (known != null) {
      return known;
    }
    Optional<String> text;
    try {
      text = options.resolver().resolve(new URI(uri));
    } catch (URISyntaxException e) {
      return null;
    } catch (RuntimeException e) {
      throw new SchemaException(
          Kind.REFERENCE,
          pointer,
          pointer.substring(pointer.lastIndexOf('/') + 1),
          "the resolver failed at '" + uri + "': " + e,
          e);
    }
    return text.map(found -> load(uri, found)).orElse(null);
  }

  private Resource load(String uri, String text) {
    return add(SchemaDocument.parse(uri, text, options.limits()));
  }

  /**
   * Registers identifiers in the values of keywords that mean nothing here, where by the
   * specification none counts; there are schemas that keep their parts there. Only done for a
   * reference that leads nowhere else.
   */
  private void searchUnknownPlaces() {
    for (; searched < documents.size(); searched++) {
      SchemaDocument document = documents.get(searched);
      Resource top = document.rootedAt(document.root());
      if (top == null) {
        continue;
      }
      ArrayDeque<Place> open = new ArrayDeque<>(List.of(top.root()));
      while (!open.isEmpty()) {
        Place place = open.remove();
        JsonNode node = place.node();
        if (node.isObject() && !document.walked(node) && hasName(place)) {
          walk(place);
          notes.add("read as a schema, inside a keyword that is not known: " + place.where());
        }
        Resource own = document.rootedAt(node);
        Place here = own == null ? place : own.root();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
          if (entry.getValue().isContainer() && !NO_SCHEMAS.contains(entry.getKey())) {
            open.add(here.at(entry.getValue(), entry.getKey()));
          }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
          if (node.get(i).isContainer()) {
            open.add(here.at(node.get(i), Integer.toString(i)));
          }
        }
      }
    }
  }

  private static boolean hasName(Place place) {
    return place.node().path(place.resource().rules().identifier()).isString()
        || place.node().path("$anchor").isString();
  }

  private Place follow(
      Place from, String keyword, String reference, Resource resource, String pointer) {
    Place at = resource.root();
    for (String token : pointer.substring(1).split("/", -1)) {
      String key = token.replace("~1", "/").replace("~0", "~");
      JsonNode child = child(at.node(), key);
      if (child == null) {
        throw missing(
            from,
            keyword,
            reference,
            "'" + key + "' is not there, in the schema at '" + at.where() + "'");
      }
      at = at.at(child, key);
    }
    if (at.node().isObject() && !resource.document().walked(at.node())) {
      // In the value of a keyword that means nothing here: a schema, since a reference says so.
      walk(at);
      Resource own = resource.document().rootedAt(at.node());
      return own == null ? at : own.root();
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

  private static SchemaException missing(Place from, String keyword, String reference, String why) {
    return new SchemaException(
        Kind.REFERENCE,
        from.where() + "/" + keyword,
        keyword,
        "'" + reference + "' cannot be resolved: " + why);
  }
}
