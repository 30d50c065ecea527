package dev.espalier.runtime;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.JoniRegularExpressionFactory;
import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.SchemaResolver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A second look at finished texts: the networknt validator, which shares no code with the compiler.
 *
 * <p>The validator knows drafts 4 to 2020-12; of a schema of another draft, of one that needs
 * documents beside it, and of {@code format}, which it judges differently, it says nothing.
 *
 * <p>Keywords that the caller had relaxed are taken out of the schema first. The validator loads
 * nothing: no file, no connection. It has five seconds, since its regular expressions backtrack; a
 * verifier that was once not done in time is not asked again, since nothing stops it.
 *
 * <p>Safe for use by many threads.
 */
public final class SchemaVerifier {
  /** How long one look may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The validator recurses along the text. */
  private static final long STACK_BYTES = 256L << 20;

  private final JsonMapper mapper;
  private final SchemaRegistry registry;
  private final JsonNode root;
  private final Optional<String> unknown;
  private volatile @Nullable Schema schema;
  private volatile boolean gaveUp;

  private SchemaVerifier(
      JsonMapper mapper, SchemaRegistry registry, JsonNode root, Optional<String> unknown) {
    this.mapper = mapper;
    this.registry = registry;
    this.root = root;
    this.unknown = unknown;
  }

  /** What a second look found. */
  public enum Outcome {
    /** The text is valid. */
    VALID,
    /** It is not: one of the two is wrong. */
    INVALID,
    /** The validator could not say: it cannot read the schema, or it took too long. */
    UNKNOWN
  }

  /**
   * @param problems what was found, each in a line; empty if the text is valid
   */
  public record Verdict(Outcome outcome, List<String> problems) {
    public Verdict {
      problems = List.copyOf(problems);
    }
  }

  /**
   * A verifier for a schema that was compiled.
   *
   * @param schema its text
   * @param options those that it was compiled with
   * @param report what the compiler said: its relaxations are relaxed here too
   */
  public static SchemaVerifier of(String schema, JsonSchemaOptions options, Report report) {
    JsonMapper mapper = mapper(options.limits());
    JsonNode root = mapper.readTree(schema);
    Optional<String> unknown = unknown(root, options);
    for (Report.Relaxation relaxation : report.relaxed()) {
      if (!relaxation.pointer().startsWith("/")) {
        unknown = Optional.of("a keyword of another document is relaxed");
        continue;
      }
      relax(root, relaxation);
    }
    SchemaRegistryConfig config =
        SchemaRegistryConfig.builder()
            .regularExpressionFactory(JoniRegularExpressionFactory.getInstance())
            .formatAssertionsEnabled(false)
            .losslessNarrowing(true)
            .build();
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            version(options.dialect()),
            builder ->
                builder
                    .schemaRegistryConfig(config)
                    .schemaLoader(loader -> loader.block(iri -> !isMetaSchema(iri.toString()))));
    return new SchemaVerifier(mapper, registry, root, unknown);
  }

  private static SpecificationVersion version(Dialect dialect) {
    return switch (dialect) {
      case DRAFT_3, DRAFT_4 -> SpecificationVersion.DRAFT_4;
      case DRAFT_6 -> SpecificationVersion.DRAFT_6;
      case DRAFT_7 -> SpecificationVersion.DRAFT_7;
      case DRAFT_2019_09 -> SpecificationVersion.DRAFT_2019_09;
      case DRAFT_2020_12, V1 -> SpecificationVersion.DRAFT_2020_12;
    };
  }

  /** Why the validator cannot judge a schema, if it cannot. */
  private static Optional<String> unknown(JsonNode root, JsonSchemaOptions options) {
    String declared = root.path("$schema").asString("");
    for (Dialect dialect : List.of(Dialect.DRAFT_3, Dialect.V1)) {
      boolean named = declared.replaceFirst("#$", "").equals(dialect.uri());
      if (named || (declared.isEmpty() && options.dialect() == dialect)) {
        return Optional.of("the validator does not know " + dialect.title());
      }
    }
    return options.resolver() == SchemaResolver.NONE
        ? Optional.empty()
        : Optional.of("the validator reads no documents beside the schema");
  }

  private static boolean isMetaSchema(String iri) {
    return iri.startsWith("https://json-schema.org/") || iri.startsWith("http://json-schema.org/");
  }

  private static JsonMapper mapper(CompileLimits limits) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.nesting() + 1)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /** A relaxation points to the keyword itself. */
  private static void relax(JsonNode root, Report.Relaxation relaxation) {
    JsonPointer pointer = JsonPointer.compile(relaxation.pointer());
    JsonPointer parent = pointer.head();
    if (parent != null && root.at(parent) instanceof ObjectNode object) {
      object.remove(relaxation.keyword());
    }
  }

  /** Looks at a finished text. Never longer than five seconds. */
  public Verdict verify(String text) {
    return verify(text, PATIENCE);
  }

  Verdict verify(String text, Duration patience) {
    if (unknown.isPresent()) {
      return new Verdict(Outcome.UNKNOWN, List.of(unknown.get()));
    }
    if (gaveUp) {
      return new Verdict(Outcome.UNKNOWN, List.of("the validator took too long before"));
    }
    CompletableFuture<Verdict> result = new CompletableFuture<>();
    Thread look =
        new Thread(
            null,
            () -> {
              try {
                result.complete(look(text));
              } catch (RuntimeException | StackOverflowError e) {
                result.complete(
                    new Verdict(Outcome.UNKNOWN, List.of("the validator failed: " + e)));
              }
            },
            "second-look",
            STACK_BYTES);
    look.setDaemon(true);
    look.start();
    try {
      return result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      gaveUp = true;
      return new Verdict(
          Outcome.UNKNOWN,
          List.of("the validator took longer than " + patience.toMillis() + " ms"));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Verdict(Outcome.UNKNOWN, List.of("interrupted"));
    }
  }

  private Verdict look(String text) {
    JsonNode node;
    try {
      node = mapper.readTree(text);
    } catch (JacksonException e) {
      return new Verdict(Outcome.INVALID, List.of("not JSON: " + e.getOriginalMessage()));
    }
    Schema read = schema;
    if (read == null) {
      // Here and not before: this is the thread with the stack for it, and with a time limit.
      read = registry.getSchema(root);
      schema = read;
    }
    List<String> problems =
        read.validate(node).stream().map(error -> error.toString()).distinct().toList();
    return new Verdict(problems.isEmpty() ? Outcome.VALID : Outcome.INVALID, problems);
  }
}
