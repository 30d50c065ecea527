package dev.espalier.compiler;

import java.util.Set;

/**
 * How a JSON Schema is compiled.
 *
 * @param form which spellings are produced
 * @param limits every limit
 * @param dialect the draft of a schema that does not say it with {@code $schema}
 * @param formats whether {@code format} is an assertion
 * @param relax keywords that are not enforced where they are not supported; listed in the report
 */
public record JsonSchemaOptions(
    OutputForm form, CompileLimits limits, Dialect dialect, Formats formats, Set<String> relax) {

  public static final JsonSchemaOptions DEFAULT =
      new JsonSchemaOptions(
          OutputForm.ANY, CompileLimits.DEFAULT, Dialect.DRAFT_2020_12, Formats.ANNOTATE, Set.of());

  public JsonSchemaOptions {
    relax = Set.copyOf(relax);
  }

  public JsonSchemaOptions withForm(OutputForm other) {
    return new JsonSchemaOptions(other, limits, dialect, formats, relax);
  }

  public JsonSchemaOptions withLimits(CompileLimits other) {
    return new JsonSchemaOptions(form, other, dialect, formats, relax);
  }

  public JsonSchemaOptions withFormats(Formats other) {
    return new JsonSchemaOptions(form, limits, dialect, other, relax);
  }

  public JsonSchemaOptions withRelax(Set<String> keywords) {
    return new JsonSchemaOptions(form, limits, dialect, formats, keywords);
  }

  public JsonSchemaOptions withDialect(Dialect other) {
    return new JsonSchemaOptions(form, limits, other, formats, relax);
  }

  /** The drafts of JSON Schema, in the order of their publication. */
  public enum Dialect {
    DRAFT_4("http://json-schema.org/draft-04/schema"),
    DRAFT_6("http://json-schema.org/draft-06/schema"),
    DRAFT_7("http://json-schema.org/draft-07/schema"),
    DRAFT_2019_09("https://json-schema.org/draft/2019-09/schema"),
    DRAFT_2020_12("https://json-schema.org/draft/2020-12/schema");

    private final String uri;

    Dialect(String uri) {
      this.uri = uri;
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
    /** An annotation: it constrains nothing. */
    ANNOTATE,
    /** An assertion. */
    ASSERT
  }
}
