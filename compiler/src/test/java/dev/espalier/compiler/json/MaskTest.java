package dev.espalier.compiler.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Masks are put together from splits and remainders; here each is held against reading every token
 * byte by byte, which knows nothing of splits, on random walks through schemas of every kind.
 */
class MaskTest {
  private static final long SEED = 20261123;
  private static final int EOS = 0;

  static final List<String> SCHEMAS =
      List.of(
          "{}",
          "true",
          "{'type': 'object', 'properties': {'a': {'type': 'integer'}, 'ab': {'type': 'string'}},"
              + " 'required': ['ab'], 'additionalProperties': false}",
          "{'type': 'object', 'properties': {'a': true}, 'additionalProperties': {'type': 'null'}}",
          "{'type': 'object', 'patternProperties': {'^a': {'type': 'boolean'}, 'b$': {'enum':"
              + " [true, 1]}}, 'additionalProperties': false}",
          "{'type': 'object', 'patternProperties': {'^(a|b)$': {'type': 'null'}}, 'required':"
              + " ['a'], 'additionalProperties': false}",
          "{'enum': ['a', 'ab', 'b\\u00e9', 1, 10, 1.5, null, [1, 'a'], {'a': 1}]}",
          "{'type': 'string', 'maxLength': 3}",
          "{'type': 'string', 'minLength': 2, 'pattern': '^[ab]*c?$'}",
          "{'anyOf': [{'type': 'string', 'maxLength': 2}, {'type': 'string', 'maxLength': 4,"
              + " 'pattern': '^[^a]'}]}",
          "{'type': 'number', 'minimum': -1.5, 'exclusiveMaximum': 20}",
          "{'type': 'integer', 'multipleOf': 5, 'maximum': 100}",
          "{'type': 'array', 'items': {'type': 'integer', 'minimum': 0}, 'minItems': 1, 'maxItems':"
              + " 3}",
          "{'type': 'array', 'prefixItems': [{'const': 'a'}, {'type': 'boolean'}], 'items': false}",
          "{'anyOf': [{'type': 'object', 'properties': {'a': {'const': 1}, 'b': {'type':"
              + " 'integer'}}, 'required': ['a', 'b']}, {'type': 'object', 'properties': {'a':"
              + " {'const': 'b'}, 'b': {'type': 'string'}}, 'required': ['b']}]}",
          "{'anyOf': [{'type': 'array', 'items': {'type': 'integer'}, 'minItems': 2}, {'type':"
              + " 'array', 'items': {'type': ['string', 'integer']}, 'maxItems': 1}]}",
          "{'allOf': [{'properties': {'a': {'minimum': 5}}}, {'properties': {'a': {'maximum': 7}}},"
              + " {'required': ['a']}], 'type': 'object'}",
          "{'$ref': '#/$defs/tree', '$defs': {'tree': {'type': 'object', 'properties': {'a':"
              + " {'type': 'array', 'items': {'$ref': '#/$defs/tree'}}}, 'additionalProperties':"
              + " false}}}");

  static final List<OutputForm> FORMS =
      List.of(
          OutputForm.ANY,
          OutputForm.SINGLE,
          OutputForm.ANY.withKeys(OutputForm.KeyOrder.DECLARED),
          OutputForm.ANY.withWhiteSpace(new OutputForm.WhiteSpace.Fixed(",", " :\n")));

  static Stream<String> schemas() {
    return SCHEMAS.stream().map(s -> s.replace('\'', '"'));
  }

