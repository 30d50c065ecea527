package dev.espalier.compiler.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Masks against reading every token byte by byte, which shares no split, no walk and no cache with
 * them, along random texts over a vocabulary that is hard on them.
 */
class MaskDifferentialTest {
  private static final long SEED = 20261126;
  private static final int TEXTS = 5;
  private static final int LENGTH = 25;

  private static final List<String> PIECES =
      List.of(
          "\"", "\"", "\\", "\\\"", "\\u00", "\\n", "\\ud83d", "\\u00e9", ":", ": ", ",", ", ", "{",
          "}", "[", "]", "true", "null", "0", "12", "9", "-", ".5", "e3", "a", "ab", "abc", "x-",
          "xyz", "Q", "é", "漢字", "😀", " ", "  ", "\n", "_", "/", "name", "id", "\u007f", "\t",
          "\u3000", "\u2028", "\u00a0x");

  /** Tokens that go on behind a whole key. */
  private static final List<String> CROSSING =
      List.of(
          "\",\"",
          "\",\"a",
          "a\",\"a\",\"",
          "\", \"a\"]",
          "a\",1",
          "\":0,",
          "\":1,\"",
          "\": null, \"",
          "a\":0,\"a",
          "\":{},\"id",
          "\":0,\"b\":",
          "b\":0}");

  /** Read as far as a schema allows: keys that come twice, or nearly. */
  private static final List<String> TEXTS_OF_KEYS =
      List.of(
          "{\"id\": 1, \"ab\": 2, \"idx\": 3, \"name\": \"q\", \"id",
          "{\"a\":0,\"ab\":0,\"b\":0,\"ab",
          "{\"a\":0,\"b\":0}",
          "{\"x-a\":1,\"x-\":2,\"x-a");

  private static final Vocabulary VOCABULARY = vocabulary();

