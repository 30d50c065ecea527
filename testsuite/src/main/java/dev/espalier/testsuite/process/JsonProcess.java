package dev.espalier.testsuite.process;

import dev.espalier.testsuite.RunException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
      builder.environment().put("PYTHONWARNINGS", "ignore");
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
    return switch (reply(question)) {
      case Reply.Answer answer when answer.json().path("error").isString() ->
          throw new RunException(name + ": " + answer.json().path("error").stringValue());
      case Reply.Answer answer -> answer.json();
      case Reply.Broken broken -> throw new RunException(name + " " + broken.why());
      case Reply.Late late -> throw new RunException(name + " did not answer in time");
    };
  }

  /**
   * One question, and what comes of it within a time; a process that takes longer is ended.
   *
   * @param limit for the answer, the writing of the question included
   */
  public Reply ask(Map<String, ?> question, Duration limit) {
    AtomicBoolean late = new AtomicBoolean();
    Future<?> watch =
        CompletableFuture.runAsync(
            () -> {
              late.set(true);
              process.destroyForcibly();
            },
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
    Reply reply = reply(question);
    watch.cancel(false);
    return late.get() ? new Reply.Late() : reply;
  }

  /**
   * What the process writes unasked, once it is ready.
   *
   * @throws RunException if it ends before
   */
  public JsonNode greeting() {
    if (read() instanceof Reply.Answer answer) {
      return answer.json();
    }
    throw new RunException(name + " does not start");
  }

  private Reply reply(Map<String, ?> question) {
    try {
      questions.write(MAPPER.writeValueAsString(question));
      questions.write('\n');
      questions.flush();
    } catch (IOException e) {
      return new Reply.Broken("has ended: " + e.getMessage());
    }
    return read();
  }

  private Reply read() {
    String line;
    try {
      line = answers.readLine();
    } catch (IOException e) {
      return new Reply.Broken("has ended: " + e.getMessage());
    }
    if (line == null) {
      return new Reply.Broken("has ended without an answer");
    }
    try {
      JsonNode answer = MAPPER.readTree(line);
      return answer.isObject()
          ? new Reply.Answer(answer)
          : new Reply.Broken("answered with no JSON object: " + line);
    } catch (JacksonException e) {
      return new Reply.Broken("answered with no JSON: " + line);
    }
  }

  /**
   * The most memory that the process has had resident until now, in bytes; empty where the system
   * does not tell (it is read from Linux's {@code /proc}).
   */
  public OptionalLong peakMemory() {
    try {
      for (String line :
          Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
        if (line.startsWith("VmHWM:")) {
          return OptionalLong.of(Long.parseLong(line.replaceAll("[^0-9]", "")) << 10);
        }
      }
    } catch (IOException e) {
      // It has ended, or this is another system.
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
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
