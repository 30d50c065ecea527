package dev.espalier.compiler.cfg;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.function.Function;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.LexerInterpreter;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.tool.LexerGrammar;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /**
     * @param depth how deep modes may be pushed
     */
    private Cutter(String text, int depth) {
      try {
        grammar = new LexerGrammar(text);
      } catch (org.antlr.runtime.RecognitionException e) {
        throw new AssertionError(e);
      }
      LexerInterpreter made = grammar.createLexerInterpreter(CharStreams.fromString(""));
      lexer =
          new LexerInterpreter(
              made.getGrammarFileName(),
              made.getVocabulary(),
              List.of(made.getRuleNames()),
              List.of(made.getChannelNames()),
              List.of(made.getModeNames()),
              made.getATN(),
              CharStreams.fromString("")) {
            @Override
            public void pushMode(int mode) {
              super.pushMode(mode);
              failed |= _modeStack.size() > depth;
            }
          };
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

  /**
   * What was checked.
   *
   * @param split whether token types were split by what they do to modes
   */
  private record Checked(int accepted, int classes, boolean split) {}

  private static Checked check(
      GrammarDefinition made, Vocabulary vocabulary, CompileLimits limits) {
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
    Cutter cutter = new Cutter(text.toString(), limits.lexerDepth());
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
      compiled = GrammarCompiler.compile(grammar, "random", limits);
    } catch (GrammarException e) {
      if (e.kind() == GrammarException.Kind.LIMIT) {
        throw new NoCase(); // modes that are pushed onto each other
      }
      if (e.kind() != GrammarException.Kind.EMPTY) {
        throw e;
      }
      assertTrue(accepted.isEmpty(), e.getMessage());
      return new Checked(-1, 0, false);
    }
    if (compiled.report().notes().stream().anyMatch(note -> note.contains("dead end"))) {
      throw new NoCase(); // too many stacks of modes to be looked at: it says so
    }
    new Words(LONGEST, JUDGED, accepted, judge)
        .check(() -> GrammarCompiler.compile(grammar, "random", limits), vocabulary, 3);
    LongestMatchGrammar of = (LongestMatchGrammar) compiled;
    return new Checked(
        accepted.size(), of.lexer().boundaries().classes(), of.lexer().boundaries().room() > 0);
  }

  private static boolean fails(
      GrammarDefinition grammar, Vocabulary vocabulary, CompileLimits limits) {
    try {
      check(grammar, vocabulary, limits);
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
    List<Checked> all = check(1000L * part, 12, Maker::longestMatch, CompileLimits.DEFAULT);
    long rich = all.stream().filter(checked -> checked.accepted > 3).count();
    assertTrue(rich > 3, "only " + rich + " grammars with more than three short texts");
    long several = all.stream().filter(checked -> checked.classes > 1).count();
    assertTrue(several > 0, "only " + several + " grammars with several classes of places");
  }

  /** Deep stacks of modes are within reach of short texts where few modes may be pushed. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void meanWhatTheJudgeSaysWithStacksOfModes(int depth) {
    List<Checked> all =
        check(
            100_000L * depth, 40, Maker::stackedModes, CompileLimits.DEFAULT.withLexerDepth(depth));
    long split = all.stream().filter(checked -> checked.accepted > 1 && checked.split).count();
    assertTrue(split > 1, "only " + split + " grammars with token types split by modes");
  }

  /**
   * What is written later may need more modes than can be pushed, so that it must not be begun.
   *
   * @param split whether token types are split by what they do to modes: not where modes are pushed
   *     or popped without end
   * @param accepted how many short texts there are
   */
  @ParameterizedTest
  @CsvSource({
    "1, s : B u | C; u : A A B D D;, true, 1",
    "2, s : B u | C; u : A A B D D;, true, 2",
    "2, s : B u | C; u : A A D D;, true, 2",
    "1, s : A t D; t : B | B t | A t D;, true, 4",
    "2, s : A t D; t : A A B D D | B;, true, 1",
    "2, s : u | u s; u : A B D | A v D; v : A v D | B;, true, 3",
    "1, s : A t; t : D EOF EOF;, true, 1",
    "2, s : B | s A | s D | s B;, false, 119",
  })
  void countsTheModesThatAreNeeded(int depth, String rules, boolean split, int accepted) {
    GrammarOptions antlr = GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.ANTLR);
    GrammarDefinition parser =
        TextGrammar.definition(
            "grammar G; " + rules + " A : 'a'; B : 'b'; C : 'c'; D : 'd';", antlr);
    GrammarDefinition lexer =
        TextGrammar.definition(
            "lexer grammar L; A : 'a' -> pushMode(M); B : 'b'; C : 'c'; mode M;"
                + " A1 : 'a' -> type(A), pushMode(M); B1 : 'c' -> type(B); D : 'b' -> popMode;",
            antlr.withStart("A"));
    GrammarDefinition both =
        new GrammarDefinition("both", parser.start(), parser.rules(), lexer.lexing(), List.of());
    Checked checked =
        check(
            both,
            Words.vocabulary(new SplittableRandom(SEED)),
            CompileLimits.DEFAULT.withLexerDepth(depth));
    assertEquals(split, checked.split);
    assertEquals(accepted, checked.accepted);
  }

  private static List<Checked> check(
      long seeds, int cases, Function<Maker, GrammarDefinition> make, CompileLimits limits) {
    List<Checked> all = new ArrayList<>();
    for (int i = 0; i < cases; i++) {
      long seed = SEED + seeds + i;
      SplittableRandom random = new SplittableRandom(seed);
      GrammarDefinition grammar = make.apply(new Maker(random));
      Vocabulary vocabulary = Words.vocabulary(random);
      try {
        all.add(check(grammar, vocabulary, limits));
      } catch (NoCase e) {
        continue;
      } catch (AssertionError | RuntimeException e) {
        GrammarDefinition small = Shrinker.shrink(grammar, g -> fails(g, vocabulary, limits));
        throw new AssertionError(
            "seed " + seed + ": " + e.getMessage() + "\n" + Shrinker.show(small), e);
      }
    }
    return all;
  }
}
