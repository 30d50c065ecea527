package dev.espalier.testsuite.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;

class RawJsonTest {
  /**
   * The right column is what Python 3.12's json.dumps(json.loads(left), ensure_ascii=False) says.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"b\":1,\"a\":[true,null,[]]} | {\"b\": 1, \"a\": [true, null, []]}",
        "[ 1 ,2.50, -3E+2 ] | [1, 2.50, -3E+2]",
        "\"\\u00e9\\/\\n\\u0001\\\"\\\\\\u007f\" | \"é/\\n\\u0001\\\"\\\\\u007f\"",
        "\"\\ud83d\\ude00\\b\\f\\t\\r\" | \"😀\\b\\f\\t\\r\"",
        "{} | {}",
        "123456789012345678901234567890.10 | 123456789012345678901234567890.10",
      })
  void writesAsPythonDoes(String json, String expected) {
    assertEquals(expected, RawJson.parse(json).write(RawJson.Style.SPACED));
  }

  @Test
  void indentsAsPythonDoes() {
    assertEquals(
        "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}",
        RawJson.parse("{\"a\":[1,{}],\"b\":[]}").write(RawJson.Style.INDENTED));
  }

  @Test
  void keepsWhatWasWritten() {
    String text = "{\"a\":1e5,\"a\":1.0,\"é\":[0.10,-0]}";
    assertEquals(text, RawJson.parse(text).write(RawJson.Style.COMPACT));
  }

  @Test
  void refusesWhatIsNotJson() {
    for (String text : new String[] {"", "[1,]", "{\"a\"}", "1 2", "tru", "[1", "{\"a\":1,}"}) {
      assertThrows(JacksonException.class, () -> RawJson.parse(text), text);
    }
  }
}
