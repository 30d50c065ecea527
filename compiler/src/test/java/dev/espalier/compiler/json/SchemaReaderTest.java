package dev.espalier.compiler.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.SchemaException.Kind;
import dev.espalier.compiler.SchemaResolver;
import dev.espalier.compiler.Vocabulary;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What schemas mean, across documents, dialects and dynamic scopes, before text is made of them.
 */
class SchemaReaderTest {
  private static final JsonSchemaOptions DEFAULT = JsonSchemaOptions.DEFAULT;

  private static ShapeJudge judge(String schema, JsonSchemaOptions options) {
    return new ShapeJudge(schema.replace('\'', '"'), options);
  }

  private static void check(ShapeJudge judge, String valid, String invalid) {
    for (String json : values(valid)) {
      assertTrue(judge.accepts(json.replace('\'', '"')), () -> "should accept " + json);
    }
    for (String json : values(invalid)) {
      assertFalse(judge.accepts(json.replace('\'', '"')), () -> "should refuse " + json);
    }
  }

  private static List<String> values(String text) {
    return text.isBlank() ? List.of() : List.of(text.trim().split(" +"));
  }

  private static SchemaException refused(String schema, JsonSchemaOptions options) {
    return assertThrows(SchemaException.class, () -> judge(schema, options), schema);
  }

