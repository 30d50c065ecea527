package dev.espalier.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DiffuseCommandTest {
  @TempDir Path folder;
  private Path schema = Path.of(".");

  @BeforeEach
  void write() throws IOException {
    schema =
        Files.writeString(
            folder.resolve("schema.json"),
            "{\"type\": \"object\", \"properties\": {\"n\": {\"type\": \"integer\"}},"
                + " \"required\": [\"n\"], \"additionalProperties\": false}");
  }

  @Test
  void theBundledModelFillsCanvasesByEveryVerification() {
    for (String verify : List.of("none", "emptiness", "lave", "hybrid")) {
      Ran ran =
          Ran.of(
              "diffuse",
              "--schema",
              schema,
              "--prompt",
              "Seven of them.",
              "--verify",
              verify,
              "--length",
              "24",
              "--block",
              "12",
              "--steps",
              "6",
              "--samples",
              "2",
              "--seed",
              "3",
              "--temperature",
              "0.5",
              "--json");
      List<String> lines = ran.out().lines().toList();
      assertEquals(2, lines.size(), ran.err());
      boolean complete = true;
      for (int i = 0; i < 2; i++) {
        JsonNode line = JsonMapper.builder().build().readTree(lines.get(i));
        assertEquals(3 + i, line.get("seed").asInt());
        assertTrue(line.get("forwards").asInt() >= 1);
        for (String count :
            List.of("rejected", "dead_ends", "fallbacks", "check_ms", "forward_ms")) {
          assertTrue(line.get(count).isNumber(), count);
        }
        complete &= line.get("complete").asBoolean();
        if (line.get("complete").asBoolean()) {
          assertTrue(line.get("text").asString().matches("\\{\"n\": -?[0-9].*\\}"), lines.get(i));
        }
      }
      assertEquals(complete ? 0 : 1, ran.status(), ran.err());
      if (verify.equals("hybrid")) {
        assertTrue(complete, ran.out());
      }
    }
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    refused("--strategy is one of", "--strategy", "best");
    refused("--confidence says something about", "--confidence", "0.5");
    refused("length, steps, block and resamples are at least 1", "--length", "0");
    refused("--samples is at least 1", "--samples", "0");
    refused("the canvas is too short", "--length", "3");
  }

  private void refused(String message, Object... more) {
    Object[] args = new Object[3 + more.length];
    args[0] = "diffuse";
    args[1] = "--schema";
    args[2] = schema;
    System.arraycopy(more, 0, args, 3, more.length);
    Ran ran = Ran.of(args);
    assertEquals(ExitStatus.COULD_NOT_RUN, ran.status(), ran.err());
    assertTrue(ran.err().contains(message), ran.err());
  }
}
