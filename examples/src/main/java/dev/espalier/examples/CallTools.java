package dev.espalier.examples;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.ToolCalls;
import dev.espalier.compiler.ToolChoice;
import dev.espalier.compiler.ToolFormat;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.data.RecordPrompt;
import dev.espalier.runtime.model.BundledModels;

/**
 * Tools as clients of OpenAI's interface send them: the model chooses one and fills in its
 * arguments, in the format of Qwen and Hermes.
 */
public final class CallTools {
  private CallTools() {}

  private static final String ORDER =
      """
      {"type": "object", "required": ["customer", "total"], "additionalProperties": false,
       "properties": {"customer": {"type": "string"}, "total": {"type": "number"}}}
      """;

  private static final String TOOLS =
      """
      [{"type": "function", "function": {"name": "place_order", "parameters": %s}},
       {"type": "function", "function": {"name": "opening_hours"}}]
      """
          .formatted(ORDER);

  /** Prints a call whose tool the model chose, and one for which it was told the tool. */
  public static void main(String[] args) {
    String prompt = RecordPrompt.of("Ada Novak bought two lamps for 31.50.", ORDER);
    try (Generator generator = Generator.load(BundledModels.records())) {
      ToolFormat format = ToolFormat.hermes(generator.vocabulary());
      Grammar required = ToolCalls.of(TOOLS, ToolChoice.REQUIRED, format);
      System.out.println(generator.generate(required, prompt).text());
      Grammar named = ToolCalls.of(TOOLS, ToolChoice.named("opening_hours"), format);
      System.out.println(generator.generate(named, prompt).text());
    }
  }
}
