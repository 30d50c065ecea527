package dev.espalier.compiler.antlr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.LimitExceeded;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is refused: where, of what kind, and with which words. */
class AntlrErrorsTest {
  @Test
  void errorsHaveTheirPlace() {
    String[][] table = {
      {"", "SYNTAX", "1:1", "not expected"},
      {"hello", "SYNTAX", "1:1", "'hello' is not expected here"},
      {"grammar G\ns : 'a';", "SYNTAX", "2:1", "missing SEMI"},
      {"grammar G; s : A", "SYNTAX", "1:17", "expecting SEMI"},
      {"grammar G; s : ( A ; A : 'a';", "SYNTAX", "1:20", "missing RPAREN"},
      {"grammar G; s : A; A : \"x\";", "SYNTAX", "1:23", "'\"' is not expected"},
      {"grammar G;\ns : 'a' {call( ;", "SYNTAX", "2:9", "an action that does not end"},
      {"grammar G; s : 'a", "SYNTAX", "1:16", "unterminated string literal"},
      {"grammar G; s : stat; state : 'x';", "NAME", "1:16", "names like it: state"},
      {"grammar G; s : A; A : B;", "NAME", "1:23", "undefined rule: B"},
      {"grammar G; s : A; A : 'a';\nA : 'b';", "NAME", "2:1", "redefinition"},
      {"grammar G; s : A; A : s;", "NAME", "1:23", "parser rule s in lexer rule A"},
      {"grammar G; s : t; t : s 'x' | 'y';", "UNSUPPORTED", "1:12", "s, t"},
      {"grammar G; s : ('x')? s 'y' | 'z';", "UNSUPPORTED", "1:12", "left-recursive"},
      {"grammar G; s : s 'x';", "UNSUPPORTED", "1:12", "begins with something else"},
      {"grammar G; s : s t | 'z'; t : ;", "UNSUPPORTED", "1:12", "something of its own"},
      {"grammar G; s : (A?)*; A : 'a';", "UNSUPPORTED", "1:12", "has to match something"},
      {"lexer grammar G; A : A 'x' | 'y';", "UNSUPPORTED", "1:18", "left-recursive"},
      {"grammar G; s : A; A : 'a' -> foo;", "UNSUPPORTED", "1:30", "there are skip"},
      {"grammar G; s : A; A : 'a' -> mode;", "SYNTAX", "1:30", "missing argument"},
      {"grammar G; s : A; A : 'a' -> type(B);", "NAME", "1:35", "tokens { NAME }"},
      {"grammar G; s : A; A : 'a' -> mode(B);", "NAME", "1:35", "not a recognized mode"},
      {"grammar G; s : A; A : 'a' -> mode(4);", "NAME", "1:30", "there is no mode 4"},
      {"grammar G; s : A; A : 'a' -> channel(B);", "NAME", "1:38", "channel name"},
      {"grammar G; s : A; A : 'a' -> type(EOF);", "UNSUPPORTED", "1:30", "type"},
      {"grammar G; s : A; A : 'a' -> skip | 'b';", "UNSUPPORTED", "1:30", "one alternative"},
      {"grammar G; s : A; A : ('a' -> skip) 'b';", "UNSUPPORTED", "1:31", "one alternative"},
      {"grammar G; s : A; A : [\\p{Foo}];", "SYNTAX", "1:23", "\\p{Foo}"},
      {"grammar G; s : A; A : [z-a];", "SYNTAX", "1:23", "cannot be empty"},
      {"grammar G; s : A; A : 'a'..'bc';", "SYNTAX", "1:28", "multi-character"},
      {"grammar G; s : A; mode M; A : 'a';", "SYNTAX", "1:24", "lexer grammar"},
      {"grammar G; channels { C } s : A; A : 'a';", "SYNTAX", "1:12", "lexer grammar"},
      {"grammar G; options { foo = {}; } s : 'a';", "SYNTAX", "1:26", "value of an option"},
      {"grammar G; A : 'x';", "SYNTAX", "1:1", "has no rules"},
      {"grammar G; import X; s : A;", "IMPORT", "1:19", "grammar X was not found"},
      {"parser grammar G; s : A;", "IMPORT", "1:8", "tokenVocab = MyLexer"},
      {"parser grammar G; s : 'a';", "NAME", "1:23", "a rule whose body is just this literal"},
      {"parser grammar G; options { tokenVocab = X; } s : A;", "IMPORT", "1:42", "not found"},
      {"lexer grammar G; A : 'a';", "NAME", "1:7", "give the parser grammar"},
      {"grammar G; s : A {here()}? ; A : 'a';", "UNSUPPORTED", "1:18", "{here()}? of rule s"},
      {"grammar G; s : A; A : F; fragment F : 'a' {p()}?;", "UNSUPPORTED", "1:43", "rule F"},
      {"grammar G; s : e; e : e '+' e | {p()}? 'x';", "UNSUPPORTED", "1:33", "of rule e"},
    };
    for (String[] row : table) {
      GrammarException e = Ir.refused(row[0], GrammarOptions.DEFAULT);
      assertEquals(
          row[1] + " " + row[2],
          e.kind() + " " + e.at().line() + ":" + e.at().column(),
          () -> row[0] + ": " + e.getMessage());
      assertTrue(e.getMessage().contains(row[3]), () -> row[0] + ": " + e.getMessage());
    }
  }

  @Test
  void unknownStartsListWhatIsNear() {
    String text = "grammar G; statement : A; stop : A; A : F; fragment F : 'a';";
    GrammarException e = Ir.refused(text, GrammarOptions.DEFAULT.withStart("statment"));
    assertEquals(GrammarException.Kind.NAME, e.kind());
    assertEquals("names like it: statement, stop, A", e.hint());
    GrammarException fragment = Ir.refused(text, GrammarOptions.DEFAULT.withStart("F"));
    assertTrue(fragment.getMessage().contains("the fragment F makes no token"));
  }

