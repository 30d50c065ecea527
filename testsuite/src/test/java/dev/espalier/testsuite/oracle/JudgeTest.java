package dev.espalier.testsuite.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where validators are known to depart from the specification, the judge does not. */
class JudgeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"integer\"} | 1.0 | true",
        "{\"type\":\"integer\"} | 1e2 | true",
        "{\"type\":\"integer\"} | 10e-1 | true",
        "{\"type\":\"integer\"} | 1.5 | false",
        "{\"const\":1} | 1.0 | true",
        "{\"const\":[1.0]} | [1] | true",
        "{\"enum\":[{\"a\":1}]} | {\"a\":1.0} | true",
        "{\"enum\":[0]} | -0.0 | true",
        "{\"enum\":[0]} | false | false",
        "{\"const\":{\"a\":1,\"b\":2}} | {\"b\":2,\"a\":1} | true",
        "{\"multipleOf\":0.1} | 0.3 | true",
        "{\"multipleOf\":0.01} | 1.15 | true",
        "{\"multipleOf\":0.01} | 1.155 | false",
        "{\"multipleOf\":3} | 1e999 | false",
        "{\"multipleOf\":10} | 1e999 | true",
        "{\"maximum\":9007199254740992} | 9007199254740993 | false",
        "{\"maximum\":0.1} | 0.1000000000000000000001 | false",
        "{\"exclusiveMinimum\":18446744073709551616} | 18446744073709551617 | true",
        "{\"exclusiveMinimum\":18446744073709551616} | 18446744073709551616 | false",
        "{\"maxLength\":1} | \"\\ud83d\\ude00\" | true",
        "{\"minLength\":2} | \"\\ud83d\\ude00\" | false",
        "{\"pattern\":\"^a$\"} | \"a\\n\" | false",
        "{\"pattern\":\"^.$\"} | \"\\ud83d\\ude00\" | true",
        "{\"pattern\":\"^.$\"} | \"\\u0085\" | true",
        "{\"pattern\":\"^.$\"} | \"\\u2028\" | false",
        "{\"pattern\":\"^[^a]$\"} | \"\\ud83d\\ude00\" | true",
        "{\"pattern\":\"^\\\\d$\"} | \"٣\" | false",
        "{\"pattern\":\"b\"} | \"abc\" | true",
        "{\"pattern\":\"[[a&&b]\"} | \"&\" | true",
        "{\"prefixItems\":[{\"type\":\"null\"}],\"items\":false} | [null,1] | false",
        "{\"required\":[\"a\"]} | 1 | true",
        "{\"$defs\":{\"n\":{\"items\":{\"$ref\":\"#/$defs/n\"},\"type\":\"array\"}},\"$ref\":\"#/$defs/n\"} | [[[]]] | true",
        "{\"$defs\":{\"n\":{\"items\":{\"$ref\":\"#/$defs/n\"},\"type\":\"array\"}},\"$ref\":\"#/$defs/n\"} | [[1]] | false",
        "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"items\":[{\"type\":\"null\"}],\"additionalItems\":false} | [null,1] | false",
        "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"definitions\":{\"x\":{}},\"$ref\":\"#/definitions/x\",\"type\":\"null\"} | 1 | true",
        "{\"type\":\"object\"} | {\"a\":1,\"a\":2} | false",
      })
  void followsTheSpecification(String schema, String text, boolean valid) {
    assertEquals(valid, new Judge(schema).acceptsText(text), schema + " " + text);
  }
}
