package dev.espalier.grammars;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArithmeticJudgeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      value = {
        "1 + 2 * 3 = 7",
        "(1 + 2) * 3 = 9",
        "2 ^ 3 ^ 2 = 512",
        "-2 ^ 2 = -4",
        "2 ^ -1 = 0.5",
        "2 ^ -1 * 4 = 2",
        "7 - 2 - 1 = 4",
        "12 / 2 / 3 = 2",
        "- -1 = 1",
        "max(1, sqrt(16), x) = 4",
        "1e2 = 100"
      })
  void itComputes(String text, double value) {
    assertEquals(value, ArithmeticJudge.value(text), 1e-12);
  }
}
