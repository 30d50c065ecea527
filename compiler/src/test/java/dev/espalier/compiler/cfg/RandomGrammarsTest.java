package dev.espalier.compiler.cfg;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.grammar.GrammarDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small grammars of every kind, over all short texts. */
class RandomGrammarsTest {
  private static final long SEED = 20261126;
  private static final int LONGEST = 6;
  private static final List<String> TEXTS =
      Words.all(LONGEST).stream().filter(text -> text.length() == LONGEST).toList();

  /** Checks a grammar; answers how many of the short texts it accepts, or -1 for an empty one. */
  private static int check(GrammarDefinition grammar, Vocabulary vocabulary) {
    Set<String> accepted = new HashSet<>();
    for (String text : TEXTS) {
      long prefixes = Judge.prefixes(grammar, text);
      for (int i = 0; i <= LONGEST; i++) {
        if ((prefixes >>> i & 1) != 0) {
          accepted.add(text.substring(0, i));
        }
      }
    }
    try {
      GrammarCompiler.compile(grammar, "random", CompileLimits.DEFAULT);
    } catch (GrammarException e) {
      if (e.kind() != GrammarException.Kind.EMPTY) {
        throw e;
      }
      assertTrue(accepted.isEmpty(), e.getMessage());
      return -1;
    }
    new Words(LONGEST, Judge.LONGEST, accepted, text -> Judge.accepts(grammar, text))
        .check(
            () -> GrammarCompiler.compile(grammar, "random", CompileLimits.DEFAULT), vocabulary, 3);
    return accepted.size();
  }

  private static boolean fails(GrammarDefinition grammar, Vocabulary vocabulary) {
    try {
      check(grammar, vocabulary);
      return false;
    } catch (GrammarException | VocabularyException | IllegalArgumentException e) {
      return false; // what was made smaller is no grammar any more
    } catch (AssertionError | RuntimeException e) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void meanWhatTheJudgeSays(int part) {
    int rich = 0;
    for (int i = 0; i < 16; i++) {
      long seed = SEED + 1000L * part + i;
      SplittableRandom random = new SplittableRandom(seed);
      GrammarDefinition grammar = new Maker(random).scannerless();
      Vocabulary vocabulary = Words.vocabulary(random);
      try {
        rich += check(grammar, vocabulary) > 3 ? 1 : 0;
      } catch (AssertionError | RuntimeException e) {
        GrammarDefinition small = Shrinker.shrink(grammar, g -> fails(g, vocabulary));
        throw new AssertionError(
            "seed " + seed + ": " + e.getMessage() + "\n" + Shrinker.show(small), e);
      }
    }
    assertTrue(rich > 7, "only " + rich + " grammars with more than three short texts");
  }

  @Test
  void theJudgeKnowsWhatIsWellKnown() {
    GrammarDefinition palindromes =
        dev.espalier.compiler.TextGrammar.definition(
            "root ::= \"a\" root \"a\" | \"b\" root \"b\" | \"c\"",
            dev.espalier.compiler.GrammarOptions.DEFAULT.withSyntax(
                dev.espalier.compiler.GrammarSyntax.GBNF));
    assertTrue(Judge.accepts(palindromes, "abacaba"));
    assertTrue(!Judge.accepts(palindromes, "abacabb"));
    assertTrue(!Judge.accepts(palindromes, ""));
  }
}
