package dev.espalier.compiler.antlr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Lexing.Command;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.LexerInterpreter;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.tool.LexerGrammar;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The lexers that are read, taken by the letter, against those that ANTLR interprets: all texts up
 * to a length. Greedy rules only: there the texts of a rule tell all.
 */
class LexingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "AB : 'ab'; A : 'a'+; B : [b-c]; C : 'c' -> skip;",
        "A : 'a' | 'abc'; B : ~[ac] 'c'?; C : 'c'; D : 'ab' -> channel(HIDDEN);",
        "A : 'a' -> pushMode(M); C : 'c' -> channel(1), type(A); mode M; B : 'b'+; X : 'a' -> popMode;"
            + " Y : 'c' -> more;",
        "tokens { S } A : 'a' -> more, mode(M); B : 'b'; C : 'c' -> skip, type(S); mode M;"
            + " X : 'b' -> more; Y : 'c' -> type(S), mode(DEFAULT_MODE);",
        "P : 'a' P 'b' | 'c'; A : 'a'; B : 'b';",
        "A : F 'b' | G; fragment F : 'a' -> skip; fragment G : 'c'+ 'a'; B : 'b'; C : 'c' -> skip;",
        "A : B 'c'; B : 'a' -> skip; C : 'b' | 'c';",
        "A : 'a' EOF; B : [ab]; C : 'c' EOF?;",
        "options { caseInsensitive = true; } A : 'a'; B options { caseInsensitive = false; } :"
            + " 'b'..'c'; D : [B-C] 'a';",
        "A : 'a' -> type(B), channel(0); B : 'b' -> channel(2), channel(0); C : 'c' -> skip, skip;",
        "A : 'a' -> skip, more; B : 'b' -> more, skip; C : 'c';",
        "A : 'a' -> popMode; B : 'b' -> pushMode(M), pushMode(M), popMode; C : 'c'; mode M;"
            + " D : 'c' -> popMode; E : [ab];",
      })
  void lexersCutAsAntlrDoes(String rules) {
    String text = "lexer grammar L; " + rules;
    GrammarDefinition grammar = AntlrReader.read(text, GrammarOptions.DEFAULT.withStart("B"));
    LexerGrammar judge;
    try {
      judge = new LexerGrammar(text);
    } catch (org.antlr.runtime.RecognitionException e) {
      throw new AssertionError(e);
    }
    int cut = 0;
    List<String> texts = new ArrayList<>(List.of(""));
    for (int next = 0; next < texts.size(); next++) {
      String one = texts.get(next);
      if (one.length() < 6) {
        for (char c : "abc".toCharArray()) {
          texts.add(one + c);
        }
      }
      String expected = judged(judge, one);
      assertEquals(expected, new Lexer(grammar, one).run(), () -> rules + " on " + one);
      cut += expected.equals("error") ? 0 : 1;
    }
    assertTrue(cut > 5, rules);
  }

  /** The types of the tokens on the parser's channel. */
  private static String judged(LexerGrammar grammar, String text) {
    LexerInterpreter lexer = grammar.createLexerInterpreter(CharStreams.fromString(text));
    lexer.removeErrorListeners();
    boolean[] failed = new boolean[1];
    lexer.addErrorListener(
        new BaseErrorListener() {
          @Override
          public void syntaxError(
              Recognizer<?, ?> recognizer,
              @Nullable Object offending,
              int line,
              int column,
              String message,
              @Nullable RecognitionException e) {
            failed[0] = true;
          }
        });
    List<String> types = new ArrayList<>();
    try {
      for (Token token = lexer.nextToken();
          token.getType() != Token.EOF;
          token = lexer.nextToken()) {
        if (token.getChannel() == Token.DEFAULT_CHANNEL) {
          types.add(grammar.getVocabulary().getSymbolicName(token.getType()));
        }
      }
    } catch (RuntimeException e) { // popMode on an empty stack
      return "error";
    }
    return failed[0] ? "error" : types.toString();
  }

  /** A lexer by the letter of {@link Lexing}. */
  private static final class Lexer {
    private final GrammarDefinition grammar;
    private final Lexing.LongestMatch lexing;
    private final String text;

    Lexer(GrammarDefinition grammar, String text) {
      this.grammar = grammar;
      this.lexing = Ir.lexing(grammar);
      this.text = text;
    }

    String run() {
      List<String> types = new ArrayList<>();
      Deque<Integer> stack = new ArrayDeque<>();
      int mode = 0;
      int at = 0;
      boolean hidden = false;
      while (at < text.length()) {
        int best = at;
        Lexing.@Nullable LexerRule rule = null;
        Lexing.@Nullable LexerAlternative chosen = null;
        for (Lexing.LexerRule candidate : lexing.modes().get(mode).rules()) {
          for (Lexing.LexerAlternative alternative : candidate.alternatives()) {
            TreeSet<Integer> ends = ends(alternative.body(), at);
            if (!ends.isEmpty() && ends.last() > best) {
              best = ends.last();
              rule = candidate;
              chosen = alternative;
            }
          }
        }
        if (rule == null || chosen == null) {
          return "error";
        }
        String type = rule.name();
        for (Command command : chosen.commands()) {
          switch (command) {
            case Command.Skip skip -> type = "skip";
            case Command.More more -> type = "more";
            case Command.Type other -> type = other.name();
            case Command.Channel channel -> hidden = channel.hidden();
            case Command.ToMode to -> mode = mode(to.mode());
            case Command.PushMode to -> {
              stack.push(mode);
              mode = mode(to.mode());
            }
            case Command.PopMode pop -> {
              if (stack.isEmpty()) {
                return "error";
              }
              mode = stack.pop();
            }
          }
        }
        at = best;
        if (!type.equals("skip") && !type.equals("more") && !hidden) {
          types.add(type);
        }
        hidden = hidden && type.equals("more");
      }
      return types.toString();
    }

    private int mode(String name) {
      return lexing.modes().stream().map(Lexing.Mode::name).toList().indexOf(name);
    }

    private TreeSet<Integer> ends(Expr expr, int from) {
      TreeSet<Integer> ends = new TreeSet<>();
      switch (expr) {
        case Expr.Empty empty -> ends.add(from);
        case Expr.End end -> {
          if (from == text.length()) {
            ends.add(from);
          }
        }
        case Expr.Literal literal -> {
          if (text.startsWith(literal.text(), from)) {
            ends.add(from + literal.text().length());
          }
        }
        case Expr.Characters characters -> {
          if (from < text.length() && characters.set().contains(text.charAt(from))) {
            ends.add(from + 1);
          }
        }
        case Expr.Reference reference -> {
          Rule rule = Objects.requireNonNull(grammar.rules().get(reference.rule()));
          ends.addAll(ends(rule.body(), from));
        }
        case Expr.Choice choice -> choice.alternatives().forEach(a -> ends.addAll(ends(a, from)));
        case Expr.Sequence sequence -> {
          ends.add(from);
          for (Expr part : sequence.parts()) {
            List<Integer> starts = List.copyOf(ends);
            ends.clear();
            starts.forEach(start -> ends.addAll(ends(part, start)));
          }
        }
        case Expr.Repeat repeat -> {
          TreeSet<Integer> reached = new TreeSet<>(List.of(from));
          if (repeat.min() == 0) {
            ends.add(from);
          }
          while (!reached.isEmpty()) {
            TreeSet<Integer> further = new TreeSet<>();
            reached.forEach(start -> further.addAll(ends(repeat.body(), start)));
            further.removeAll(ends);
            ends.addAll(further);
            reached = repeat.max() == 1 ? new TreeSet<>() : further;
          }
        }
        default -> throw new AssertionError("not in a lexer rule: " + expr);
      }
      return ends;
    }
  }
}
