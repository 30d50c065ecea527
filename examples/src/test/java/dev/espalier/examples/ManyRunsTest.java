package dev.espalier.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.runtime.Generation;
import dev.espalier.runtime.GenerationListener;
import dev.espalier.runtime.GenerationOptions;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.Prompted;
import dev.espalier.runtime.SchemaVerifier;
import dev.espalier.runtime.data.RecordPrompt;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.runtime.model.BundledModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The bundled model writes complete and valid JSON, whatever the schema: those that it was trained
 * on, those that were held out, the example schemas, and some that are like none of them. Fifty
 * runs; {@code -Despalier.runs=1000} makes more.
 */
class ManyRunsTest {
  /** Schemas that look like nothing that the model has seen. */
  private static final List<String> STRANGE =
      List.of(
          "true",
          "{\"type\": [\"null\", \"boolean\", \"integer\"]}",
          "{\"enum\": [[1, {\"a\": null}], \"é\\n\", 1e2, {}]}",
          "{\"type\": \"array\", \"minItems\": 3, \"maxItems\": 5, \"items\": {\"type\": \"array\","
              + " \"prefixItems\": [{\"type\": \"string\"}], \"minItems\": 1,"
              + " \"items\": {\"type\": \"number\", \"multipleOf\": 0.25}}}",
          "{\"type\": \"object\", \"minProperties\": 0, \"required\": [\"b\", \"a\"],"
              + " \"patternProperties\": {\"^[ab]$\": {\"pattern\": \"^\\\\p{Lu}{2,4}$\","
              + " \"type\": \"string\"}}, \"additionalProperties\": {\"type\": \"null\"}}",
          "{\"allOf\": [{\"minimum\": 3.5}, {\"maximum\": 9.25}, {\"type\": \"number\"}],"
              + " \"anyOf\": [{\"multipleOf\": 0.1}, {\"type\": \"integer\"}]}",
          "{\"$ref\": \"#/$defs/list\", \"$defs\": {\"list\": {\"anyOf\": [{\"type\": \"null\"},"
              + " {\"type\": \"object\", \"properties\": {\"head\": {\"type\": \"string\"},"
              + " \"tail\": {\"$ref\": \"#/$defs/list\"}}, \"required\": [\"head\", \"tail\"],"
              + " \"additionalProperties\": false}]}}}",
          "{\"type\": \"string\", \"minLength\": 5, \"maxLength\": 9}");

  private static List<String> schemas() throws IOException {
    List<String> all = new ArrayList<>(RecordTask.create().schemas().values());
    try (Stream<Path> files = Files.list(Path.of("schemas"))) {
      for (Path file : files.sorted().toList()) {
        all.add(Files.readString(file));
      }
    }
    all.addAll(STRANGE);
    return all;
  }

  @Test
  void everyTextIsCompleteAndValid() throws IOException {
    int runs = Integer.getInteger("espalier.runs", 50);
    List<String> schemas = schemas();
    int done = 0;
    int valid = 0;
    List<String> wrong = new ArrayList<>();
    try (Generator generator = Generator.load(BundledModels.records())) {
      for (int s = 0; s < schemas.size(); s++) {
        String schema = schemas.get(s);
        int share = runs * (s + 1) / schemas.size() - runs * s / schemas.size();
        // The style that the model knows, and every spelling that there is.
        for (int i = 0; i < share; i++) {
          JsonSchemaOptions options =
              JsonSchemaOptions.DEFAULT.withForm(i % 2 == 0 ? OutputForm.SINGLE : OutputForm.ANY);
          Grammar grammar = JsonSchema.compile(schema, options);
          Constraint constraint = grammar.bind(generator.vocabulary());
          SchemaVerifier verifier = SchemaVerifier.of(schema, options, grammar.report());
          String prompt = RecordPrompt.of("Ada Novak bought two lamps for 31.50 in Oslo.", schema);
          try (Prompted prompted = generator.prompt(constraint, prompt)) {
            Generation generation =
                prompted.generate(
                    GenerationOptions.DEFAULT
                        .withTemperature(i % 3 == 0 ? 0 : 0.5 + 0.25 * (i % 5))
                        .withSeed(1_000L * s + i)
                        .withMaxTokens(100 + 10 * (i % 12)),
                    GenerationListener.NONE);
            done++;
            if (generation.finish() == Generation.Finish.COMPLETE
                && generation.notes().isEmpty()
                && verifier.verify(generation.text()).outcome() == SchemaVerifier.Outcome.VALID) {
              valid++;
            } else {
              wrong.add("schema " + s + " seed " + generation.seed() + " " + generation);
            }
          }
        }
      }
    }
    System.out.printf(
        "%d of %d runs complete and valid, %d schemas%n", valid, done, schemas.size());
    assertEquals(runs, done);
    assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
  }
}
