package dev.espalier.testsuite.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.KeyOrder;
import dev.espalier.compiler.OutputForm.WhiteSpace;
import dev.espalier.compiler.lexical.NumberForm;
import dev.espalier.compiler.lexical.Spelling;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FormReaderTest {
  private static final JsonMapper JACKSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static Optional<JsonNode> read(OutputForm form, String text) {
    return new FormReader(form).read(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Near-JSON noise: both readers take the same texts and read the same values. */
  @Test
  void readsWhatJacksonReads() {
    SplittableRandom random = new SplittableRandom(7);
    String[] pieces = {
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "\"",
      "\"a\"",
      "\"b\":",
      "1",
      "-",
      "0",
      ".",
      "5",
      "e",
      "E+",
      "true",
      "null",
      "\\u00e9",
      "\\",
      "n",
      " ",
      "é",
      "\"\\n\"",
      "[]",
      "{}",
      "10",
      "\"a\":1",
      "\\ud83d\\ude00"
    };
    int both = 0;
    for (int i = 0; i < 150_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = 1 + random.nextInt(6); n > 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      String each = text.toString();
      if (!each.equals(each.strip())) {
        continue;
      }
      Optional<JsonNode> jackson;
      try {
        jackson = Optional.of(Judge.exact(JACKSON.readTree(each)));
        if (jackson.get().isMissingNode()) {
          jackson = Optional.empty();
        }
      } catch (JacksonException e) {
        jackson = Optional.empty();
      }
      assertEquals(jackson, read(OutputForm.ANY, each), each);
      both += jackson.isPresent() ? 1 : 0;
    }
    assertTrue(both > 2_000, "only " + both + " texts were JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " 1",
        "1 ",
        "[1,\n\n2]",
        "[1,\r\r2]",
        "[1,\n\r2]",
        "{\"a\":1,\"\\u0061\":2}",
        "\"\\ud83d\"",
        "\"\\ude00\"",
        "\"\\ud83d\\u0061\"",
        "1e1000",
        "1e-0999",
        "01",
        "1.",
        ".5",
        "+1",
        "\"\t\"",
        "[1,]",
        "nul",
        "NaN",
        "'a'",
        "{a:1}",
        "[1 2]",
        "",
        "\f1"
      })
  void refusesWhatIsOutsideTheForm(String text) {
    assertTrue(read(OutputForm.ANY, text).isEmpty(), text);
  }

  @Test
  void countsDigitsAndBlanks() {
    String digits = "1".repeat(128);
    assertTrue(read(OutputForm.ANY, digits).isPresent());
    assertTrue(read(OutputForm.ANY, digits + "0").isEmpty());
    assertTrue(read(OutputForm.ANY, "0." + "1".repeat(127)).isPresent());
    assertTrue(read(OutputForm.ANY, "0." + "1".repeat(128)).isEmpty());
    assertTrue(
        read(OutputForm.ANY, "[" + " ".repeat(60) + "\r\n" + "\t".repeat(68) + "]").isPresent());
    assertTrue(read(OutputForm.ANY, "[" + " ".repeat(60) + "\n" + " ".repeat(69) + "]").isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1, 2] | true",
        "[1,2] | false",
        "{\"a\": 1, \"b\": []} | true",
        "{\"a\":1} | false",
        "[ ] | false",
        "\"\\u0061\" | false",
        "\"\\u001f\" | true",
        "\"\\u001F\" | false",
        "\"\\n\" | true",
        "\"\\u000a\" | false",
        "\"\\/\" | false",
        "\"/\" | true",
        "\"é\" | true",
        "1E5 | false",
        "123 | false"
      })
  void readsASingleStyle(String text, boolean inForm) {
    OutputForm form =
        new OutputForm(
            new WhiteSpace.Fixed(", ", ": "),
            Spelling.CANONICAL,
            new NumberForm(2, 1, false),
            KeyOrder.ANY);
    assertEquals(inForm, read(form, text).isPresent(), text);
  }
}
