package dev.espalier.examples;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Additional;
import dev.espalier.compiler.OutputForm;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.model.BundledModels;

/**
 * A schema that a model writes: what it writes follows the meta-schema of 2020-12, which is
 * included, and some wishes of ours. Then a record that follows the schema.
 */
public final class WriteSchemas {
  private WriteSchemas() {}

  /** Prints a schema, and a text that it allows. */
  public static void main(String[] args) {
    String schema =
        """
        {"$ref": "https://json-schema.org/draft/2020-12/schema",
         "type": "object", "propertyNames": {"enum": ["type", "properties", "required"]},
         "required": ["type", "properties", "required"],
         "properties": {
           "type": {"const": "object"},
           "required": {"minItems": 1, "items": {"enum": ["name", "amount", "date"]}},
           "properties": {
             "propertyNames": {"enum": ["name", "amount", "date"]}, "minProperties": 2,
             "additionalProperties": {
               "type": "object", "required": ["type"], "maxProperties": 2,
               "propertyNames": {"enum": ["type", "maxLength", "minimum", "multipleOf"]},
               "properties": {"type": {"enum": ["string", "integer", "number"]}}}}}}
        """;
    var options =
        JsonSchemaOptions.DEFAULT
            .withForm(OutputForm.SINGLE)
            .withAdditional(Additional.OFF_UNLESS_SAID);
    Grammar grammar = JsonSchema.compile(schema, options);
    try (Generator generator = Generator.load(BundledModels.records())) {
      String written = generator.generate(grammar, "").text();
      System.out.println(written);
      System.out.println(generator.generate(JsonSchema.compile(written, options), "").text());
    }
  }
}
