package dev.espalier.compiler.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Canvas;
import dev.espalier.compiler.Canvas.Hole;
import dev.espalier.compiler.Canvas.Part;
import dev.espalier.compiler.Canvas.Text;
import dev.espalier.compiler.CanvasChecker;
import dev.espalier.compiler.CanvasVerdict;
import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.canvas.Core;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Schemas whose keys without names are forgotten while canvases are looked at. */
class ForgetfulLanguageTest {
  private static final Vocabulary VOCABULARY = bytes();
  private static final String ONES = "{\"additionalProperties\":{\"const\":1},\"type\":\"object\"}";

  private static Vocabulary bytes() {
    Vocabulary.Builder builder = Vocabulary.builder();
    for (int b = 0; b < 256; b++) {
      builder.add(new byte[] {(byte) b});
    }
    return builder.special(256, "<end>").eos(256).build();
  }

  private static Constraint constraint(String schema) {
    return JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE))
        .bind(VOCABULARY);
  }

  private static Constraint relaxed(Constraint constraint) {
    return ((Core.Source) constraint).relaxed().orElseThrow();
  }

  private static boolean reads(Constraint constraint, String text) {
    State state = constraint.start();
    for (char c : text.toCharArray()) {
      if (!state.allows(c)) {
        return false;
      }
      state = state.next(c);
    }
    return state.accepting();
  }

  private static CanvasVerdict verdict(String schema, Object... parts) {
    List<Part> all =
        Arrays.stream(parts)
            .map(part ->
                part instanceof String text
                    ? (Part) Text.of(text.getBytes(StandardCharsets.UTF_8))
                    : (Part) part)
            .toList();
    return CanvasChecker.of(constraint(schema)).check(new Canvas(all)).verdict();
  }

  private static Hole hole(int tokens) {
    return new Hole(tokens, tokens);
  }

  @Test
  void aKeyThatComesTwiceIsStillRefused() {
    String twice = "{\"a\": 1, \"a\": 1}";
    assertFalse(reads(constraint(ONES), twice));
    assertTrue(reads(relaxed(constraint(ONES)), twice));
    assertInstanceOf(CanvasVerdict.Dead.class, verdict(ONES, twice));
    assertInstanceOf(
        CanvasVerdict.Dead.class, verdict(ONES, "{\"", hole(1), "a\": 1, \"ba\": 1, \"ba\": 1}"));
  }

  @Test
  void fillsKeysThatDiffer() {
    // All in a row would be filled alike, were their keys not to differ.
    CanvasVerdict verdict =
        verdict(ONES, "{\"", hole(1), "\": 1, \"", hole(1), "\": 1, \"", hole(1), "\": 1}");
    CanvasVerdict.Completable filled = assertInstanceOf(CanvasVerdict.Completable.class, verdict);
    assertEquals(
        3,
        List.of(1, 3, 5).stream().map(i -> filled.filling().get(i)).distinct().count(),
        filled.filling()::toString);
  }

  @Test
  void provesThatNoKeyFits() {
    assertInstanceOf(
        CanvasVerdict.Dead.class, verdict(ONES, "{\"", hole(9), "\": 1, \"", hole(9), "\": 2}"));
  }

  @Test
  void remembersWhatElseDependsOnKeys() {
    String few =
        """
        {"type":"object","patternProperties":{"^[ab]$":{"const":1}},
         "additionalProperties":false,"minProperties":2}\
        """;
    assertFalse(reads(relaxed(constraint(few)), "{\"a\": 1, \"a\": 1}"));
    assertTrue(reads(relaxed(constraint(few)), "{\"a\": 1, \"b\": 1}"));
    String unique =
        """
        {"type":"array","uniqueItems":true,
         "items":{"type":"object","additionalProperties":{"const":1}}}\
        """;
    assertFalse(reads(relaxed(constraint(unique)), "[{\"a\": 1}, {\"a\": 1}]"));
    assertTrue(reads(relaxed(constraint(unique)), "[{\"a\": 1}, {\"b\": 1}]"));
  }

  @Test
  void holdsEveryText() {
    List<String> schemas =
        List.of(
            ONES,
            "{\"type\":\"object\",\"minProperties\":2,\"maxProperties\":3}",
            """
            {"properties":{"a":{"type":"boolean"}},"required":["a"],"propertyNames":{"maxLength":2},
             "patternProperties":{"^b":{"const":1}},"type":"object"}\
            """,
            """
            {"type":"object","additionalProperties":{"type":"array","uniqueItems":true,
             "items":{"enum":[1,2,{"x":1}]}}}\
            """);
    SplittableRandom random = new SplittableRandom(1);
    for (String schema : schemas) {
      Constraint exact = constraint(schema);
      Constraint larger = relaxed(exact);
      for (int i = 0; i < 200; i++) {
        State state = exact.start();
        State loose = larger.start();
        for (int n = random.nextInt(60); n > 0 && !state.ended(); n--) {
          int[] ids = state.mask().ids();
          int id = ids[random.nextInt(ids.length)];
          // Mostly what gets further than the inside of a string.
          id = random.nextInt(3) == 0 && state.allows('"') ? '"' : id;
          assertTrue(loose.allows(id), () -> schema + ": the larger one refuses a token");
          state = state.next(id);
          loose = loose.next(id);
        }
        for (int id : state.completion().ids()) {
          loose = loose.next(id);
        }
        assertTrue(loose.ended() || loose.accepting(), schema);
      }
    }
  }
}
