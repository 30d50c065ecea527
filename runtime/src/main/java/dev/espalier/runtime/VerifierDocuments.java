package dev.espalier.runtime;

import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.resource.InputStreamSource;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.JsonSchemaOptions.Integers;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.formats.FormatLanguages;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schema and the documents that it refers to, made ready for the validator: without what was
 * relaxed, and with notes of what is in them that it is not known to judge like the specification.
 */
final class VerifierDocuments {
  /**
   * Formats of which the validator refuses nothing that the compiler allows, as a test shows by
   * random variants of examples.
   */
  static final Set<String> JUDGED_FORMATS =
      Set.of("date", "duration", "ipv4", "ipv6", "time", "uuid");

  /** Under these keywords, a schema of which less is asserted may refuse more. */
  private static final Set<String> MIXED = Set.of("contains", "if", "not", "oneOf");

  private final JsonMapper mapper;
  private final JsonSchemaOptions options;
  private final Map<String, List<Report.Relaxation>> relaxed = new HashMap<>();
  private final Map<String, Optional<byte[]>> known = new HashMap<>();
  private final JsonNode root;
  private Dialect dialect;

  private @Nullable String refusal;
  private final Set<String> keywords = new TreeSet<>();
  private final Set<String> formats = new TreeSet<>();
  private final Set<String> doubts = new TreeSet<>();
  private boolean spelledIntegers;

  VerifierDocuments(JsonMapper mapper, String schema, JsonSchemaOptions options, Report report) {
    this.mapper = mapper;
    this.options = options;
    this.dialect = options.dialect();
    for (Report.Relaxation relaxation : report.relaxed()) {
      String pointer = relaxation.pointer();
      int hash = pointer.startsWith("/") ? -1 : pointer.indexOf('#');
      String document = hash < 0 ? "" : pointer.substring(0, hash);
      relaxed
          .computeIfAbsent(document, d -> new ArrayList<>())
          .add(new Report.Relaxation(relaxation.keyword(), pointer.substring(hash + 1)));
      if (isMetaSchema(document)) {
        doubts.add("a keyword of " + document + " was relaxed");
      }
    }
    this.root = mapper.readTree(schema);
    this.dialect = prepare(root, "").orElse(options.dialect());
  }

  JsonNode root() {
    return root;
  }

  /** The draft of a document that names none. */
  Dialect dialect() {
    return dialect;
  }

  /** Why the validator cannot say anything, if so. */
  synchronized Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** Why it may be wrong where it refuses a text. */
  synchronized Set<String> doubts() {
    Set<String> all = new TreeSet<>(doubts);
    boolean mixed = keywords.stream().anyMatch(MIXED::contains);
    if (mixed && !formats.isEmpty()) {
      all.add("it does not judge the formats " + String.join(", ", formats));
    }
    if (mixed && spelledIntegers) {
      all.add("it takes 1.0 for an integer, which in draft 4 it is not");
    }
    if (!relaxed.isEmpty() && keywords.stream().anyMatch(k -> k.startsWith("unevaluated"))) {
      all.add("what is unevaluated depends on keywords that were relaxed");
    }
    return all;
  }

  // ---- Other documents

  /** Whether the validator may read a document: it has it, or the caller's resolver does. */
  boolean allows(String iri) {
    return find(iri).isPresent() || isMetaSchema(iri);
  }

  @Nullable InputStreamSource load(AbsoluteIri iri) {
    byte[] text = find(iri.toString()).orElse(null);
    return text == null ? null : () -> new ByteArrayInputStream(text);
  }

  private static boolean isMetaSchema(String iri) {
    return iri.startsWith("https://json-schema.org/") || iri.startsWith("http://json-schema.org/");
  }

  private synchronized Optional<byte[]> find(String iri) {
    Optional<byte[]> found = known.get(iri);
    if (found == null) {
      found = ask(iri).map(text -> prepared(iri, text));
      known.put(iri, found);
    }
    return found;
  }

