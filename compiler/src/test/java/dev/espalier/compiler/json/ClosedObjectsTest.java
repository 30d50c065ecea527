package dev.espalier.compiler.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Additional;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.SchemaException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Closed objects and tuples: a part of what is valid as written. */
class ClosedObjectsTest {
  private static final JsonSchemaOptions CLOSED =
      JsonSchemaOptions.DEFAULT.withAdditional(Additional.OFF_UNLESS_SAID);

  /** Schema; values valid still; values valid as written only; values that never are. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'properties':{'a':true}}                          | {} {'a':1} 7 [1]     | {'b':1} {'a':1,'b':1} | -
          {'properties':{}}                                  | {}                   | {'b':1}               | -
          {'type':'object'}                                  | {} {'a':{'b':1}}     | -                     | 7
          {'type':'object','required':['a']}                 | {'a':1} {'a':1,'b':1} | -                    | {'b':1}
          {'patternProperties':{'^a':{'type':'null'}}}       | {} {'ab':null}       | {'b':1}               | {'a':1}
          {'properties':{'a':true},'additionalProperties':true} | {'b':1}           | -                     | -
          {'properties':{'a':true},'additionalProperties':{'type':'null'}} | {'b':null} | -                 | {'b':1}
          {'properties':{'a':true},'unevaluatedProperties':{'type':'null'}} | {'b':null} | -                | {'b':1}
          {'properties':{'a':true},'required':['b']}         | {'b':1} {'a':1,'b':1} | {'b':1,'c':1}        | {'a':1}
          {'properties':{'a':true},'minProperties':2}        | {'a':1,'b':1}        | -                     | {'a':1}
          {'properties':{'a':true},'dependentRequired':{'a':['b']}} | {'a':1,'b':1} | {'a':1,'b':1,'c':1}   | {'a':1}
          {'properties':{'a':{'properties':{'b':true}}}}     | {'a':{'b':1}} {'a':[]} | {'a':{'c':1}}       | -
          {'items':{'properties':{'b':true}}}                | [{'b':1},{}]         | [{'c':1}] [{},{'c':1}] | -
          {'additionalProperties':{'properties':{'b':true}}} | {'x':{'b':1}}        | {'x':{'c':1}}         | -
          {'allOf':[{'properties':{'a':true}},{'properties':{'b':true}}]} | {'a':1,'b':1} | {'c':1}         | -
          {'$ref':'#/$defs/x','properties':{'b':true},'$defs':{'x':{'properties':{'a':true}}}} | {'a':1,'b':1} | {'c':1} | -
          {'items':{'$ref':'#/$defs/x'},'$defs':{'x':{'properties':{'a':{'$ref':'#/$defs/x'}}}}} | [{'a':{'a':{}}}] | [{'a':{'b':1}}] [{'a':{'a':{'b':1}}}] | -
          {'allOf':[{'$ref':'#/properties/p'},{'properties':{'q':true}}],'properties':{'p':{'properties':{'p':true}}}} | {'p':{},'q':1} {'p':{'p':1}} | {'p':{'q':1}} {'r':1} | -
          {'anyOf':[{'type':'string'},{'properties':{'a':true},'type':'object'}]} | 'x' {'a':1} | {'b':1} | 7
          {'anyOf':[{'properties':{'a':{'const':1}},'required':['a']},{'properties':{'b':true},'required':['b']}]} | {'a':1} {'b':1} {'a':1,'b':1} | {'a':2,'b':1} {'b':1,'c':1} | {'a':2}
          {'anyOf':[{'properties':{'a':{'const':1}},'required':['a'],'additionalProperties':true},{'properties':{'b':true},'required':['b']}]} | {'a':1,'x':1} {'b':1} | {'b':1,'c':1} | {'a':2}
          {'oneOf':[{'properties':{'a':{'properties':{'x':true}}},'required':['a']},{'properties':{'b':true},'required':['b']}]} | {'a':{'x':1}} {'b':1} | {'a':{'y':1}} {'a':{},'c':1} {'b':1,'c':1} | {'a':1,'b':1} {}
          {'oneOf':[{'properties':{'a':true}},{'properties':{'b':{'type':'null'}}}]} | - | {'b':1} {'b':1,'c':1} | {'a':1} {} 7
          {'properties':{'a':true},'not':{'properties':{'a':{'properties':{'b':true}},'c':true},'required':['a']}} | {} | {'d':1} | {'a':{'b':1}} {'a':{'x':1}} {'a':1,'d':1}
          {'if':{'properties':{'k':{'const':1}},'required':['k']},'then':{'properties':{'a':true}},'else':{'properties':{'b':true}}} | {'k':1,'a':1} {'b':1} {} | {'k':1,'b':1} {'a':1} {'k':2} | -
          {'properties':{'a':true},'dependentSchemas':{'a':{'properties':{'b':true}}}} | {'a':1,'b':1} {} | {'b':1} | -
          {'prefixItems':[{'type':'null'}]}                  | [] [null]            | [null,1]              | [1]
          {'prefixItems':[{'type':'null'}],'items':true}     | [null,1]             | -                     | [1]
          {'prefixItems':[{'type':'null'}],'minItems':2}     | [null,1] [null,1,2]  | -                     | [null]
          {'prefixItems':[{'type':'null'}],'contains':{'const':2}} | [null,2] [null,2,2] | [null,2,3]       | [null,3]
          {'prefixItems':[{'type':'null'}],'unevaluatedItems':{'const':2}} | [null,2] | -                   | [null,1]
          {'items':[{'type':'null'}]}                        | [] [null]            | [null,1]              | [1]
          {'items':{'type':'null'}}                          | [] [null,null]       | -                     | [1]
          {'type':'array'}                                   | [] [1,{'a':1}]       | -                     | 7
          {'properties':{'a':true},'enum':[{'a':1,'b':2},{'c':3}]} | {'a':1,'b':2} {'c':3} | -              | {'a':1}
          {'properties':{'a':{'contains':{'properties':{'b':{'const':1}},'required':['b']}}}} | {'a':[{'b':1,'c':2}]} | {'d':1} | {'a':[]}
          """)
  void forbidsWhatIsNotMentioned(String schema, String still, String before, String never) {
    ShapeJudge written = new ShapeJudge(schema.replace('\'', '"'), JsonSchemaOptions.DEFAULT);
    ShapeJudge closed = new ShapeJudge(schema.replace('\'', '"'), CLOSED);
    for (String value : values(still)) {
      assertTrue(written.accepts(value), () -> "as written, should accept " + value);
      assertTrue(closed.accepts(value), () -> "closed, should accept " + value);
    }
    for (String value : values(before)) {
      assertTrue(written.accepts(value), () -> "as written, should accept " + value);
      assertFalse(closed.accepts(value), () -> "closed, should refuse " + value);
    }
    for (String value : values(never)) {
      assertFalse(written.accepts(value), () -> "as written, should refuse " + value);
      assertFalse(closed.accepts(value), () -> "closed, should refuse " + value);
    }
    assertTrue(written.report().notes().stream().noneMatch(n -> n.startsWith("additional")));
    String note =
        closed.report().notes().stream().filter(n -> n.startsWith("additional")).toList().get(0);
    assertTrue(before.equals("-") || note.contains("say otherwise: at '"), note);
  }

  private static List<String> values(String text) {
    return text.equals("-") ? List.of() : List.of(text.replace('\'', '"').trim().split(" +"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          DRAFT_3 | {'extends':{'properties':{'a':{}}},'properties':{'b':{}}} | {'a':1,'b':1} | {'c':1}
          DRAFT_3 | {'type':[{'properties':{'a':{'required':true}}},'string']} | {'a':1} | {'a':1,'c':1}
          DRAFT_3 | {'properties':{'a':{}},'dependencies':{'a':'b'}} | {'a':1,'b':1} | {'a':1,'b':1,'c':1}
          DRAFT_4 | {'items':[{},{}]} | [1,2] | [1,2,3]
          DRAFT_6 | {'items':[{}],'contains':{'const':2}} | [1,2] | [2,3]
          DRAFT_7 | {'$ref':'#/definitions/x','properties':{'b':{}},'definitions':{'x':{'properties':{'a':{}}}}} | {'a':1} | {'b':1}
          DRAFT_7 | {'items':[{}],'additionalItems':true} | [1,2] | -
          DRAFT_2019_09 | {'items':[{}],'contains':{'const':2}} | [1,2] | [2,3]
          V1 | {'prefixItems':[{}],'properties':{'a':{}}} | [1] {'a':1} | [1,2] {'b':1}
          """)
  void everyDraftIsClosed(Dialect dialect, String schema, String still, String before) {
    String text = schema.replace('\'', '"');
    ShapeJudge written = new ShapeJudge(text, JsonSchemaOptions.DEFAULT.withDialect(dialect));
    ShapeJudge closed = new ShapeJudge(text, CLOSED.withDialect(dialect));
    for (String value : values(still)) {
      assertTrue(closed.accepts(value), value);
    }
    for (String value : values(before)) {
      assertTrue(written.accepts(value), value);
      assertFalse(closed.accepts(value), value);
    }
  }

  /** Closing forbids, and never allows: by random schemas and values. */
  @RepeatedTest(20)
  void whatIsValidWhenClosedIsValidAsWritten(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int closedTo = 0;
    for (int i = 0; i < 25; i++) {
      String schema = randomSchema(random, 3).replace('\'', '"');
      ShapeJudge written = new ShapeJudge(schema, JsonSchemaOptions.DEFAULT);
      ShapeJudge closed = new ShapeJudge(schema, CLOSED);
      for (int j = 0; j < 40; j++) {
        String value = randomValue(random, 3).replace('\'', '"');
        boolean valid = written.accepts(value);
        if (closed.accepts(value)) {
          assertTrue(valid, () -> "seed " + seed + ": " + schema + " accepts " + value);
        } else if (valid) {
          closedTo++;
        }
      }
    }
    assertTrue(closedTo > 0, "seed " + seed + ": nothing was closed");
  }

