package dev.espalier.runtime;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.Format;
import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.Report;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A second look at finished texts: the networknt validator, which shares no code with the compiler.
 *
 * <p>It is asked about the schema as the compiler read it: by the same drafts, without what the
 * caller had relaxed, with the same formats asserted as far as it judges them like the
 * specification, and with the documents of the caller's resolver, which is asked again; nothing
 * else is loaded, neither a file nor over a connection. Where it is not known to judge a schema
 * like the specification (draft 3, v1, dialects of one's own), or may be wrong, it says so instead
 * of a verdict. What {@link JsonSchemaOptions.Additional#OFF_UNLESS_SAID} forbids beyond the schema
 * is not looked at.
 *
 * <p>It has five seconds, since its regular expressions backtrack; a verifier that was once not
 * done in time is not asked again, since nothing stops it.
 *
 * <p>Safe for use by many threads, if the resolver is.
 */
public final class SchemaVerifier implements Verifier {
  private final JsonMapper mapper;
  private final SchemaRegistry registry;
  private final VerifierDocuments documents;
  private volatile @Nullable Schema schema;
  private final SecondLook judge = new SecondLook("the validator");

  private SchemaVerifier(JsonMapper mapper, SchemaRegistry registry, VerifierDocuments documents) {
    this.mapper = mapper;
    this.registry = registry;
    this.documents = documents;
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
    VerifierDocuments documents = new VerifierDocuments(mapper, schema, options, report);
    SchemaRegistry registry = registry(mapper, documents, options.formats());
    return new SchemaVerifier(mapper, registry, documents);
  }

  private static SchemaRegistry registry(
      JsonMapper mapper, VerifierDocuments documents, Formats formats) {
    SchemaRegistryConfig config =
        SchemaRegistryConfig.builder()
            .regularExpressionFactory(new VerifierRegexes())
            .formatAssertionsEnabled(formats == Formats.ASSERT)
            .losslessNarrowing(true)
            .build();
    List<Dialect> dialects =
        Stream.of(
                Dialects.getDraft4(),
                Dialects.getDraft6(),
                Dialects.getDraft7(),
                Dialects.getDraft201909(),
                Dialects.getDraft202012())
            .map(SchemaVerifier::judged)
            .toList();
    return SchemaRegistry.withDialects(
        dialects,
        builder ->
            builder
                .defaultDialectId(version(documents.dialect()).getDialectId())
                .schemaRegistryConfig(config)
                .nodeReader(reader -> reader.jsonMapper(mapper))
                .schemaLoader(loader ->
                    loader
                        .block(iri -> !documents.allows(iri.toString()))
                        .resourceLoaders(loaders -> loaders.add(documents::load))));
  }

  /** A dialect with the formats that are judged like the specification, whoever defined them. */
  private static Dialect judged(Dialect dialect) {
    return Dialect.builder(dialect)
        .formats(formats -> {
          formats.clear();
          for (Format format : com.networknt.schema.format.Formats.DEFAULT) {
            if (VerifierDocuments.JUDGED_FORMATS.contains(format.getName())) {
              formats.put(format.getName(), format);
            }
          }
        })
        .build();
  }

  private static SpecificationVersion version(JsonSchemaOptions.Dialect dialect) {
    return switch (dialect) {
      case DRAFT_4 -> SpecificationVersion.DRAFT_4;
      case DRAFT_6 -> SpecificationVersion.DRAFT_6;
      case DRAFT_7 -> SpecificationVersion.DRAFT_7;
      case DRAFT_2019_09 -> SpecificationVersion.DRAFT_2019_09;
      // The validator is not asked about the two that it does not know.
      case DRAFT_2020_12, DRAFT_3, V1 -> SpecificationVersion.DRAFT_2020_12;
    };
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

  @Override
  public Verdict verify(String text) {
    return verify(text, SecondLook.PATIENCE);
  }

  Verdict verify(String text, Duration patience) {
    return judge.ask(() -> look(text), patience);
  }

  private Verdict look(String text) {
    JsonNode node;
    try {
      node = mapper.readTree(text);
    } catch (JacksonException e) {
      return new Verdict(Outcome.INVALID, List.of("not JSON: " + e.getOriginalMessage()));
    }
    Optional<String> refusal = documents.refusal();
    if (refusal.isPresent()) {
      return Verdict.unknown(refusal.get());
    }
    List<String> problems;
    try {
      Schema read = schema;
      if (read == null) {
        // Here and not before: this is the thread with the stack for it, and with a time limit.
        read = registry.getSchema(documents.root());
        schema = read;
      }
      problems = read.validate(node).stream().map(Object::toString).distinct().toList();
    } catch (VerifierRegexes.NotJudged e) {
      return Verdict.unknown(String.valueOf(e.getMessage()));
    } catch (RuntimeException | StackOverflowError e) {
      return Verdict.unknown(documents.refusal().orElse("the validator failed: " + e));
    }
    // A document that was read meanwhile may be what it does not know.
    refusal = documents.refusal();
    if (refusal.isPresent()) {
      return Verdict.unknown(refusal.get());
    }
    Set<String> doubts = documents.doubts();
    if (!problems.isEmpty() && !doubts.isEmpty()) {
      return Verdict.unknown(
          "the validator refuses the text, but may be wrong, since " + String.join("; ", doubts));
    }
    return new Verdict(problems.isEmpty() ? Outcome.VALID : Outcome.INVALID, problems);
  }
}
