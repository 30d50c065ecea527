package dev.espalier.examples;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.runtime.Generation;
import dev.espalier.runtime.GenerationOptions;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.data.RecordPrompt;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.model.BundledModels;

/** Several samples after one prompt. Each has a seed, and can be made again alone. */
public final class Samples {
  private Samples() {}

  /** Prints four samples, and the third once more. */
  public static void main(String[] args) {
    String schema =
        """
        {"type": "object", "required": ["product", "stars"], "additionalProperties": false,
         "properties": {"product": {"type": "string", "maxLength": 30},
                        "stars": {"type": "integer", "minimum": 1, "maximum": 5}}}
        """;
    GenerationOptions options =
        GenerationOptions.DEFAULT
            .withSampler(new Sampler(1.2, 40, 0.95, 0))
            .withSeed(100)
            .withMaxTokens(64);
    try (Generator generator = Generator.load(BundledModels.records())) {
      Constraint constraint =
          JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE))
              .bind(generator.vocabulary());
      String prompt = RecordPrompt.of("I like this lamp a lot.", schema);
      for (Generation sample : generator.samples(constraint, prompt, options, 4)) {
        System.out.println(sample.seed() + " " + sample.text());
      }
      Generation again = generator.generate(constraint, prompt, options.withSeed(102));
      System.out.println("again " + again.text());
    }
  }
}