  private static String randomSchema(SplittableRandom random, int depth) {
    if (depth == 0 || random.nextInt(8) == 0) {
      return List.of("true", "{'type':'null'}", "{'const':1}", "{'type':'object'}")
          .get(random.nextInt(4));
    }
    List<String> keywords = new ArrayList<>();
    Supplier<String> sub = () -> randomSchema(random, depth - 1);
    Supplier<String> two = () -> "[" + sub.get() + "," + sub.get() + "]";
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      String key = List.of("a", "b", "c").get(random.nextInt(3));
      keywords.add(
          switch (random.nextInt(14)) {
            case 0, 1, 2 -> "'properties':{'" + key + "':" + sub.get() + "}";
            case 3 -> "'required':['" + key + "']";
            case 4 -> "'allOf':" + two.get();
            case 5 -> "'anyOf':" + two.get();
            case 6 -> "'oneOf':" + two.get();
            case 7 -> "'not':" + sub.get();
            case 8 -> "'if':" + sub.get() + ",'then':" + sub.get() + ",'else':" + sub.get();
            case 9 -> "'dependentSchemas':{'" + key + "':" + sub.get() + "}";
            case 10 -> "'prefixItems':" + two.get();
            case 11 -> "'contains':" + sub.get() + ",'maxContains':1";
            case 12 -> "'unevaluatedProperties':" + sub.get();
            default -> "'items':" + sub.get();
          });
    }
    Map<String, String> once = new LinkedHashMap<>();
    keywords.forEach(keyword -> once.put(keyword.substring(0, keyword.indexOf(':')), keyword));
    return "{" + String.join(",", once.values()) + "}";
  }

  private static String randomValue(SplittableRandom random, int depth) {
    int kind = random.nextInt(depth == 0 ? 2 : 6);
    if (kind < 2) {
      return kind == 0 ? "null" : "1";
    }
    List<String> parts = new ArrayList<>();
    for (String key : List.of("a", "b", "c")) {
      if (random.nextBoolean()) {
        String value = randomValue(random, depth - 1);
        parts.add(kind == 2 ? value : "'" + key + "':" + value);
      }
    }
    return kind == 2 ? parts.toString() : "{" + String.join(",", parts) + "}";
  }

  @Test
  void whatIsRelaxedMayMentionAnything() {
    String schema =
        "{\"properties\": {\"a\": true}, \"patternProperties\": {\"^(b)\\\\1$\": true}}";
    ShapeJudge closed = new ShapeJudge(schema, CLOSED.withRelax(Set.of("patternProperties")));
    assertTrue(closed.accepts("{\"bb\": 1}"));
    String pattern = "{\"properties\": {\"a\": true}, \"pattern\": \"^(b)\\\\1$\"}";
    closed = new ShapeJudge(pattern, CLOSED.withRelax(Set.of("pattern")));
    assertTrue(closed.accepts("{\"b\": 1}"));
  }

  @Test
  void otherDocumentsAreClosedToo() {
    JsonSchemaOptions options =
        CLOSED.withResolver(uri -> Optional.of("{\"properties\": {\"a\": true}}"));
    ShapeJudge closed =
        new ShapeJudge(
            "{\"$ref\": \"http://x/y\", \"properties\": {\"b\": {\"$ref\": \"http://x/y\"}}}",
            options);
    assertTrue(closed.accepts("{\"a\": 1, \"b\": {\"a\": 1}}"));
    assertFalse(closed.accepts("{\"b\": {\"b\": 1}}"));
    assertFalse(closed.accepts("{\"c\": 1}"));
  }

  @Test
  void whatCannotBeMetThenIsExplained() {
    String schema =
        "{\"type\": \"object\", \"properties\": {\"a\": true}, \"allOf\": [{\"minProperties\": 3}]}";
    JsonSchema.compile(schema);
    SchemaException e =
        assertThrows(SchemaException.class, () -> JsonSchema.compile(schema, CLOSED));
    assertEquals(Kind.UNSATISFIABLE, e.kind());
    assertTrue(e.getMessage().contains("the ban on what '' does not mention"), e.getMessage());
  }

  @Test
  void theReportNamesTheFirstPlaces() {
    String part = "{\"properties\": {}}";
    String schema = "{\"prefixItems\": [" + (part + ",").repeat(6) + part + "]}";
    assertEquals(
        List.of(
            "additional properties and items are off where the schema does not say otherwise: at '',"
                + " '/prefixItems/0', '/prefixItems/1', '/prefixItems/2', '/prefixItems/3' and 3"
                + " more places"),
        new ShapeJudge(schema, CLOSED).report().notes());
  }
}
