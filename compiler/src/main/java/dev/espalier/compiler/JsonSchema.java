package dev.espalier.compiler;

import dev.espalier.compiler.json.JsonSchemaCompiler;

/** JSON Schemas as grammars: drafts 3, 4, 6, 7, 2019-09, 2020-12, and v1. */
public final class JsonSchema {
  private JsonSchema() {}

  /**
   * Compiles a schema with the default options: every spelling, {@code format} as the draft says.
   *
   * @param schema the text of the schema
   * @throws SchemaException if it cannot be compiled; names the place and the reason
   */
  public static Grammar compile(String schema) {
    return compile(schema, JsonSchemaOptions.DEFAULT);
  }

  /**
   * Compiles a schema.
   *
   * <p>Complexity: one pass over the text, and a search for one valid text; everything else is done
   * when a text first gets there.
   *
   * @param schema the text of the schema
   * @throws SchemaException if it cannot be compiled; names the place and the reason
   */
  public static Grammar compile(String schema, JsonSchemaOptions options) {
    return JsonSchemaCompiler.compile(schema, options);
  }
}
