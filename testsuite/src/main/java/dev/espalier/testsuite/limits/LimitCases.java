package dev.espalier.testsuite.limits;

import static dev.espalier.testsuite.limits.LimitCase.answered;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Schemas that would explode if they were multiplied out, each with texts that decide it. */
public final class LimitCases {
  private LimitCases() {}

  /** All of them. */
  public static List<LimitCase> all() {
    List<LimitCase> all = new ArrayList<>();
    oneOf(all);
    tools(all);
    enums(all);
    strings(all);
    objects(all);
    arrays(all);
    depth(all);
    combinations(all);
    return all.stream()
        .map(c ->
            new LimitCase(
                c.name(), quoted(c.schema()), quoted(c.valid()), quoted(c.invalid()), c.expected()))
        .toList();
  }

  /** Small ones of every kind. */
  public static List<LimitCase> warmUp() {
    String schema =
        quoted(
            "{'type':'object','properties':{'a':{'type':'string','pattern':'^a+$','maxLength':9},"
                + "'b':{'oneOf':[{'minimum':3},{'type':'string'},{'type':'array','items':{'enum':"
                + "[1,'x',{'y':2}]},'uniqueItems':true}]}},'required':['a'],'not':{'required':['c']},"
                + "'patternProperties':{'^x':{'type':'boolean'}},'propertyNames':{'maxLength':20}}");
    List<String> valid = quoted(List.of("{'a':'aa','b':[1,'x']}", "{'b':5,'x1':true,'a':'a'}"));
    List<String> invalid = quoted(List.of("{'a':'b'}", "{'c':1}", "{'b':[1,1]}"));
    return Collections.nCopies(200, answered("warm-up", schema, valid, invalid));
  }

  private static String quoted(String text) {
    return text.replace('\'', '"');
  }

  private static List<String> quoted(List<String> texts) {
    return texts.stream().map(LimitCases::quoted).toList();
  }

  /** The parts for 0 to n - 1, with commas between. */
  private static String list(int n, IntFunction<String> part) {
    return IntStream.range(0, n).mapToObj(part).collect(Collectors.joining(","));
  }

  private static String array(int n, IntFunction<String> part) {
    return "[" + list(n, part) + "]";
  }

  private static String object(int n, IntFunction<String> member) {
    return "{" + list(n, member) + "}";
  }

  private static void oneOf(List<LimitCase> all) {
    String kinds =
        "{'oneOf':"
            + array(
                100,
                i ->
                    "{'type':'object','required':['kind','value'],'properties':{'kind':{'const':'k"
                        + i
                        + "'},'value':{'type':'integer','minimum':"
                        + i
                        + "}}}")
            + "}";
    all.add(
        answered(
            "oneOf of 100, told apart by a const",
            kinds,
            List.of("{'kind':'k42','value':42}", "{'value':99,'kind':'k42','more':[1,2]}"),
            List.of("{'kind':'k42','value':41}", "{'value':41,'kind':'k42'}", "{'kind':'k42'}")));
    all.add(
        answered(
            "the same in arrays of arrays",
            "{'type':'array','items':{'type':'array','items':" + kinds + "}}",
            List.of(
                "[[{'kind':'k42','value':42},{'value':99,'kind':'k7'}],[],[{'kind':'k1','value':1}]]"),
            List.of("[[{'kind':'k1','value':1},{'value':5,'kind':'k7'}]]")));
    all.add(
        answered(
            "oneOf of 100, told apart by required keys",
            "{'type':'object','oneOf':" + array(100, i -> "{'required':['r" + i + "']}") + "}",
            List.of("{'r5':1}", "{'other':{},'r77':[1,2],'more':0}"),
            List.of("{'r5':1,'r7':2}", "{'other':1}")));
    all.add(
        answered(
                "oneOf of 100 objects that overlap",
                "{'type':'object','required':['a','b'],'oneOf':"
                    + array(
                        100,
                        i ->
                            "{'properties':{'a':{'type':'integer','minimum':"
                                + i
                                + "},'b':{'type':'integer','multipleOf':"
                                + (i + 1)
                                + "}}}")
                    + "}",
                List.of("{'a':5,'b':97}", "{'b':97,'a':5}"),
                List.of("{'a':96,'b':97}", "{'b':97,'a':96}"))
            .endingIn("numberMultiples"));
    all.add(
        answered(
            "oneOf of 100 string patterns, apart",
            "{'oneOf':" + array(100, i -> "{'type':'string','pattern':'^k" + i + "[a-z]*$'}") + "}",
            List.of("'k42abc'"),
            List.of("'k100'")));
    all.add(
        answered(
            "oneOf of 100 string patterns that overlap",
            "{'oneOf':" + array(100, i -> "{'type':'string','pattern':'w" + i + "'}") + "}",
            List.of("'a w7 b w7 c'", "'w9'"),
            List.of("'w12'", "'w5 w6'", "'none'")));
    all.add(
        answered(
            "oneOf of 100 number ranges that overlap",
            "{'oneOf':"
                + array(100, i -> "{'type':'number','minimum':" + i + ",'maximum':" + (i + 2) + "}")
                + "}",
            List.of("0.5", "100.5"),
            List.of("2.5", "1", "102")));
  }

