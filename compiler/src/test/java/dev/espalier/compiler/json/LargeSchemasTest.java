package dev.espalier.compiler.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.SchemaException;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Schemas that explode when they are multiplied out: right answers, or a limit by its name. */
class LargeSchemasTest {
  private static String many(int count, IntFunction<String> each) {
    return IntStream.range(0, count).mapToObj(each).collect(Collectors.joining(","));
  }

  private static Arguments schema(String name, String schema, String valid, String invalid) {
    return Arguments.of(name, schema, valid, invalid);
  }

  static Stream<Arguments> schemas() {
    String nested = "true";
    for (int i = 0; i < 30; i++) {
      nested =
          String.format(
              "{'if':{'required':['k%d']},'then':{'required':['m%d']},'else':%s}", i, i, nested);
    }
    return Stream.of(
        schema(
            "oneOf, told apart by a constant",
            "{'oneOf':["
                + many(
                    100,
                    i ->
                        "{'properties':{'kind':{'const':'k"
                            + i
                            + "'},'v"
                            + i
                            + "':{'type':'integer'}},'required':['kind'],'type':'object'}")
                + "]}",
            "{'v55':3,'kind':'k55'}",
            "{'v55':'x','kind':'k55'}"),
        schema(
            "oneOf, overlapping",
            "{'oneOf':[" + many(30, i -> "{'properties':{'v" + i + "':{'type':'null'}}}") + "]}",
            "{" + many(29, i -> "'v" + i + "':1") + "}",
            "{'v1':1}"),
        schema(
            "oneOf, told apart by what is required",
            "{'type':'object','oneOf':[" + many(100, i -> "{'required':['v" + i + "']}") + "]}",
            "{'a':1,'v55':3}",
            "{'v55':1,'v56':2}"),
        schema(
            "tools",
            "{'anyOf':["
                + many(
                    500,
                    i ->
                        "{'type':'object','properties':{'name':{'const':'t"
                            + i
                            + "'},'arguments':{'type':'object','properties':{'p"
                            + i
                            + "':{'type':'string'}},'required':['p"
                            + i
                            + "'],'additionalProperties':false}},'required':['name','arguments']}")
                + "]}",
            "{'arguments':{'p77':'x'},'name':'t77'}",
            "{'arguments':{'p77':'x'},'name':'t78'}"),
        schema(
            "enum",
            "{'enum':[" + many(10_000, i -> i % 3 == 0 ? "" + i : "'e" + i + "'") + "]}",
            "'e9998'",
            "'e9999'"),
        schema(
            "objects as constants",
            "{'enum':[" + many(300, i -> "{'a':" + i + ",'b':'x" + i + "'}") + "]}",
            "{'b':'x5','a':5}",
            "{'a':5,'b':'x6'}"),
        schema("a long string", "{'type':'string','maxLength':1000000}", "'abc'", "1"),
        schema(
            "words",
            "{'type':'string','pattern':'^(\\\\S+\\\\s+){0,49}\\\\S+$','maxLength':500}",
            "'one two three'",
            "'one two '"),
        schema(
            "items that differ",
            "{'type':'array','items':{'enum':["
                + many(300, i -> "'e" + i + "'")
                + "]},'uniqueItems':true,'minItems':300}",
            "[" + many(300, i -> "'e" + (i * 7) % 300 + "'") + "]",
            "['e1','e1']"),
        schema(
            "contains",
            "{'type':'array','contains':{'type':'string'},'minContains':100,'maxItems':1000000}",
            "[1," + many(100, i -> "'s'") + "]",
            "[" + many(99, i -> "'s'") + "]"),
        schema(
            "allOf",
            "{'type':'object','allOf':["
                + many(1000, i -> "{'properties':{'k" + i + "':{'type':'integer'}}}")
                + "]}",
            "{'k5':1,'x':2}",
            "{'k5':'a'}"),
        schema("if, nested", nested, "{'k5':'a','m5':1}", "{'k5':'a'}"),
        schema(
            "if, side by side",
            "{'type':'object','allOf':["
                + many(
                    30,
                    i ->
                        String.format(
                            "{'if':{'required':['k%d']},'then':{'required':['m%d']},"
                                + "'else':{'not':{'required':['n%d']}}}",
                            i, i, i))
                + "]}",
            "{'k5':1,'m5':1,'n5':2}",
            "{'k5':1,'n5':1}"),
        schema(
            "unevaluatedProperties",
            "{'type':'object','unevaluatedProperties':false,'anyOf':["
                + many(
                    60,
                    i ->
                        String.format(
                            "{'properties':{'k%d':{'type':'integer'}},'required':['k%d']}", i, i))
                + "]}",
            "{'k5':1,'k6':2}",
            "{'k5':1,'k6':'a'}"),
        schema(
            "not",
            "{'type':'object','not':{'properties':{"
                + many(200, i -> "'k" + i + "':{'type':'integer'}")
                + "},'required':["
                + many(200, i -> "'k" + i + "'")
                + "]}}",
            "{'k5':'a'}",
            "{" + many(200, i -> "'k" + i + "':1") + "}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("schemas")
  void isAnsweredRightly(String name, String schema, String valid, String invalid) {
    Grammar grammar = JsonSchema.compile(Bytes.quoted(schema));
    assertTrue(Bytes.accepts(grammar, valid), valid);
    assertFalse(Bytes.accepts(grammar, invalid), invalid);
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        Arguments.of("nesting", chain(20_000)),
        Arguments.of("numberMultiples", "{'oneOf':[" + many(30, i -> multiple(i + 2)) + "]}"),
        Arguments.of("automatonStates", "{'propertyNames':{'maxLength':1000000},'type':'object'}"),
        Arguments.of(
            "automatonStates",
            "{'type':'object','minProperties':2,'patternProperties':{"
                + many(50, i -> "'a.*" + (char) ('a' + i % 26) + i + "':{'minimum':" + i + "}")
                + "}}"));
  }

  private static String multiple(int of) {
    return "{'type':'integer','multipleOf':" + of + "}";
  }

  private static String chain(int length) {
    return "{'$ref':'#/$defs/d0','$defs':{"
        + many(length, i -> "'d" + i + "':{'$ref':'#/$defs/d" + (i + 1) + "'}")
        + ",'d"
        + length
        + "':{'type':'integer'}}}";
  }

  @ParameterizedTest
  @MethodSource("limits")
  void isRefusedByTheNameOfTheLimit(String limit, String schema) {
    SchemaException e =
        assertThrows(SchemaException.class, () -> JsonSchema.compile(Bytes.quoted(schema)));
    assertEquals(SchemaException.Kind.LIMIT, e.kind());
    assertTrue(e.getMessage().contains(limit), e.getMessage());
  }

  @Test
  void chainsOfReferencesAreFollowed() {
    Grammar grammar = JsonSchema.compile(Bytes.quoted(chain(400)));
    assertTrue(Bytes.accepts(grammar, "12"));
    assertFalse(Bytes.accepts(grammar, "'a'"));
  }
}
