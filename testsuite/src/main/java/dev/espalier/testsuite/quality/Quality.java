package dev.espalier.testsuite.quality;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.runtime.Generation;
import dev.espalier.runtime.GenerationOptions;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.data.RecordExample;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.testsuite.oracle.Judge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model's records for held-out texts, free and masked, on the same prompts and seeds. */
final class Quality {
  /**
   * One text, judged.
   *
   * @param json it is JSON
   * @param valid and valid, as the judge says
   * @param exact and the value that was asked for: keys in any order, numbers by value
   */
  record Judged(String text, boolean json, boolean valid, boolean exact) {}

  /** An example with what came of it. */
  record Pair(RecordExample example, boolean heldOut, Judged free, Judged masked, int forced) {}

  private final Generator generator;
  private final GenerationOptions options;
  private final Map<String, Constraint> constraints = new HashMap<>();
  private final Map<String, Judge> judges = new HashMap<>();
  private final List<Pair> pairs = new ArrayList<>();

  /**
   * @param options the seed is that of the first example; each next has the next
   */
  Quality(Generator generator, GenerationOptions options) {
    this.generator = generator;
    this.options = options;
  }

  /** Generates and judges both ways. */
  Pair run(RecordExample example, RecordTask task) {
    Constraint constraint =
        constraints.computeIfAbsent(
            example.schemaJson(),
            schema ->
                JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE))
                    .bind(generator.vocabulary()));
    GenerationOptions own = options.withSeed(options.seed() + pairs.size());
    Generation masked = generator.generate(constraint, example.prompt(), own);
    String free =
        FreeText.generate(
            generator.model(),
            generator.vocabulary(),
            generator.tokenizer().prompt(example.prompt()),
            own.sampler(),
            own.seed(),
            own.maxTokens());
    Pair pair =
        new Pair(
            example,
            task.heldOutSchemas().contains(example.schemaName()),
            judge(example, free),
            judge(example, masked.text()),
            masked.forced());
    pairs.add(pair);
    return pair;
  }

  private Judged judge(RecordExample example, String text) {
    Judge judge = judges.computeIfAbsent(example.schemaJson(), Judge::new);
    return new Judged(
        text, Judge.isJson(text), judge.acceptsText(text), Judge.sameValue(text, example.answer()));
  }

  List<Pair> pairs() {
    return pairs;
  }
}
