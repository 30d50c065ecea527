package dev.espalier.testsuite.oracle;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schema resources of a schema and of what it refers to: which URI and which anchor names what
 * (2020-12, core, 8 and 9).
 */
final class SchemaDocuments {
  /** A schema that cannot be judged: a reference leads nowhere. */
  static final class Unresolvable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unresolvable(String message) {
      super(message);
    }
  }

  /** A schema with a URI of its own. */
  static final class Resource {
    final String uri;
    final JsonNode root;
    final Draft draft;
    final boolean validation;
    final Map<String, JsonNode> anchors = new HashMap<>();
    final Map<String, JsonNode> dynamicAnchors = new HashMap<>();

    Resource(String uri, JsonNode root, Draft draft, boolean validation) {
      this.uri = uri;
      this.root = root;
      this.draft = draft;
      this.validation = validation;
    }
  }

  /** A schema, and the resource that it is part of. */
  record Target(JsonNode schema, Resource resource) {}

  /**
   * The rules under which a schema is read.
   *
   * @param validation whether the vocabulary of the assertions is in use
   */
  private record Dialect(Draft draft, boolean validation) {}

  private static final String ROOT = "judged:///schema";

  private final Function<String, Optional<JsonNode>> loader;
  private final Map<String, Resource> resources = new HashMap<>();
  private final Map<JsonNode, Resource> owners = new IdentityHashMap<>();
  private final Resource root;

  /**
   * @param draft of schemas that do not say it
   * @param loader the documents that may be referred to, by their URI without a fragment
   */
  SchemaDocuments(JsonNode schema, Draft draft, Function<String, Optional<JsonNode>> loader) {
    this.loader = loader;
    this.root = add(schema, ROOT, new Dialect(draft, true));
  }

  /** The resource of the schema itself. */
  Resource root() {
    return root;
  }

  /** The resource that a schema belongs to, given that of the schema around it. */
  Resource owner(JsonNode schema, Resource around) {
    Resource own = owners.get(schema);
    return own != null ? own : around;
  }

  private Resource add(JsonNode document, String uri, Dialect inherited) {
    Resource own = new Resource(uri, document, inherited.draft(), inherited.validation());
    if (document instanceof ObjectNode object) {
      Dialect dialect = dialect(object, inherited);
      own = new Resource(uri, document, dialect.draft(), dialect.validation());
      index(object, own);
      Resource named = owners.get(document);
      own = named != null ? named : own;
    }
    // Both names lead to it: where it was found, and what it calls itself.
    resources.putIfAbsent(uri, own);
    return own;
  }

  private Dialect dialect(ObjectNode schema, Dialect inherited) {
    if (!schema.path("$schema").isString()) {
      return inherited;
    }
    String name = schema.get("$schema").asString();
    Optional<Draft> known = Draft.of(name);
    if (known.isPresent()) {
      return new Dialect(known.get(), true);
    }
    // A meta-schema of one's own: its draft is that of its own meta-schema, and its vocabularies
    // say which keywords there are (2020-12, core, 8.1.2).
    Optional<JsonNode> meta = loader.apply(withoutFragment(name));
    if (meta.isEmpty() || !(meta.get() instanceof ObjectNode object)) {
      return inherited;
    }
    Draft draft = Draft.of(object.path("$schema").asString("")).orElse(inherited.draft());
    JsonNode vocabulary = object.path("$vocabulary");
    boolean validation =
        draft.atMost(Draft.DRAFT_7)
            || !vocabulary.isObject()
            || vocabulary.propertyStream().anyMatch(e -> e.getKey().endsWith("/vocab/validation"));
    return new Dialect(draft, validation);
  }

  private void index(JsonNode node, Resource around) {
    if (!(node instanceof ObjectNode schema)) {
      return;
    }
    Resource here = around;
    Draft draft = dialect(schema, new Dialect(around.draft, around.validation)).draft();
    boolean hidden = draft.refHidesSiblings() && schema.path("$ref").isString();
    JsonNode id = schema.path(draft.id());
    if (id.isString() && !hidden) {
      String reference = id.asString();
      if (draft.atMost(Draft.DRAFT_7) && reference.startsWith("#") && reference.length() > 1) {
        here.anchors.put(reference.substring(1), schema);
      } else if (!withoutFragment(reference).isEmpty()) {
        Dialect dialect = dialect(schema, new Dialect(around.draft, around.validation));
        here =
            new Resource(
                withoutFragment(join(around.uri, reference)),
                schema,
                dialect.draft(),
                dialect.validation());
        resources.put(here.uri, here);
        int hash = reference.indexOf('#');
        if (draft.atMost(Draft.DRAFT_7) && hash >= 0 && hash < reference.length() - 1) {
          here.anchors.put(reference.substring(hash + 1), schema);
        }
      }
    }
    owners.put(schema, here);
    if (draft.atLeast(Draft.DRAFT_2019_09) && schema.path("$anchor").isString()) {
      here.anchors.put(schema.get("$anchor").asString(), schema);
    }
    if (draft.atLeast(Draft.DRAFT_2020_12) && schema.path("$dynamicAnchor").isString()) {
      here.anchors.put(schema.get("$dynamicAnchor").asString(), schema);
      here.dynamicAnchors.put(schema.get("$dynamicAnchor").asString(), schema);
    }
    for (Map.Entry<String, JsonNode> entry : schema.properties()) {
      JsonNode value = entry.getValue();
      switch (Place.of(entry.getKey(), here.draft)) {
        case NONE -> {}
        case SCHEMA -> index(value, here);
        case SCHEMAS -> {
          if (value instanceof ArrayNode) {
            for (JsonNode each : value) {
              index(each, here);
            }
          } else {
            index(value, here);
          }
        }
        case MAP -> {
          if (value instanceof ObjectNode) {
            for (JsonNode each : value) {
              index(each, here);
            }
          }
        }
        case MAPS -> {
          if (value instanceof ObjectNode) {
            for (JsonNode inner : value) {
              if (inner instanceof ObjectNode) {
                for (JsonNode each : inner) {
                  index(each, here);
                }
              }
            }
          }
        }
      }
    }
  }

  /** Where the value of a keyword holds schemas. */
  enum Place {
    NONE,
    SCHEMA,
    /** An array of schemas, or one. */
    SCHEMAS,
    MAP,
    MAPS;

    static Place of(String keyword, Draft draft) {
      return switch (keyword) {
        // Draft 3 does not define "definitions", but its suite and its users do.
        case "properties", "patternProperties", "definitions", "dependencies" -> MAP;
        case "$defs", "dependentSchemas" -> draft.atLeast(Draft.DRAFT_2019_09) ? MAP : NONE;
        case "propertyDependencies" -> draft == Draft.V1 ? MAPS : NONE;
        case "items" -> SCHEMAS;
        case "prefixItems" -> draft.atLeast(Draft.DRAFT_2020_12) ? SCHEMAS : NONE;
        case "allOf", "anyOf", "oneOf" -> draft.atLeast(Draft.DRAFT_4) ? SCHEMAS : NONE;
        case "extends", "type", "disallow" -> draft == Draft.DRAFT_3 ? SCHEMAS : NONE;
        case "additionalItems" -> draft.atMost(Draft.DRAFT_2019_09) ? SCHEMA : NONE;
        case "additionalProperties" -> SCHEMA;
        case "not" -> draft.atLeast(Draft.DRAFT_4) ? SCHEMA : NONE;
        case "contains", "propertyNames" -> draft.atLeast(Draft.DRAFT_6) ? SCHEMA : NONE;
        case "if", "then", "else" -> draft.atLeast(Draft.DRAFT_7) ? SCHEMA : NONE;
        case "unevaluatedItems", "unevaluatedProperties", "contentSchema" ->
            draft.atLeast(Draft.DRAFT_2019_09) ? SCHEMA : NONE;
        default -> NONE;
      };
    }
  }

  /**
   * What a reference names.
   *
   * @throws Unresolvable if it names nothing
   */
  Target resolve(Resource from, String reference) {
    String uri = withoutFragment(join(from.uri, reference));
    Resource resource = resource(uri, from);
    int hash = reference.indexOf('#');
    String fragment = hash < 0 ? "" : decoded(reference.substring(hash + 1));
    if (fragment.isEmpty()) {
      return new Target(resource.root, resource);
    }
    if (!fragment.startsWith("/")) {
      JsonNode named = resource.anchors.get(fragment);
      if (named == null) {
        throw new Unresolvable("no anchor " + fragment + " in " + resource.uri);
      }
      return new Target(named, owner(named, resource));
    }
    JsonNode at = resource.root;
    Resource owner = resource;
    for (String escaped : fragment.substring(1).split("/", -1)) {
      String step = escaped.replace("~1", "/").replace("~0", "~");
      JsonNode next =
          at instanceof ArrayNode
              ? step.matches("0|[1-9][0-9]{0,8}") ? at.get(Integer.parseInt(step)) : null
              : at.get(step);
      if (next == null) {
        throw new Unresolvable("nothing at " + reference);
      }
      at = next;
      owner = owner(at, owner);
    }
    if (at instanceof ObjectNode && !owners.containsKey(at)) {
      // Under a keyword that no draft knows: a schema because it is referred to.
      index(at, owner);
      owner = owner(at, owner);
    }
    return new Target(at, owner);
  }

  private Resource resource(String uri, Resource from) {
    Resource known = resources.get(uri);
    if (known != null) {
      return known;
    }
    JsonNode document =
        loader.apply(uri).orElseThrow(() -> new Unresolvable("no document at " + uri));
    return add(document, uri, new Dialect(from.draft, true));
  }

  private static String withoutFragment(String uri) {
    int hash = uri.indexOf('#');
    return hash < 0 ? uri : uri.substring(0, hash);
  }

  /** RFC 3986, 5.2; what is no URI is taken as it stands. */
  private static String join(String base, String reference) {
    if (reference.startsWith("#") || reference.isEmpty()) {
      return withoutFragment(base) + reference;
    }
    try {
      return URI.create(base).resolve(reference).toString();
    } catch (IllegalArgumentException e) {
      return reference;
    }
  }

  private static String decoded(String fragment) {
    if (fragment.indexOf('%') < 0) {
      return fragment;
    }
    byte[] bytes = fragment.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < bytes.length; i++) {
      int high = i + 2 < bytes.length && bytes[i] == '%' ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(bytes[i + 2], 16) : -1;
      if (low >= 0) {
        out.write(high << 4 | low);
        i += 2;
      } else {
        out.write(bytes[i]);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
