package dev.espalier.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Additional;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.JsonSchemaOptions.Integers;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.SchemaResolver;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.Verifier.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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
        "{'pattern':'^.$'} | '\u2028' | INVALID",
        "{'pattern':'^[.]$'} | '.' | VALID",
        "{'pattern':'^[[:a]$'} | '[' | VALID",
        "{'pattern':'^[[:a:]]$'} | 'a]' | VALID",
        "{'pattern':'^\\\\p{L}$'} | 'ß' | VALID",
        "{'pattern':'^\\\\u{41}$'} | 'A' | UNKNOWN",
        "{'pattern':'^\\\\p{L}$'} | '\uD7C7' | UNKNOWN",
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

  private static SchemaVerifier verifier(String schema, JsonSchemaOptions options) {
    String text = schema.replace('\'', '"');
    return SchemaVerifier.of(text, options, JsonSchema.compile(text, options).report());
  }

  private static SchemaResolver documents(String... urisAndTexts) {
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < urisAndTexts.length; i += 2) {
      texts.put(urisAndTexts[i], urisAndTexts[i + 1].replace('\'', '"'));
    }
    return uri -> Optional.ofNullable(texts.get(uri.toString()));
  }

  @Test
  void theMetaSchemasAreThere() {
    SchemaVerifier verifier =
        verifier(
            "{'$ref':'https://json-schema.org/draft/2020-12/schema'}", JsonSchemaOptions.DEFAULT);
    assertEquals(Outcome.VALID, verifier.verify("{\"type\":\"null\"}").outcome());
    assertEquals(Outcome.INVALID, verifier.verify("{\"type\":3}").outcome());
  }

  @Test
  void documentsComeFromTheCallersResolver() {
    SchemaResolver resolver =
        documents(
            "http://a/b/other.json",
            "{'$defs':{'x':{'multipleOf':0.01},'y':{'maximum':1e400}}}",
            "plain.json",
            "{'type':'null'}");
    JsonSchemaOptions options = JsonSchemaOptions.DEFAULT.withResolver(resolver);
    SchemaVerifier verifier =
        verifier(
            "{'$id':'http://a/b/root','allOf':[{'$ref':'other.json#/$defs/x'},"
                + "{'$ref':'other.json#/$defs/y'}]}",
            options);
    assertEquals(Outcome.VALID, verifier.verify("123456789012345678901234567890.01").outcome());
    assertEquals(Outcome.INVALID, verifier.verify("123456789012345678901234567890.015").outcome());
    assertEquals(Outcome.INVALID, verifier.verify("2e400").outcome());
    SchemaVerifier relative = verifier("{'items':{'$ref':'plain.json'}}", options);
    assertEquals(Outcome.VALID, relative.verify("[null]").outcome());
    assertEquals(Outcome.INVALID, relative.verify("[1]").outcome());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          DRAFT_4       | {'maximum':1,'exclusiveMaximum':true}      | 0.5     | 1
          DRAFT_4       | {'type':'integer'}                         | 1.0     | 1.5
          DRAFT_6       | {'items':[{'type':'null'}],'additionalItems':false} | [null] | [null,1]
          DRAFT_7       | {'$ref':'#/definitions/a','maxLength':1,'definitions':{'a':{'type':'string'}}} | 'abc' | 1
          DRAFT_2019_09 | {'contains':{'const':1},'maxContains':1}   | [1]     | [1,1]
          DRAFT_2020_12 | {'$ref':'#/$defs/a','maxLength':1,'$defs':{'a':{'type':'string'}}} | 'a' | 'abc'
          """)
  void theDialectIsThatOfTheOptions(Dialect dialect, String schema, String valid, String invalid) {
    JsonSchemaOptions options =
        JsonSchemaOptions.DEFAULT
            .withDialect(dialect)
            .withResolver(documents("http://a/b", schema));
    SchemaVerifier verifier = verifier(schema, options);
    assertEquals(Outcome.VALID, verifier.verify(valid.replace('\'', '"')).outcome());
    assertEquals(Outcome.INVALID, verifier.verify(invalid.replace('\'', '"')).outcome());
    // A document that names none is of the draft of the schema that refers to it.
    SchemaVerifier other =
        verifier(
            "{'$schema':'" + dialect.uri() + "','$ref':'http://a/b'}",
            options.withDialect(Dialect.V1));
    assertEquals(Outcome.VALID, other.verify(valid.replace('\'', '"')).outcome());
    assertEquals(Outcome.INVALID, other.verify(invalid.replace('\'', '"')).outcome());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'$schema':'http://json-schema.org/draft-03/schema#'} | draft 3 is not known
          {'$schema':'https://json-schema.org/v1'}              | v1 is not known
          {'$ref':'http://old/3'}                               | draft 3 is not known
          {'$schema':'http://my/dialect','type':'null'}         | 'http://my/dialect' is not known
          {'$defs':{'a':{'$id':'http://x/y','$schema':'http://json-schema.org/draft-07/schema#','type':'null'}},'$ref':'http://x/y'} | another dialect inside
          {'items':[{'type':'null'}],'minimum':1,'exclusiveMinimum':true} | the validator failed
          """)
  void whatItCannotJudgeIsNotVerified(String schema, String why) {
    JsonSchemaOptions options =
        JsonSchemaOptions.DEFAULT.withResolver(
            documents(
                "http://old/3",
                "{'$schema':'http://json-schema.org/draft-03/schema#','type':'null'}",
                "http://my/dialect",
                "{'$schema':'https://json-schema.org/draft/2020-12/schema',"
                    + "'$id':'http://my/dialect','$vocabulary':"
                    + "{'https://json-schema.org/draft/2020-12/vocab/core':true}}"));
    SchemaVerifier verifier = verifier(schema, options);
    for (int i = 0; i < 2; i++) {
      SchemaVerifier.Verdict verdict = verifier.verify("null");
      assertEquals(Outcome.UNKNOWN, verdict.outcome(), verdict.toString());
      assertTrue(verdict.problems().get(0).contains(why), verdict.toString());
    }
  }

  @Test
  void theDraftsOfTheOptionsThatItDoesNotKnow() {
    for (Dialect dialect : List.of(Dialect.DRAFT_3, Dialect.V1)) {
      JsonSchemaOptions options = JsonSchemaOptions.DEFAULT.withDialect(dialect);
      assertEquals(Outcome.UNKNOWN, verifier("{}", options).verify("1").outcome());
      assertEquals(Outcome.INVALID, verifier("{}", options).verify("{").outcome(), "no JSON");
    }
  }

  @Test
  void containsBesideUnevaluatedItemsIsDoubtedIn201909() {
    String schema =
        "{'$schema':'https://json-schema.org/draft/2019-09/schema',"
            + "'contains':{'const':1},'not':{'unevaluatedItems':false,'contains':{'const':1}}}";
    // By the specification the item is unevaluated, so the text is valid.
    SchemaVerifier verifier = verifier(schema, JsonSchemaOptions.DEFAULT);
    assertEquals(Outcome.UNKNOWN, verifier.verify("[1]").outcome());
  }

  @Test
  void integersOfDraft4AreDoubtedWhereThatMatters() {
    String schema =
        "{'$schema':'http://json-schema.org/draft-04/schema#','type':'number','not':"
            + "{'type':['integer']}}";
    JsonSchemaOptions options = JsonSchemaOptions.DEFAULT;
    assertEquals(Outcome.UNKNOWN, verifier(schema, options).verify("1.0").outcome());
    assertEquals(Outcome.VALID, verifier(schema, options).verify("1.5").outcome());
    JsonSchemaOptions byValue = options.withIntegers(Integers.VALUE);
    assertEquals(Outcome.INVALID, verifier(schema, byValue).verify("1.0").outcome());
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
  void whatWasRelaxedInOtherDocumentsIsRelaxedThere() {
    JsonSchemaOptions options =
        JsonSchemaOptions.DEFAULT
            .withRelax(Set.of("pattern", "patternProperties"))
            .withResolver(
                documents(
                    "http://a/b",
                    "{'$defs':{'x/y':{'pattern':'(a)\\\\1','maxLength':3},"
                        + "'z':{'patternProperties':{'^(a)\\\\1':{'type':'null'}},"
                        + "'additionalProperties':false}}}"));
    SchemaVerifier pattern = verifier("{'$ref':'http://a/b#/$defs/x~1y'}", options);
    assertEquals(Outcome.VALID, pattern.verify("\"b\"").outcome());
    assertEquals(Outcome.INVALID, pattern.verify("\"aabb\"").outcome());
    // Any key may be one that the pattern would have matched.
    SchemaVerifier keys = verifier("{'$ref':'http://a/b#/$defs/z'}", options);
    assertEquals(Outcome.VALID, keys.verify("{\"b\":1}").outcome());
    String unevaluated = "{'$ref':'http://a/b#/$defs/z','unevaluatedProperties':false}";
    assertEquals(Outcome.VALID, verifier(unevaluated, options).verify("{\"b\":1}").outcome());
  }

  @Test
  void whatOptionsForbidBeyondTheSchemaIsNotLookedAt() {
    SchemaVerifier verifier =
        verifier(
            "{'allOf':[{'properties':{'a':true}},{'properties':{'b':true}}],'required':['c']}",
            JsonSchemaOptions.DEFAULT.withAdditional(Additional.OFF_UNLESS_SAID));
    assertEquals(Outcome.VALID, verifier.verify("{\"a\":1,\"b\":2,\"c\":3}").outcome());
    assertEquals(Outcome.INVALID, verifier.verify("{\"a\":1}").outcome());
  }

  @Test
  void formatsAreAssertedWhenTheyWereCompiledSo() {
    JsonSchemaOptions asserted = JsonSchemaOptions.DEFAULT.withFormats(Formats.ASSERT);
    for (Dialect dialect : List.of(Dialect.DRAFT_4, Dialect.DRAFT_7, Dialect.DRAFT_2020_12)) {
      for (String format : VerifierDocuments.JUDGED_FORMATS) {
        String schema = "{'format':'" + format + "'}";
        SchemaVerifier verifier = verifier(schema, asserted.withDialect(dialect));
        assertEquals(Outcome.INVALID, verifier.verify("\"x\"").outcome(), format);
        for (Formats formats : List.of(Formats.DRAFT, Formats.ANNOTATE)) {
          verifier = verifier(schema, JsonSchemaOptions.DEFAULT.withFormats(formats));
          assertEquals(Outcome.VALID, verifier.verify("\"x\"").outcome(), format);
        }
      }
    }
    assertEquals(
        Outcome.VALID, verifier("{'format':'ipv4'}", asserted).verify("\"127.0.0.1\"").outcome());
  }

  /** By random variants of examples, a character or two apart from the last that was allowed. */
  @ParameterizedTest
  @CsvSource({
    "date, 2024-02-29",
    "duration, P3Y6M4DT12H30M5S",
    "ipv4, 192.168.10.250",
    "ipv6, 2001:db8::ff00:192.0.2.33",
    "time, 23:59:60.25Z",
    "uuid, f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
  })
  void aFormatThatIsJudgedIsJudgedNoMoreStrictly(String format, String example) {
    assertTrue(VerifierDocuments.JUDGED_FORMATS.contains(format));
    JsonSchemaOptions asserted = JsonSchemaOptions.DEFAULT.withFormats(Formats.ASSERT);
    String schema = "{\"type\":\"string\",\"format\":\"" + format + "\"}";
    SchemaVerifier verifier = verifier(schema, asserted);
    List<byte[]> bytes = IntStream.range(0, 256).mapToObj(b -> new byte[] {(byte) b}).toList();
    State start = JsonSchema.compile(schema, asserted).bind(Vocabulary.of(bytes, 256)).start();
    long seed = 7;
    SplittableRandom random = new SplittableRandom(seed);
    String letters = "0123456789abcdefABCDEF:.-+PTYMWDHSZz";
    String last = example;
    Set<String> allowed = new HashSet<>();
    for (int i = 0; i < 4000; i++) {
      StringBuilder next = new StringBuilder(i % 50 == 0 ? example : last);
      for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
        int at = random.nextInt(next.length() + 1);
        int end = Math.min(next.length(), at + random.nextInt(2));
        int letter = random.nextInt(letters.length());
        String put = random.nextInt(4) == 0 ? "" : letters.substring(letter, letter + 1);
        next.replace(at, end, put);
      }
      String text = '"' + next.toString() + '"';
      if (accepts(start, text) && allowed.add(text)) {
        last = next.toString();
        assertEquals(Outcome.VALID, verifier.verify(text).outcome(), "seed " + seed + ": " + text);
      }
    }
    assertTrue(allowed.size() > 30, format + " allowed only " + allowed.size());
  }

  private static boolean accepts(State start, String text) {
    try {
      return start.next(text.getBytes(StandardCharsets.UTF_8)).accepting();
    } catch (NotAllowed e) {
      return false;
    }
  }

  @Test
  void formatsThatItJudgesOtherwiseAreNotAsserted() {
    JsonSchemaOptions asserted = JsonSchemaOptions.DEFAULT.withFormats(Formats.ASSERT);
    // A leap second, which the validator's own date-time refuses.
    String leap = "\"1998-10-31T15:59:60.123-08:00\"";
    assertEquals(
        Outcome.VALID, verifier("{'format':'date-time'}", asserted).verify(leap).outcome());
    SchemaVerifier negated = verifier("{'type':'string','not':{'format':'date-time'}}", asserted);
    SchemaVerifier.Verdict verdict = negated.verify("\"x\"");
    assertEquals(Outcome.UNKNOWN, verdict.outcome());
    assertTrue(verdict.problems().get(0).contains("date-time"), verdict.toString());
    assertEquals(
        Outcome.VALID,
        verifier("{'oneOf':[{'format':'no-such-format'}]}", asserted).verify("\"x\"").outcome());
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
