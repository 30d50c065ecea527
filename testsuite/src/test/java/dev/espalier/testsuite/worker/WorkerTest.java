package dev.espalier.testsuite.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.text.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerTest {
  private static final int TRUE = 256;
  private static final int EOS = 257;

  private Worker worker = new Worker(WorkerTest::vocabulary, JsonSchemaOptions.DEFAULT);

  private static Vocabulary vocabulary() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    tokens.add("true".getBytes(StandardCharsets.UTF_8));
    return Vocabulary.of(tokens, EOS);
  }

  @BeforeEach
  void fresh() {
    worker = new Worker(WorkerTest::vocabulary, JsonSchemaOptions.DEFAULT);
  }

  private static RawJson.Obj parse(String line) {
    assertEquals(-1, line.indexOf('\n'), line);
    return (RawJson.Obj) RawJson.parse(line);
  }

  private static int times(RawJson.Obj answer) {
    return ((RawJson.Arr) answer.member("tbm_ns")).items().size();
  }

  @Test
  void answersEachTest() {
    RawJson.Obj answer =
        parse(
            worker.answer(
                "{\"id\": \"x\", \"schema\": {\"enum\": [true, [1]]}, \"tests\": ["
                    + "{\"valid\": true, \"tokens\": [256]}, "
                    + "{\"valid\": true, \"tokens\": [91, 49, 93]}, "
                    + "{\"valid\": false, \"tokens\": [91, 50, 93]}, "
                    + "{\"valid\": false, \"tokens\": [91, 49]}, "
                    + "{\"valid\": false, \"tokens\": []}, "
                    + "{\"valid\": false, \"tokens\": [99999]}]}"));
    assertEquals(RawJson.NULL, answer.member("error"));
    assertEquals("[-1,-1,1,-2,-2,0]", answer.member("results").write(RawJson.Style.COMPACT));
    assertEquals(1 + 3 + 1 + 2, times(answer));
    assertTrue(Long.parseLong(((RawJson.Num) answer.member("ttfm_ns")).text()) > 0);
  }

  @Test
  void startsAfresh() {
    String question = "{\"schema\": {\"const\": true}, \"tests\": [{\"tokens\": [256]}]}";
    RawJson before = parse(worker.answer(question)).member("results");
    assertEquals(Worker.READY, worker.answer("{\"fresh\": true}"));
    assertEquals(before, parse(worker.answer(question)).member("results"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "1",
        "{\"id\": 1}",
        "{\"schema\": {\"type\": 7}, \"tests\": []}",
        "{\"schema\": \"{\", \"tests\": []}",
        "{\"schema\": {\"minItems\": 1, \"type\": \"array\", \"maxItems\": 0}, \"tests\": []}",
        "{\"fresh\": false}",
        "{\"schema\": {}, \"tests\": 1}",
        "{\"schema\": {}, \"tests\": [{\"tokens\": [\"a\"]}]}",
        "{\"schema\": {}, \"tests\": [{\"tokens\": [1e99]}]}",
        "{\"schema\": {}, \"tests\": [{}]}",
        "\u0000\u0001"
      })
  void survivesBadLines(String line) {
    RawJson.Obj answer = parse(worker.answer(line));
    assertTrue(answer.member("error") instanceof RawJson.Str error && !error.value().isEmpty());
    assertEquals(0, times(answer));
    assertEquals(
        RawJson.NULL,
        parse(worker.answer("{\"schema\": true, \"tests\": [{\"tokens\": [" + TRUE + "]}]}"))
            .member("error"));
  }
}
