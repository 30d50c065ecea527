package dev.espalier.testsuite.speed;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.peers.Peer;
import dev.espalier.testsuite.peers.Tokenizer;
import dev.espalier.testsuite.process.JsonProcess;
import dev.espalier.testsuite.process.PythonEnvironment;
import dev.espalier.testsuite.process.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;

/** An engine that answers lines in a process of its own. */
final class ProcessEngine implements Engine, AutoCloseable {
  private final Supplier<JsonProcess> start;
  private final Function<Language, Map.Entry<String, String>> grammar;
  private final Duration limit;
  private JsonProcess process;

  private ProcessEngine(
      Supplier<JsonProcess> start,
      Function<Language, Map.Entry<String, String>> grammar,
      Duration limit) {
    this.start = start;
    this.grammar = grammar;
    this.limit = limit;
    this.process = start.get();
  }

  /** This project's engine, in a JVM like this one. */
  static ProcessEngine espalier(Path tokenizer, Duration limit) {
    return new ProcessEngine(
        () ->
            JsonProcess.start(
                "espalier",
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseParallelGC",
                    "-Xmx3g",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.espalier.testsuite.Main",
                    "grammar-worker",
                    "--tokenizer",
                    tokenizer.toAbsolutePath().toString())),
        language -> Map.entry("language", language.name()),
        limit);
  }

  /**
   * An engine of others with the same vocabulary.
   *
   * @param limit for a question; after it, or after a crash, the next question meets a new process
   */
  static ProcessEngine peer(
      Peer peer,
      PythonEnvironment environment,
      Vocabulary vocabulary,
      Tokenizer files,
      Duration limit) {
    return new ProcessEngine(
        () -> peer.start(environment, vocabulary, files.json(), new LinkedHashMap<>()),
        language ->
            Map.entry(
                "lark", peer.equals(Peer.LLGUIDANCE) ? language.lark() : language.plainLark()),
        limit);
  }

  /**
   * What calling from Python costs.
   *
   * @return medians in nanoseconds: of the calls of a step when they do nothing, and of a whole
   *     step in a grammar with one state
   */
  long[] overhead(int steps) {
    JsonNode answer = process.ask(Map.of("overhead", steps));
    return new long[] {answer.required("call_ns").asLong(), answer.required("step_ns").asLong()};
  }

  @Override
  public Walked walk(String language, List<int[]> texts) {
    Map.Entry<String, String> named = grammar.apply(Language.named(language));
    Reply reply = process.ask(Map.of(named.getKey(), named.getValue(), "texts", texts), limit);
    if (!(reply instanceof Reply.Answer answered)) {
      process.close();
      process = start.get();
      throw new RunException(
          reply instanceof Reply.Broken broken
              ? "its process " + broken.why()
              : "it did not answer within " + limit.toSeconds() + " s");
    }
    JsonNode answer = answered.json();
    if (answer.path("error").isString()) {
      throw new RunException(answer.path("error").stringValue());
    }
    long[] results = longs(answer.required("results"));
    List<long[]> times = new ArrayList<>();
    for (JsonNode steps : answer.required("times")) {
      times.add(longs(steps));
    }
    return new Walked(
        answer.required("compile_ns").asLong(),
        answer.required("first_ns").asLong(),
        LongStream.of(results).mapToInt(Math::toIntExact).toArray(),
        times.toArray(long[][]::new));
  }

  private static long[] longs(JsonNode array) {
    long[] values = new long[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asLong();
    }
    return values;
  }

  @Override
  public void close() {
    process.close();
  }
}
