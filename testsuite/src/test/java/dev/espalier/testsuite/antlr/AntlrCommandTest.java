package dev.espalier.testsuite.antlr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.testsuite.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AntlrCommandTest {
  @TempDir Path folder;

  private int run(String... more) {
    String[] all = new String[more.length + 4];
    all[0] = "antlr";
    all[1] = "--quiet";
    all[2] = "--json";
    all[3] = folder.resolve("out.json").toString();
    System.arraycopy(more, 0, all, 4, more.length);
    return Main.run(all);
  }

  private JsonNode out() throws IOException {
    return new JsonMapper().readTree(Files.readString(folder.resolve("out.json")));
  }

  @Test
  void aFileWithWhatItImports() throws IOException {
    Path file = folder.resolve("Mine.g4");
    Files.writeString(
        file, "grammar Mine; import Words; s : pair+ EOF ; pair : WORD ':' WORD ';' ;");
    Files.writeString(
        folder.resolve("Words.g4"), "lexer grammar Words; WORD : [a-z]+ ; S : ' ' -> skip ;");
    assertEquals(
        Main.OK,
        run("--grammar", file.toString(), "--start", "s", "--texts", "400", "--seed", "9"));
    JsonNode out = out();
    assertEquals(1, out.path("grammars").asInt());
    assertTrue(out.path("texts").asInt() >= 400);
    assertEquals(0, out.path("disagreements").asInt());
    JsonNode only = out.path("by_grammar").path(0);
    assertEquals("Mine.g4", only.path("grammar").asString());
    assertTrue(only.path("edited").asInt() >= 120);
    assertEquals(
        only.path("parser_transitions").asInt(), only.path("parser_transitions_covered").asInt());
    assertEquals(
        only.path("lexer_transitions").asInt(), only.path("lexer_transitions_covered").asInt());
  }

  @Test
  void smallGrammarsByNameWithTheirMasks() throws IOException {
    assertEquals(
        Main.OK,
        run("--grammar", "Keywords,Ambiguous", "--texts", "300", "--masks", "8", "--threads", "2"));
    JsonNode out = out();
    assertEquals(2, out.path("grammars").asInt());
    assertTrue(out.path("masks").asInt() >= 16);
    assertEquals(0, out.path("wrong_bits").asInt());
  }

  @Test
  void whatCannotBeRunSaysSo() {
    assertEquals(Main.COULD_NOT_RUN, run("--grammar", "nowhere"));
  }
}