  private static void tools(List<LimitCase> all) {
    IntFunction<String> tool =
        i ->
            "{'type':'object','properties':{'name':{'const':'tool_"
                + i
                + "'},'arguments':{'type':'object','properties':{'arg_"
                + i
                + "':{'type':'string','maxLength':"
                + (20 + i)
                + "},'count':{'type':'integer','minimum':"
                + i
                + "}},'required':['arg_"
                + i
                + "'],'additionalProperties':false}},'required':['name','arguments'],"
                + "'additionalProperties':false}";
    String tools = "{'anyOf':" + array(500, tool) + "}";
    all.add(
        answered(
            "anyOf of 500 tools, the name first",
            tools,
            List.of("{'name':'tool_321','arguments':{'arg_321':'some words','count':500}}"),
            List.of("{'name':'tool_321','arguments':{'arg_320':'some words'}}")));
    all.add(
        answered(
            "anyOf of 500 tools, the arguments first",
            tools,
            List.of("{'arguments':{'count':500,'arg_321':'some words'},'name':'tool_321'}"),
            List.of("{'arguments':{'arg_321':'some words'},'name':'tool_320'}")));
    all.add(
        answered(
            "anyOf of 500 tools in an array",
            "{'type':'array','items':" + tools + "}",
            List.of(
                "[{'name':'tool_1','arguments':{'arg_1':'a'}},"
                    + "{'arguments':{'arg_77':'b'},'name':'tool_77'}]"),
            List.of("[{'name':'tool_1','arguments':{}}]")));
  }

  private static void enums(List<LimitCase> all) {
    for (int n : new int[] {1_000, 10_000}) {
      String count = String.format(Locale.ROOT, "%,d", n);
      all.add(
          answered(
              "enum of " + count + " strings",
              "{'enum':" + array(n, i -> "'value number " + i + "'") + "}",
              List.of("'value number 777'"),
              List.of("'value number " + n + "'", "'value'")));
      all.add(
          answered(
              "enum of " + count + " numbers",
              "{'enum':" + array(n, i -> i * 7 + (i % 2 == 0 ? "" : ".5")) + "}",
              List.of("777.5", "70e1", "0"),
              List.of("777", "7.25")));
      IntFunction<String> mixed =
          i ->
              switch (i % 4) {
                case 0 -> "'s" + i + "'";
                case 1 -> String.valueOf(i);
                case 2 -> "{'id':" + i + ",'tags':['t" + i + "']}";
                default -> "[" + i + ",'x']";
              };
      all.add(
          answered(
              "enum of " + count + " strings, numbers, objects, arrays",
              "{'enum':" + array(n, mixed) + "}",
              List.of("'s400'", "401", "{'tags':['t402'],'id':402}", "[403,'x']"),
              List.of("402", "{'id':402,'tags':['t406']}", "[404,'x']")));
    }
  }