  @Test
  void errorsInOtherGrammarsNameThem() {
    GrammarOptions options =
        Ir.knowing(
            Map.of(
                "L", "lexer grammar L;\nA : 'a' B;",
                "M", "lexer grammar N; A : 'a';",
                "P", "parser grammar P; s : A;",
                "V", "lexer grammar V; options { tokenVocab = W; } A : 'a';",
                "W", "lexer grammar W; options { tokenVocab = V; } A : 'a';"));
    String[][] table = {
      {"parser grammar G; options { tokenVocab = L; } s : A;", "NAME", "L:2:9", "rule: B"},
      {"parser grammar G; options { tokenVocab = M; } s : A;", "IMPORT", "grammar:1:42", "N"},
      {"parser grammar G; options { tokenVocab = P; } s : A;", "IMPORT", "grammar:1:42", "lexer"},
      {"parser grammar G; options { tokenVocab = V; } s : A;", "IMPORT", "W:1:41", "itself"},
      {"grammar G; import L; s : A;", "NAME", "L:2:9", "rule: B"},
      {"lexer grammar G; import P; A : 'a';", "IMPORT", "grammar:1:25", "cannot import"},
    };
    for (String[] row : table) {
      GrammarException e = Ir.refused(row[0], options);
      assertEquals(row[1] + " " + row[2], e.kind() + " " + e.at(), e.getMessage());
      assertTrue(e.getMessage().contains(row[3]), e.getMessage());
    }
  }

  @Test
  void limitsAreNamed() {
    String deep = "(".repeat(600);
    String[][] table = {
      {"grammar G; s : " + deep + "A" + ")".repeat(600) + "; A : 'a';", "nesting"},
      {"grammar G; s : A; A : " + deep + "'a'" + ")".repeat(600) + ";", "nesting"},
      {"grammar G; s : A " + "{".repeat(9999) + "}".repeat(9999) + "; A : 'a';", "nesting"},
      {"grammar G; s" + "[".repeat(9999) + "]".repeat(9999) + " : A; A : 'a';", "nesting"},
      {"grammar G; s : A; A : 'a';" + " ".repeat(1 << 20), "schemaBytes"},
      {chain(20_000), "automatonWork"},
      {"grammar G; s : A; A : " + "[\\u{0}-\\u{10FFFF}]".repeat(5000) + ";", "automatonWork"},
      {operators(400), "branches"},
    };
    CompileLimits d = CompileLimits.DEFAULT;
    CompileLimits limits = CompileLimits.DEFAULT.withSchemaBytes(1 << 20);
    for (String[] row : table) {
      GrammarException e = Ir.refused(row[0], GrammarOptions.DEFAULT.withLimits(limits));
      assertEquals(GrammarException.Kind.LIMIT, e.kind(), e.getMessage());
      assertEquals(row[1], limit(e));
    }
  }

  @Test
  void deepBlocksAreTaken() {
    for (String text :
        new String[] {
          "grammar G; s : %s A %s; A : 'a';", "grammar G; s : A; A : %s 'a' %s;",
        }) {
      String nested = text.formatted("(".repeat(150), ")+" + ")".repeat(149));
      assertEquals("s", Ir.read(nested).start());
    }
  }

  @Test
  void aLongRowOfRulesIsReadOrRefusedByName() {
    // the tool recurses along rules that begin with each other, as deep as the thread's stack goes
    GrammarException e = Ir.refused(chain(11_000), GrammarOptions.DEFAULT);
    assertEquals(GrammarException.Kind.LIMIT, e.kind(), e.getMessage());
    assertEquals("nesting", limit(e));
  }

  private static String limit(GrammarException e) {
    return e.getCause() instanceof LimitExceeded cause ? cause.limit() : "none";
  }

  private static String chain(int length) {
    StringBuilder text = new StringBuilder("grammar G;");
    for (int i = 0; i < length; i++) {
      text.append(" r").append(i).append(" : r").append(i + 1).append(';');
    }
    return text + " r" + length + " : A; A : 'a';";
  }

  private static String operators(int count) {
    StringBuilder text = new StringBuilder("grammar G; e : A");
    for (int i = 0; i < count; i++) {
      text.append(" | e 'o").append(i).append("' e");
    }
    return text + "; A : 'a';";
  }

  @Test
  void nothingIsWrittenToTheConsole() {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    try (PrintStream capture = new PrintStream(written, true, StandardCharsets.UTF_8)) {
      System.setOut(capture);
      System.setErr(capture);
      for (String text :
          new String[] {
            "grammar G; s : 'a' { ' ; ",
            "grammar G; s : A; A : [a-a] 'b' -> skip, skip;",
            "grammar G; options { language = Nothing; x = y; } s : s 'a' | 'b';",
            "tree grammar T; a : b;",
            "grammar G; options { foo = {}; } s : (options { k = {}; } : 'a');",
            "grammar G; tokens { } s<a={x}> : ;",
            "grammar G; s : 'a'<b={}> ~(A | s) [x] .. 'b' -> skip ~~'c';",
            "grammar G; s : s (options {k=1;} : 'a') | 'b' | s[3] 'c';",
            "grammar G; s throws X : s 'a' | 'b';",
          }) {
        try {
          AntlrReader.read(text, GrammarOptions.DEFAULT);
        } catch (GrammarException e) {
          assertFalse(e.getMessage().isEmpty());
        }
      }
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    assertEquals("", written.toString(StandardCharsets.UTF_8));
  }
}
