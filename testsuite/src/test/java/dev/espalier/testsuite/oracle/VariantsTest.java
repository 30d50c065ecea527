package dev.espalier.testsuite.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.OutputForm;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class VariantsTest {
  /** A variant says the same of every text: the judge, not the engine, decides. */
  @Test
  void variantsSayTheSame() {
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed).split();
      JsonNode schema = new SchemaGenerator(random).next();
      TextJudge judge = judge(schema);
      World world = new World(schema, OutputForm.ANY, random, 1000, judge);
      for (Map.Entry<String, JsonNode> variant : Variants.of(schema, true, random).entrySet()) {
        seen.add(variant.getKey());
        TextJudge other = judge(variant.getValue());
        for (List<byte[]> texts :
            List.of(world.acceptedTexts(), world.refusedTexts(), world.nearMisses())) {
          for (byte[] text : texts) {
            assertEquals(
                judge.accepts(text),
                other.accepts(text),
                () ->
                    variant.getKey()
                        + " of "
                        + schema
                        + " is "
                        + variant.getValue()
                        + " for "
                        + Finding.quote(text));
          }
        }
      }
    }
    assertTrue(seen.size() >= 19, () -> "only " + seen);
  }

  private static TextJudge judge(JsonNode schema) {
    return new TextJudge(
        schema,
        OutputForm.ANY,
        true,
        (value, plain) -> {
          throw new AssertionError("the judges disagree on " + value + " against " + schema);
        });
  }
}
