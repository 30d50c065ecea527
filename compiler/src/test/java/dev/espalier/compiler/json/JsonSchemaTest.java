package dev.espalier.compiler.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.SchemaException.Kind;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.formats.FormatLanguages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What schemas accept and refuse, and what is said of those that cannot be compiled. */
class JsonSchemaTest {
  private static final Vocabulary BYTES = bytes();

  private static Vocabulary bytes() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    return Vocabulary.of(tokens, 256);
  }

  private static Constraint bind(String schema) {
    return JsonSchema.compile(schema.replace('\'', '"')).bind(BYTES);
  }

  private static boolean accepts(Constraint constraint, String text) {
    try {
      return constraint.start().next(text.getBytes(StandardCharsets.UTF_8)).accepting();
    } catch (NotAllowed e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'type':'integer'}                         | 1 1.0 10e-1 -0 12.5e1                | 1.5 '1' 12.5e0 01 +1
          {'minimum':0.1,'exclusiveMaximum':3}       | 0.1 2.999 'x' 1e-1 0.3e1x            | 0.09 3 3.0 30e-1
          {'multipleOf':0.01}                        | 0.07 19.99 1e9 0                     | 0.075 1e-3
          {'const':1}                                | 1 1.0 10e-1 0.1e1                    | 2 true '1'
          {'const':'é/'}                             | 'é/' '\\u00e9\\/' '\\u00E9\\u002f'   | 'e/' 'é'
          {'const':'😀'}                             | '😀' '\\ud83d\\ude00' '\\uD83D\\uDE00' | '\\ud83d' '\\ude00'
          {'maxLength':2}                            | '' '😀😀' 'ab' '\\n\\n' 123          | 'abc' '😀😀😀'
          {'minLength':1,'pattern':'^[^a]*$'}        | 'b' '\\u0062' 5                      | '' 'ba' '\\u0061'
          {'enum':[[1,{'a':null}],'x',2]}            | [1,{'a':null}] [1.0,{'a':null}] 'x' 2.0 | [1] [1,{}] 'y' 3
          {'prefixItems':[{'type':'null'}],'items':{'type':'boolean'}} | [] [null] [null,true] {} | [true] [null,1]
          {'items':{'minimum':5},'minItems':2,'maxItems':3} | [5,6] [5,6,7] ['a',9]         | [5] [] [4,5] [5,6,7,8]
          {'required':['a'],'properties':{'a':{'type':'null'}}} | {'a':null} {'b':1,'a':null} 7 | {} {'a':1} {'b':1}
          {'type':'object','properties':{'a':true},'additionalProperties':false} | {} {'a':[]} | {'b':1} {'a':1,'b':1}
          {'patternProperties':{'^x':{'type':'null'},'y$':{'type':'null'}}} | {'xy':null} {'a':1} {'\\u0078':null} | {'x':1} {'zy':1}
          {'anyOf':[{'minimum':10},{'maximum':1}]}   | 10 1 0 'a'                           | 5 9.99
          {'allOf':[{'minimum':1},{'maximum':2}]}    | 1 1.5 2 null                         | 0 3
          {'$ref':'#/$defs/a~1b','$defs':{'a/b':{'type':'null'}}} | null                    | 1
          {'$ref':'#x','$defs':{'q':{'$anchor':'x','type':'null'}}} | null                  | 1
          {'$id':'http://a/b','$ref':'c','$defs':{'q':{'$id':'/c','type':'null'}}} | null   | 1
          true                                       | 1 {} []                              | {'a':1,'a':2} {'a':1,'\\u0061':2}
          """)
  void acceptsAndRefuses(String schema, String valid, String invalid) {
    Constraint constraint = bind(schema);
    for (String text : valid.trim().split(" +")) {
      String json = text.replace('\'', '"').replace("\\\\", "\\");
      boolean broken = json.endsWith("x") && !json.contains("\"");
      assertEquals(!broken, accepts(constraint, json), () -> schema + " should accept " + json);
    }
    for (String text : invalid.trim().split(" +")) {
      String json = text.replace('\'', '"').replace("\\\\", "\\");
      assertFalse(accepts(constraint, json), () -> schema + " should refuse " + json);
    }
  }

  @Test
  void draft7ReferencesHideTheirSiblings() {
    String schema =
        "{'$ref': '#/definitions/a', 'maxLength': 1, 'definitions': {'a': {'type': 'string'}}}"
            .replace('\'', '"');
    for (Dialect dialect : Dialect.values()) {
      Constraint constraint =
          JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withDialect(dialect)).bind(BYTES);
      assertEquals(
          !dialect.atLeast(Dialect.DRAFT_2019_09), accepts(constraint, "\"ab\""), dialect.name());
    }
  }

  @Test
  void whiteSpaceIsBounded() {
    Constraint constraint = bind("{'type': 'array', 'items': {'type': 'null'}}");
    assertTrue(accepts(constraint, "[ null\n\t,\r\n  null ]"));
    assertFalse(accepts(constraint, "[\n\nnull]"), "two line breaks");
    assertTrue(accepts(constraint, "[" + " ".repeat(128) + "null]"));
    assertFalse(accepts(constraint, "[" + " ".repeat(129) + "null]"));
    assertFalse(accepts(constraint, " []"), "white space before the text");
    assertFalse(accepts(constraint, "[] "), "white space after the text");
  }

  @Test
  void declaredOrderIsTheOrderOfProperties() {
    Constraint constraint =
        JsonSchema.compile(
                "{\"properties\": {\"b\": true, \"a\": true}, \"required\": [\"z\", \"a\"]}",
                JsonSchemaOptions.DEFAULT.withForm(
                    OutputForm.ANY.withKeys(OutputForm.KeyOrder.DECLARED)))
            .bind(BYTES);
    assertTrue(accepts(constraint, "{\"b\":1,\"a\":2,\"z\":3,\"q\":4,\"p\":5}"));
    assertTrue(accepts(constraint, "{\"a\":2,\"z\":3}"));
    assertFalse(accepts(constraint, "{\"a\":1,\"b\":2,\"z\":3}"));
    assertFalse(accepts(constraint, "{\"b\":1,\"z\":3"), "a is required and comes before z");
    assertFalse(accepts(constraint, "{\"q\":1"), "z is required and comes before others");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'type':                                    | JSON          | ``
          {'a':1,'a':2}                               | JSON          | ``
          []                                          | INVALID       | ``
          7                                           | INVALID       | ``
          {'type':'text'}                             | INVALID       | /type
          {'properties':{'a':3}}                      | INVALID       | /properties/a
          {'items':{'minLength':-1}}                  | INVALID       | /items/minLength
          {'pattern':'('}                             | INVALID       | /pattern
          {'multipleOf':0}                            | INVALID       | /multipleOf
          {'anyOf':[]}                                | INVALID       | /anyOf
          {'required':[1]}                            | INVALID       | /required
          {'$ref':'#/nowhere'}                        | REFERENCE     | /$ref
          {'$ref':'http://example.com/s'}             | REFERENCE     | /$ref
          {'$ref':'#'}                                | REFERENCE     | ``
          {'not':{}}                                  | UNSATISFIABLE | ``
          {'pattern':'(a)\\\\1'}                        | UNSUPPORTED   | /pattern
          {'$schema':'http://example.com/x'}          | UNSUPPORTED   | /$schema
          {'enum':[1e5000]}                           | FORM          | /enum/0
          {'const':'\\ud800'}                         | FORM          | /const
          {'type':'string','const':1}                 | UNSATISFIABLE | ``
          false                                       | UNSATISFIABLE | ``
          {'type':'integer','minimum':1.1,'maximum':1.9} | UNSATISFIABLE | ``
          {'type':'object','required':['a'],'properties':{'a':{'$ref':'#'}}} | UNSATISFIABLE | /properties/a
          {'type':'array','minItems':2,'maxItems':1}  | UNSATISFIABLE | ``
          {'type':'string','pattern':'^a','maxLength':0} | UNSATISFIABLE | ``
          """)
  void errorsNameTheKindAndThePlace(String schema, Kind kind, String pointer) {
    SchemaException e =
        assertThrows(
            SchemaException.class, () -> JsonSchema.compile(schema.replace('\'', '"')), schema);
    assertEquals(kind, e.kind(), e.getMessage());
    assertEquals(pointer, e.pointer(), e.getMessage());
    assertFalse(e.getMessage().isBlank());
  }

  @Test
  void anUnsatisfiableSchemaIsExplainedByTheKeywordsThatClash() {
    SchemaException e =
        assertThrows(
            SchemaException.class,
            () ->
                JsonSchema.compile(
                    "{\"type\": \"object\", \"required\": [\"a\"], \"title\": \"t\", \"properties\":"
                        + " {\"a\": {\"type\": \"integer\", \"minimum\": 5, \"maximum\": 4,"
                        + " \"multipleOf\": 3}, \"b\": true}}"));
    assertEquals("/properties/a", e.pointer());
    assertTrue(e.getMessage().contains("/properties/a/minimum"), e.getMessage());
    assertTrue(e.getMessage().contains("/properties/a/maximum"), e.getMessage());
    assertFalse(e.getMessage().contains("multipleOf"), e.getMessage());
  }

  @Test
  void relaxedKeywordsAreListedAndNothingElseIsDropped() {
    String schema =
        "{\"type\": \"array\", \"items\": {\"pattern\": \"(a)\\\\1\", \"minLength\": 1}}";
    assertThrows(SchemaException.class, () -> JsonSchema.compile(schema));
    Report report =
        JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withRelax(Set.of("pattern"))).report();
    assertEquals(List.of(new Report.Relaxation("pattern", "/items/pattern")), report.relaxed());
    assertEquals(List.of("items", "minLength", "type"), report.enforced());
  }

  @Test
  void formatsDoWhatTheDraftOrTheCallerSays() {
    String schema = "{\"format\": \"date\"}";
    for (Dialect dialect : Dialect.values()) {
      for (Formats formats : Formats.values()) {
        // Not every draft has this format; a caller may ask for it nevertheless.
        boolean asserted =
            formats == Formats.ASSERT || (formats == Formats.DRAFT && dialect == Dialect.V1);
        boolean own = FormatLanguages.names(dialect).contains("date");
        Grammar grammar =
            JsonSchema.compile(
                schema, JsonSchemaOptions.DEFAULT.withDialect(dialect).withFormats(formats));
        String what = dialect + " " + formats;
        assertEquals(asserted && own ? 0 : 1, grammar.report().notes().size(), what);
        assertTrue(accepts(grammar.bind(BYTES), "\"2020-02-29\""), what);
        assertTrue(accepts(grammar.bind(BYTES), "20200230"), what);
        assertEquals(!asserted, accepts(grammar.bind(BYTES), "\"2020-02-30\""), what);
      }
    }
    // Formats that no draft defines assert nothing.
    JsonSchemaOptions asserting = JsonSchemaOptions.DEFAULT.withFormats(Formats.ASSERT);
    assertEquals(
        1, JsonSchema.compile("{\"format\": \"shoe-size\"}", asserting).report().notes().size());
  }

  @Test
  void hostileSchemasEndSoon() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          // Deep nesting.
          SchemaException deep =
              assertThrows(
                  SchemaException.class,
                  () ->
                      JsonSchema.compile("{\"items\":".repeat(10_000) + "{}" + "}".repeat(10_000)));
          assertEquals(Kind.LIMIT, deep.kind());
          // Counts beyond any memory.
          State text = bind("{'type': 'string', 'minLength': 1000000000}").start();
          assertThrows(LimitExceeded.class, text::completion);
          assertTrue(text.mask().count() > 0);
          assertTrue(accepts(bind("{'maxLength': 1000000000}"), "\"abc\""));
          assertThrows(
              LimitExceeded.class,
              () -> bind("{'type': 'array', 'minItems': 1000000000}").start().completion());
          // Patterns that make backtracking matchers hang.
          assertTrue(accepts(bind("{'pattern': '^(a+)+$'}"), "\"" + "a".repeat(5000) + "\""));
          assertFalse(accepts(bind("{'pattern': '^(a+)+$'}"), "\"" + "a".repeat(5000) + "b\""));
          SchemaException large =
              assertThrows(SchemaException.class, () -> bind("{'pattern': '(a|b)*a(a|b){40}'}"));
          assertEquals(Kind.LIMIT, large.kind());
          assertEquals("/pattern", large.pointer());
          // Numbers of absurd size.
          assertThrows(
              SchemaException.class, () -> bind("{'multipleOf': 1e-1000000}").start().mask());
          // A long chain of alternatives.
          StringBuilder either = new StringBuilder("{'anyOf': [{}");
          for (int i = 0; i < 2000; i++) {
            either.append(", {'properties': {'k").append(i).append("': {'const': ").append(i);
            either.append("}}, 'required': ['k").append(i).append("'], 'type': 'object'}");
          }
          assertTrue(accepts(bind(either.append("]}").toString()), "{\"k1999\":1999}"));
        });
  }

  private static void assertLimit(String limit, String schema) {
    SchemaException e = assertThrows(SchemaException.class, () -> bind(schema));
    assertLimit(limit, e);
  }

  private static void assertLimit(String limit, SchemaException e) {
    assertEquals(Kind.LIMIT, e.kind());
    assertEquals(
        limit, assertInstanceOf(LimitExceeded.class, e.getCause()).limit(), e.getMessage());
  }

  @Test
  void countsOfMembersEndInAnAnswerOrALimit() {
    assertTrue(accepts(bind("{'minProperties': 2}"), "{\"a\":1,\"b\":2}"));
    assertFalse(accepts(bind("{'minProperties': 2}"), "{\"a\":1}"));
    // Found one by one, each key would cost as much as all before it, or more.
    assertTrue(accepts(bind("{'minProperties': 20000}"), "1"));
    for (String count : List.of("1000000", "9223372036854775808")) {
      assertLimit("branches", "{'type': 'object', 'minProperties': " + count + "}");
      State start = bind("{'minProperties': " + count + "}").start();
      assertEquals("branches", assertThrows(LimitExceeded.class, start::mask).limit());
    }
    // Of a pattern's keys there may be fewer than are asked for.
    String pairs = ", 'patternProperties': {'^[ab]{2}$': true}, 'additionalProperties': false}";
    assertEquals(
        29,
        bind("{'type': 'object', 'minProperties': 4" + pairs).start().completion().bytes().length);
    SchemaException five =
        assertThrows(
            SchemaException.class, () -> bind("{'type': 'object', 'minProperties': 5" + pairs));
    assertEquals(Kind.UNSATISFIABLE, five.kind());
  }

  @ParameterizedTest
  @CsvSource({
    "numberScale, 1e2147483648",
    "numberScale, -1e-2147483648",
    "numberScale, 1e99999999999999999999",
    "numberLength, 11",
    "numberLength, 0.3",
    "numberLength, 1e4"
  })
  void numbersThatNoDecimalHoldsAreALimit(String limit, String number) {
    String digits = limit.equals("numberLength") ? number + "1".repeat(10_000) : number;
    for (String place : List.of("title", "minimum", "minItems", "const", "x-other")) {
      SchemaException e =
          assertThrows(
              SchemaException.class,
              () -> bind("{'properties': {'a': [0, {'" + place + "': " + digits + "}]}}"));
      assertLimit(limit, e);
      assertEquals("/properties/a/1/" + place, e.pointer());
    }
  }

  /** Runs work on a stack of 512 KiB. */
  private static void onASmallStack(Runnable work) {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread = new Thread(null, work, "small", 512 << 10);
    thread.setUncaughtExceptionHandler((t, e) -> thrown.set(e));
    thread.start();
    Assertions.assertDoesNotThrow(() -> thread.join());
    if (thrown.get() != null) {
      throw new AssertionError(thrown.get());
    }
  }

  /**
   * A schema that leads to the next, so many times.
   *
   * @param link the schema, with {@code NEXT} where it refers to the next
   */
  private static String chain(int length, String link) {
    StringBuilder out = new StringBuilder("{'$ref': '#/$defs/0', '$defs': {");
    for (int i = 0; i < length; i++) {
      String next = "{'$ref': '#/$defs/" + (i + 1) + "'}";
      out.append("'" + i + "': ").append(link.replace("NEXT", next)).append(", ");
    }
    return out.append("'" + length + "': {'type': 'integer'}}}").toString();
  }

  @Test
  void chainsWithoutEndAreALimitOnASmallStack() {
    String member = "{'type': 'object', 'required': ['a'], 'properties': {'a': NEXT}}";
    String oneOf =
        "{'type': 'object', 'required': ['a'], 'oneOf': [{'properties': {'a': NEXT}}, false]}";
    String array = "{'type': 'array', 'items': NEXT, 'minItems': 1, 'contains': {}}";
    onASmallStack(() -> {
      for (String link : List.of("NEXT", member, oneOf, array, "{'not': NEXT}")) {
        assertLimit("nesting", chain(20_000, link));
      }
    });
  }

  @Test
  void whatMayNestFitsASmallStack() {
    String member = "{'type': 'object', 'required': ['a'], 'properties': {'a': NEXT}}";
    String either = "{'if': {'type': 'string'}, 'then': false, 'else': ";
    String arrays = "[".repeat(500) + "1" + "]".repeat(500);
    onASmallStack(() -> {
      String objects = "{\"a\":".repeat(500) + "1" + "}".repeat(500);
      Constraint constraint = bind(chain(500, member));
      assertTrue(accepts(constraint, objects));
      assertFalse(accepts(constraint, objects.replace('1', '{')));
      assertTrue(accepts(bind(chain(500, "NEXT")), "1"));
      constraint = bind(either.repeat(500) + "{'type': 'integer'}" + "}".repeat(500));
      assertEquals(
          List.of(true, false), List.of(accepts(constraint, "3"), accepts(constraint, "[]")));
      for (String quantity : List.of("{'const': ", "{'type': 'array', 'not': {'const': ")) {
        String end = quantity.contains("not") ? "}}" : "}";
        assertEquals(end.length() == 1, accepts(bind(quantity + arrays + end), arrays));
      }
    });
  }

  @Test
  void whatIsComparedFitsASmallStack() {
    String arrays = "[".repeat(400) + "1" + "]".repeat(400);
    onASmallStack(() -> {
      Constraint constraint = bind("{'uniqueItems': true}");
      assertTrue(accepts(constraint, "[" + arrays + "," + arrays.replace('1', '2') + "]"));
      assertFalse(accepts(constraint, "[" + arrays + "," + arrays + "]"));
      for (String open : List.of("[", "{\"a\":")) {
        byte[] deep = ("[" + open.repeat(20_000)).getBytes(StandardCharsets.UTF_8);
        LimitExceeded e = assertThrows(LimitExceeded.class, () -> constraint.start().next(deep));
        assertEquals("nesting", e.limit());
        // Where nothing is compared, texts nest as they like.
        assertTrue(
            accepts(
                bind("{}"),
                open.repeat(20_000) + "1" + (open.equals("[") ? "]" : "}").repeat(20_000)));
      }
    });
  }

  @Test
  void aLargeArrayDoesNotNestTheStack() {
    Constraint constraint = bind("{}");
    String deep = "[".repeat(20_000) + "]".repeat(20_000);
    assertTrue(accepts(constraint, deep));
  }

  @Test
  void fingerprintsTellConstraintsApart() {
    assertEquals(bind("{'type': 'null'}").fingerprint(), bind("{'type': 'null'}").fingerprint());
    assertNotEquals(
        bind("{'type': 'null'}").fingerprint(), bind("{'type': 'string'}").fingerprint());
    assertNotEquals(
        bind("{}").fingerprint(),
        JsonSchema.compile("{}", JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE))
            .bind(BYTES)
            .fingerprint());
  }
}