  private static Vocabulary vocabulary() {
    SplittableRandom random = new SplittableRandom(SEED);
    Set<String> tokens = new LinkedHashSet<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(Character.toString(b));
    }
    tokens.addAll(CROSSING);
    while (tokens.size() < 4000) {
      ByteArrayOutputStream token = new ByteArrayOutputStream();
      int pieces = 1 + random.nextInt(5);
      for (int i = 0; i < pieces; i++) {
        token.writeBytes(
            PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8));
      }
      String latin = token.toString(StandardCharsets.ISO_8859_1);
      // Some begin or end within a character.
      int from = random.nextInt(4) == 0 ? random.nextInt(latin.length()) : 0;
      int to = random.nextInt(4) == 0 ? from + 1 + random.nextInt(latin.length() - from) : 0;
      tokens.add(latin.substring(from, to > 0 ? to : latin.length()));
    }
    List<byte[]> bytes = new ArrayList<>();
    bytes.add(new byte[0]);
    tokens.forEach(t -> bytes.add(t.getBytes(StandardCharsets.ISO_8859_1)));
    return Vocabulary.of(bytes, new int[] {0});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'type': 'string'}",
        "{'type': 'string', 'maxLength': 5}",
        "{'type': 'string', 'minLength': 3, 'maxLength': 9}",
        "{'type': 'string', 'pattern': '^[a-z]+$'}",
        "{'type': 'string', 'pattern': '^[a-zA-Z0-9_-]{1,20}$'}",
        "{'type': 'string', 'pattern': 'x-.*[0-9]'}",
        "{'type': 'string', 'pattern': '^ab.*c'}",
        "{'type': 'string', 'pattern': 'x-?[a-z]+$'}",
        "{'type': 'string', 'pattern': 'c$', 'minLength': 4}",
        "{'type': 'string', 'pattern': 'ab$', 'maxLength': 6}",
        "{'anyOf': [{'pattern': '[0-9]$'}, {'pattern': '^[a-z]{2}'}], 'type': 'string'}",
        "{'type': 'string', 'pattern': '^[^a]*a[^a]*$'}",
        "{'type': 'string', 'pattern': '^(é|漢)+a?$'}",
        "{'type': 'string', 'pattern': '^(?:\\\\S+\\\\s+){0,4}\\\\S+$'}",
        "{'type': 'string', 'pattern': '^\\\\s*x.*[.]', 'maxLength': 40}",
        "{'type': 'string', 'pattern': '^.*@.*-.*$'}",
        "{'type': 'string', 'pattern': '^[a-zA-Z0-9]{8}-[a-zA-Z0-9]{4}$'}",
        "{'type': 'string', 'pattern': '^[a-zA-Z0-9 ._é漢-]{1,12}$'}",
        "{'type': 'string', 'pattern': '^[a-zA-Z0-9 ._-]{3,9}[a-z0-9]*$'}",
        "{'type': 'string', 'pattern': '^[a-m][a-z0-9_-]+$'}",
        "{'type': 'string', 'pattern': '^[^ ]+ [^a]*$', 'maxLength': 20}",
        "{'type': 'string', 'pattern': '^[^\\u3000]+q?$', 'minLength': 2}",
        "{'type': 'string', 'pattern': '^[^/:]+(:[^/]*)?$'}",
        "{'enum': ['abc', 'abcabc', 'x-a', 'é', 1, null]}",
        "{'properties': {'id': {'type': 'integer'}, 'name': {'type': 'string'}, 'ab': {}}}",
        "{'properties': {'id': {}, 'abc': {}}, 'additionalProperties': false}",
        "{'properties': {'id': {'const': 1}}, 'required': ['id'], 'maxProperties': 3}",
        "{'patternProperties': {'^x-': {'type': 'integer'}}, 'properties': {'a': {'type': 'null'}}}",
        "{'patternProperties': {'^[a-z]*$': {'type': 'boolean'}}, 'additionalProperties': false}",
        "{'patternProperties': {'^[a-z]*$': {'type': 'boolean'}}, 'properties': {'id': {}, 'ab': {}}}",
        "{'type': 'object', 'patternProperties': {'^a_': {}}, 'additionalProperties': false, 'minProperties': 1}",
        "{'type': 'object', 'patternProperties': {'^ab_': {}}, 'additionalProperties': false, 'minProperties': 1}",
        "{'type': 'object', 'patternProperties': {'^id_': {}}, 'additionalProperties': false, 'minProperties': 1}",
        "{'type': 'object', 'patternProperties': {'^[a-z]': {}}, 'properties': {'id': {'type': 'null'}, 'name': {}}, 'additionalProperties': false}",
        "{'patternProperties': {'^(a|ab)$': {}}, 'additionalProperties': {'type': 'null'}}",
        "{'patternProperties': {'^(a|b)$': {'type': 'integer'}}, 'additionalProperties': false}",
        "{'propertyNames': {'pattern': '^[a-c]{1,2}$'}, 'minProperties': 2}",
        "{'anyOf': [{'required': ['a']}, {'required': ['b'], 'properties': {'c': {'const': 1}}}]}",
        "{'type': 'object', 'not': {'required': ['name', 'id']}, 'dependentRequired': {'a': ['ab']}}",
        "{'type': 'array', 'items': {'type': 'string'}, 'uniqueItems': true}",
        "{'type': 'array', 'items': {'type': 'string', 'maxLength': 2}, 'uniqueItems': true}",
        "{'type': 'array', 'items': {'type': ['string', 'null']}, 'uniqueItems': true}",
        "{'type': 'array', 'items': {'type': 'string'}, 'uniqueItems': true, 'minItems': 2, 'maxItems': 3}",
        "{'type': 'array', 'items': {'type': ['object', 'integer']}, 'uniqueItems': true}",
        "{'type': 'array', 'prefixItems': [{'type': 'number'}], 'contains': {'const': 'a'}}",
        "{'type': 'number', 'minimum': -12.5, 'multipleOf': 0.5}"
      })
  void masksAreThoseOfTheirBytes(String schema) {
    String json = schema.replace('\'', '"');
    SplittableRandom random = new SplittableRandom(SEED);
    int checked = 0;
    for (OutputForm form : List.of(OutputForm.ANY, OutputForm.SINGLE)) {
      JsonSchemaOptions options = JsonSchemaOptions.DEFAULT.withForm(form);
      // Of one constraint the masks are made, of the other never.
      State start = JsonSchema.compile(json, options).bind(VOCABULARY).start();
      State plainStart = JsonSchema.compile(json, options).bind(VOCABULARY).start();
      // Some texts byte by byte, so that no place between two of them is left out.
      checked += check(json, start, plainStart, start.completion().bytes());
      for (String text : TEXTS_OF_KEYS) {
        checked += check(json, start, plainStart, text.getBytes(StandardCharsets.UTF_8));
      }
      for (int text = 0; text < TEXTS; text++) {
        State state = start;
        State plain = plainStart;
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int i = 0; i < LENGTH && !state.ended(); i++) {
          check(json, state, plain, read);
          checked++;
          int token = pick(state.mask(), random);
          read.writeBytes(VOCABULARY.bytes(token));
          state = state.next(token);
          plain = plain.next(token);
        }
      }
    }
    assertTrue(checked >= 2 * TEXTS, "only " + checked + " masks");
  }

  private static int check(String json, State start, State plainStart, byte[] text) {
    State state = start;
    State plain = plainStart;
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    for (byte b : text) {
      check(json, state, plain, read);
      read.write(b);
      try {
        plain = plain.next(new byte[] {b});
      } catch (NotAllowed e) {
        break;
      }
      state = state.next(new byte[] {b});
    }
    return read.size();
  }

  private static void check(String json, State state, State plain, ByteArrayOutputStream read) {
    TokenMask mask = state.mask();
    int allowed = 0;
    for (int token = 0; token < VOCABULARY.size(); token++) {
      boolean plainly = plain.allows(token);
      allowed += plainly ? 1 : 0;
      if (plainly != mask.contains(token)) {
        assertEquals(
            plainly,
            mask.contains(token),
            "seed " + SEED + ", " + json + " after " + read + ": token " + token);
      }
    }
    assertEquals(allowed, mask.count());
  }

  private static int pick(TokenMask mask, SplittableRandom random) {
    int token = mask.next(random.nextInt(mask.size()));
    return token >= 0 ? token : mask.next(0);
  }
}