  private Optional<String> ask(String iri) {
    if (isMetaSchema(iri)) {
      return Optional.empty();
    }
    try {
      return options.resolver().resolve(new URI(iri));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private byte[] prepared(String iri, String text) {
    JsonNode document = mapper.readTree(text);
    prepare(document, iri);
    return mapper.writeValueAsString(document).getBytes(StandardCharsets.UTF_8);
  }

  // ---- What is in a document

  /** Relaxes what was relaxed in a document and notes what is in it; answers its dialect. */
  private Optional<Dialect> prepare(JsonNode document, String uri) {
    for (Report.Relaxation relaxation : relaxed.getOrDefault(uri, List.of())) {
      relax(document, relaxation);
    }
    JsonNode schema = document.get("$schema");
    boolean declared = schema != null && schema.isString();
    Optional<Dialect> own = declared ? standard(schema.asString()) : Optional.of(dialect);
    if (own.isEmpty()) {
      refuse(
          "the dialect '" + document.get("$schema").asString() + "' is not known to the validator");
      return own;
    }
    if (own.get() == Dialect.DRAFT_3 || own.get() == Dialect.V1) {
      refuse(own.get().title() + " is not known to the validator");
    }
    Set<String> here = new TreeSet<>();
    ArrayDeque<JsonNode> open = new ArrayDeque<>(List.of(document));
    while (!open.isEmpty()) {
      JsonNode node = open.remove();
      node.forEach(child -> {
        if (child.isContainer()) {
          open.add(child);
        }
      });
      if (node.isObject()) {
        look(node, own.get(), here);
      }
    }
    keywords.addAll(here);
    // It takes what contains has found for evaluated; from 2020-12 on that is right.
    if (own.get() == Dialect.DRAFT_2019_09
        && here.containsAll(Set.of("contains", "unevaluatedItems"))) {
      doubts.add("it judges unevaluatedItems beside contains by a later draft");
    }
    return own;
  }

  private void look(JsonNode node, Dialect dialect, Set<String> keys) {
    keys.addAll(node.propertyNames());
    JsonNode schema = node.get("$schema");
    boolean resource = node.path("$id").isString() || node.path("id").isString();
    if (resource && schema != null && schema.isString()) {
      if (!standard(schema.asString()).equals(Optional.of(dialect))) {
        refuse("the validator does not judge schemas of another dialect inside a schema");
      }
    }
    JsonNode type = node.path("type");
    if (!dialect.atLeast(Dialect.DRAFT_6) && options.integers() == Integers.DRAFT) {
      spelledIntegers |=
          type.asString("").equals("integer")
              || type.valueStream().anyMatch(t -> t.asString("").equals("integer"));
    }
    if (options.formats() != Formats.ASSERT) {
      return;
    }
    JsonNode format = node.get("format");
    if (format != null && format.isString()) {
      String name = format.asString();
      boolean asserted =
          Arrays.stream(Dialect.values()).anyMatch(d -> FormatLanguages.names(d).contains(name));
      if (asserted && !JUDGED_FORMATS.contains(name)) {
        formats.add(name);
      }
    }
    if (isMetaSchema(node.path("$ref").asString(""))) {
      formats.add("of meta-schemas");
    }
  }

  private void refuse(String why) {
    if (refusal == null) {
      refusal = why;
    }
  }

  private static Optional<Dialect> standard(String uri) {
    String plain = uri.replaceFirst("#$", "").replaceFirst("^http:", "https:");
    return Arrays.stream(Dialect.values())
        .filter(dialect -> dialect.uri().replaceFirst("^http:", "https:").equals(plain))
        .findFirst();
  }

  /** A relaxation points to the keyword itself. */
  private static void relax(JsonNode document, Report.Relaxation relaxation) {
    JsonPointer parent = JsonPointer.compile(relaxation.pointer()).head();
    if (parent == null || !(document.at(parent) instanceof ObjectNode object)) {
      return;
    }
    object.remove(relaxation.keyword());
    switch (relaxation.keyword()) {
      // Any key may be one that the pattern would have matched.
      case "patternProperties" -> object.put("additionalProperties", true);
      case "contains" -> object.remove(List.of("minContains", "maxContains"));
      default -> {}
    }
  }
}