  private static void strings(List<LimitCase> all) {
    String words = "word ".repeat(200_000);
    all.add(
        answered(
            "maxLength 1,000,000",
            "{'type':'string','maxLength':1000000}",
            List.of("'" + words + "'"),
            List.of("'" + words + "s'")));
    all.add(
        answered(
            "minLength 1,000,000",
            "{'type':'string','minLength':1000000}",
            List.of("'" + words + "'"),
            List.of("'" + words.substring(1) + "'")));
    String fifty = "word ".repeat(49) + "end";
    all.add(
        answered(
            "fifty words and maxLength 500",
            "{'type':'string','pattern':'^(\\\\S+\\\\s+){0,49}\\\\S+$','maxLength':500}",
            List.of("'" + fifty + "'"),
            List.of("'" + fifty + " more'", "'" + "longer word ".repeat(50) + "'")));
    all.add(
        answered(
            "a pattern of 10,000 characters and minLength 9,999",
            "{'type':'string','pattern':'^[a-z ]{0,10000}$','minLength':9999}",
            List.of("'" + "word ".repeat(2000) + "'"),
            List.of("'" + "word ".repeat(1999) + "'")));
    all.add(
        answered(
                "a pattern that remembers 20 characters",
                "{'type':'string','pattern':'a[ab]{20}$'}",
                List.of("'a" + "ab".repeat(10) + "'"),
                List.of("'b" + "ab".repeat(10) + "'"))
            .endingIn("automatonStates"));
    all.add(
        answered(
                "allOf of 100 patterns",
                "{'type':'string','allOf':" + array(100, i -> "{'pattern':'w" + i + "'}") + "}",
                List.of(),
                List.of())
            .endingIn("automatonStates"));
    all.add(
        answered(
                "propertyNames with maxLength 1,000,000",
                "{'type':'object','propertyNames':{'maxLength':1000000}}",
                List.of("{'" + words + "':1}"),
                List.of("{'" + words + "s':1}"))
            .endingIn("automatonStates"));
  }

  private static void objects(List<LimitCase> all) {
    String names = object(1000, i -> "'p" + i + "':{'type':'integer'}");
    String some = object(500, i -> "'p" + i + "':" + i);
    all.add(
        answered(
            "1,000 properties, 500 to 600 of them",
            "{'type':'object','properties':"
                + names
                + ",'additionalProperties':false,'minProperties':500,'maxProperties':600}",
            List.of(some),
            List.of(object(499, i -> "'p" + i + "':" + i))));
    all.add(
        answered(
            "the same with dependentRequired between them",
            "{'type':'object','properties':"
                + names
                + ",'additionalProperties':false,'minProperties':500,'maxProperties':600,"
                + "'dependentRequired':"
                + object(500, i -> "'p" + 2 * i + "':['p" + (2 * i + 1) + "']")
                + "}",
            List.of(some),
            List.of(object(501, i -> "'p" + i + "':" + i))));
    all.add(
        answered(
            "1,000 required properties",
            "{'type':'object','properties':"
                + names
                + ",'required':"
                + array(1000, i -> "'p" + i + "'")
                + "}",
            List.of(object(1000, i -> "'p" + (999 - i) + "':" + i)),
            List.of(object(999, i -> "'p" + i + "':" + i))));
    String pairs =
        "'type':'object','properties':"
            + object(200, i -> "'p" + i + "':{'minimum':" + i + "}")
            + ",'required':"
            + array(200, i -> "'p" + i + "'");
    all.add(
        answered(
            "not, of an object with 200 required properties",
            "{'type':'object','not':{" + pairs + "}}",
            List.of(
                object(199, i -> "'p" + i + "':" + i),
                object(200, i -> "'p" + i + "':" + (i == 150 ? 7 : i))),
            List.of(object(200, i -> "'p" + i + "':" + i))));
    all.add(
        answered(
                "50 patternProperties that overlap",
                "{'type':'object','patternProperties':"
                    + object(50, i -> "'w" + i + "':{'type':'integer','minimum':" + i + "}")
                    + "}",
                List.of("{'w1 w49 w3':49,'w1':1}"),
                List.of("{'w1 w49 w3':48}"))
            .endingIn("automatonStates"));
    all.add(
        answered(
            "50 patternProperties over nested ranges",
            "{'type':'object','patternProperties':"
                + object(50, i -> "'^[a-z]{" + i + ",}$':{'minimum':" + i + "}")
                + ",'additionalProperties':false}",
            List.of("{'abc':3,'':0,'abcdefghij':10}"),
            List.of("{'abc':2}")));
    all.add(
        answered(
            "1,000 dependentSchemas",
            "{'type':'object','dependentSchemas':"
                + object(1000, i -> "'p" + i + "':{'required':['q" + i + "']}")
                + "}",
            List.of("{'p5':1,'q5':2,'p6':1,'q6':0}"),
            List.of("{'p5':1,'q6':2}")));
  }

