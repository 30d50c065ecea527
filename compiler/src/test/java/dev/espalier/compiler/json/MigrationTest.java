package dev.espalier.compiler.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Additional;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.JsonSchemaOptions.Integers;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.KeyOrder;
import dev.espalier.compiler.OutputForm.WhiteSpace;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.lexical.Spelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/migration.md says of Espalier, row by row. */
class MigrationTest {
  private static final JsonSchemaOptions DEFAULT = JsonSchemaOptions.DEFAULT;

  private static boolean accepts(String schema, JsonSchemaOptions options, String text) {
    return Bytes.accepts(JsonSchema.compile(Bytes.quoted(schema), options), text);
  }

  private static JsonSchemaOptions form(WhiteSpace whiteSpace) {
    return DEFAULT.withForm(OutputForm.ANY.withWhiteSpace(whiteSpace));
  }

  @Test
  void separatorsAreExactStrings() {
    JsonSchemaOptions spaced = form(new WhiteSpace.Fixed(", ", ": "));
    assertTrue(accepts("{}", spaced, "{'a': [1, 2], 'b': {}}"));
    assertFalse(accepts("{}", spaced, "{'a':1}"));
    assertFalse(accepts("{}", spaced, "[1,2]"));
    assertFalse(accepts("{}", spaced, "[ 1]"));
    JsonSchemaOptions compact = form(new WhiteSpace.Fixed(",", ":"));
    assertTrue(accepts("{}", compact, "{'a':[1,2]}"));
    assertFalse(accepts("{}", compact, "{'a': 1}"));
    assertThrows(IllegalArgumentException.class, () -> new WhiteSpace.Fixed(",\\s*", ":"));
  }

  @Test
  void flexibleWhiteSpaceIsBounded() {
    for (int n : new int[] {1, 20, 128}) {
      JsonSchemaOptions flexible = form(new WhiteSpace.Flexible(n));
      assertTrue(accepts("{}", flexible, "[" + " ".repeat(n) + "1,\n" + "\t".repeat(n) + "2]"));
      assertFalse(accepts("{}", flexible, "[" + " ".repeat(n + 1) + "1]"));
      assertFalse(accepts("{}", flexible, "[\n\n1]"));
    }
    assertEquals(new WhiteSpace.Flexible(128), OutputForm.ANY.whiteSpace());
  }

  @Test
  void oneOfIsExactlyOne() {
    String schema = "{'oneOf':[{'multipleOf':2},{'multipleOf':3}]}";
    assertTrue(accepts(schema, DEFAULT, "4"));
    assertTrue(accepts(schema, DEFAULT, "9"));
    assertFalse(accepts(schema, DEFAULT, "6"));
    assertFalse(accepts(schema, DEFAULT, "5"));
  }

  @Test
  void whatCannotBeEnforcedIsRelaxedByKeywordAndReported() {
    String schema = Bytes.quoted("{'pattern':'^(a)\\\\1$','maxLength':2}");
    SchemaException e = assertThrows(SchemaException.class, () -> JsonSchema.compile(schema));
    assertEquals(SchemaException.Kind.UNSUPPORTED, e.kind());
    Grammar relaxed = JsonSchema.compile(schema, DEFAULT.withRelax(Set.of("pattern")));
    assertEquals("/pattern", relaxed.report().relaxed().get(0).pointer());
    assertTrue(Bytes.accepts(relaxed, "'bb'"));
    assertFalse(Bytes.accepts(relaxed, "'bbb'"), "the other keywords hold");
    // What can be enforced is, whatever may be relaxed.
    assertFalse(accepts("{'pattern':'^a$'}", DEFAULT.withRelax(Set.of("pattern")), "'b'"));
  }

  @Test
  void escapesAreSpellingsOfTheirCharacter() {
    JsonSchemaOptions plain = DEFAULT.withForm(OutputForm.ANY.withStrings(Spelling.CANONICAL));
    String schema = "{'additionalProperties':{'pattern':'^[aé]$','maxLength':1}}";
    for (String text : List.of("{'k':'\\u0061'}", "{'\\u006b':'\\u00E9'}")) {
      assertTrue(accepts(schema, DEFAULT, text), text);
      assertFalse(accepts(schema, plain, text), text);
    }
    assertTrue(accepts(schema, plain, "{'k':'é'}"));
    assertTrue(accepts("{}", plain, "'\\n\\\\'"));
  }

  @Test
  void keysComeInAnyOrderUnlessDeclared() {
    String schema = "{'properties':{'b':true,'a':true},'required':['a']}";
    JsonSchemaOptions declared = DEFAULT.withForm(OutputForm.ANY.withKeys(KeyOrder.DECLARED));
    assertTrue(accepts(schema, DEFAULT, "{'a':1,'x':1,'b':1}"));
    assertFalse(accepts(schema, DEFAULT, "{'a':1,'a':1}"));
    assertFalse(accepts(schema, declared, "{'a':1,'b':1}"));
    // The optional key stands where it is declared, before the required one; others come last.
    assertTrue(accepts(schema, declared, "{'b':1,'a':1,'x':1}"));
    assertFalse(accepts(schema, declared, "{'x':1,'a':1}"));
  }

