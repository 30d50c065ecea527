package dev.espalier.testsuite.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.OutputForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JudgesTest {
  /** On random schemas and their instances, valid ones and near misses, the judges agree. */
  @Test
  void theJudgesAgree() {
    List<String> disagreements = new ArrayList<>();
    int valid = 0;
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed).split();
      JsonNode schema = new SchemaGenerator(random).next();
      TextJudge judge =
          new TextJudge(
              schema,
              OutputForm.ANY,
              true,
              (value, plain) -> disagreements.add(plain + " " + value + " " + schema));
      valid += new World(schema, OutputForm.ANY, random, 1000, judge).acceptedTexts().size();
    }
    assertEquals(List.of(), disagreements);
    assertTrue(valid > 10_000, "only few instances are valid: " + valid);
  }

  /** A departure that is gone need not be kept. */
  @Test
  void networkntStillTakesContainsAsEvaluation() {
    String schema =
        "{\"$schema\":\"https://json-schema.org/draft/2019-09/schema\","
            + "\"items\":[true,true],\"contains\":true,\"unevaluatedItems\":false}";
    JsonNode value = Judge.read("[1,2,3]");
    assertTrue(new Judge(schema).accepts(value));
    assertFalse(new PlainValidator(Judge.read(schema)).accepts(value));
    assertEquals(
        Optional.of(Departure.CONTAINS_EVALUATES), Departure.of(schema, Draft.DRAFT_2019_09));
  }

  /** Where the judges disagree, the plain one decides and the listener is told. */
  @Test
  void disagreementsAreTold() {
    List<String> told = new ArrayList<>();
    Judges judges =
        new Judges(
            new PlainValidator(Judge.read("{\"type\":\"integer\"}")),
            Optional.of(new Judge("{\"type\":[\"integer\",\"null\"]}")),
            false,
            (value, plain) -> told.add(value + " " + plain));
    assertTrue(judges.accepts(Judge.read("15")));
    assertFalse(judges.accepts(Judge.read("true")));
    assertEquals(List.of(), told);
    assertFalse(judges.accepts(Judge.read("null")));
    assertEquals(List.of("null false"), told);
  }
}