  private static void arrays(List<LimitCase> all) {
    String values = array(1000, i -> "'v" + i + "'");
    all.add(
        answered(
            "uniqueItems over 1,000 values, all of them",
            "{'type':'array','uniqueItems':true,'minItems':1000,'items':{'enum':" + values + "}}",
            List.of(values),
            List.of("['v1','v2','v1']", array(999, i -> "'v" + i + "'"))));
    all.add(
        answered(
                "uniqueItems over 1,000 values, one too few",
                "{'type':'array','uniqueItems':true,'minItems':1001,'items':{'enum':"
                    + values
                    + "}}",
                List.of(),
                List.of())
            .endingIn(LimitCase.UNSATISFIABLE));
    all.add(
        answered(
            "minContains 1,000, maxItems 1,000,000",
            "{'type':'array','items':{'type':['integer','string']},'contains':{'type':'integer'},"
                + "'minContains':1000,'maxItems':1000000}",
            List.of(array(1500, i -> i % 3 == 2 ? "'x'" : String.valueOf(i))),
            List.of(array(1400, i -> i % 3 == 2 ? "'x'" : String.valueOf(i)))));
    all.add(
        answered(
            "minItems 1,000,000",
            "{'type':'array','items':{'type':'integer'},'minItems':1000000}",
            List.of(),
            List.of("[1,2,3]")));
    all.add(
        answered(
            "prefixItems of 1,000",
            "{'type':'array','prefixItems':"
                + array(1000, i -> "{'type':'integer','minimum':" + i + "}")
                + ",'items':false,'minItems':1000}",
            List.of(array(1000, i -> String.valueOf(i))),
            List.of(array(1000, i -> String.valueOf(i == 900 ? 5 : i)))));
    all.add(
        answered(
                "20 kinds of contains",
                "{'type':'array','maxItems':20,'allOf':"
                    + array(20, i -> "{'contains':{'const':" + i + "}}")
                    + "}",
                List.of(array(20, i -> String.valueOf(19 - i))),
                List.of(array(20, i -> String.valueOf(i / 2))))
            .endingIn("branches"));
  }

