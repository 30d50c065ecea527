package dev.espalier.examples;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.PackedMasks;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Many texts at once in an engine of your own: the masks of a batch come in one packed buffer, and
 * while the model runs, threads that would be idle make masks that may be asked for next. The model
 * is a source of random numbers. Only the module {@code compiler} is used.
 */
public final class OwnBatch {
  private static final int BATCH = 3;

  private OwnBatch() {}

  /** Prints the texts of one batch. */
  public static void main(String[] args) {
    Vocabulary vocabulary = vocabulary();
    String schema =
        """
        {"type": "object", "required": ["city", "days"], "additionalProperties": false,
         "properties": {"city": {"enum": ["Graz", "Linz", "Wien"]},
                        "days": {"type": "integer", "minimum": 1, "maximum": 14}}}
        """;
    Constraint constraint =
        JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE))
            .bind(vocabulary);
    List<State> states = new ArrayList<>(Collections.nCopies(BATCH, constraint.start()));
    List<ByteArrayOutputStream> texts = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      texts.add(new ByteArrayOutputStream());
    }
    long[] masks = new long[PackedMasks.words(states)];
    SplittableRandom model = new SplittableRandom(7);
    try (ExecutorService idle = Executors.newFixedThreadPool(2)) {
      while (!states.stream().allMatch(State::ended)) {
        PackedMasks.fill(states, masks, 0);
        // Here the model would run, on a device that takes the masks as they are.
        states.forEach(state -> idle.execute(() -> state.warm(8)));
        for (int i = 0; i < BATCH; i++) {
          State state = states.get(i);
          if (!state.ended()) {
            int token = choose(masks, i * masks.length / BATCH, vocabulary.size(), model);
            texts.get(i).writeBytes(vocabulary.bytes(token));
            states.set(i, state.next(token));
          }
        }
      }
    }
    texts.forEach(text -> System.out.println(text.toString(StandardCharsets.UTF_8)));
  }

  /** Any token of a row, all equally likely. */
  private static int choose(long[] masks, int row, int size, SplittableRandom random) {
    List<Integer> allowed = new ArrayList<>();
    for (int token = 0; token < size; token++) {
      if ((masks[row + token / 64] >>> token & 1) != 0) {
        allowed.add(token);
      }
    }
    return allowed.get(random.nextInt(allowed.size()));
  }

  /** Every byte, some longer tokens, and one that ends a text. */
  private static Vocabulary vocabulary() {
    Vocabulary.Builder tokens = Vocabulary.builder();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    List.of("{\"", "city", "days", "\": ", "\", \"", "Wien", "Gr", "az", "12").forEach(tokens::add);
    int end = tokens.used();
    return tokens.special(end, "<end>").eos(end).build();
  }
}
