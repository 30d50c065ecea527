package dev.espalier.compiler.cfg;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
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
 * Small lexers of every kind below small parsers, over all short texts: what ANTLR's own lexer cuts
 * them into is judged by the parser's rules.
 */
class RandomLexersTest {
  private static final long SEED = 20261126;
  private static final int LONGEST = 6;

  // Lexer rules call each other up to a depth only, beyond which ANTLR goes on.
  private static final int JUDGED = CompileLimits.DEFAULT.lexerDepth() - 4;

  /** A lexer that is none, or none that this test can judge. */
  private static final class NoCase extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Cuts texts as ANTLR does. */
  private static final class Cutter {
    private final LexerGrammar grammar;
    private final LexerInterpreter lexer;
    private boolean failed;

    private Cutter(String text) {
      try {
        grammar = new LexerGrammar(text);
      } catch (org.antlr.runtime.RecognitionException e) {
        throw new AssertionError(e);
      }
      lexer = grammar.createLexerInterpreter(CharStreams.fromString(""));
      lexer.removeErrorListeners();
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
              failed = true;
            }
          });
    }

    /** The types of the tokens on the parser's channel; empty where ANTLR reports an error. */
    private Optional<List<String>> cut(String text) {
      failed = false;
      lexer.setInputStream(CharStreams.fromString(text));
      List<String> types = new ArrayList<>();
      try {
        for (Token token = lexer.nextToken();
            token.getType() != Token.EOF;
            token = lexer.nextToken()) {
          if (types.size() > text.length() + 2) {
            throw new NoCase(); // tokens of no letter, without end
          }
          if (token.getChannel() == Token.DEFAULT_CHANNEL) {
            types.add(grammar.getVocabulary().getSymbolicName(token.getType()));
          }
        }
      } catch (java.util.EmptyStackException e) { // a mode is left that was not entered
        return Optional.empty();
      }
      return failed ? Optional.empty() : Optional.of(types);
    }
  }

  private record Checked(int accepted, int classes) {}

  private static Checked check(GrammarDefinition made, Vocabulary vocabulary) {
    if (!(made.lexing() instanceof Lexing.LongestMatch lexing)) {
      throw new NoCase();
    }
    StringBuilder text = new StringBuilder("lexer grammar L; ");
    for (Rule rule : made.rules().values()) {
      if (rule.terminal()) {
        text.append("fragment ")
            .append(rule.name())
            .append(" : ")
            .append(Shrinker.show(rule.body()))
            .append("; ");
      }
    }
    text.append(Shrinker.show(lexing));
    GrammarDefinition lexer;
    try {
      lexer =
          TextGrammar.definition(
              text.toString(),
              GrammarOptions.DEFAULT
                  .withSyntax(GrammarSyntax.ANTLR)
                  .withStart(lexing.modes().get(0).rules().get(0).name()));
    } catch (GrammarException e) {
      throw new NoCase(); // such as a rule that a start has no token of
    }
    Map<String, Rule> rules = new LinkedHashMap<>(lexer.rules());
    made.rules()
        .forEach((name, rule) -> {
          if (!rule.terminal()) {
            rules.put(name, rule);
          }
        });
    GrammarDefinition grammar =
        new GrammarDefinition("random", made.start(), rules, lexer.lexing(), List.of());
    Cutter cutter = new Cutter(text.toString());
    Map<List<String>, Boolean> known = new HashMap<>();
    java.util.function.Predicate<String> judge =
        word ->
            cutter
                .cut(word)
                .map(
                    cut -> known.computeIfAbsent(cut, types -> Judge.acceptsTokens(made, types, 2)))
                .orElse(false);
    Set<String> accepted = new HashSet<>();
    for (String word : Words.all(LONGEST)) {
      if (judge.test(word)) {
        accepted.add(word);
      }
    }
    Grammar compiled;
    try {
      compiled = GrammarCompiler.compile(grammar, "random", CompileLimits.DEFAULT);
    } catch (GrammarException e) {
      if (e.kind() == GrammarException.Kind.LIMIT) {
        throw new NoCase(); // modes that are pushed onto each other
      }
      if (e.kind() != GrammarException.Kind.EMPTY) {
        throw e;
      }
      assertTrue(accepted.isEmpty(), e.getMessage());
      return new Checked(-1, 0);
    }
    if (compiled.report().notes().stream().anyMatch(note -> note.contains("dead end"))) {
      throw new NoCase(); // too many stacks of modes to be looked at: it says so
    }
    new Words(LONGEST, JUDGED, accepted, judge)
        .check(
            () -> GrammarCompiler.compile(grammar, "random", CompileLimits.DEFAULT), vocabulary, 3);
    return new Checked(
        accepted.size(), ((LongestMatchGrammar) compiled).lexer().boundaries().classes());
  }

  private static boolean fails(GrammarDefinition grammar, Vocabulary vocabulary) {
    try {
      check(grammar, vocabulary);
      return false;
    } catch (GrammarException | VocabularyException | IllegalArgumentException | NoCase e) {
      return false; // what was made smaller is no grammar any more
    } catch (AssertionError | RuntimeException e) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void meanWhatTheJudgeSays(int part) {
    int rich = 0;
    int several = 0;
    for (int i = 0; i < 12; i++) {
      long seed = SEED + 1000L * part + i;
      SplittableRandom random = new SplittableRandom(seed);
      GrammarDefinition grammar = new Maker(random).longestMatch();
      Vocabulary vocabulary = Words.vocabulary(random);
      try {
        Checked checked = check(grammar, vocabulary);
        rich += checked.accepted > 3 ? 1 : 0;
        several += checked.classes > 1 ? 1 : 0;
      } catch (NoCase e) {
        continue;
      } catch (AssertionError | RuntimeException e) {
        GrammarDefinition small = Shrinker.shrink(grammar, g -> fails(g, vocabulary));
        throw new AssertionError(
            "seed " + seed + ": " + e.getMessage() + "\n" + Shrinker.show(small), e);
      }
    }
    assertTrue(rich > 3, "only " + rich + " grammars with more than three short texts");
    assertTrue(several > 0, "only " + several + " grammars with several classes of places");
  }
}
