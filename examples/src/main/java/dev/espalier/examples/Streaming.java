package dev.espalier.examples;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.runtime.Generation;
import dev.espalier.runtime.GenerationListener;
import dev.espalier.runtime.GenerationOptions;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.data.RecordPrompt;
import dev.espalier.runtime.model.BundledModels;

/**
 * A text as it arrives: every piece in a line of its own, marked where the schema left no choice.
 */
public final class Streaming {
  private Streaming() {}

  /** Prints the pieces of one record. */
  public static void main(String[] args) {
    String schema =
        """
        {"type": "object", "required": ["city", "sky", "high"], "additionalProperties": false,
         "properties": {"city": {"type": "string", "maxLength": 20},
                        "sky": {"enum": ["sunny", "cloudy", "rainy"]},
                        "high": {"type": "integer", "minimum": -40, "maximum": 50}}}
        """;
    Grammar grammar =
        JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE));
    GenerationListener printer =
        new GenerationListener() {
          private boolean given;

          @Override
          public void token(int id, boolean forced) {
            given = forced;
          }

          @Override
          public void text(String piece) {
            System.out.println((given ? "given  " : "chosen ") + piece);
          }
        };
    try (Generator generator = Generator.load(BundledModels.records())) {
      Generation generation =
          generator.generate(
              grammar.bind(generator.vocabulary()),
              RecordPrompt.of("It will be sunny in Oslo, with a high of 21 degrees.", schema),
              GenerationOptions.DEFAULT,
              printer);
      System.out.println(generation.text());
    }
  }
}
