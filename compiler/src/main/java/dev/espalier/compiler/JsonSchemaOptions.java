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
 * @param relax keywords that are not enforced where they cannot be; listed in the report
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
     * They may not, unless the schema says so: what other engines call strict. It makes fewer texts
     * valid, never others; the report notes where.
     *
     * <p>The rule, for each schema of a value (the root, and each schema of members or items):
     *
     * <ul>
     *   <li>It is taken together with all that apply to the same value ({@code $ref}, {@code
     *       allOf}, the branches of {@code anyOf} and {@code oneOf} that hold, {@code if} and what
     *       follows from it, dependent schemas), as {@code unevaluatedProperties} and {@code
     *       unevaluatedItems} do. So parts of an {@code allOf} do not forbid each other's keys.
     *   <li>Where one of them has {@code properties} or {@code patternProperties}, the object has
     *       only keys that they mention: under these two keywords, or by name in {@code required},
     *       {@code dependentRequired} or {@code dependencies}.
     *   <li>Where one of them is a tuple ({@code prefixItems}, or {@code items} with an array), the
     *       array has only the items of tuples and those that {@code contains} looks for.
     *   <li>A schema that holds mentions everything if it has {@code additionalProperties}, {@code
     *       unevaluatedProperties} (of arrays: {@code items} or {@code additionalItems} for the
     *       rest, {@code unevaluatedItems}), {@code const} or {@code enum}, if it names keys or
     *       items and asks for more than those ({@code minProperties}, {@code minItems}), or if a
     *       keyword in it was relaxed.
     *   <li>An object or array about whose keys or places nothing is said stays open: {@code
     *       {"type": "object"}} is any object.
     * </ul>
     *
     * <p>Whether a branch of {@code oneOf} holds, {@code if}, {@code not} and {@code contains} are
     * decided by the schema as it is written: closing what stands there would make other texts
     * valid.
     */
    OFF_UNLESS_SAID
  }
}
