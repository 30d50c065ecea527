package dev.espalier.compiler;

/**
 * How tools become a constraint.
 *
 * @param schema how their parameters are compiled; its white space is also that of the JSON around
 *     the arguments, and its limits hold for all of it (default: the single style that models write
 *     well)
 * @param parallel whether one answer may hold several calls ({@code parallel_tool_calls}; default
 *     true)
 * @param strict what {@code "strict": false} means (default {@link Strict#AS_SAID})
 */
public record ToolOptions(JsonSchemaOptions schema, boolean parallel, Strict strict) {
  public static final ToolOptions DEFAULT =
      new ToolOptions(JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE), true, Strict.AS_SAID);

  /** Of which tools the parameters' schema is enforced. */
  public enum Strict {
    /**
     * Of all that do not say {@code "strict": false}. The arguments of those are any JSON object,
     * and the report lists them as relaxed.
     */
    AS_SAID,
    /** Of all. */
    ALWAYS
  }

  public ToolOptions withSchema(JsonSchemaOptions other) {
    return new ToolOptions(other, parallel, strict);
  }

  public ToolOptions withParallel(boolean allowed) {
    return new ToolOptions(schema, allowed, strict);
  }

  public ToolOptions withStrict(Strict other) {
    return new ToolOptions(schema, parallel, other);
  }
}
