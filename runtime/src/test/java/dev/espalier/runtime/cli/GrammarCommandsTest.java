package dev.espalier.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The contract of {@code --grammar} in all commands. */
class GrammarCommandsTest {
  private static final String LIST =
      """
      grammar List;
      list : '(' item* ')' EOF ;
      item : NAME | NUMBER | list2 ;
      list2 : '(' item* ')' ;
      unused : NAME ;
      NAME : [a-z]+ {seen();} ;
      NUMBER : [0-9]+ ;
      BLANK : ' '+ -> skip ;
      """;

  @TempDir static Path directory;
  private static Path model = Path.of("");
  private static Path tokenizer = Path.of("");
  private static Path list = Path.of("");

  @BeforeAll
  static void write() throws IOException {
    model = TinyCheckpoint.write(Files.createDirectory(directory.resolve("model")));
    tokenizer = model.resolve("tokenizer.json");
    list = file("List.g4", LIST);
  }

  private static Path file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static Ran compile(Object... more) {
    Object[] first = {"compile", "--tokenizer", tokenizer};
    return Ran.of(Stream.concat(Stream.of(first), Stream.of(more)).toArray());
  }

  private static Ran check(Path grammar, String text, Object... more) {
    List<Object> line = new ArrayList<>(List.of("check", "--grammar", grammar));
    line.addAll(List.of("--tokenizer", tokenizer, "--text", "-"));
    line.addAll(List.of(more));
    return Ran.with(text, line.toArray());
  }

  @Test
  void compileSaysWhatTheGrammarIs() {
    Ran ran = compile("--grammar", list, "--json");
    assertEquals(0, ran.status(), ran.toString());
    JsonNode object = ran.json();
    assertEquals("antlr", object.get("syntax").asString());
    assertEquals("list", object.get("start").asString());
    assertEquals(4, object.get("rules").asInt());
    assertEquals("()", object.get("completion").asString());
    assertFalse(object.has("enforced"));
    String notes = object.get("notes").toString();
    assertTrue(notes.contains("action") && notes.contains("List.g4:6:"), notes);
    assertTrue(notes.contains("does not need the rule unused"), notes);
    Ran people = compile("--grammar", list);
    assertTrue(people.out().contains("antlr grammar List: 4 rules, from list"), people.out());
    assertTrue(people.out().contains("note: "), people.out());
    assertFalse(people.out().contains("JSON"), people.out());
  }

  @Test
  void everySyntaxIsTaken() throws IOException {
    String[][] table = {
      {"a.gbnf", "root ::= \"x\"+", "gbnf", "xx"},
      {"a.lark", "start: \"x\"+", "lark", "xx"},
      {"a.w3c", "root ::= 'x'+", "w3c", "xx"},
      {"a.iso", "root = 'x', {'x'};", "iso", "xx"},
      {"a.regex", "x+", "regex", "xx"},
      {"plain", "grammar G; s : 'x'+ EOF;", "antlr", "xx"},
    };
    for (String[] row : table) {
      Path grammar = file(row[0], row[1]);
      Ran compiled = compile("--grammar", grammar, "--json");
      assertEquals(0, compiled.status(), row[0] + compiled);
      assertEquals(row[2], compiled.json().get("syntax").asString());
      assertEquals(0, check(grammar, row[3]).status(), row[0]);
      assertEquals(1, check(grammar, row[3] + "y").status(), row[0]);
    }
    Path named = file("b.txt", "root ::= 'x'");
    assertEquals("w3c", compile("--grammar", named, "--json").json().get("syntax").asString());
    assertEquals(0, check(named, "x", "--syntax", "w3c").status());
    assertEquals(2, check(named, "x", "--syntax", "iso").status());
    Ran input = Ran.with("root ::= \"x\"", "compile", "--tokenizer", tokenizer, "--grammar", "-");
    assertEquals(0, input.status(), input.toString());
  }

  @Test
  void theStartRuleIsChosen() {
    assertEquals(0, check(list, "(a 1 (b))").status());
    assertEquals(1, check(list, "a").status());
    assertEquals(0, check(list, "a", "--start", "item").status());
    Ran unknown = compile("--grammar", list, "--start", "lst");
    assertEquals(1, unknown.status());
    assertTrue(unknown.err().contains("there is no rule lst"), unknown.err());
    assertTrue(unknown.err().contains("list"), unknown.err());
  }

