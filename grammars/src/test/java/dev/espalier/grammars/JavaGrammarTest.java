package dev.espalier.grammars;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JavaGrammarTest {

  private final Agreement agreement = new Agreement("java");
  private final Judge javac = new JavacJudge();

  @Test
  void agreesWithTheJdkOnSamples() {
    agreement.onSamples(javac);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theJdkAcceptsRandomTexts(long seed) {
    agreement.onRandomTexts(javac, 300, 60, seed);
  }
}
