package dev.espalier.grammars;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.grammars.BundledGrammar.Sample;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SqlJudgeTest {

  private final SqlJudge judge = new SqlJudge();

  /**
   * The samples are right to the last name: a judge that looked at syntax alone would miss less.
   */
  @Test
  void validSamplesPrepare() {
    for (Sample sample : BundledGrammars.named("sql").orElseThrow().validSamples()) {
      assertEquals(Optional.empty(), judge.error(sample.text()), sample.name());
    }
  }

  @Test
  void errorsOfMeaningAreNotOfSyntax() {
    for (String text :
        new String[] {"SELECT 1 FROM nowhere", "SELECT nosuch", "SELECT nosuch(1)"}) {
      assertTrue(judge.error(text).isPresent(), text);
      assertEquals(Optional.empty(), judge.refusal(text), text);
    }
    assertTrue(judge.refusal("SELECT 1; SELECT").isPresent());
    assertEquals(Optional.empty(), judge.error("CREATE TABLE elsewhere.t (a)"));
    assertTrue(judge.refusal("CREATE TABLE \"else where\".t (a,)").isPresent());
    assertEquals(Optional.empty(), judge.refusal("SELECT ';'; SELECT 2 -- ; SELECT"));
  }
}
