package dev.espalier.compiler.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tokens that are read together lead where each of them leads. */
class ReachedTest {
  private static final Vocabulary VOCABULARY = vocabulary();

  private static Vocabulary vocabulary() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    for (String token :
        List.of(
            "{\"",
            "{\"a",
            "{\"a\":",
            "{\"a\":1",
            "{\"b",
            "12",
            "123",
            "12}",
            "1,",
            "()",
            "((",
            "((1",
            "1)",
            "))",
            "1+",
            "1+(",
            "<end>")) {
      tokens.add(token.getBytes(StandardCharsets.UTF_8));
    }
    return Vocabulary.of(tokens, tokens.size() - 1);
  }

  private static int check(Constraint constraint, byte[] text) {
    ByteState<?> state = (ByteState<?>) constraint.start().next(text);
    List<Integer> order = new ArrayList<>();
    for (int token = 0; token < VOCABULARY.size(); token++) {
      order.add(token);
    }
    int found = 0;
    for (int round = 0; round < 3; round++) {
      int[] tokens = order.stream().mapToInt(Integer::intValue).toArray();
      for (String behind : List.of("", "1", "}", ")1")) {
        byte[] bytes = behind.getBytes(StandardCharsets.UTF_8);
        Map<Integer, State> each = new HashMap<>();
        for (int token : order) {
          State next = state.reach(token) instanceof ByteState<?> known ? known.reach(bytes) : null;
          if (next != null) {
            each.put(token, next);
          }
        }
        Map<Integer, State> together = new HashMap<>();
        state.forEachReached(tokens, bytes, (i, next) -> together.put(tokens[i], next));
        assertEquals(each, together);
        found += each.size();
      }
      Collections.shuffle(order, new Random(round)); // whatever stands side by side
    }
    return found;
  }

  @Test
  void ofASchema() {
    Constraint constraint =
        JsonSchema.compile(
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{}},"
                    + "\"additionalProperties\":false}")
            .bind(VOCABULARY);
    for (String text : List.of("", "{", "{\"", "{\"a\":", "{\"a\":1", "{\"b\":[\"x", "{}")) {
      assertTrue(check(constraint, text.getBytes(StandardCharsets.UTF_8)) > 0, text);
    }
  }

  @Test
  void ofAGrammar() {
    Constraint constraint =
        TextGrammar.compile("root ::= [0-9]+ | \"(\" root \")\" | root \"+\" root")
            .bind(VOCABULARY);
    for (String text : List.of("", "(", "((1", "1", "(1)", "1+")) {
      assertTrue(check(constraint, text.getBytes(StandardCharsets.UTF_8)) > 0, text);
    }
  }
}