  private static void depth(List<LimitCase> all) {
    all.add(
        answered(
            "a text 500 deep",
            "{'type':['array','integer'],'items':{'$ref':'#'}}",
            List.of("[".repeat(500) + "1" + "]".repeat(500)),
            List.of("[".repeat(500) + "'x'" + "]".repeat(500))));
    all.add(
        answered(
            "a text 600 deep",
            "{'type':['array','integer'],'items':{'$ref':'#'}}",
            List.of("[".repeat(600) + "1" + "]".repeat(600)),
            List.of()));
    String nested = "{'type':'object','required':['a'],'properties':{'a':";
    all.add(
        answered(
            "a schema 500 deep",
            nested.repeat(250) + "{'type':'integer'}" + "}}".repeat(250),
            List.of("{'a':".repeat(250) + "1" + "}".repeat(250)),
            List.of("{'a':".repeat(250) + "'x'" + "}".repeat(250))));
    all.add(
        answered(
                "a schema 600 deep",
                nested.repeat(300) + "{'type':'integer'}" + "}}".repeat(300),
                List.of(),
                List.of())
            .endingIn("nesting"));
    all.add(chain(500));
    all.add(chain(20_000).endingIn("nesting"));
    all.add(
        answered(
                "20,000 objects, each of which needs the next",
                "{'$ref':'#/$defs/d0','$defs':{'d20000':true,"
                    + list(
                        20_000,
                        i ->
                            "'d"
                                + i
                                + "':{'type':'object','required':['a'],'properties':{'a':{'$ref':'#/$defs/d"
                                + (i + 1)
                                + "'}}}")
                    + "}}",
                List.of(),
                List.of())
            .endingIn("nesting"));
    all.add(
        answered(
            "20,000 objects, each of which may hold the next",
            "{'$ref':'#/$defs/d0','$defs':{'d20000':true,"
                + list(
                    20_000,
                    i ->
                        "'d"
                            + i
                            + "':{'type':'object','properties':{'a':{'$ref':'#/$defs/d"
                            + (i + 1)
                            + "'}}}")
                + "}}",
            List.of("{'a':".repeat(50) + "{}" + "}".repeat(50)),
            List.of("{'a':".repeat(50) + "1" + "}".repeat(50))));
    String level =
        "{'if':{'properties':{'a%1$d':{'const':1}},'required':['a%1$d']},'then':{'required':['b%1$d']},'else':";
    StringBuilder conditions = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      conditions.append(String.format(Locale.ROOT, level, i));
    }
    all.add(
        answered(
            "30 levels of if, then, else",
            conditions + "{'maxProperties':3}" + "}".repeat(30),
            List.of("{'a20':1,'b20':0,'x':0,'y':0}", "{'x':0,'y':0,'z':0}"),
            List.of("{'a20':1,'x':0}", "{'x':0,'y':0,'z':0,'a':0}")));
  }

  private static LimitCase chain(int n) {
    return answered(
        String.format(Locale.ROOT, "a chain of %,d references", n),
        "{'$ref':'#/$defs/d0','$defs':{'d"
            + n
            + "':{'type':'integer'},"
            + list(n, i -> "'d" + i + "':{'$ref':'#/$defs/d" + (i + 1) + "'}")
            + "}}",
        List.of("7"),
        List.of("'x'"));
  }

  private static void combinations(List<LimitCase> all) {
    all.add(
        answered(
            "allOf of 1,000",
            "{'type':'object','allOf':"
                + array(
                    1000,
                    i -> "{'properties':{'p" + i + "':{'minimum':" + i + "}},'minProperties':2}")
                + "}",
            List.of("{'p5':5,'p6':6}"),
            List.of("{'p5':4,'p6':6}", "{'p5':5}")));
    all.add(
        answered(
            "allOf of 100 anyOf of 2",
            "{'type':'object','allOf':"
                + array(
                    100, i -> "{'anyOf':[{'required':['a" + i + "']},{'required':['b" + i + "']}]}")
                + "}",
            List.of(object(100, i -> (i % 2 == 0 ? "'a" : "'b") + i + "':0")),
            List.of(object(99, i -> (i % 2 == 0 ? "'a" : "'b") + i + "':0"))));
    for (int n : new int[] {10, 20, 100}) {
      all.add(
          answered(
              "unevaluatedProperties beside " + n + " branches of anyOf",
              "{'type':'object','anyOf':"
                  + array(
                      n,
                      i ->
                          "{'properties':{'k"
                              + i
                              + "':{'const':1},'v"
                              + i
                              + "':{}},'required':['k"
                              + i
                              + "']}")
                  + ",'unevaluatedProperties':false}",
              List.of("{'k3':1,'v3':0,'k7':1,'v7':{}}", "{'v3':0,'k3':1}"),
              List.of("{'k3':1,'v4':0}", "{'k3':1,'v3':0,'k7':2}")));
    }
    all.add(
        answered(
            "20 anyOf, each over properties of its own",
            "{'type':'object','allOf':"
                + array(
                    20,
                    i ->
                        "{'anyOf':[{'properties':{'x':{'multipleOf':"
                            + (i + 2)
                            + "}}},{'properties':{'y':{'maximum':"
                            + i
                            + "}}}]}")
                + ",'required':['x','y']}",
            List.of("{'x':7,'y':-1}", "{'y':-1,'x':7}"),
            List.of("{'x':7,'y':1000}", "{'y':1000,'x':7}")));
    all.add(
        answered("a satisfiability problem with no solution", pigeons(7), List.of(), List.of())
            .endingIn("branches"));
  }

  /** One more pigeon than holes: no object has the keys. Exponential for resolution. */
  private static String pigeons(int holes) {
    List<String> clauses = new ArrayList<>();
    for (int p = 0; p <= holes; p++) {
      int pigeon = p;
      clauses.add(
          "{'anyOf':" + array(holes, h -> "{'required':['p" + pigeon + "h" + h + "']}") + "}");
      for (int q = 0; q < p; q++) {
        for (int h = 0; h < holes; h++) {
          clauses.add("{'not':{'required':['p" + p + "h" + h + "','p" + q + "h" + h + "']}}");
        }
      }
    }
    return "{'type':'object','allOf':[" + String.join(",", clauses) + "]}";
  }
}
