package dev.espalier.testsuite.speed;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.process.JsonProcess;
import dev.espalier.testsuite.process.PythonEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;

/** An engine that answers lines in a process of its own. */
final class ProcessEngine implements Engine, AutoCloseable {
  static final String LLGUIDANCE = "llguidance==1.9.1";

  private final JsonProcess process;

  private ProcessEngine(JsonProcess process) {
    this.process = process;
  }

  /** This project's engine, in a JVM like this one. */
  static ProcessEngine espalier(Path tokenizer) {
    return new ProcessEngine(
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
                tokenizer.toAbsolutePath().toString())));
  }

  /** llguidance with the same vocabulary, byte by byte. */
  static ProcessEngine llguidance(
      PythonEnvironment environment, Vocabulary vocabulary, List<Language> languages) {
    JsonProcess process = environment.start(ProcessEngine.class, "llguidance_worker.py");
    List<String> tokens = new ArrayList<>();
    for (int token = 0; token < vocabulary.size(); token++) {
      tokens.add(Base64.getEncoder().encodeToString(vocabulary.bytes(token)));
    }
    Map<String, String> grammars = new LinkedHashMap<>();
    languages.forEach(language -> grammars.put(language.name(), language.lark()));
    process.ask(Map.of("tokens", tokens, "eos", vocabulary.eos()[0], "grammars", grammars));
    return new ProcessEngine(process);
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
    JsonNode answer = process.ask(Map.of("language", language, "texts", texts));
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
