package dev.espalier.compiler.cfg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.State;
import dev.espalier.compiler.StructuralTags;
import dev.espalier.compiler.Tag;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.engine.VocabularyIndex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Masks over thousands of tokens, with long runs within lexemes, against the bytes of each token.
 */
class ManyTokensTest {
  private static final String CODE =
      """
      grammar G;
      text : statement* EOF ;
      statement : 'let' NAME '=' e ';' | 'letter' e? ';' | 'if' '(' e ')' block | block ;
      block : '{' statement* '}' ;
      e : e '..' e | e '.' NAME | e '+' e | '-' e | NAME | NUMBER | STRING | '(' e ')' ;
      NAME : [a-zA-Z_é] [a-zA-Z0-9_é]* ;
      NUMBER : [0-9]+ ('.' [0-9]+)? ('e' [0-9]+)? ;
      STRING : '"' (~["\\\\\\n] | '\\\\' .)* '"' ;
      SPACE : [ \\n]+ -> skip ;
      NOTE : '/*' .*? '*/' -> skip ;
      LINE : '//' ~[\\n]* -> channel(HIDDEN) ;
      """;

  private static final String WORDS =
      """
      root ::= (word blank | "(" text ")" | "[" root "]" | "<" note nest)*
      word ::= [a-z]+ | "do" | "done" | [0-9]+
      blank ::= " "+
      text ::= [^()<]*
      note ::= [a-z0-9 ]+
      nest ::= [a-z]+ ">" | "(" nest ")"
      """;

  enum World {
    CODE {
      @Override
      Grammar grammar(CompileLimits limits) {
        return TextGrammar.compile(
            ManyTokensTest.CODE,
            GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.ANTLR).withLimits(limits));
      }
    },
    WORDS {
      @Override
      Grammar grammar(CompileLimits limits) {
        return TextGrammar.compile(
            ManyTokensTest.WORDS,
            GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.GBNF).withLimits(limits));
      }
    },
    TAGS {
      @Override
      Grammar grammar(CompileLimits limits) {
        Grammar object =
            JsonSchema.compile(
                "{\"properties\": {\"do\": {\"type\": \"integer\"}}, \"type\": \"object\"}");
        return StructuralTags.of(Tag.of("(", object, ")"), Tag.of("[", object, "]")).grammar();
      }
    };

    abstract Grammar grammar(CompileLimits limits);
  }

  private static final Vocabulary VOCABULARY = vocabulary();

  private static Vocabulary vocabulary() {
    List<String> pieces =
        List.of(
            "let", "letter", "if", "do", "done", "e", "a", "xyz", "_", "é", "中", "7", "42", ".",
            "..", "+", "-", "=", ";", "(", ")", "{", "}", "[", "]", "\"", "\\", "/*", "*/", "//",
            " ", "  ", "\n", ":", ",", "\"do\"", "<", ">");
    SplittableRandom random = new SplittableRandom(7);
    Set<String> texts = new LinkedHashSet<>();
    while (texts.size() < 4000) {
      StringBuilder text = new StringBuilder();
      for (int n = 1 + random.nextInt(5); n > 0; n--) {
        // Half of all pieces are letters and digits, as in the tokens of models.
        text.append(pieces.get(random.nextInt(random.nextBoolean() ? 13 : pieces.size())));
      }
      texts.add(text.toString());
    }
    Vocabulary.Builder builder = Vocabulary.builder().special(0, "<end>").eos(0);
    for (int b = 0; b < 256; b++) {
      builder.add(new byte[] {(byte) b});
    }
    texts.forEach(builder::add);
    // Characters that are cut, and tokens with the same bytes.
    builder.add(new byte[] {'a', (byte) 0xc3}).add(new byte[] {(byte) 0xb8, (byte) 0xad, 'a'});
    builder.add("let").add("xyz");
    // Where a text of another grammar begins within a token.
    builder.add("({").add("a ({\"do\"").add("[{ }").add("[{}] a");
    return builder.build();
  }

  /** The tokens that can be read byte by byte; asked before there is a mask. */
  private static TokenMask byBytes(State state) {
    TokenMask.Builder all = new TokenMask.Builder(VOCABULARY.size());
    for (int token = 0; token < VOCABULARY.size(); token++) {
      if (state.allows(token)) {
        all.add(token);
      }
    }
    return all.build();
  }

  // Long tokens are wanted as much as short ones, and not always the end of everything.
  private static int draw(TokenMask mask, SplittableRandom random) {
    int[] ids = mask.ids();
    int token = ids[random.nextInt(ids.length)];
    return token == 0 ? ids[ids.length - 1] : token;
  }

  @ParameterizedTest
  @EnumSource(World.class)
  void masksAreWhatCanBeReadByteByByte(World world) {
    for (int seed = 0; seed < 6; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      State state = world.grammar(CompileLimits.DEFAULT).bind(VOCABULARY).start();
      StringBuilder text = new StringBuilder();
      for (int step = 0; step < 60 && !state.ended(); step++) {
        TokenMask expected = byBytes(state);
        TokenMask mask = state.mask();
        if (!mask.equals(expected)) {
          List<String> wrong = new ArrayList<>();
          for (int token = 0; token < VOCABULARY.size(); token++) {
            if (mask.contains(token) != expected.contains(token)) {
              wrong.add(new String(VOCABULARY.bytes(token), StandardCharsets.UTF_8));
            }
          }
          assertEquals(List.of(), wrong, "seed " + seed + ", after: " + text);
        }
        int token = draw(mask, random);
        text.append(new String(VOCABULARY.bytes(token), StandardCharsets.UTF_8));
        state = state.next(token);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = World.class, names = "TAGS", mode = EnumSource.Mode.EXCLUDE)
  void whatIsForgottenIsMadeAgain(World world) {
    long bytes = 40_000;
    CfgConstraint<?> small =
        (CfgConstraint<?>)
            world.grammar(CompileLimits.DEFAULT.withCachedMaskBytes(bytes)).bind(VOCABULARY);
    Constraint large = world.grammar(CompileLimits.DEFAULT).bind(VOCABULARY);
    int forgotten = 0;
    long before = 0;
    for (int seed = 0; seed < 4; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      State state = small.start();
      State other = large.start();
      for (int step = 0; step < 40 && !state.ended(); step++) {
        assertEquals(other.mask(), state.mask(), "seed " + seed + ", step " + step);
        long now = small.masks().memoryBytes();
        assertTrue(now <= bytes / 2, now + " bytes are kept");
        forgotten += now < before ? 1 : 0;
        before = now;
        int token = draw(state.mask(), random);
        state = state.next(token);
        other = other.next(token);
      }
    }
    assertTrue(forgotten > 0, "nothing was forgotten");
  }

  @Test
  void equalGroupsHaveOneNumber() {
    TokenGroups groups = new TokenGroups(new VocabularyIndex(VOCABULARY), 1 << 20);
    TokenRanks.Builder one = new TokenRanks.Builder();
    one.add(3, 5);
    one.add(5, 9);
    TokenRanks.Builder same = new TokenRanks.Builder();
    same.add(7, 9);
    same.add(3, 8);
    TokenRanks.Builder other = new TokenRanks.Builder();
    other.add(3, 8);
    int number = groups.add(one.build());
    assertEquals(number, groups.add(same.build()));
    assertTrue(groups.add(other.build()) != number);
  }
}
