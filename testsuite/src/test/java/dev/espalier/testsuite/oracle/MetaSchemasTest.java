package dev.espalier.testsuite.oracle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The meta-schema of each draft compiles without a network and writes schemas: valid ones, as
 * networknt says of those that it knows; and each of them compiles or is refused by name.
 */
class MetaSchemasTest {
  private static final int TEXTS = Integer.getInteger("espalier.metaTexts", 25);
  private static final int EOS = 256;

  private static Vocabulary vocabulary() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    tokens.add(new byte[0]);
    for (String text :
        List.of(
            "{\"",
            "\":",
            ",\"",
            "\":{\"",
            "true",
            "false",
            "type",
            "items",
            "not",
            "oneOf",
            "enum",
            "minimum",
            "pattern",
            "properties",
            "required",
            "$ref",
            "#",
            "uniqueItems",
            "contains",
            "string",
            "object",
            "\":[",
            "]}",
            "}}",
            "12",
            "\"}")) {
      tokens.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return Vocabulary.of(tokens, EOS);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void writesValidSchemas(Dialect dialect) {
    String uri = dialect.uri();
    String schema = "{\"$schema\":\"" + uri + "\",\"$ref\":\"" + uri + "\"}";
    boolean judged = dialect != Dialect.DRAFT_3 && dialect != Dialect.V1;
    Judge judge = new Judge(judged ? schema : "{}");
    SplittableRandom random = new SplittableRandom(20261125);
    for (OutputForm form : List.of(OutputForm.ANY, OutputForm.SINGLE)) {
      State start =
          JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(form))
              .bind(vocabulary())
              .start();
      for (int i = 0; i < TEXTS; i++) {
        String text = write(start, random);
        assertTrue(Judge.isJson(text), text);
        assertTrue(judge.acceptsText(text), () -> dialect + ": " + text);
        try {
          JsonSchema.compile(text, JsonSchemaOptions.DEFAULT.withDialect(dialect));
        } catch (SchemaException e) {
          assertTrue(e.getMessage() != null && !e.getMessage().isEmpty());
        }
      }
    }
  }

  /** Random tokens, and after a while a known way to the end. */
  private static String write(State start, SplittableRandom random) {
    State state = start;
    StringBuilder text = new StringBuilder();
    for (int steps = 5 + random.nextInt(60); steps > 0; steps--) {
      int[] allowed = state.mask().ids();
      int token = allowed[random.nextInt(allowed.length)];
      for (int tries = 0; tries < 3 && token < 256; tries++) {
        // Whole words lead further than single bytes.
        token = allowed[random.nextInt(allowed.length)];
      }
      byte[] bytes = state.constraint().vocabulary().bytes(token);
      if (token == EOS || bytes[0] < 0 || text.length() > 0 && bytes[0] == '\\') {
        continue;
      }
      text.append(new String(bytes, StandardCharsets.UTF_8));
      state = state.next(token);
    }
    return text + new String(state.completion().bytes(), StandardCharsets.UTF_8);
  }
}
