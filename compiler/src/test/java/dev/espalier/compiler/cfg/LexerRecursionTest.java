package dev.espalier.compiler.cfg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.LexerInterpreter;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.tool.LexerGrammar;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lexer rules that call themselves, on texts of every depth, against ANTLR's interpreter. */
class LexerRecursionTest {
  private static final long SEED = 20261126;

  private static final Vocabulary BYTES = bytes();

  private static Vocabulary bytes() {
    Vocabulary.Builder builder = Vocabulary.builder().special(256, "<end>").eos(256);
    for (int b = 0; b < 256; b++) {
      builder.token(b, new byte[] {(byte) b});
    }
    return builder.build();
  }

  private static Grammar compile(String tokens, String rules) {
    return TextGrammar.compile(
        "grammar G; s : (" + tokens + ")* EOF; " + rules,
        GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.ANTLR));
  }

  private static int depth(Grammar grammar) {
    return ((LongestMatchGrammar) grammar).lexer().recursion().orElse(Integer.MAX_VALUE);
  }

  /** Whether ANTLR's lexer takes a text without an error. */
  private static boolean takes(LexerGrammar grammar, String text) {
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
    while (lexer.nextToken().getType() != Token.EOF && !failed[0]) {}
    return !failed[0];
  }

  /** A text that goes down to a depth and comes back, or nearly. */
  private static String text(SplittableRandom random, String opening, String closing) {
    StringBuilder text = new StringBuilder();
    int depth = random.nextInt(1, 36);
    int open = 0;
    int read = 0;
    boolean down = true;
    while ((down || open > 0) && read++ < 150) {
      int kind = random.nextInt(12);
      if (kind == 0) {
        text.append("ab*/({\"".charAt(random.nextInt(7)));
      } else if (kind == 1) {
        text.append(random.nextBoolean() ? " a" : "b");
      } else if (kind == 2 && open > 1 || !down) {
        open--;
        text.append(closing);
      } else {
        open++;
        text.append(opening);
        down = open < depth;
      }
    }
    if (random.nextInt(3) == 0 && !text.isEmpty()) {
      text.deleteCharAt(random.nextInt(text.length()));
    }
    return text.toString();
  }

  private static int count(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      count++;
    }
    return count;
  }

  /**
   * @param deepest how deep the rules are to be followed
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      maxCharsPerColumn = 1000,
      value = {
        "32 # (* # *) # ID | OP # COMMENT : '(*' (COMMENT | .)*? '*)' -> skip;",
        "32 # (* # *) # ID | OP | COMMENT # COMMENT : '(*' (COMMENT | .)* '*)';",
        "16 # /* # */ # ID | OP # COMMENT : '/*' (COMMENT | .)*? '*/' -> skip;",
        "32 # /* # */ # ID | OP #"
            + " COMMENT : '/*' (COMMENT | ~[/*] | '/' ~'*' | '*' ~'/')* '*/' -> skip;",
        "32 # /* # */ # ID | OP #"
            + " COMMENT : '/*' (~[*/] | '/'* COMMENT | '/'+ ~[*/] | '*'+ ~[*/])* '*'* '*/' -> skip;",
        "32 # \"${ # }\" # ID | OP | STRING #"
            + " STRING : '\"' ('${' (STRING | ~[\"}])* '}' | ~[\"$] | '$' ~'{')* '\"';",
        "32 # ( # ) # ID | OP | LIST # LIST : '(' (ID | LIST | ' ')* ')';",
      })
  void textsOfEveryDepthAreCutAsAntlrCutsThem(
      int deepest, String opening, String closing, String tokens, String rules) {
    String all = rules + " ID : [ab]+; OP : [*/({\"]; WS : ' ' -> skip;";
    Grammar grammar = compile(tokens, all);
    assertTrue(depth(grammar) >= deepest, () -> "only " + depth(grammar));
    assertTrue(
        grammar.report().notes().stream().noneMatch(note -> note.contains("dead end")),
        () -> grammar.report().notes().toString());
    LexerGrammar judge;
    try {
      judge = new LexerGrammar("lexer grammar L; " + all);
    } catch (org.antlr.runtime.RecognitionException e) {
      throw new AssertionError(e);
    }
    State start = grammar.bind(BYTES).start();
    int accepted = 0;
    int deep = 0;
    for (int i = 0; i < 150; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      String text = text(random, opening, closing);
      State after = Words.after(start, text);
      boolean ours = after != null && after.accepting();
      boolean antlr = takes(judge, text);
      int depth = count(text, opening);
      if (depth <= depth(grammar)) {
        assertEquals(antlr, ours, () -> text);
        deep += antlr && depth > deepest / 2 ? 1 : 0;
      }
      assertTrue(antlr || !ours, () -> "accepted: " + text);
      accepted += ours ? 1 : 0;
      if (after != null) {
        byte[] rest = after.completion().bytes();
        assertTrue(after.next(rest).accepting(), () -> text);
        assertTrue(takes(judge, text + new String(rest, StandardCharsets.UTF_8)), () -> text);
      }
    }
    assertTrue(accepted > 3, "only " + accepted + " accepted");
    int wellDown = deep;
    assertTrue(wellDown > 0, () -> "only " + wellDown + " of more than half the depth");
  }

  @Test
  void rulesInTurnsAreFollowedAsDeepAsTheAutomatonMayGrow() {
    Grammar grammar =
        TextGrammar.compile(
            "grammar G; s : (A | B)* EOF; A : '(' (A | B | ~[(){}])* ')';"
                + " B : '{' (A | B | ~[(){}])* '}';",
            GrammarOptions.DEFAULT
                .withSyntax(GrammarSyntax.ANTLR)
                .withLimits(CompileLimits.DEFAULT.withAutomatonWork(400_000)));
    int depth = depth(grammar);
    assertTrue(depth > 2 && depth < 16, () -> "followed to " + depth);
    assertTrue(
        grammar.report().notes().stream()
            .anyMatch(note -> note.contains("a depth of " + depth + " calls")),
        () -> grammar.report().notes().toString());
    State start = grammar.bind(BYTES).start();
    assertNotNull(Words.after(start, "(".repeat(depth) + ")".repeat(depth)));
    assertNull(Words.after(start, "(".repeat(depth + 1)));
  }

  @Test
  void deeperTextsAreLeftOut() {
    Grammar grammar = compile("ID", "COMMENT : '(*' (COMMENT | .)*? '*)' -> skip; ID : 'a'+;");
    assertTrue(
        grammar.report().notes().stream().anyMatch(note -> note.contains("a depth of 32 calls")),
        () -> grammar.report().notes().toString());
    int states =
        ((LongestMatchGrammar) grammar).lexer().view(List.of()).states().orElse(Integer.MAX_VALUE);
    assertTrue(states < 4_000, () -> states + " states");
    State start = grammar.bind(BYTES).start();
    String deepest = "(*".repeat(32);
    assertNotNull(Words.after(start, deepest + "*)".repeat(32) + "a"));
    assertNull(Words.after(start, deepest + "("));
    assertNull(Words.after(start, "a" + deepest + "*)(*(*(*"));
  }

  @Test
  void aCallAtTheEndOfARuleHasNoDepth() {
    Grammar grammar =
        compile("ID", "ID : LETTER | LETTER ID; fragment LETTER : [a-z]; WS : ' ' -> skip;");
    assertEquals(List.of(), grammar.report().notes());
    State start = grammar.bind(BYTES).start();
    assertNotNull(Words.after(start, "a".repeat(100)));
  }
}
