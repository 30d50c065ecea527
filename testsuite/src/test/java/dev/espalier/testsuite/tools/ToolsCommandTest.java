package dev.espalier.testsuite.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.SharedData;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ToolsCommandTest {
  @Test
  void walksATextAndACall(@TempDir Path folder) {
    SharedData.path("maskbench/dev.jsonl.gz");
    SharedData.path("tokenizers/o200k_base/tokenizer.json.gz");
    Path file = folder.resolve("tools.json");
    int status =
        Main.run(
            "tools",
            "--counts",
            "1,3",
            "--runs",
            "1",
            "--warm",
            "0",
            "--quiet",
            "--json",
            file.toString());
    assertEquals(Main.OK, status);
    JsonNode results = JsonMapper.shared().readTree(file.toFile());
    assertTrue(results.get("functions").asInt() > 1000, results::toString);
    for (String count : new String[] {"1", "3"}) {
      JsonNode row = results.get("rows").get(count);
      for (String what :
          new String[] {"first mask", "mask + commit, text", "mask + commit, call"}) {
        assertTrue(row.get(what).get("max").asDouble() > 0, results::toString);
      }
    }
  }

  @Test
  void refusesNumbersThatMakeNoSense() {
    assertEquals(Main.COULD_NOT_RUN, Main.run("tools", "--runs", "0"));
    assertEquals(Main.COULD_NOT_RUN, Main.run("tools", "--counts", "0"));
  }
}
