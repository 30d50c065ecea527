package dev.espalier.compiler.antlr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.grammar.GrammarDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.ParserInterpreter;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.antlr.v4.tool.Grammar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Layered rules against the parser that ANTLR interprets: the same sequences of tokens, all of them
 * up to a length; and one derivation each, where the operators tell the alternatives apart.
 */
class LeftRecursionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '"',
      value = {
        "e '*' e | e '+' e | N @ N * +",
        "<assoc=right> e '^' e | e '*' e | N @ N ^ *",
        "e '*' e | <assoc=right> e '=' e | e '+' e | N @ N * = +",
        "'-' e | e '*' e | e '+' e | N @ N - * +",
        "e '*' e | '-' e | e '+' e | N @ N - * +",
        "e '*' e | e '+' e | '-' e | N @ N - * +",
        "e '*' e | e '!' | e '+' e | '-' e | N @ N * ! + -",
        "e '!' | e '*' e | N | '-' e | '~' e | e '?' @ N * ! - ~ ?",
        "e '*' e | <assoc=right> e '?' e ':' e | e '+' e | N @ N * ? : +",
        "e '*' e | e '?' e ':' e | '-' e | N @ N * ? : -",
        "e '[' e ']' | e '+' e | '(' e ')' | N @ N [ ] + ( )",
        "e e | e '+' e | N @ N +",
        "e e | '-' e | <assoc=right> e '+' e | N @ N - +",
        "<assoc=right> e '+' e | '-' e | <assoc=right> e '*' e | '~' e | e '!' | N @ N - + * ~ !",
        "N | e '*' e | e '+' e | e '!' | '-' e @ N * + ! -"
      })
  void layersAcceptWhatAntlrAccepts(String alternatives, String alphabet) {
    List<String> tokens = List.of(alphabet.split(" "));
    compare(alternatives, tokens, tokens.size() > 4 ? 5 : 6, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "e ('+' | '*') e | N",
        "e '+' e? | N",
        "e '+' '*'* e | e '*' | N",
        "a=e '+' b=e | x+=e '*' | N",
        "'+' e '*' e | N | e '*'",
        "e '+' {act();} e {more();} | N | '*' e {x();}",
        "e '+' e | e '*' N | '+' '+' e | N",
        "e '+' e | e '-' e | '-' e | N",
        "e '*' | e '*' e | N"
      })
  void alternativesOfEverySort(String alternatives) {
    compare(alternatives, List.of("N", "+", "*", "-"), 6, false);
  }

  @Test
  void randomOperators() {
    for (int seed = 0; seed < 24; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<String> alternatives = new ArrayList<>(List.of("N"));
      List<String> operators = new ArrayList<>(List.of("*", "+", "-", "!"));
      int count = 2 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        String operator = "'" + operators.get(i) + "'";
        String alternative =
            switch (random.nextInt(6)) {
              case 0, 1 -> "e " + operator + " e";
              case 2 -> "<assoc=right> e " + operator + " e";
              case 3, 4 -> operator + " e";
              default -> "e " + operator;
            };
        alternatives.add(random.nextInt(alternatives.size() + 1), alternative);
      }
      String written = String.join(" | ", alternatives);
      if (!written.contains("e ")) {
        continue; // no left recursion
      }
      List<String> alphabet = new ArrayList<>(List.of("N"));
      alphabet.addAll(operators.subList(0, count));
      compare(written, alphabet, 5, true);
    }
  }

  @Test
  void theLadderOfTextbooks() {
    GrammarDefinition grammar =
        Ir.read(
            """
            grammar G;
            e : '-' e | e '*' e | e '+' e | <assoc=right> e '=' e | N | '(' e ')';
            N : [0-9];
            """);
    assertEquals("((e[4] <'='> e) | e[4])", Ir.rule(grammar, "e"));
    assertEquals("((e[4] <'+'> e[5]) | e[5])", Ir.rule(grammar, "e[4]"));
    assertEquals("((e[5] <'*'> e[7]) | e[7])", Ir.rule(grammar, "e[5]"));
    assertEquals("((<'-'> e[7]) | <N> | (<'('> e <')'>))", Ir.rule(grammar, "e[7]"));
    assertEquals(4, grammar.rules().size());
  }

  @Test
  void manyOperatorsMakeFewRules() {
    StringBuilder text = new StringBuilder("grammar G; s : e EOF; e : N");
    for (int i = 0; i < 40; i++) {
      text.append(i % 9 == 7 ? " | 'p%d' e".formatted(i) : " | e 'b%d' e".formatted(i));
    }
    GrammarDefinition grammar = Ir.read(text + "; N : 'n';");
    assertTrue(grammar.rules().size() < 250, () -> grammar.rules().keySet().toString());
  }

  private static void compare(
      String alternatives, List<String> alphabet, int length, boolean unambiguous) {
    StringBuilder text = new StringBuilder("grammar G; s : e EOF; e : ").append(alternatives);
    text.append("; N : 'n';");
    for (int i = 1; i < alphabet.size(); i++) {
      text.append(" T").append(i).append(" : '").append(alphabet.get(i)).append("';");
    }
    GrammarDefinition grammar = Ir.read(text.toString());
    Judge judge = new Judge(text.toString());
    List<String> names = new ArrayList<>(List.of("N"));
    for (int i = 1; i < alphabet.size(); i++) {
      names.add("T" + i);
    }
    int accepted = 0;
    List<List<String>> sequences = new ArrayList<>(List.of(List.of()));
    for (int next = 0; next < sequences.size(); next++) {
      List<String> sequence = sequences.get(next);
      if (sequence.size() < length) {
        for (String name : names) {
          List<String> longer = new ArrayList<>(sequence);
          longer.add(name);
          sequences.add(longer);
        }
      }
      List<String> closed = new ArrayList<>(sequence);
      closed.add("EOF");
      long derivations = Derivations.of(grammar, closed);
      boolean expected = judge.accepts(sequence);
      assertEquals(expected, derivations > 0, () -> alternatives + " on " + sequence);
      if (unambiguous) {
        assertTrue(derivations <= 1, () -> alternatives + " is ambiguous on " + sequence);
      }
      accepted += expected ? 1 : 0;
    }
    assertTrue(accepted > 2, alternatives);
  }

  /** The parser that ANTLR interprets. */
  private static final class Judge {
    private final Grammar grammar;

    Judge(String text) {
      try {
        this.grammar = new Grammar(text);
      } catch (org.antlr.runtime.RecognitionException e) {
        throw new AssertionError(e);
      }
    }

    boolean accepts(List<String> sequence) {
      List<Token> tokens = new ArrayList<>();
      for (String name : sequence) {
        tokens.add(new CommonToken(grammar.getTokenType(name), name));
      }
      ParserInterpreter parser =
          grammar.createParserInterpreter(new CommonTokenStream(new ListTokenSource(tokens)));
      parser.removeErrorListeners();
      parser.setErrorHandler(new BailErrorStrategy());
      try {
        parser.parse(grammar.getRule("s").index);
        return true;
      } catch (ParseCancellationException e) {
        return false;
      }
    }
  }
}
