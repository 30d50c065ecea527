package dev.espalier.compiler.engine;

import static org.junit.jupiter.api.Assertions.assertSame;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.lexical.NumberAutomaton;
import dev.espalier.compiler.lexical.NumberForm;
import dev.espalier.compiler.lexical.NumberSet;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class LexicalPoolTest {
  private static final Lexer.Follow NOTHING =
      new Lexer.Follow() {
        @Override
        public int after(int label) {
          return 0;
        }

        @Override
        public int next(int state, int b) {
          return DEAD;
        }
      };

  @Test
  void anAutomatonInUseStaysTheAutomatonOfItsKey() {
    Vocabulary vocabulary = Vocabulary.of(List.of(new byte[] {'1'}), 1);
    LexicalPool pool = new LexicalPool(new VocabularyIndex(vocabulary), 1);
    Lexer used = get(pool, 0);
    // Enough others that everything that is not in use is forgotten several times.
    for (int i = 1; i < 2000; i++) {
      get(pool, i);
    }
    assertSame(used, get(pool, 0));
  }

  private static Lexer get(LexicalPool pool, int key) {
    return pool.get(
        key,
        () ->
            new NumberAutomaton(
                NumberSet.point(BigDecimal.valueOf(key)), List.of(), NumberForm.DEFAULT, 1000),
        NOTHING);
  }
}
