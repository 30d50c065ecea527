package dev.espalier.runtime.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordPromptTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\0',
      value = {
        "{'type': 'string'} ~ string",
        "{'type': ['integer', 'null']} ~ integer?",
        "{'type': ['integer', 'string']} ~ integer or string",
        "{'enum': ['a', 'b']} ~ a|b",
        "{'enum': ['a', null, 3]} ~ (a|3)?",
        "{'const': 7} ~ 7",
        "{'type': 'array', 'items': {'type': 'boolean'}} ~ boolean[]",
        "{'type': 'array'} ~ any[]",
        "{'type': 'string', 'pattern': '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'} ~ 0000-00-00",
        "{'type': 'string', 'pattern': '^[A-Z]{2}[0-9]{3}$'} ~ AA000",
        "{'type': 'string', 'pattern': '^[0-9]+[.]?$'} ~ string",
        "{'type': 'string', 'pattern': '^[0-9]{99999}$'} ~ string",
        "{'type': 'string', 'pattern': '^a{$'} ~ string",
        "{'anyOf': [{'type': 'string'}, {'type': 'number'}]} ~ string or number",
        "{'type': 'object', 'properties': {'x': {'type': 'number'}}, 'required': ['x']} ~ {x:number}",
        "{'type': 'object'} ~ object",
        "{'$ref': '#/definitions/word'} ~ string",
        "{'$ref': '#/definitions/loop'} ~ any",
        "{'$ref': 'http://example.org/'} ~ any",
        "true ~ any",
        "{} ~ any",
        "{'type': 5, 'properties': 3} ~ object",
      })
  void drawsATypeInFewCharacters(String schema, String drawn) {
    String whole =
        "{'definitions': {'word': {'type': 'string'}, 'loop': {'$ref': '#/definitions/loop'}}, 'properties': {'k': "
            + schema
            + "}, 'required': ['k']}";
    assertEquals("k:" + drawn, RecordPrompt.fields(whole.replace('\'', '"')));
  }

  @Test
  void marksWhatIsNotRequired() {
    assertEquals(
        "a:any, b?:any",
        RecordPrompt.fields("{\"properties\": {\"a\": {}, \"b\": {}}, \"required\": [\"a\"]}"));
  }

  @Test
  void asksForTheRecordLast() {
    assertEquals(
        "### Fields\nstring\n### Text\nHello.\n### Record\n",
        RecordPrompt.of("Hello.", "{\"type\": \"string\"}"));
  }

  @Test
  void staysSmallForAnySchema() {
    String nested = "{\"type\":\"array\",\"items\":".repeat(400) + "{}" + "}".repeat(400);
    assertTrue(RecordPrompt.fields(nested).length() <= 2000);
    StringBuilder wide = new StringBuilder("{\"properties\": {\"k\": {}");
    for (int i = 0; i < 10_000; i++) {
      wide.append(", \"key").append(i).append("\": {\"enum\": [1, 2, 3]}");
    }
    assertTrue(RecordPrompt.fields(wide.append("}}").toString()).length() <= 2000);
  }

  @Test
  void refusesWhatIsNotJson() {
    assertThrows(IllegalArgumentException.class, () -> RecordPrompt.fields("{\"a\":"));
  }
}