  @Test
  void checkAndMaskSayWhere() {
    Ran refused = check(list, "(a ?)", "--json");
    assertEquals(1, refused.status());
    assertEquals(3, refused.json().get("error").get("byte").asInt());
    Ran mask =
        Ran.of("mask", "--grammar", list, "--tokenizer", tokenizer, "--prefix", "(a", "--json");
    assertEquals(0, mask.status(), mask.toString());
    assertFalse(mask.json().get("eos").asBoolean());
    assertTrue(mask.json().get("allowed").asInt() > 26, mask.out());
    Ran wrong = Ran.of("mask", "--grammar", list, "--tokenizer", tokenizer, "--prefix", "(a]");
    assertEquals(1, wrong.status());
    assertTrue(wrong.err().contains("byte 2 of the prefix is refused, after \"(a\""), wrong.err());
  }

  @Test
  void errorsNameThePlace() throws IOException {
    Path broken = file("Broken.g4", "grammar Broken;\ns : 'a' b ;\n");
    Ran ran = compile("--grammar", broken, "--json");
    assertEquals(1, ran.status());
    JsonNode error = ran.json().get("error");
    assertEquals("name", error.get("kind").asString());
    assertEquals(broken.toString(), error.get("source").asString());
    assertEquals(2, error.get("line").asInt());
    assertEquals(9, error.get("column").asInt());
    Ran people = compile("--grammar", broken);
    assertTrue(people.err().contains("Broken.g4:2:9: "), people.err());
    assertEquals(1, people.err().lines().count());
    assertEquals(2, check(broken, "a").status());
  }

  @Test
  void predicatesHoldWhereTheCallerSaysSo() throws IOException {
    Path grammar = file("Pred.g4", "grammar Pred;\ns : {p()}? 'a' EOF ;\n");
    Ran refused = compile("--grammar", grammar);
    assertEquals(1, refused.status());
    assertTrue(refused.err().contains("semantic predicate"), refused.err());
    Ran taken = compile("--grammar", grammar, "--predicates-hold", "--json");
    assertEquals(0, taken.status(), taken.toString());
    assertTrue(taken.json().get("notes").toString().contains("always true"), taken.out());
  }

  @Test
  void oneLanguageIsGiven() throws IOException {
    Path schema = file("schema.json", "true");
    Object[][] wrong = {
      {"--schema, --grammar", "--schema", schema, "--grammar", list},
      {"--schema FILE or --grammar FILE"},
      {"--start says", "--schema", schema, "--start", "x"},
      {"--syntax says", "--schema", schema, "--syntax", "lark"},
      {"--predicates-hold says", "--schema", schema, "--predicates-hold"},
      {"expected antlr, gbnf", "--grammar", list, "--syntax", "bnf"},
    };
    for (Object[] row : wrong) {
      Ran ran = compile(Stream.of(row).skip(1).toArray());
      assertEquals(2, ran.status(), ran.toString());
      for (String part : row[0].toString().split(", ")) {
        assertTrue(ran.err().contains(part), ran.err());
      }
      assertEquals(1, ran.err().lines().count(), ran.err());
    }
    for (String option : SchemaArguments.ONLY) {
      String value =
          switch (option) {
            case "--form", "--keys" -> "any";
            case "--white-space" -> "1";
            case "--strings" -> "all";
            case "--format", "--integers" -> "draft";
            case "--dialect" -> "7";
            default -> ",";
          };
      Ran ran =
          option.equals("--closed")
              ? compile("--grammar", list, option)
              : compile("--grammar", list, option, value);
      assertEquals(2, ran.status(), option + ran);
      assertTrue(ran.err().contains(option + " says something about a schema"), ran.err());
    }
    Ran input = Ran.with("x", "check", "--grammar", "-", "--tokenizer", tokenizer, "--text", "-");
    assertEquals(2, input.status());
    assertTrue(input.err().contains("--grammar and --text"), input.err());
  }

