package dev.espalier.testsuite.gad;

import dev.espalier.testsuite.RunException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A task of the benchmark, as far as it is needed here.
 *
 * @param id its name
 * @param grammar in GBNF
 */
public record Task(String id, String grammar) {

  /** All tasks of a file: gzip, a JSON object a line. */
  public static List<Task> read(Path file) {
    List<Task> tasks = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonNode node = JsonMapper.shared().readTree(line);
        tasks.add(
            new Task(node.required("id").stringValue(), node.required("grammar").stringValue()));
      }
    } catch (IOException | JacksonException e) {
      throw new RunException("cannot read " + file + ": " + e.getMessage(), e);
    }
    return tasks;
  }
}
