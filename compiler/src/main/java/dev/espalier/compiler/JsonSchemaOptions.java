package dev.espalier.compiler;

import java.util.Set;

/**
 * How a JSON Schema is compiled.
 *
 * @param form which spellings are produced
 * @param limits every limit
 * @param dialect the draft of a schema that does not say it with {@code $schema}
 * @param formats whether {@code format} is an assertion
 * @param integers whether {@code 1.0} is an integer
 * @param additional whether an object may have keys that its schema says nothing of
 * @param relax keywords that are not enforced where they are not supported; listed in the report
 * @param resolver finds the documents that the schema refers to; none by default
 */
public record JsonSchemaOptions(
    OutputForm form,
    CompileLimits limits,
    Dialect dialect,
    Formats formats,
    Integers integers,
    Additional additional,
    Set<String> relax,
    SchemaResolver resolver) {

  public static final JsonSchemaOptions DEFAULT =
      new JsonSchemaOptions(
          OutputForm.ANY,
          CompileLimits.DEFAULT,
          Dialect.DRAFT_2020_12,
          Formats.DRAFT,
          Integers.DRAFT,
          Additional.AS_SPECIFIED,
          Set.of(),
          SchemaResolver.NONE);

  public JsonSchemaOptions {
    relax = Set.copyOf(relax);
  }

  public JsonSchemaOptions withForm(OutputForm other) {
    return new JsonSchemaOptions(
        other, limits, dialect, formats, integers, additional, relax, resolver);
  }

  public JsonSchemaOptions withLimits(CompileLimits other) {
    return new JsonSchemaOptions(
        form, other, dialect, formats, integers, additional, relax, resolver);
  }

  public JsonSchemaOptions withFormats(Formats other) {
    return new JsonSchemaOptions(
        form, limits, dialect, other, integers, additional, relax, resolver);
  }

  public JsonSchemaOptions withIntegers(Integers other) {
    return new JsonSchemaOptions(
        form, limits, dialect, formats, other, additional, relax, resolver);
  }

  public JsonSchemaOptions withAdditional(Additional other) {
    return new JsonSchemaOptions(form, limits, dialect, formats, integers, other, relax, resolver);
  }

  public JsonSchemaOptions withRelax(Set<String> keywords) {
    return new JsonSchemaOptions(
        form, limits, dialect, formats, integers, additional, keywords, resolver);
  }

  public JsonSchemaOptions withDialect(Dialect other) {
    return new JsonSchemaOptions(
        form, limits, other, formats, integers, additional, relax, resolver);
  }

  public JsonSchemaOptions withResolver(SchemaResolver other) {
    return new JsonSchemaOptions(
        form, limits, dialect, formats, integers, additional, relax, other);
  }

  /** The drafts of JSON Schema and its first release, in the order of their publication. */
  public enum Dialect {
    DRAFT_3("draft 3", "http://json-schema.org/draft-03/schema"),
    DRAFT_4("draft 4", "http://json-schema.org/draft-04/schema"),
    DRAFT_6("draft 6", "http://json-schema.org/draft-06/schema"),
    DRAFT_7("draft 7", "http://json-schema.org/draft-07/schema"),
    DRAFT_2019_09("2019-09", "https://json-schema.org/draft/2019-09/schema"),
    DRAFT_2020_12("2020-12", "https://json-schema.org/draft/2020-12/schema"),
    V1("v1", "https://json-schema.org/v1");

    private final String title;
    private final String uri;

    Dialect(String title, String uri) {
      this.title = title;
      this.uri = uri;
    }

    /** What people call it. */
    public String title() {
      return title;
    }

    /** The URI of its meta-schema, without a fragment. */
    public String uri() {
      return uri;
    }

    /** Whether this is a draft or one that was published after it. */
    public boolean atLeast(Dialect draft) {
      return compareTo(draft) >= 0;
    }
  }

  /** What {@code format} does. */
  public enum Formats {
    /**
     * What the schema's draft says: an annotation up to 2020-12, unless the meta-schema requires
     * the vocabulary that asserts formats; an assertion in v1.
     */
    DRAFT,
    /** An annotation: it constrains nothing. */
    ANNOTATE,
    /** An assertion. */
    ASSERT
  }

  /** What numbers the type {@code integer} has. */
  public enum Integers {
    /**
     * What the schema's draft says: in drafts 3 and 4 numbers without a fraction or exponent part,
     * later numbers whose value is an integer.
     */
    DRAFT,
    /** Numbers whose value is an integer, in every draft: {@code 1.0} is one. */
    VALUE
  }

  /** Whether an object may have keys, and a tuple items, that its schema says nothing of. */
  public enum Additional {
    /** As the specification says: they may. */
    AS_SPECIFIED,
    /**
     * They may not, unless the schema says so: what other engines call strict.
     *
     * <p>A schema that names keys, itself or through schemas that apply to the same value ({@code
     * allOf}, {@code anyOf}, {@code $ref} and so on), is read as if it had {@code
     * unevaluatedProperties: false}, and one that has places for items as if it had {@code
     * unevaluatedItems: false}; so schemas that are composed stay satisfiable. It is not read so
     * where additional or unevaluated members are mentioned, nor below {@code not}, {@code if},
     * {@code oneOf} and {@code contains}, where less would be more.
     */
    OFF_UNLESS_SAID
  }
}
