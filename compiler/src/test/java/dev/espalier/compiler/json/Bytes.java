package dev.espalier.compiler.json;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Texts byte by byte, for tests of what schemas mean; apostrophes stand for quotation marks. */
final class Bytes {
  /** Every byte, and a token that ends a text. */
  static final Vocabulary VOCABULARY = vocabulary();

  private Bytes() {}

  private static Vocabulary vocabulary() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    tokens.add(new byte[0]);
    return Vocabulary.of(tokens, 256);
  }

  static String quoted(String text) {
    return text.replace('\'', '"');
  }

  /** Whether a text is accepted; on the way, no mask is empty. */
  static boolean accepts(Grammar grammar, String text) {
    State state = grammar.bind(VOCABULARY).start();
    try {
      for (byte b : quoted(text).getBytes(StandardCharsets.UTF_8)) {
        if (state.mask().isEmpty()) {
          throw new AssertionError("an empty mask on the way to " + text);
        }
        state = state.next(new byte[] {b});
      }
      return state.accepting();
    } catch (NotAllowed e) {
      return false;
    }
  }
}
