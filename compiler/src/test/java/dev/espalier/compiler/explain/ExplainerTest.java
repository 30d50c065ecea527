package dev.espalier.compiler.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each stage says what is there, and says what it leaves out. */
class ExplainerTest {
  private static final String ANTLR =
      """
      grammar G;
      s : (NAME '=' NUMBER ';')+ EOF ;
      NAME : [a-z]+ ;
      NUMBER : DIGIT+ ('.' DIGIT+)? ;
      fragment DIGIT : [0-9] ;
      BLANK : ' '+ -> skip ;
      """;

  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},"
          + "\"b\":{\"items\":{\"$ref\":\"#\"}}},\"required\":[\"a\"],"
          + "\"additionalProperties\":false}";

  private static Vocabulary bytes(String... more) {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    for (String token : more) {
      tokens.add(token.getBytes(StandardCharsets.UTF_8));
    }
    tokens.add(new byte[0]);
    return Vocabulary.of(tokens, tokens.size() - 1);
  }

  private static State after(Grammar grammar, String prefix) {
    return grammar
        .bind(bytes("ab", "= ", "12", ";"))
        .start()
        .next(prefix.getBytes(StandardCharsets.UTF_8));
  }

  private static State antlr(String prefix) {
    return after(TextGrammar.compile(ANTLR), prefix);
  }

  private static Graph.Node node(Graph graph, String label) {
    return graph.nodes().stream()
        .filter(n -> n.label().startsWith(label))
        .findFirst()
        .orElseThrow();
  }

  private static boolean edge(Graph graph, String from, String to) {
    int a = graph.nodes().indexOf(node(graph, from));
    int b = graph.nodes().indexOf(node(graph, to));
    return graph.edges().stream().anyMatch(e -> e.from() == a && e.to() == b);
  }

  @Test
  void rulesAreWrittenWithTheirPlaces() {
    Explanation rules = Explainer.rules(TextGrammar.definition(ANTLR, GrammarOptions.DEFAULT));
    assertTrue(rules.text().startsWith("grammar G, from s  (grammar)\n"), rules.text());
    assertTrue(rules.text().contains("s = (NAME '=' NUMBER ';')+ EOF  (2:1)"), rules.text());
    assertTrue(rules.text().contains("NUMBER = DIGIT+ ('.' DIGIT+)?  (4:1)"), rules.text());
    assertTrue(rules.text().contains("terminal DIGIT = [0-9]"), rules.text());
    assertTrue(rules.text().contains("BLANK = ' '+ -> skip"), rules.text());
    assertTrue(node(rules.graph(), "s\n").start());
    assertTrue(node(rules.graph(), "NAME\n").end());
    assertTrue(edge(rules.graph(), "s\n", "NUMBER\n"));
    assertTrue(edge(rules.graph(), "NUMBER\n", "DIGIT\n"));
    assertFalse(edge(rules.graph(), "NAME\n", "DIGIT\n"));
  }

  @Test
  void rulesOfEverySyntaxAreWritten() {
    String gbnf =
        """
        root ::= ("a" | "b") [^x-z\\n]{2,3} tail?
        tail ::= "(" root* ")" | "'"
        """;
    String text = Explainer.rules(TextGrammar.definition(gbnf, GrammarOptions.DEFAULT)).text();
    assertTrue(text.contains("root = ('a' | 'b') [^\\nx-z]{2,3} tail?  (1:1)"), text);
    assertTrue(text.contains("tail = '(' root* ')' | '\\''  (2:1)"), text);
    String lark =
        """
        start: "x" WORD+
        WORD: /[a-z]+/
        %ignore " "
        """;
    String shown = Explainer.rules(TextGrammar.definition(lark, GrammarOptions.DEFAULT)).text();
    assertTrue(shown.contains("terminal WORD = "), shown);
    assertTrue(shown.contains("ignored between terminals: "), shown);
  }

  @Test
  void theLexerShowsWhereTheTextStands() {
    Explanation lexer = Explainer.lexer(antlr("a = 12"));
    List<String> here = lexer.text().lines().filter(line -> line.contains("<- here")).toList();
    assertEquals(1, here.size(), lexer.text());
    assertTrue(here.get(0).contains("ends: NUMBER"), lexer.text());
    assertTrue(lexer.text().contains("begins DEFAULT_MODE"), lexer.text());
    assertTrue(lexer.text().contains("ends: BLANK (not for the parser)"), lexer.text());
    List<Graph.Node> marked = lexer.graph().nodes().stream().filter(Graph.Node::marked).toList();
    assertEquals(1, marked.size());
    assertTrue(marked.get(0).end());
  }

  @Test
  void theStructureShowsItemsAndStacks() {
    Explanation structure = Explainer.structure(antlr("a = 12;b"));
    String text = structure.text();
    assertTrue(text.contains("reading 1 of 1: within a token"), text);
    assertTrue(text.contains("may end as NAME"), text);
    assertTrue(text.contains("· NAME '=' NUMBER ';'"), text);
    assertTrue(text.contains("the parser takes NAME EOF"), text);
    assertTrue(structure.graph().nodes().get(0).marked());
    // The bottom of the stack is the start of the text.
    assertTrue(
        structure.graph().nodes().stream()
            .anyMatch(n -> n.end() && n.label().contains("text → · s")));
  }

  @Test
  void readingsWithoutALexerAreTold() {
    State state = after(TextGrammar.compile("root ::= x x\nx ::= \"a\" x? | \"ab\"\n"), "a");
    String text = Explainer.structure(state).text();
    assertTrue(text.contains("reading 1 of "), text);
    assertTrue(text.contains("within "), text);
    String lexer = Explainer.lexer(state).text();
    assertTrue(lexer.contains("<- here"), lexer);
  }

  @Test
  void textsOfOtherGrammarsAreTold() {
    String lark = "start: \"x\" %json {\"type\": \"integer\"} \";\"";
    String text = Explainer.structure(after(TextGrammar.compile(lark), "x1")).text();
    assertTrue(text.contains("a text of another grammar"), text);
  }

  @Test
  void symbolsAreNamed() {
    Vocabulary vocabulary =
        Vocabulary.builder()
            .add("a")
            .add("b")
            .special("<|call|>")
            .special("<|end|>")
            .eos(3)
            .build();
    State start = TextGrammar.compile("start: \"a\"? <|call|> \"b\"").bind(vocabulary).start();
    String text = Explainer.mask(start).text();
    assertTrue(text.contains("a completion, 2 tokens: <|call|> 'b'\n"), text);
    assertTrue(text.contains("tokens: 'a' <|call|>\n"), text);
  }

  @Test
  void shapesNameWhatTheyReferTo() {
    Explanation shapes = Explainer.shapes(JsonSchema.compile(SCHEMA)).orElseThrow();
    assertTrue(shapes.text().startsWith("# is (object and has a"), shapes.text());
    assertTrue(shapes.text().contains("\"a\": #/properties/a"), shapes.text());
    assertTrue(shapes.text().contains("others: nothing"), shapes.text());
    assertTrue(edge(shapes.graph(), "#\n", "#/properties/b\n"));
    assertTrue(edge(shapes.graph(), "#/properties/b\n", "#/properties/b/items\n"));
    assertTrue(Explainer.shapes(TextGrammar.compile(ANTLR)).isEmpty());
  }

  @Test
  void aJsonTextIsOpenInItsContainers() {
    String[] prefixes = {
      "", "{\"a", "{\"a\":1", "{\"b\":[", "{\"b\":[{\"a\":", "{\"b\":[{\"a\":1}"
    };
    int[] depths = {1, 2, 2, 3, 4, 3};
    for (int i = 0; i < prefixes.length; i++) {
      State state = after(JsonSchema.compile(SCHEMA), prefixes[i]);
      Explanation structure = Explainer.structure(state);
      assertEquals(depths[i], structure.text().lines().count(), prefixes[i] + structure.text());
      assertEquals(depths[i], structure.graph().nodes().size());
      assertTrue(Explainer.lexer(state).text().contains("<- here"), prefixes[i]);
    }
    String text =
        Explainer.structure(after(JsonSchema.compile(SCHEMA), "{\"b\":[{\"a\":1}")).text();
    assertTrue(text.contains("in an array whose rest is "), text);
    assertTrue(text.contains("in an object whose rest is "), text);
  }

  @Test
  void aMaskIsCountedAndFinished() {
    Explanation mask = Explainer.mask(antlr("a"));
    // A letter, a blank, "=" and "ab", "= ": no digit, no end.
    assertTrue(mask.text().startsWith("30 of 261 tokens may follow"), mask.text());
    assertTrue(mask.text().contains("the text may not end here"), mask.text());
    assertTrue(mask.text().contains("expected: a space, '=', 'a' to 'z'"), mask.text());
    assertTrue(mask.text().contains("forced: nothing"), mask.text());
    assertTrue(mask.text().contains("a completion, "), mask.text());
    assertTrue(mask.text().contains(" more\n"), mask.text());
    Explanation end = Explainer.mask(antlr("a=1;"));
    assertTrue(end.text().contains("the text may end here"), end.text());
    assertTrue(end.graph().nodes().get(0).end());
    String forced = Explainer.mask(after(TextGrammar.compile("root ::= \"é!\"\n"), "")).text();
    assertTrue(forced.contains("forced: 'é!'"), forced);
    assertTrue(forced.contains("tokens: bytes c3"), forced);
  }

  @Test
  void whatIsLeftOutIsSaid() {
    StringBuilder words = new StringBuilder("root ::= \"");
    for (int i = 0; i < 300; i++) {
      words.append((char) ('a' + i % 26));
    }
    Explanation lexer = Explainer.lexer(after(TextGrammar.compile(words + "\"\n"), ""));
    assertEquals(Explainer.MOST, lexer.graph().nodes().size());
    assertTrue(lexer.text().endsWith("101 of 301 states are left out\n"), lexer.text());
    assertEquals(List.of("101 of 301 states are left out"), lexer.graph().notes());

    StringBuilder rules = new StringBuilder("root ::= r0\n");
    for (int i = 0; i < 300; i++) {
      rules.append("r").append(i).append(" ::= \"x\" r").append(i + 1).append('\n');
    }
    rules.append("r300 ::= \"y\"\n");
    Graph graph =
        Explainer.rules(TextGrammar.definition(rules.toString(), GrammarOptions.DEFAULT)).graph();
    assertEquals(Explainer.MOST, graph.nodes().size());
    assertEquals(List.of("102 of 302 nodes are left out"), graph.notes());

    // An automaton that counts: its states are made as they are entered.
    Explanation long_ =
        Explainer.lexer(
            after(JsonSchema.compile("{\"type\":\"string\",\"minLength\":999}"), "\"a"));
    assertEquals(Explainer.MOST, long_.graph().nodes().size());
    assertTrue(long_.text().contains("the others are left out"), long_.text());
    assertTrue(long_.text().contains("<- here"), long_.text());
  }

  @Test
  void deepTextsAndWideFormulasAreCut() {
    String deep = "[".repeat(5000);
    Explanation structure = Explainer.structure(after(JsonSchema.compile("true"), deep));
    assertEquals(5001, structure.text().lines().count());
    assertEquals(Explainer.MOST, structure.graph().nodes().size());
    assertTrue(structure.graph().notes().get(0).contains("left out"));
    Explanation stacks =
        Explainer.structure(
            after(TextGrammar.compile("root ::= \"(\" root \")\" | \"x\"\n"), "(".repeat(5000)));
    assertTrue(stacks.text().contains("the stacks go on below"), stacks.text());
    assertEquals(Explainer.MOST, stacks.graph().nodes().size());
    StringBuilder wide = new StringBuilder("{\"anyOf\":[");
    for (int i = 0; i < 1000; i++) {
      wide.append(i > 0 ? "," : "").append("{\"required\":[\"k").append(i).append("\"]}");
    }
    String shapes = Explainer.shapes(JsonSchema.compile(wide + "]}")).orElseThrow().text();
    assertTrue(shapes.lines().allMatch(line -> line.length() < 500), shapes);
  }
}
