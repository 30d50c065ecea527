package dev.espalier.examples;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.data.RecordPrompt;
import dev.espalier.runtime.model.BundledModels;

/** From a schema to a text, with the bundled model. The README shows these ten lines. */
public final class TenLines {
  private TenLines() {}

  /** Prints one record. */
  public static void main(String[] args) {
    String schema =
        """
        {"type": "object", "required": ["customer", "total"], "additionalProperties": false,
         "properties": {"customer": {"type": "string"}, "total": {"type": "number"}}}
        """;
    var options = JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE);
    Grammar grammar = JsonSchema.compile(schema, options);
    try (Generator generator = Generator.load(BundledModels.records())) {
      String prompt = RecordPrompt.of("Ada Novak bought two lamps for 31.50.", schema);
      System.out.println(generator.generate(grammar, prompt).text());
    }
  }
}