  @Test
  void importsComeFromTheFolderOfTheGrammarOnly() throws IOException {
    file("outside/Secret.g4", "lexer grammar Secret; A : 'a' ;");
    file("in/Words.g4", "lexer grammar Words; A : 'a' ;");
    file("in/deeper/Deep.g4", "lexer grammar Deep; A : 'a' ;");
    Path link = directory.resolve("in/Link.g4");
    Files.createSymbolicLink(link, directory.resolve("outside/Secret.g4"));
    Path beside = file("in/P.g4", "parser grammar P; options { tokenVocab = Words; } s : A EOF ;");
    assertEquals(0, check(beside, "a").status());
    FolderResolver resolver =
        new FolderResolver(
            directory.resolve("in"), dev.espalier.compiler.GrammarSyntax.ANTLR, 1 << 20);
    assertTrue(resolver.resolve("Words").isPresent());
    for (String name :
        List.of(
            "../outside/Secret",
            "..",
            "deeper/Deep",
            "deeper\\Deep",
            "Link",
            "",
            ".Words",
            "Words..",
            "/etc/passwd",
            directory.resolve("in/Words").toString(),
            "Wor\u0000ds",
            "None")) {
      assertTrue(resolver.resolve(name).isEmpty(), name);
    }
    Path lost = file("in/Q.g4", "grammar Q; import Secret; s : A EOF ;");
    Ran ran = compile("--grammar", lost);
    assertEquals(1, ran.status());
    assertTrue(ran.err().contains("Secret was not found"), ran.err());
    Path lark = file("in/main.lark", "%import .words.WORD\nstart: WORD\n");
    file("in/words.lark", "WORD: \"ab\"\n");
    assertEquals(0, check(lark, "ab").status());
    Path far = file("in/far.lark", "%import deeper.words.WORD\nstart: WORD\n");
    file("in/deeper/words.lark", "WORD: \"ab\"\n");
    assertEquals(2, check(far, "ab").status());
    // From standard input nothing is imported, wherever the command runs.
    Ran input =
        Ran.with(
            "parser grammar P; options { tokenVocab = Words; } s : A EOF ;",
            "compile",
            "--grammar",
            "-",
            "--tokenizer",
            tokenizer);
    assertEquals(1, input.status());
  }

  @Test
  void longFilesAreNotRead() throws IOException {
    file("in/Long.g4", "lexer grammar Long; A : 'a' ;" + " ".repeat(5000));
    FolderResolver resolver =
        new FolderResolver(directory.resolve("in"), dev.espalier.compiler.GrammarSyntax.ANTLR, 99);
    Failure.Stop stop =
        org.junit.jupiter.api.Assertions.assertThrows(
            Failure.Stop.class, () -> resolver.resolve("Long"));
    assertTrue(stop.failure().message().contains("more than 99 bytes"), stop.toString());
  }

  private static Ran generate(Object... more) {
    Object[] first = {"generate", "--model", model, "--prompt", "hello"};
    return Ran.of(Stream.concat(Stream.of(first), Stream.of(more)).toArray());
  }

  @Test
  void generatedTextsAreInTheLanguage() {
    Ran ran =
        generate(
            "--grammar",
            list,
            "--samples",
            8,
            "--temperature",
            "1.3",
            "--max-tokens",
            50,
            "--json");
    assertEquals(0, ran.status(), ran.toString());
    assertEquals(8, ran.lines().size());
    for (JsonNode object : ran.lines()) {
      assertEquals("complete", object.get("finish").asString());
      assertTrue(object.get("tokens").asInt() <= 50);
      assertTrue(object.get("verified").asBoolean(), object.toString());
      assertEquals(0, check(list, object.get("text").asString(), "--exact").status());
    }
    assertTrue(generate("--grammar", list).err().contains("valid at second look"));
  }

  @Test
  void withoutASecondJudgeNothingIsVerified() throws IOException {
    Path grammar = file("c.gbnf", "root ::= [a-c]{3,9}");
    Ran ran = generate("--grammar", grammar);
    assertEquals(0, ran.status(), ran.toString());
    assertTrue(ran.out().strip().matches("[a-c]{3,9}"), ran.out());
    assertTrue(ran.err().contains("not verified: no second judge of gbnf grammars"), ran.err());
    assertTrue(generate("--grammar", grammar, "--json").json().get("verified").isNull());
  }

  @Test
  void promptsHaveTheFormsThatTheModelKnows() {
    Ran records = generate("--grammar", list, "--template", "records");
    assertEquals(2, records.status());
    assertTrue(records.err().contains("--template records"), records.err());
    for (String template : List.of("sql", "formula", "none")) {
      assertEquals(0, generate("--grammar", list, "--template", template).status(), template);
    }
  }

  @Test
  void theBundledModelWritesSql() throws IOException {
    Path sql = Path.of("../grammars/src/main/resources/dev/espalier/grammars/sql/sql.g4");
    Ran ran =
        Ran.of(
            "generate",
            "--grammar",
            sql,
            "--start",
            "script",
            "--prompt",
            "How many orders with total above 100?",
            "--max-tokens",
            64,
            "--json");
    assertEquals(0, ran.status(), ran.toString());
    assertEquals("complete", ran.json().get("finish").asString());
    assertTrue(ran.json().get("verified").asBoolean(), ran.out());
  }
}
