package dev.espalier.examples;

import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.SchemaResolver;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Rules between the parts of a value: {@code if}, exactly {@code oneOf}, items that differ, and a
 * definition that stands in another document, which the program hands out itself.
 */
public final class Rules {
  private Rules() {}

  private static final String SCHEMA =
      """
      {"type": "object",
       "properties": {
         "ship": {"enum": ["post", "pick-up"]},
         "address": {"type": "string"},
         "pay": {"oneOf": [{"required": ["card"]}, {"required": ["iban"]}], "minProperties": 1},
         "codes": {"type": "array", "items": {"$ref": "https://example.com/code"},
                   "uniqueItems": true}},
       "if": {"properties": {"ship": {"const": "post"}}, "required": ["ship"]},
       "then": {"required": ["address"]}}
      """;

  /** Prints where each of some texts stops being possible. */
  public static void main(String[] args) {
    SchemaResolver resolver =
        uri ->
            uri.toString().equals("https://example.com/code")
                ? Optional.of("{\"enum\": [\"A\", \"B\"]}")
                : Optional.empty();
    State start =
        JsonSchema.compile(SCHEMA, JsonSchemaOptions.DEFAULT.withResolver(resolver))
            .bind(bytes())
            .start();
    check(start, "{\"ship\": \"post\", \"address\": \"Elm Row 3\"}");
    check(start, "{\"ship\": \"post\"}");
    check(start, "{\"ship\": \"pick-up\"}");
    check(start, "{\"pay\": {\"card\": 1, \"iban\": 2}}");
    check(start, "{\"codes\": [\"A\", \"B\", \"A\"]}");
  }

  private static void check(State start, String text) {
    try {
      boolean valid = start.next(text.getBytes(StandardCharsets.UTF_8)).accepting();
      System.out.println(text + (valid ? " is valid" : " is not complete"));
    } catch (NotAllowed e) {
      System.out.println(
          text.substring(0, e.offset()) + " cannot go on with " + text.charAt(e.offset()));
    }
  }

  private static Vocabulary bytes() {
    Vocabulary.Builder tokens = Vocabulary.builder();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    int end = tokens.used();
    return tokens.special(end, "<end>").eos(end).build();
  }
}