  @Test
  void formatsThatNoDraftKnowsAreAnnotations() {
    JsonSchemaOptions asserted = DEFAULT.withFormats(Formats.ASSERT);
    Grammar unknown = JsonSchema.compile(Bytes.quoted("{'format':'topic'}"), asserted);
    assertTrue(Bytes.accepts(unknown, "'x'"));
    assertTrue(unknown.report().notes().get(0).contains("topic"), "" + unknown.report());
    assertFalse(accepts("{'format':'date'}", asserted, "'x'"));
    assertTrue(accepts("{'format':'date'}", DEFAULT, "'x'"));
  }

  @Test
  void strictIsClosedUnlessSaid() {
    JsonSchemaOptions closed = DEFAULT.withAdditional(Additional.OFF_UNLESS_SAID);
    String open = "{'type':'object','properties':{'a':{'type':['null','string']}}}";
    String strict =
        open.replace("'type':'object',", "'type':'object','additionalProperties':false,");
    for (String text : List.of("{}", "{'a':null}", "{'a':1}", "{'b':1}", "{'a':'x','b':1}", "1")) {
      assertEquals(accepts(strict, DEFAULT, text), accepts(open, closed, text), text);
    }
    assertTrue(accepts(open, DEFAULT, "{'b':1}"));
    String tuple = "{'prefixItems':[true]}";
    assertTrue(accepts(tuple, DEFAULT, "[1,2]"));
    assertFalse(accepts(tuple, closed, "[1,2]"));
    assertTrue(accepts("{'type':'object'}", closed, "{'b':1}"));
    assertFalse(accepts("{'type':'object','properties':{}}", closed, "{'b':1}"));
  }

  @Test
  void branchesAreNotToldApartByTheKeysTheyName() {
    JsonSchemaOptions closed = DEFAULT.withAdditional(Additional.OFF_UNLESS_SAID);
    String branch = "{'properties':{'k':{'type':'string'}}%s}";
    String first = branch.replace("'k'", "'a'");
    String second = branch.replace("'k'", "'b'");
    String both = "{'oneOf':[" + first.formatted("") + "," + second.formatted("") + "]}";
    assertTrue(accepts(both, DEFAULT, "{'a':1}"));
    SchemaException e =
        assertThrows(SchemaException.class, () -> JsonSchema.compile(Bytes.quoted(both), closed));
    assertEquals(SchemaException.Kind.UNSATISFIABLE, e.kind());
    String apart =
        "{'oneOf':["
            + first.formatted(",'required':['a']")
            + ","
            + second.formatted(",'required':['b']")
            + "]}";
    assertTrue(accepts(apart, closed, "{'a':'x'}"));
    assertTrue(accepts(apart, closed, "{'b':'x'}"));
    assertFalse(accepts(apart, closed, "{'a':'x','b':'x'}"));
    assertFalse(accepts(apart, closed, "{'a':'x','c':'x'}"));
  }

  @Test
  void integersOfOldDraftsAreByValueOnRequest() {
    JsonSchemaOptions draft4 = DEFAULT.withDialect(Dialect.DRAFT_4);
    assertFalse(accepts("{'type':'integer'}", draft4, "1.0"));
    assertTrue(accepts("{'type':'integer'}", draft4.withIntegers(Integers.VALUE), "1.0"));
  }

  @Test
  void documentsComeFromTheResolverAlone() {
    String schema = "{'$ref':'http://example.com/a'}";
    assertThrows(SchemaException.class, () -> JsonSchema.compile(Bytes.quoted(schema)));
    JsonSchemaOptions resolving =
        DEFAULT.withResolver(uri -> Optional.of(Bytes.quoted("{'type':'null'}")));
    assertTrue(accepts(schema, resolving, "null"));
    assertFalse(accepts(schema, resolving, "1"));
    assertTrue(
        accepts(
            "{'$ref':'https://json-schema.org/draft/2020-12/schema'}", DEFAULT, "{'type':'null'}"));
  }

  @Test
  void whatSchemasSayOfEnginesIsNotRead() {
    String schema = "{'x-guidance':{'whitespace_flexible':false,'lenient':true}}";
    assertTrue(accepts(schema, DEFAULT, "[1, 2]"));
  }

  /** The code of the page, which shows it as it stands here. */
  private static Grammar strictest(String schema) {
    JsonSchemaOptions strict =
        JsonSchemaOptions.DEFAULT
            .withForm(OutputForm.SINGLE)
            .withAdditional(Additional.OFF_UNLESS_SAID)
            .withFormats(Formats.ASSERT);
    Grammar grammar = JsonSchema.compile(schema, strict);
    return grammar;
  }

  @Test
  void thePageShowsCodeThatRuns() throws IOException {
    Grammar grammar =
        strictest(Bytes.quoted("{'properties':{'b':{'format':'date'},'a':true},'required':['b']}"));
    assertTrue(Bytes.accepts(grammar, "{'b': '2024-02-29', 'a': [1, 2]}"));
    assertFalse(Bytes.accepts(grammar, "{'b': '2023-02-29'}"));
    assertFalse(Bytes.accepts(grammar, "{'b': '2024-02-29', 'c': 1}"));

    String page = Files.readString(Path.of("../docs/migration.md"));
    Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertTrue(block.find());
    String source =
        Files.readString(Path.of("src/test/java/dev/espalier/compiler/json/MigrationTest.java"));
    List<String> lines = source.lines().map(String::strip).toList();
    List<String> shown = block.group(1).lines().map(String::strip).toList();
    int at = lines.indexOf(shown.get(0));
    assertTrue(at >= 0, shown.get(0));
    assertEquals(shown, lines.subList(at, at + shown.size()));
  }
}