  /** Every byte, random pieces of JSON text, some twice. */
  static Vocabulary vocabulary(SplittableRandom random) {
    Vocabulary.Builder builder = Vocabulary.builder().special(EOS, "<end>").eos(EOS);
    for (int b = 0; b < 256; b++) {
      builder.add(new byte[] {(byte) b});
    }
    String[] pieces = {
      "\"", "\"", ",", ":", "{", "}", "[", "]", " ", "\n", "a", "b", "ab", "c", "1", "0", ".", "-",
      "e", "5", "\\u00e9", "\\u0061", "\\", "é", "null", "true", "fals", "\", \"", "\": ", "\t"
    };
    for (int i = 0; i < 400; i++) {
      StringBuilder text = new StringBuilder();
      int length = 2 + random.nextInt(4);
      for (int k = 0; k < length; k++) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      // Some tokens begin or end in the middle of a character.
      builder.add(random.nextInt(8) == 0 ? Arrays.copyOf(bytes, bytes.length - 1) : bytes);
    }
    return builder.width(700).build();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void masksAreWhatReadingEveryTokenGives(String schema) {
    SplittableRandom random = new SplittableRandom(SEED);
    Vocabulary vocabulary = vocabulary(random);
    for (OutputForm form : FORMS) {
      JsonSchemaOptions options = JsonSchemaOptions.DEFAULT.withForm(form);
      Constraint constraint = JsonSchema.compile(schema, options).bind(vocabulary);
      // Never asked for a mask, so that its states read tokens byte by byte.
      Constraint plain = JsonSchema.compile(schema, options).bind(vocabulary);
      for (int walk = 0; walk < 6; walk++) {
        State state = constraint.start();
        State same = plain.start();
        for (int step = 0; step < 12 && !state.mask().isEmpty(); step++) {
          check(state, same, vocabulary);
          int[] ids = state.mask().ids();
          int token = ids[random.nextInt(ids.length)];
          state = state.next(token);
          same = same.next(token);
        }
      }
    }
  }

  private static void check(State state, State plain, Vocabulary vocabulary) {
    TokenMask mask = state.mask();
    for (int token = 0; token < vocabulary.size(); token++) {
      int id = token;
      assertEquals(
          plain.allows(token),
          mask.contains(token),
          () -> state + " token " + id + " seed " + SEED);
    }
    assertEquals(plain.accepting(), mask.contains(EOS));
    State.Completion completion = state.completion();
    State end = completion.bytes().length == 0 ? state : state.next(completion.bytes());
    assertTrue(end.accepting(), () -> "completion of " + state);
    byte[] forced = state.forced();
    assertArrayEquals(
        forced, Arrays.copyOf(completion.bytes(), forced.length), "forced bytes of " + state);
  }

  private static boolean readable(State state, byte[] bytes) {
    try {
      state.next(bytes);
      return true;
    } catch (NotAllowed e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void theSameTextReachesTheSameStateInEveryTokenisation(String schema) {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    Vocabulary vocabulary = vocabulary(random);
    Constraint constraint = JsonSchema.compile(schema).bind(vocabulary);
    for (int walk = 0; walk < 20; walk++) {
      State state = constraint.start();
      State byBytes = state;
      for (int step = 0; step < 10 && !state.mask().isEmpty(); step++) {
        int[] ids = state.mask().ids();
        int token = ids[random.nextInt(ids.length)];
        if (token == EOS) {
          break;
        }
        state = state.next(token);
        for (byte b : vocabulary.bytes(token)) {
          byBytes = byBytes.next(new byte[] {b});
        }
        assertEquals(state, byBytes);
        assertSame(state, byBytes, "the same position is the same object while it is cached");
      }
    }
  }

  /** What was found out on one way must not change what is found on the next. */
  @Test
  void whatWasAskedBeforeChangesNoState() {
    String schema =
        """
        {"oneOf": [
          {"properties": {"a": {"type": "number"}}, "patternProperties": {"a": {"maximum": 1}}},
          {"properties": {"a": {"type": ["number", "string"]}, "b": true}, "maxProperties": 1}]}
        """;
    Vocabulary vocabulary = vocabulary(new SplittableRandom(SEED));
    State start = JsonSchema.compile(schema).bind(vocabulary).start();
    State atOnce = start.next("{\"a\":".getBytes(StandardCharsets.UTF_8));
    State state = start;
    for (char c : "{\"a\":".toCharArray()) {
      state = state.next(new byte[] {(byte) c});
    }
    assertEquals(atOnce, state);
  }

  @Test
  void equalMasksAreOneObject() {
    Vocabulary vocabulary = vocabulary(new SplittableRandom(SEED));
    Constraint a = JsonSchema.compile("{\"type\": \"integer\"}").bind(vocabulary);
    Constraint b = JsonSchema.compile("{\"type\": \"number\", \"multipleOf\": 1}").bind(vocabulary);
    assertSame(a.start().mask(), b.start().mask());
  }

  @Test
  void differentSpellingsOfALanguageHaveEqualMasks() {
    Vocabulary vocabulary = vocabulary(new SplittableRandom(SEED));
    List<String> spellings =
        List.of(
            "{'type': 'object', 'properties': {'a': {'type': 'integer', 'minimum': 1}}, 'required':"
                + " ['a']}",
            "{'allOf': [{'required': ['a']}, {'type': 'object'}, {'properties': {'a': {'minimum':"
                + " 1}}}, {'properties': {'a': {'type': 'integer'}}}]}",
            "{'$ref': '#/$defs/x', '$defs': {'x': {'required': ['a'], 'properties': {'a': {'$ref':"
                + " '#/$defs/y'}}, 'type': 'object'}, 'y': {'minimum': 1, 'type': ['integer']}}}");
    List<State> states = new ArrayList<>();
    for (String s : spellings) {
      states.add(JsonSchema.compile(s.replace('\'', '"')).bind(vocabulary).start());
    }
    SplittableRandom random = new SplittableRandom(SEED);
    for (int step = 0; step < 200; step++) {
      TokenMask mask = states.get(0).mask();
      for (State other : states) {
        assertEquals(mask, other.mask());
      }
      int[] ids = mask.ids();
      if (ids.length == 0) {
        break;
      }
      int token = ids[random.nextInt(ids.length)];
      states.replaceAll(s -> s.next(token));
    }
  }

  @Test
  void everySetOfCompletionsIsReachedByItsTokens() {
    // All texts of a small language, found by following masks, are exactly those it has.
    Vocabulary vocabulary = vocabulary(new SplittableRandom(SEED));
    Constraint constraint =
        JsonSchema.compile(
                "{\"enum\": [[1, true], {\"a\": \"b\"}]}",
                JsonSchemaOptions.DEFAULT.withForm(
                    new OutputForm(
                        new OutputForm.WhiteSpace.Fixed(",", ":"),
                        dev.espalier.compiler.lexical.Spelling.CANONICAL,
                        new dev.espalier.compiler.lexical.NumberForm(2, 1, false),
                        OutputForm.KeyOrder.ANY)))
            .bind(vocabulary);
    Set<String> texts = new TreeSet<>();
    collect(constraint.start(), "", texts);
    assertEquals(Set.of("[1,true]", "[1.0,true]", "{\"a\":\"b\"}"), texts);
  }

  private static void collect(State state, String text, Set<String> texts) {
    if (state.accepting()) {
      texts.add(text);
    }
    for (int b = 0; b < 256; b++) {
      byte[] one = {(byte) b};
      if (readable(state, one)) {
        collect(state.next(one), text + (char) b, texts);
      }
    }
  }

  @Test
  void afterTheEndNothingIsAllowed() {
    Vocabulary vocabulary = vocabulary(new SplittableRandom(SEED));
    State end =
        JsonSchema.compile("{\"const\": null}")
            .bind(vocabulary)
            .start()
            .next("null".getBytes(StandardCharsets.UTF_8))
            .next(EOS);
    assertTrue(end.ended());
    assertTrue(end.mask().isEmpty());
    assertFalse(end.allows(5));
    assertThrows(NotAllowed.class, () -> end.next(5));
    assertThrows(NotAllowed.class, () -> end.next(EOS));
  }

  @Test
  void aVocabularyWithoutANeededByteIsRefusedByTheByte() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(b == 0x7b ? new byte[0] : new byte[] {(byte) b});
    }
    Vocabulary vocabulary = Vocabulary.of(tokens, 256);
    VocabularyException e =
        assertThrows(VocabularyException.class, () -> JsonSchema.compile("{}").bind(vocabulary));
    assertTrue(e.getMessage().contains("0x7b"), e.getMessage());
  }
}
