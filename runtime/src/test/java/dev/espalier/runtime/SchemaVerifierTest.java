package dev.espalier.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.Report;
import dev.espalier.runtime.SchemaVerifier.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaVerifierTest {
  private static final Report NOTHING = new Report(List.of(), List.of(), List.of());

  private static Outcome look(String schema, String text) {
    return SchemaVerifier.of(schema, JsonSchemaOptions.DEFAULT, NOTHING).verify(text).outcome();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'type':'integer'} | 1 | VALID",
        "{'type':'integer'} | 1.0 | VALID",
        "{'type':'integer'} | 1e2 | VALID",
        "{'type':'integer'} | 1.5 | INVALID",
        "{'type':'integer'} | 100000000000000000000000000000001 | VALID",
        "{'$schema':'http://json-schema.org/draft-07/schema#','type':'integer'} | 1.0 | VALID",
        "{'multipleOf':0.01} | 123456789012345678901234567890.01 | VALID",
        "{'multipleOf':0.01} | 123456789012345678901234567890.015 | INVALID",
        "{'maximum':1e400} | 9e399 | VALID",
        "{'maximum':1e400} | 2e400 | INVALID",
        "{'const':1} | 1.00 | VALID",
        "{'enum':[0.1]} | 0.10000000000000000000000001 | INVALID",
        "{'pattern':'^\\\\d+$'} | '12' | VALID",
        "{'pattern':'^\\\\d+$'} | '12\\n' | INVALID",
        "{'pattern':'^\\\\p{Letter}{2}$'} | 'é😀' | INVALID",
        "{'pattern':'^.$'} | '😀' | VALID",
        "{'maxLength':1} | '😀' | VALID",
        "{'type':'object'} | {'a':1,'a':2} | INVALID",
        "{'type':'object'} | {} {} | INVALID",
        "{'type':'object'} | {'a':1 | INVALID",
        "{'maxLength':1} | '😀é' | INVALID",
        "{'format':'ipv4'} | 'x' | VALID",
      })
  void knowsTheBorderCases(String schema, String text, Outcome expected) {
    assertEquals(expected, look(schema.replace('\'', '"'), text.replace('\'', '"')));
  }

  @Test
  void deepTextsAreLookedAt() {
    String deep = "[".repeat(500) + "]".repeat(500);
    assertEquals(Outcome.VALID, look("{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}", deep));
  }

  @Test
  void nothingIsLoaded() {
    for (String elsewhere :
        List.of("http://localhost:1/x.json", "file:///etc/passwd", "classpath:draft-07/schema")) {
      SchemaVerifier verifier =
          SchemaVerifier.of("{\"$ref\":\"" + elsewhere + "\"}", JsonSchemaOptions.DEFAULT, NOTHING);
      SchemaVerifier.Verdict verdict = verifier.verify("1");
      assertEquals(Outcome.UNKNOWN, verdict.outcome());
      assertTrue(verdict.problems().get(0).contains("not allowed"), "" + verdict);
    }
  }

  @Test
  void whatWasRelaxedIsRelaxedHereToo() {
    String schema = "{\"items\":{\"not\":{\"type\":\"null\"},\"type\":\"null\"}}";
    Report report =
        new Report(List.of(), List.of(new Report.Relaxation("not", "/items/not")), List.of());
    SchemaVerifier verifier = SchemaVerifier.of(schema, JsonSchemaOptions.DEFAULT, report);
    assertEquals(Outcome.VALID, verifier.verify("[null]").outcome());
    assertEquals(Outcome.INVALID, verifier.verify("[1]").outcome());
    assertEquals(Outcome.INVALID, look(schema, "[null]"));
  }

  @Test
  void formatsAreNotLookedAt() {
    SchemaVerifier verifier =
        SchemaVerifier.of(
            "{\"format\":\"ipv4\",\"maxLength\":9}",
            JsonSchemaOptions.DEFAULT.withFormats(JsonSchemaOptions.Formats.ASSERT),
            NOTHING);
    assertEquals(Outcome.VALID, verifier.verify("\"x\"").outcome());
    assertEquals(Outcome.INVALID, verifier.verify("\"127.0.0.11\"").outcome());
  }

  @Test
  void theDialectOfTheOptionsHolds() {
    String schema = "{\"minimum\":1,\"exclusiveMinimum\":true}";
    JsonSchemaOptions draft4 = JsonSchemaOptions.DEFAULT.withDialect(Dialect.DRAFT_4);
    SchemaVerifier verifier = SchemaVerifier.of(schema, draft4, NOTHING);
    assertEquals(Outcome.INVALID, verifier.verify("1").outcome());
    assertEquals(Outcome.VALID, verifier.verify("2").outcome());
  }

  @Test
  void whatTheValidatorDoesNotKnowIsUnknown() {
    JsonSchemaOptions v1 = JsonSchemaOptions.DEFAULT.withDialect(Dialect.V1);
    assertEquals(Outcome.UNKNOWN, SchemaVerifier.of("{}", v1, NOTHING).verify("1").outcome());
    assertEquals(
        Outcome.UNKNOWN, look("{\"$schema\":\"http://json-schema.org/draft-03/schema#\"}", "1"));
    JsonSchemaOptions resolving = JsonSchemaOptions.DEFAULT.withResolver(uri -> Optional.empty());
    assertEquals(
        Outcome.UNKNOWN, SchemaVerifier.of("{}", resolving, NOTHING).verify("1").outcome());
    Report elsewhere =
        new Report(
            List.of(),
            List.of(new Report.Relaxation("pattern", "http://example.com/s#/pattern")),
            List.of());
    assertEquals(
        Outcome.UNKNOWN,
        SchemaVerifier.of("{}", JsonSchemaOptions.DEFAULT, elsewhere).verify("1").outcome());
  }

  @Test
  void aPatternThatBacktracksForEverDoesNotHoldUsUp() {
    SchemaVerifier verifier =
        SchemaVerifier.of("{\"pattern\":\"^(a|aa)+$\"}", JsonSchemaOptions.DEFAULT, NOTHING);
    // Tens of millions of steps: far more than a moment, but they end.
    String text = "\"" + "a".repeat(36) + "b\"";
    assertEquals(Outcome.UNKNOWN, verifier.verify(text, Duration.ofMillis(20)).outcome());
    // Nobody stops the first look; a second one does not begin.
    assertEquals(Outcome.UNKNOWN, verifier.verify("\"a\"").outcome());
  }
}
