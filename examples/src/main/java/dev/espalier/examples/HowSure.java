package dev.espalier.examples;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.SampledText;
import dev.espalier.runtime.SamplingMethod;
import dev.espalier.runtime.SamplingOptions;
import dev.espalier.runtime.TextSampler;
import dev.espalier.runtime.data.RecordPrompt;
import dev.espalier.runtime.model.BundledModels;
import dev.espalier.runtime.sampling.aligned.PrefixTrie;
import dev.espalier.runtime.sampling.aligned.TrieMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How sure a model is of a record, given that it is one: exact samples, none twice, and bounds. */
public final class HowSure {
  private HowSure() {}

  /** Prints each text with the bounds of its probability given the schema. */
  public static void main(String[] args) {
    String schema =
        """
        {"type": "object", "required": ["customer", "total"], "additionalProperties": false,
         "properties": {"customer": {"type": "string"}, "total": {"type": "number"}}}
        """;
    SamplingOptions options =
        SamplingOptions.of(new SamplingMethod.Trie(TrieMode.CARS, false, 1)).withMaxTokens(64);
    try (Generator generator = Generator.load(BundledModels.records())) {
      Constraint constraint =
          JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE))
              .bind(generator.vocabulary());
      String prompt =
          RecordPrompt.of("Ada Novak or Adam Nowak bought two lamps for 31.50.", schema);
      try (TextSampler sampler = generator.sampler(constraint, prompt, options)) {
        PrefixTrie trie = sampler.trie().orElseThrow();
        List<SampledText> texts = new ArrayList<>();
        // The certificate is -ln of the share of all valid texts that is known to be among these.
        while (texts.size() < 6 && trie.certificate() > 0.05) {
          texts.add(sampler.next());
        }
        texts.sort(Comparator.comparingDouble(t -> -t.sample().logProbability()));
        double found = Math.exp(trie.logFound());
        double left = Math.exp(trie.logBound());
        for (SampledText text : texts) {
          double p = Math.exp(text.sample().logProbability());
          System.out.printf(
              Locale.ROOT, "%.3f to %.3f %s%n", p / (found + left), p / found, text.text());
        }
        System.out.printf(
            Locale.ROOT,
            "together at least %.3f of all texts that the schema allows%n",
            Math.exp(-trie.certificate()));
      }
    }
  }
}
