package dev.espalier.compiler.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Additional;
import dev.espalier.compiler.JsonSchemaOptions.Integers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that change what a schema says: closed objects, integers of old drafts. */
class AdditionalTest {
  private static final JsonSchemaOptions CLOSED =
      JsonSchemaOptions.DEFAULT.withAdditional(Additional.OFF_UNLESS_SAID);

  private static Grammar compile(String schema, JsonSchemaOptions options) {
    return JsonSchema.compile(Bytes.quoted(schema), options);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // schema | with only what it names | with more | whether closed objects may have more
        "{'properties':{'a':true}} | {'a':1} | {'a':1,'x':1} | false",
        "{'properties':{'a':true},'additionalProperties':true} | {'a':1} | {'a':1,'x':1} | true",
        "{'properties':{'a':true},'unevaluatedProperties':true} | {'a':1} | {'a':1,'x':1} | true",
        "{'type':'object'} | {} | {'x':1} | true",
        "{'required':['a']} | {'a':1} | {'a':1,'x':1} | true",
        "{'properties':{'o':{'properties':{'a':true}}}} | {'o':{'a':1}} | {'o':{'x':1}} | false",
        "{'allOf':[{'properties':{'a':true}},{'properties':{'b':true}}]}"
            + " | {'a':1,'b':2} | {'a':1,'x':2} | false",
        "{'$ref':'#/$defs/d','properties':{'b':true},'$defs':{'d':{'properties':{'a':true}}}}"
            + " | {'a':1,'b':2} | {'x':2} | false",
        "{'anyOf':[{'properties':{'a':{'type':'null'}},'required':['a']},"
            + "{'properties':{'b':true}}]} | {'b':1} | {'a':1} | false",
        "{'prefixItems':[true]} | [1] | [1,2] | false",
        "{'prefixItems':[true],'items':true} | [1] | [1,2] | true",
        "{'items':{'properties':{'a':true}}} | [{'a':1}] | [{'x':1}] | false",
        "{'not':{'properties':{'a':{'type':'null'}}}} | {'a':1} | {'a':1,'x':1} | true",
      })
  void objectsAreClosedUnlessTheirSchemaSaysOtherwise(
      String schema, String named, String more, boolean open) {
    Grammar closed = compile(schema, CLOSED);
    assertEquals(true, Bytes.accepts(closed, named), named);
    assertEquals(open, Bytes.accepts(closed, more), more);
    assertEquals(true, Bytes.accepts(compile(schema, JsonSchemaOptions.DEFAULT), more), more);
    assertFalse(closed.report().notes().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "draft-03, false",
    "draft-04, false",
    "draft-06, true",
    "draft-07, true",
  })
  void theDraftSaysWhatAnIntegerIs(String draft, boolean zeroFraction) {
    String schema =
        "{'$schema':'http://json-schema.org/" + draft + "/schema#','type':'integer','minimum':-3}";
    for (boolean byValue : new boolean[] {false, true}) {
      Grammar grammar =
          compile(
              schema,
              JsonSchemaOptions.DEFAULT.withIntegers(byValue ? Integers.VALUE : Integers.DRAFT));
      assertEquals(true, Bytes.accepts(grammar, "12"));
      assertEquals(true, Bytes.accepts(grammar, "-3"));
      assertEquals(byValue || zeroFraction, Bytes.accepts(grammar, "12.0"));
      assertEquals(byValue || zeroFraction, Bytes.accepts(grammar, "1e2"));
      assertEquals(false, Bytes.accepts(grammar, "1.5"));
      assertEquals(false, Bytes.accepts(grammar, "-4"));
    }
  }

  @Test
  void whatIsNoIntegerByItsSpellingIsANumberStill() {
    Grammar grammar =
        compile(
            "{'$schema':'http://json-schema.org/draft-04/schema#','type':'number',"
                + "'not':{'type':'integer'},'enum':[1,2.5]}",
            JsonSchemaOptions.DEFAULT);
    assertEquals(true, Bytes.accepts(grammar, "1.0"));
    assertEquals(true, Bytes.accepts(grammar, "1e0"));
    assertEquals(true, Bytes.accepts(grammar, "2.5"));
    assertEquals(false, Bytes.accepts(grammar, "1"));
  }

  @Test
  void optionsAreInTheFingerprint() {
    String schema = "{'properties':{'a':true}}";
    String open = compile(schema, JsonSchemaOptions.DEFAULT).bind(Bytes.VOCABULARY).fingerprint();
    assertNotEquals(open, compile(schema, CLOSED).bind(Bytes.VOCABULARY).fingerprint());
    assertNotEquals(
        open,
        compile(schema, JsonSchemaOptions.DEFAULT.withIntegers(Integers.VALUE))
            .bind(Bytes.VOCABULARY)
            .fingerprint());
  }
}
