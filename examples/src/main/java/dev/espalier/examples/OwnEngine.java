package dev.espalier.examples;

import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Masks for an engine of your own. All that is needed of it are the bytes of its tokens, and
 * logits: here these are random numbers, and the text is valid all the same. Only the module {@code
 * compiler} is used.
 */
public final class OwnEngine {
  private OwnEngine() {}

  /** What your engine does: a number for every token, given the tokens so far. */
  interface Engine {
    float[] logits(List<Integer> tokens);
  }

  /** Prints one text and how it was spelled in tokens. */
  public static void main(String[] args) {
    Vocabulary vocabulary = vocabulary();
    Engine engine = tokens -> random(tokens, vocabulary.size());
    String schema =
        """
        {"type": "array", "minItems": 2, "maxItems": 4, "items": {"anyOf": [
           {"type": "integer", "minimum": 0, "maximum": 99},
           {"type": "string", "pattern": "^[a-z]{1,4}$"}]}}
        """;
    State state =
        JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE))
            .bind(vocabulary)
            .start();

    List<Integer> tokens = new ArrayList<>();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (!state.ended()) {
      float[] logits = engine.logits(tokens);
      int token = best(logits, state.mask());
      state = state.next(token);
      tokens.add(token);
      text.writeBytes(vocabulary.bytes(token));
    }
    System.out.println(text.toString(StandardCharsets.UTF_8));
    System.out.println("tokens: " + tokens);
  }

  /** Every byte, some longer tokens, and one that ends a text. */
  private static Vocabulary vocabulary() {
    Vocabulary.Builder tokens = Vocabulary.builder();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    List.of("[\"", "\", \"", "\"]", "12", "3]", "the", "tree", ", ").forEach(tokens::add);
    int end = tokens.used();
    return tokens.special(end, "<end>").eos(end).build();
  }

  private static int best(float[] logits, TokenMask mask) {
    int best = mask.next(0);
    for (int token = best; token >= 0; token = mask.next(token + 1)) {
      if (logits[token] > logits[best]) {
        best = token;
      }
    }
    return best;
  }

  private static float[] random(List<Integer> tokens, int width) {
    SplittableRandom random = new SplittableRandom(tokens.hashCode());
    float[] logits = new float[width];
    for (int i = 0; i < width; i++) {
      logits[i] = (float) random.nextDouble();
    }
    return logits;
  }
}
