package dev.espalier.testsuite.process;

import dev.espalier.testsuite.RunException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A process that answers lines: one JSON object in, one out. What it writes to standard error goes
 * to this process's.
 */
public final class JsonProcess implements AutoCloseable {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final String name;
  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;

  private JsonProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.questions =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts a command.
   *
   * @param name of what answers, for messages
   */
  public static JsonProcess start(String name, List<String> command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().put("PYTHONIOENCODING", "utf-8");
      return new JsonProcess(name, builder.start());
    } catch (IOException e) {
      throw new RunException("cannot start " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * One question, and its answer.
   *
   * @throws RunException if the process has ended, or does not answer with a JSON object, or
   *     answers with an {@code "error"}
   */
  public JsonNode ask(Map<String, ?> question) {
    String line;
    try {
      questions.write(MAPPER.writeValueAsString(question));
      questions.write('\n');
      questions.flush();
      line = answers.readLine();
    } catch (IOException e) {
      throw new RunException(name + " has ended: " + e.getMessage(), e);
    }
    if (line == null) {
      throw new RunException(name + " has ended without an answer");
    }
    JsonNode answer;
    try {
      answer = MAPPER.readTree(line);
    } catch (JacksonException e) {
      throw new RunException(name + " answered with no JSON: " + line, e);
    }
    if (!answer.isObject()) {
      throw new RunException(name + " answered with no JSON object: " + line);
    }
    if (answer.path("error").isString()) {
      throw new RunException(name + ": " + answer.path("error").stringValue());
    }
    return answer;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