  private static SchemaResolver documents(Map<String, String> texts) {
    return uri -> Optional.ofNullable(texts.get(uri.toString())).map(t -> t.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          DRAFT_3 | {'properties':{'a':{'required':true}}}       | {'a':1} 7 | {} {'b':1}
          DRAFT_3 | {'properties':{'a':{'$ref':'#/x'}},'x':{'required':true}} | {'a':1} | {}
          DRAFT_3 | {'type':['string',{'minimum':3,'type':'number'}]} | 'a' 3 | 2 null
          DRAFT_3 | {'type':'any','disallow':['null',{'maximum':1}]}  | 2 | 1 null 'a'
          DRAFT_3 | {'extends':[{'minimum':1},{'maximum':2}],'divisibleBy':0.5} | 1.5 'a' | 0.5 1.2 3
          DRAFT_3 | {'dependencies':{'a':'b','c':['d'],'e':{'maxProperties':0,'extends':{'disallow':'object'}}}} | {} {'a':1,'b':1} 7 | {'a':1} {'c':1} {'e':1}
          DRAFT_3 | {'minimum':1,'exclusiveMinimum':true,'allOf':[false],'const':2} | 1.1 9 | 1
          DRAFT_4 | {'maximum':1,'exclusiveMaximum':true,'const':9}   | 0.9 | 1
          DRAFT_6 | {'contains':{'type':'null'},'maxContains':1}      | [null] [null,null] 7 | [] [1]
          DRAFT_7 | {'if':{'minimum':3},'then':{'multipleOf':2},'else':{'multipleOf':3}} | 4 0 'a' | 5 1
          DRAFT_7 | {'then':false,'else':false}                       | 1 | -
          DRAFT_2019_09 | {'contains':{'type':'null'},'minContains':2,'maxContains':3} | [null,1,null] | [null] [null,null,null,null]
          DRAFT_2019_09 | {'contains':{'type':'null'},'minContains':2,'maxContains':1} | 7 {} | [] [null] [null,null]
          DRAFT_2019_09 | {'contains':{'type':'null'},'minContains':0} | [] [1] | -
          DRAFT_2019_09 | {'contains':{'const':1},'unevaluatedItems':false} | 7 | [] [1]
          DRAFT_2020_12 | {'contains':{'const':1},'unevaluatedItems':{'const':2},'minContains':0} | [] [1] [2,1] | [3] [1,3]
          DRAFT_2020_12 | {'anyOf':[{'contains':{'const':1}},{'contains':{'const':2}}],'unevaluatedItems':false} | [1] [2] [2,1] | [] [1,3]
          DRAFT_2020_12 | {'prefixItems':[{'const':1}],'unevaluatedItems':{'const':2}} | [] [1] [1,2] | [2] [1,1]
          DRAFT_2020_12 | {'anyOf':[{'prefixItems':[true,{'const':2}]},{'prefixItems':[{'const':1},true,true]}],'unevaluatedItems':false} | [] [5,2] [1,5,5] | [5,3,3] [5,2,2]
          DRAFT_2020_12 | {'dependentRequired':{'a':['b','c']},'minProperties':1} | {'b':1} {'a':1,'b':1,'c':1} | {} {'a':1,'b':1}
          DRAFT_2020_12 | {'dependencies':{'a':['b'],'c':false}}      | {} {'a':1,'b':1} | {'a':1} {'c':1}
          DRAFT_2020_12 | {'propertyNames':{'maxLength':1}}           | {'a':1} 'abc' | {'ab':1}
          DRAFT_2020_12 | {'uniqueItems':true}                        | [1,2] | [1,1.0]
          DRAFT_2020_12 | {'oneOf':[{'minimum':2},{'maximum':5}]}     | 1 6 | 2 'a'
          DRAFT_2020_12 | {'patternProperties':{'^a':{'const':1}},'anyOf':[{'patternProperties':{'b$':true}},{'properties':{'c':{'const':1}},'required':['c']}],'unevaluatedProperties':false} | {'a':1} {'xb':2} {'c':1} | {'a':2} {'x':1} {'c':2}
          DRAFT_2020_12 | {'oneOf':[{'properties':{'a':{'const':1}},'required':['a']},{'patternProperties':{'^b':{'const':2}},'required':['b']}],'unevaluatedProperties':false} | {'a':1} {'b':2,'bb':2} | {'a':1,'b':3} {'a':1,'bb':2} {'b':2,'a':3}
          DRAFT_2020_12 | {'if':{'properties':{'a':{'const':1}},'required':['a']},'then':{'properties':{'b':true}},'else':{'properties':{'c':true}},'unevaluatedProperties':false} | {'a':1,'b':2} {'c':1} {} | {'a':1,'c':2} {'b':1} {'a':2}
          DRAFT_2020_12 | {'not':{'properties':{'a':{'type':'null'}},'required':['a']},'unevaluatedProperties':false} | {} | 7 {'a':1} {'a':null}
          DRAFT_2020_12 | {'dependentSchemas':{'a':{'properties':{'b':true}}},'properties':{'a':true},'unevaluatedProperties':false} | {'a':1,'b':1} {} | {'b':1}
          DRAFT_2020_12 | {'allOf':[{'$ref':'#/$defs/x'}],'unevaluatedProperties':{'const':1},'$defs':{'x':{'properties':{'a':true},'unevaluatedProperties':{'type':'null'}}}} | {'a':3} {'b':null} | {'b':1}
          DRAFT_2020_12 | {'items':[{'const':1}],'additionalItems':{'const':2}} | [1,2,2] | [2] [1,1]
          V1 | {'propertyDependencies':{'a':{'x':{'required':['b']},'y':false}}} | {'a':'x','b':1} {'a':'z'} {'a':1} 7 | {'a':'x'} {'a':'y'}
          """)
  void eachDraftHasItsKeywords(Dialect dialect, String schema, String valid, String invalid) {
    ShapeJudge judge = judge(schema, DEFAULT.withDialect(dialect));
    check(judge, valid, invalid.equals("-") ? "" : invalid);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void metaSchemasAreThereWithoutAResolver(Dialect dialect) {
    ShapeJudge judge =
        judge("{'$ref': '" + dialect.uri() + "#'}", DEFAULT.withFormats(Formats.ANNOTATE));
    check(
        judge,
        "{} {'minLength':2,'properties':{'a':{'type':['null','string']}}}",
        "{'minLength':'2'} {'properties':{'a':{'type':3}}} 7");
    ShapeJudge itself =
        judge(MetaSchemas.text(dialect.uri()).orElseThrow(), DEFAULT.withFormats(Formats.ANNOTATE));
    check(itself, "{}", "{'properties':{'a':{'minLength':'2'}}}");
  }

  @Test
  void documentsAreFoundByTheResolverAndOnlyByIt() {
    String schema = "{'$id': 'http://a/b/root', 'items': {'$ref': 'other.json#/$defs/x'}}";
    SchemaException e = refused(schema, DEFAULT);
    assertEquals(Kind.REFERENCE, e.kind());
    assertEquals("/items/$ref", e.pointer());
    assertTrue(e.getMessage().contains("http://a/b/other.json"), e.getMessage());

    List<URI> asked = new ArrayList<>();
    SchemaResolver resolver =
        uri -> {
          asked.add(uri);
          return Optional.of("{\"$defs\": {\"x\": {\"type\": \"null\"}}}");
        };
    check(judge(schema, DEFAULT.withResolver(resolver)), "[null] []", "[1]");
    assertEquals(List.of(URI.create("http://a/b/other.json")), asked);

    SchemaResolver broken =
        uri -> {
          throw new IllegalStateException("no route");
        };
    e = refused(schema, DEFAULT.withResolver(broken));
    assertEquals(Kind.REFERENCE, e.kind());
    assertTrue(e.getMessage().contains("no route"), e.getMessage());
  }

  @Test
  void errorsInOtherDocumentsNameThem() {
    JsonSchemaOptions options =
        DEFAULT.withResolver(
            documents(
                Map.of(
                    "http://a/bad", "{'items': {'minLength': -1}}",
                    "http://a/broken", "{",
                    "http://a/leads", "{'$ref': 'nowhere'}")));
    SchemaException e = refused("{'$ref': 'http://a/bad'}", options);
    assertEquals(Kind.INVALID, e.kind());
    assertEquals("http://a/bad#/items/minLength", e.pointer());
    e = refused("{'$ref': 'http://a/broken'}", options);
    assertEquals(Kind.JSON, e.kind());
    assertEquals("http://a/broken#", e.pointer());
    e = refused("{'$ref': 'http://a/leads'}", options);
    assertEquals("http://a/leads#/$ref", e.pointer());
    CompileLimits limits = CompileLimits.DEFAULT;
    CompileLimits small = limits.withSchemaBytes(30);
    e =
        refused(
            "{'$ref': 'http://a/long'}",
            options
                .withLimits(small)
                .withResolver(
                    documents(Map.of("http://a/long", "{'title': '" + "é".repeat(15) + "'}"))));
    assertEquals(Kind.LIMIT, e.kind());
    assertTrue(e.getMessage().contains("schemaBytes"), e.getMessage());
  }

  @Test
  void eachResourceHasItsOwnDialect() {
    String schema =
        """
        {'$schema': 'https://json-schema.org/draft/2020-12/schema',
         'properties': {'old': {'$ref': 'http://a/old'}, 'new': {'$ref': 'http://a/new'}},
         '$defs': {
           'old': {'$schema': 'http://json-schema.org/draft-04/schema#', 'id': 'http://a/old',
                   'maximum': 3, 'exclusiveMaximum': true, 'const': 7},
           'new': {'$id': 'http://a/new', 'const': 1}}}
        """;
    check(judge(schema, DEFAULT), "{'old':2} {'new':1}", "{'old':3} {'new':2}");
    // A document that does not say its dialect has that of the main one.
    JsonSchemaOptions options =
        DEFAULT.withResolver(documents(Map.of("http://a/b", "{'const': 1, 'maximum': 5}")));
    check(
        judge(
            "{'$schema': 'http://json-schema.org/draft-04/schema#', 'allOf': [{'$ref': 'http://a/b'}]}",
            options),
        "1 2",
        "6");
  }

  @Test
  void metaSchemasOfOnesOwnSayTheVocabularies() {
    String vocabulary = "'https://json-schema.org/draft/2020-12/vocab/";
    JsonSchemaOptions options =
        DEFAULT.withResolver(
            documents(
                Map.of(
                    "http://a/structure",
                    "{'$schema': 'https://json-schema.org/draft/2020-12/schema', '$vocabulary': {"
                        + vocabulary
                        + "core': true, "
                        + vocabulary
                        + "applicator': true, 'http://a/optional': false}}",
                    "http://a/demands",
                    "{'$schema': 'https://json-schema.org/draft/2020-12/schema', '$vocabulary': {"
                        + "'http://a/mine': true}}",
                    "http://a/derived",
                    "{'$schema': 'http://json-schema.org/draft-04/schema#'}",
                    "http://a/itself",
                    "{'$schema': 'http://a/itself'}",
                    "http://a/nothing",
                    "{}")));
    ShapeJudge judge =
        judge(
            "{'$schema': 'http://a/structure', 'required': ['a'], 'properties': {'b': false}}",
            options);
    check(judge, "{} {'a':1}", "{'b':1}");
    assertEquals(List.of("properties"), judge.report().enforced());
    SchemaException e = refused("{'$schema': 'http://a/demands'}", options);
    assertEquals(Kind.UNSUPPORTED, e.kind());
    assertEquals("http://a/demands#/$vocabulary", e.pointer());
    assertTrue(e.getMessage().contains("http://a/mine"), e.getMessage());
    check(
        judge("{'$schema': 'http://a/derived', 'minimum': 1, 'exclusiveMinimum': true}", options),
        "2",
        "1");
    for (String unknown : List.of("http://a/itself", "http://a/nothing", "http://a/none")) {
      e = refused("{'$schema': '" + unknown + "'}", options);
      assertEquals(Kind.UNSUPPORTED, e.kind(), unknown);
    }
  }

  @Test
  void identifiersCountWhereSchemasStand() {
    String schema =
        """
        {'$ref': 'http://a/x',
         'enum': [{'$id': 'http://a/x', 'type': 'null'}, 1, 's'],
         'properties': {'$id': {'const': 5}},
         '$defs': {'real': {'$id': 'http://a/x', 'type': 'integer'}}}
        """;
    check(judge(schema, DEFAULT), "1", "'s' null");
    // Where no schema stands, only a reference that leads nowhere else finds them.
    ShapeJudge judge =
        judge(
            "{'items': {'$ref': 'x'}, 'components': {'y': {'$id': 'x', 'type': 'null'}}}", DEFAULT);
    check(judge, "[null]", "[1]");
    assertEquals(1, judge.report().notes().size(), judge.report().notes()::toString);
    // A search for them does not make real ones doubtful.
    judge =
        judge(
            "{'allOf': [{'$ref': '#y'}, {'$ref': 'x'}], 'foo': [{'$id': 'x', 'type': 'null'},"
                + " {'$anchor': 'y'}], '$defs': {'x': {'$id': 'x', 'type': 'string'}}}",
            DEFAULT);
    check(judge, "'a'", "null");
  }

  @Test
  void referencesIntoTheDocumentWorkWhereTheUriAroundThemLeadsNowhere() {
    ShapeJudge judge =
        judge(
            "{'items': {'$id': 'part', '$ref': '#/$defs/x'}, '$defs': {'x': {'type': 'null'}}}",
            DEFAULT);
    check(judge, "[null]", "[1]");
    assertEquals(1, judge.report().notes().size(), judge.report().notes()::toString);
    // What is there goes first.
    judge =
        judge(
            "{'items': {'$id': 'part', '$ref': '#/$defs/x', '$defs': {'x': {'type': 'string'}}},"
                + " '$defs': {'x': {'type': 'null'}}}",
            DEFAULT);
    check(judge, "['a']", "[null]");
    assertEquals(List.of(), judge.report().notes());
  }

  @Test
  void whatIsCalledTheSameTwiceIsRefusedWhereItMatters() {
    String twice =
        "'$defs': {'a': {'$id': 'x', 'type': 'null'}, 'b': {'$id': 'x', 'type': 'string'}}";
    check(judge("{" + twice + "}", DEFAULT), "1", "");
    SchemaException e = refused("{'$ref': 'x', " + twice + "}", DEFAULT);
    assertEquals(Kind.REFERENCE, e.kind());
    assertTrue(e.getMessage().contains("/$defs/b"), e.getMessage());
    e =
        refused(
            "{'$ref': '#x', '$defs': {'a': {'$anchor': 'x'}, 'b': {'$anchor': 'x', 'type': 'null'}}}",
            DEFAULT);
    assertEquals(Kind.REFERENCE, e.kind());
    // Equal ones are no contradiction.
    check(
        judge(
            "{'$ref': 'x', '$defs': {'a': {'$id': 'x', 'type': 'null'}, 'b': {'$id': 'x', 'type': 'null'}}}",
            DEFAULT),
        "null",
        "1");
  }

  @Test
  void dynamicReferencesLookOutwards() {
    String tree =
        """
        {'$id': 'http://a/tree', '$dynamicAnchor': 'node', 'type': 'object',
         'properties': {'data': true,
                        'children': {'type': 'array', 'items': {'$dynamicRef': '#node'}}}}
        """;
    JsonSchemaOptions options = DEFAULT.withResolver(documents(Map.of("http://a/tree", tree)));
    String strict =
        """
        {'$id': 'http://a/strict', '$dynamicAnchor': 'node', '$ref': 'tree',
         'unevaluatedProperties': false}
        """;
    check(
        judge(strict, options),
        "{'children':[{'data':1}]}",
        "{'children':[{'daat':1}]} {'daat':1} []");
    check(judge("{'$ref': 'http://a/tree'}", options), "{'children':[{'daat':1}]}", "[]");
    // The same schema in two scopes means two things.
    check(
        judge(
            "{'properties': {'loose': {'$ref': 'http://a/tree'}, 'strict': {'$ref': 'http://a/s'}},"
                + " '$defs': {'s': {'$id': 'http://a/s', '$dynamicAnchor': 'node', '$ref': 'tree',"
                + " 'unevaluatedProperties': false}}}",
            options),
        "{'loose':{'children':[{'x':1}]}} {'strict':{'children':[{'data':1}]}}",
        "{'strict':{'children':[{'x':1}]}}");
  }

  @Test
  void scopesMultiplyNothingThatNoDynamicReferenceSees() {
    // Two ways into the same part: counted once, or the limit would be reached.
    String part =
        "{'$id': 'part', '$dynamicAnchor': 'n', 'properties': {'a': {'maximum': 1}, 'b': {'maximum': 2}}}";
    String schema =
        "{'$defs': {'p': "
            + part
            + "}, 'properties': {"
            + "'x': {'$id': 'x', '$dynamicAnchor': 'n', 'items': {'$ref': 'part'}},"
            + "'y': {'$id': 'y', '$dynamicAnchor': 'n', 'items': {'$ref': 'part'}}}}";
    CompileLimits limits = CompileLimits.DEFAULT;
    CompileLimits eight = limits.withSubschemas(8);
    check(judge(schema, DEFAULT.withLimits(eight)), "{'x':[{'a':1}]}", "{'y':[{'b':3}]}");
    SchemaException e =
        refused(
            schema.replace("'a':", "'c': {'$dynamicRef': '#n'}, 'a':"), DEFAULT.withLimits(eight));
    assertEquals(Kind.LIMIT, e.kind());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'not':{'$ref':'#'}}
          {'oneOf':[{'$ref':'#'},true]}
          {'anyOf':[{'type':'null'},{'allOf':[{'$ref':'#'}]}]}
          {'if':{'$ref':'#'}}
          {'dependentSchemas':{'a':{'$ref':'#'}}}
          {'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}}}
          {'$dynamicAnchor':'x','not':{'$dynamicRef':'#x'}}
          """)
  void schemasThatNeedThemselvesFirstHaveNoMeaning(String schema) {
    SchemaException e = refused(schema, DEFAULT);
    assertEquals(Kind.REFERENCE, e.kind());
    assertTrue(e.getMessage().contains("refers to itself"), e.getMessage());
  }

  @Test
  void referencesBehindAValueAreNoLoop() {
    check(
        judge(
            "{'type':['object','null'],'additionalProperties':{'not':{'$ref':'#'}},'propertyNames':{'$ref':'#/$defs/n'},'$defs':{'n':{'maxLength':1}}}",
            DEFAULT),
        "null {} {'a':1}",
        "1 {'a':null} {'a':{}} {'ab':1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          DRAFT_3 | {'type':'thing'}                      | /type
          DRAFT_3 | {'required':['a']}                    | /required
          DRAFT_3 | {'disallow':3}                        | /disallow
          DRAFT_3 | {'items':true}                        | /items
          DRAFT_4 | {'not':true}                          | /not
          DRAFT_4 | {'$schema':'http://json-schema.org/draft-04/schema#','exclusiveMinimum':1} | /exclusiveMinimum
          DRAFT_4 | {'dependencies':{'a':3}}              | /dependencies/a
          DRAFT_6 | {'contains':[]}                       | /contains
          DRAFT_6 | {'uniqueItems':1}                     | /uniqueItems
          DRAFT_7 | {'if':3}                              | /if
          DRAFT_2019_09 | {'$schema':'https://json-schema.org/draft/2019-09/schema','$id':'a#b'} | /$id
          DRAFT_2019_09 | {'dependentRequired':{'a':'b'}} | /dependentRequired/a
          DRAFT_2019_09 | {'minContains':-1,'contains':{}} | /minContains
          DRAFT_2020_12 | {'dependentSchemas':[]}         | /dependentSchemas
          DRAFT_2020_12 | {'$schema':'https://json-schema.org/draft/2020-12/schema','items':[]} | /items
          DRAFT_2020_12 | {'prefixItems':{}}              | /prefixItems
          DRAFT_2020_12 | {'$ref':7}                      | /$ref
          DRAFT_2020_12 | {'unevaluatedItems':3}          | /unevaluatedItems
          DRAFT_2020_12 | {'oneOf':{}}                    | /oneOf
          DRAFT_2020_12 | {'maxProperties':1.5}           | /maxProperties
          DRAFT_2020_12 | {'propertyNames':'a'}           | /propertyNames
          V1 | {'propertyDependencies':{'a':true}}        | /propertyDependencies/a
          """)
  void whatBreaksTheMetaSchemaIsRefused(Dialect dialect, String schema, String pointer) {
    SchemaException e = refused(schema, DEFAULT.withDialect(dialect));
    assertEquals(Kind.INVALID, e.kind(), e.getMessage());
    assertEquals(pointer, e.pointer());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          DRAFT_2020_12 | {'minLength':2.0,'required':[],'dependencies':{},'enum':['aa','aa']} | 'aa' | 'a'
          DRAFT_2020_12 | {'type':['null','null'],'required':['a','a']}                       | null | 1
          DRAFT_2020_12 | {'minimum':1,'exclusiveMinimum':true}                               | 2    | 1
          DRAFT_2019_09 | {'items':{'const':1},'additionalItems':false}                       | [1,1] | [2]
          DRAFT_4 | {'id':'#/properties/a','$ref':'#/definitions/b','definitions':{'b':{'type':'null'}}} | null | 1
          DRAFT_7 | {'$schema':'http://json-schema.org/draft-07/hyper-schema#','const':1,'links':[]} | 1 | 2
          DRAFT_7 | {'$schema':'https://json-schema.org/draft-07/schema','const':1}           | 1 | 2
          V1 | {'$schema':'https://json-schema.org/v1/2026','x-mine':1,'const':1}             | 1 | 2
          """)
  void whatIsUnambiguousIsUnderstood(Dialect dialect, String schema, String valid, String invalid) {
    check(judge(schema, DEFAULT.withDialect(dialect)), valid, invalid);
  }

  @Test
  void relaxingNeverForbidsMore() {
    JsonSchemaOptions relaxed = DEFAULT.withRelax(Set.of("pattern", "patternProperties"));
    ShapeJudge judge =
        judge(
            "{'properties': {'a': {'pattern': '(a)\\\\1'}}, 'patternProperties': {'(b)\\\\1': false},"
                + " 'additionalProperties': false}",
            relaxed);
    check(judge, "{'a':'x'} {'bb':1} {'c':1}", "");
    assertEquals(
        List.of(
            new Report.Relaxation("patternProperties", "/patternProperties"),
            new Report.Relaxation("pattern", "/properties/a/pattern")),
        judge.report().relaxed());
    for (String schema :
        List.of(
            "{'not': {'pattern': '(a)\\\\1'}}",
            "{'oneOf': [{'items': {'pattern': '(a)\\\\1'}}, {'type': 'null'}]}",
            "{'contains': {'pattern': '(a)\\\\1'}, 'maxContains': 1}")) {
      SchemaException e = refused(schema, relaxed);
      assertEquals(Kind.UNSUPPORTED, e.kind(), schema);
      assertEquals("pattern", e.keyword(), schema);
    }
  }

  @Test
  void manyBranchesOfUnevaluatedKeysDoNotMultiply() {
    String branches =
        IntStream.range(0, 200)
            .mapToObj(i ->
                "{'properties': {'k" + i + "': {'const': " + i + "}}, 'required': ['k" + i + "']}")
            .collect(Collectors.joining(", "));
    check(
        judge("{'anyOf': [" + branches + "], 'unevaluatedProperties': false}", DEFAULT),
        "{'k7':7} {'k7':7,'k199':199}",
        "{'k7':8} {'k7':7,'k8':9} {}");
    String containing =
        IntStream.range(0, 40)
            .mapToObj(i -> "{'contains': {'const': " + i + "}}")
            .collect(Collectors.joining(", "));
    SchemaException e =
        refused("{'anyOf': [" + containing + "], 'unevaluatedItems': false}", DEFAULT);
    assertEquals(Kind.LIMIT, e.kind());
    assertEquals("/unevaluatedItems", e.pointer());
    assertTrue(e.getMessage().contains("branches"), e.getMessage());
  }

  @Test
  void longWaysOfReferencesAreWalkedWithoutAStack() {
    CompileLimits limits = CompileLimits.DEFAULT;
    JsonSchemaOptions deep = DEFAULT.withLimits(limits.withNesting(100_000));
    StringBuilder chain =
        new StringBuilder("{'$ref': '#/$defs/d0', 'unevaluatedProperties': false");
    chain.append(", '$defs': {");
    int n = 20_000;
    for (int i = 0; i < n; i++) {
      chain.append("'d").append(i).append("': {'$ref': '#/$defs/d").append(i + 1).append("'},");
    }
    chain.append("'d").append(n).append("': {'properties': {'a': true}}}}");
    SchemaRegistry registry = SchemaRegistry.of(chain.toString().replace('\'', '"'), deep);
    Shapes shapes = new Shapes(deep.limits(), false);
    assertFalse(SchemaReader.read(registry, shapes, deep).root().parts().isEmpty());
    // A loop of the same length is found as well.
    SchemaException e =
        refused(chain.toString().replace("'properties': {'a': true}", "'$ref': '#'"), deep);
    assertEquals(Kind.REFERENCE, e.kind());
    // Many unevaluated keywords that look at the same long way end in a limit.
    String each = chain.toString().replace("': {'$ref'", "': {'unevaluatedItems': false, '$ref'");
    e = refused(each, deep);
    assertEquals(Kind.LIMIT, e.kind());
    assertTrue(e.getMessage().contains("subschemas"), e.getMessage());
  }

  @Test
  void metaSchemasWithoutEndAreRefused() {
    int[] made = {0};
    SchemaResolver endless = uri -> Optional.of("{\"$schema\": \"http://a/" + ++made[0] + "\"}");
    SchemaException e = refused("{'$schema': 'http://a/0'}", DEFAULT.withResolver(endless));
    assertEquals(Kind.UNSUPPORTED, e.kind());
  }

  @Test
  void inV1WhatIsNoKeywordIsNoted() {
    ShapeJudge judge =
        judge("{'title': 't', 'x-mine': 1, 'foo': 2}", DEFAULT.withDialect(Dialect.V1));
    assertEquals(List.of("'foo' is no keyword of v1: ignored"), judge.report().notes());
  }

  @Test
  void fingerprintsTellResolvedDocumentsApart() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    Vocabulary bytes = Vocabulary.of(tokens, 256);
    List<String> prints = new ArrayList<>();
    for (String type : List.of("null", "string", "null")) {
      JsonSchemaOptions options =
          DEFAULT.withResolver(documents(Map.of("http://a/b", "{'type': '" + type + "'}")));
      prints.add(
          JsonSchema.compile("{\"$ref\": \"http://a/b\"}", options).bind(bytes).fingerprint());
    }
    assertEquals(prints.get(0), prints.get(2));
    assertFalse(prints.get(0).equals(prints.get(1)));
  }
}
