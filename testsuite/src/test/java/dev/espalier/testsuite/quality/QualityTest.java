package dev.espalier.testsuite.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.GenerationOptions;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.data.RecordExample;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.runtime.data.Split;
import dev.espalier.runtime.model.BundledModels;
import dev.espalier.testsuite.Bootstrap;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityTest {
  /** One text of every schema, sampled hot: what is masked is valid whatever the model wants. */
  @Test
  void whatIsMaskedIsValid() {
    RecordTask task = RecordTask.create();
    try (Generator generator = Generator.load(BundledModels.records())) {
      Quality quality =
          new Quality(generator, GenerationOptions.DEFAULT.withTemperature(1.5).withSeed(11));
      Set<String> schemas = new HashSet<>();
      for (RecordExample example : task.examples(Split.TEST, 5, task.schemas().size())) {
        Quality.Pair pair = quality.run(example, task);
        assertTrue(pair.masked().valid(), () -> example.schemaName() + ": " + pair.masked().text());
        schemas.add(example.schemaName());
      }
      assertEquals(task.schemas().keySet(), schemas);
    }
  }

  @Test
  void intervalsHoldTheMean() {
    int[] rate = new int[1000];
    Arrays.fill(rate, 0, 300, 1);
    Bootstrap interval = Bootstrap.of(rate, 3);
    assertEquals(30, interval.mean());
    // The normal approximation: 1.96 * sqrt(0.3 * 0.7 / 1000) = 2.84 points.
    assertEquals(27.16, interval.low(), 0.4);
    assertEquals(32.84, interval.high(), 0.4);
    assertFalse(interval.tie());

    int[] difference = {1, -1, 0, 0, 1, -1, 0, 0, 0, 0};
    assertTrue(Bootstrap.of(difference, 3).tie());
    assertEquals(new Bootstrap(0, 0, 0), Bootstrap.of(new int[50], 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": [1]} and more | {\"a\": [1]}",
        "[1, {}] [2] | [1, {}]",
        "12 34 | 12",
        "\"x\" y | \"x\"",
        "true, | true",
        "{\"a\": 1 | {\"a\": 1",
        "no json | no json",
        "{\"a\": 1}{\"a\": 2} | {\"a\": 1}",
      })
  void freeTextIsCutAfterItsFirstValue(String text, String expected) {
    assertEquals(expected, FreeText.firstValue(text));
  }
}
