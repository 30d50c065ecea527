package dev.espalier.testsuite.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.JtokkitVocabularies;
import dev.espalier.testsuite.limits.LimitRun.Result;
import dev.espalier.testsuite.text.Encoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Schemas that would explode if they were multiplied out end in answers or in typed limits. */
class LimitsTest {
  private static final Vocabulary VOCABULARY = JtokkitVocabularies.r50k();

  /** Those that take too long for a test; {@code bin/testsuite limits} runs them. */
  private static final Set<String> HEAVY =
      Set.of(
          "anyOf of 500 tools, the arguments first",
          "anyOf of 500 tools in an array",
          "enum of 10,000 strings, numbers, objects, arrays",
          "maxLength 1,000,000",
          "minLength 1,000,000",
          "1,000 properties, 500 to 600 of them",
          "the same with dependentRequired between them",
          "1,000 required properties",
          "not, of an object with 200 required properties",
          "50 patternProperties that overlap",
          "1,000 dependentSchemas",
          "uniqueItems over 1,000 values, all of them",
          "uniqueItems over 1,000 values, one too few",
          "prefixItems of 1,000",
          "20 kinds of contains",
          "allOf of 100 anyOf of 2",
          "a satisfiability problem with no solution");

  @Test
  void theHeavyOnesAreThere() {
    Set<String> names =
        LimitCases.all().stream().map(LimitCase::name).collect(Collectors.toUnmodifiableSet());
    assertTrue(names.containsAll(HEAVY), () -> HEAVY + " are not all in " + names);
  }

  static List<LimitCase> cases() {
    return LimitCases.all().stream().filter(c -> !HEAVY.contains(c.name())).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void endsInAnAnswerOrALimit(LimitCase limitCase) {
    try (Encoder encoder = Encoder.of(Path.of("none"), VOCABULARY)) {
      Result result = new LimitRun(VOCABULARY, encoder, JsonSchemaOptions.DEFAULT).run(limitCase);
      assertEquals(limitCase.expected(), result.outcome(), result.message());
    }
  }
}
