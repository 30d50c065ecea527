package dev.espalier.compiler.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Grammars in a schema are held against Java's regular expressions, on all short strings. */
class GrammarKeywordTest {
  private static final char[] LETTERS = {'a', 'b', '-', '"'};
  private static final int LONGEST = 6;

  private static final Vocabulary BYTES = bytes();

  private static Vocabulary bytes() {
    Vocabulary.Builder tokens = Vocabulary.builder();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    int end = tokens.used();
    return tokens.special(end, "<end>").eos(end).build();
  }

  private static String grammar(String syntax, String text) {
    return "{\"syntax\": \"" + syntax + "\", \"grammar\": " + JsonBytes.quote(text) + "}";
  }

  private static void agrees(String schema, Predicate<String> valid) {
    State start = JsonSchema.compile(schema).bind(BYTES).start();
    List<String> texts = new ArrayList<>(List.of(""));
    int found = 0;
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      boolean accepted;
      try {
        accepted = start.next(JsonBytes.quote(text).getBytes(StandardCharsets.UTF_8)).accepting();
      } catch (NotAllowed e) {
        accepted = false;
      }
      assertEquals(valid.test(text), accepted, () -> schema + " of " + text);
      found += accepted ? 1 : 0;
      if (text.length() < LONGEST) {
        for (char letter : LETTERS) {
          texts.add(text + letter);
        }
      }
    }
    assertTrue(found > 0, schema);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '#',
      value = {
        "gbnf # root ::= word (\"-\" word)* \\n word ::= [ab]+ # [ab]+(-[ab]+)*",
        "gbnf # root ::= \"a\" root | \"b\" # a*b",
        "gbnf # root ::= [^a-b]{2} # [^ab]{2}",
        "lark # start: W (\"-\" W)* \\n W: /[ab]+/ # [ab]+(-[ab]+)*",
        "w3c # s ::= 'a'+ '\"'? # a+\"?",
        "iso # s = \"a\", { \"b\" } ; # ab*",
        "regex # a|b-|\" # a|b-|\"",
      })
  void theStringsOfAGrammar(String syntax, String text, String java) {
    agrees(
        "{\"type\": \"string\", \"x-grammar\": " + grammar(syntax, text.replace("\\n", "\n")) + "}",
        s -> s.matches(java));
  }

  @Test
  void itIsAFactLikeOthers() {
    String words = grammar("gbnf", "root ::= [ab]+");
    agrees(
        "{\"type\": \"string\", \"not\": {\"x-grammar\": " + words + "}, \"maxLength\": 3}",
        s -> !s.matches("[ab]+") && s.length() <= 3);
    agrees(
        "{\"type\": \"string\", \"minLength\": 2, \"pattern\": \"^a\", \"x-grammar\": "
            + words
            + "}",
        s -> s.matches("a[ab]+"));
    // Of other values it says nothing.
    State number = JsonSchema.compile("{\"x-grammar\": " + words + "}").bind(BYTES).start();
    assertTrue(number.next("12".getBytes(StandardCharsets.UTF_8)).accepting());
    Grammar grammar =
        JsonSchema.compile(
            "{\"x-grammar\": {\"syntax\": \"gbnf\", \"grammar\": \"root ::= x\\nx ::= \\\"a\\\"\","
                + " \"start\": \"x\"}}");
    assertEquals(List.of("x-grammar"), grammar.report().enforced());
    SchemaException none =
        assertThrows(
            SchemaException.class,
            () ->
                JsonSchema.compile(
                    "{\"type\": \"string\", \"minLength\": 2, \"x-grammar\": "
                        + grammar("gbnf", "root ::= [ab]")
                        + "}"));
    assertEquals(SchemaException.Kind.UNSATISFIABLE, none.kind());
  }

  @Test
  void whatIsNotRegularIsRefusedByName() {
    List<String> grammars =
        List.of(
            grammar("gbnf", "root ::= \"a\" root \"b\" | \"a\""),
            grammar("antlr", "grammar G; s : A; A : 'a';"),
            grammar("lark", "start: \"a\"+\n%ignore \" \""),
            grammar("lark", "start: <|x|>"));
    for (String grammar : grammars) {
      String schema = "{\"properties\": {\"p\": {\"x-grammar\": " + grammar + "}}}";
      SchemaException e =
          assertThrows(SchemaException.class, () -> JsonSchema.compile(schema), schema);
      assertEquals(SchemaException.Kind.UNSUPPORTED, e.kind(), e.getMessage());
      assertEquals("/properties/p/x-grammar", e.pointer());
      Report report =
          JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withRelax(Set.of("x-grammar")))
              .report();
      assertEquals(
          List.of(new Report.Relaxation("x-grammar", "/properties/p/x-grammar")), report.relaxed());
    }
  }

  @Test
  void wrongOnesAreRefused() {
    List<String> wrong =
        List.of(
            "1",
            "\"root ::= [ab]\"",
            "{}",
            "{\"syntax\": \"gbnf\"}",
            "{\"syntax\": \"bnf\", \"grammar\": \"root ::= [ab]\"}",
            "{\"syntax\": \"gbnf\", \"grammar\": \"root ::= [ab]\", \"start\": 1}",
            grammar("gbnf", "root ::= ["),
            grammar("gbnf", "root ::= other"),
            grammar("gbnf", "root ::= \"a\" root"));
    for (String value : wrong) {
      SchemaException e =
          assertThrows(
              SchemaException.class,
              () -> JsonSchema.compile("{\"x-grammar\": " + value + "}"),
              value);
      assertEquals(SchemaException.Kind.INVALID, e.kind(), e.getMessage());
      assertEquals("/x-grammar", e.pointer());
    }
  }

  @Test
  void allTogetherAreBounded() {
    StringBuilder schema = new StringBuilder("{\"anyOf\": [");
    for (int i = 0; i < 200; i++) {
      schema
          .append(i == 0 ? "" : ",")
          .append("{\"x-grammar\": ")
          .append(grammar("lark", "start: /(a|b)*a(a|b){9}" + i + "/"))
          .append('}');
    }
    SchemaException e =
        assertThrows(
            SchemaException.class, () -> JsonSchema.compile(schema.append("]}").toString()));
    assertEquals(SchemaException.Kind.LIMIT, e.kind(), e.getMessage());
    assertEquals("automatonWork", assertInstanceOf(LimitExceeded.class, e.getCause()).limit());
  }
}
