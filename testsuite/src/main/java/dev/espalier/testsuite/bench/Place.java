package dev.espalier.testsuite.bench;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;

/**
 * Kinds of places in a JSON text, as masks know them. Each has a schema and a text that leads to
 * it.
 */
public enum Place {
  /** Nothing was read. */
  BEGIN("{\"type\": \"object\"}", ""),
  /** In a string of any text: nearly all tokens. */
  STRING("{\"type\": \"object\"}", "{\"a\": \"b"),
  /** In a string of bounded length. */
  BOUNDED("{\"properties\": {\"a\": {\"type\": \"string\", \"maxLength\": 40}}}", "{\"a\": \"b"),
  /** In a string that matches a pattern. */
  PATTERN(
      "{\"properties\": {\"a\": {\"type\": \"string\", \"pattern\": \"^[a-z]+(-[a-z0-9]+)*$\"}}}",
      "{\"a\": \"b"),
  /** In a key that is one of a few. */
  KEY(
      "{\"additionalProperties\": false, \"properties\": {\"name\": {}, \"number\": {}, \"nothing\": {}}}",
      "{\"n"),
  /** In a number with bounds. */
  NUMBER(
      "{\"properties\": {\"a\": {\"type\": \"number\", \"minimum\": 3, \"maximum\": 77.5}}}",
      "{\"a\": 1"),
  /** Behind a value, where a comma or a brace comes. */
  BEHIND("{\"type\": \"object\"}", "{\"a\": true"),
  /** In one of several words. */
  ENUM("{\"enum\": [\"red\", \"green\", \"grey\", \"blue\"]}", "\"g");

  private static final JsonSchemaOptions OPTIONS =
      JsonSchemaOptions.DEFAULT.withForm(OutputForm.ANY);

  private final String schema;
  private final String text;

  Place(String schema, String text) {
    this.schema = schema;
    this.text = text;
  }

  /** The schema, compiled afresh. */
  public Constraint compile(Vocabulary vocabulary) {
    return JsonSchema.compile(schema, OPTIONS).bind(vocabulary);
  }

  /** The state there, of a grammar compiled afresh. */
  public State state(Vocabulary vocabulary) {
    State start = compile(vocabulary).start();
    return text.isEmpty() ? start : start.next(text.getBytes(StandardCharsets.UTF_8));
  }
}
