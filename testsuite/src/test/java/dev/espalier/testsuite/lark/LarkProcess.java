package dev.espalier.testsuite.lark;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Python that judges by Lark and by {@code re}. */
final class LarkProcess implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String VARIABLE = "ESPALIER_LARK_PYTHON";

  private final Path script;
  private final Process process;
  private final BufferedWriter out;
  private final BufferedReader in;

  private LarkProcess(String python) throws IOException {
    script = Files.createTempFile("earley", ".py");
    try (InputStream resource = LarkProcess.class.getResourceAsStream("earley.py")) {
      Files.write(script, resource.readAllBytes());
    }
    process =
        new ProcessBuilder(python, script.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    out =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    in =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Skips the test that calls it where there is no Python with Lark. */
  static LarkProcess start() throws IOException {
    String python = Optional.ofNullable(System.getenv(VARIABLE)).orElse("python3");
    if (!hasLark(python)) {
      return abort(
          python + " has no lark (pip install lark); " + VARIABLE + " names another Python");
    }
    return new LarkProcess(python);
  }

  private static boolean hasLark(String python) throws IOException {
    try {
      return new ProcessBuilder(python, "-c", "import lark")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private JsonNode ask(Map<String, Object> request) throws IOException {
    out.write(JSON.writeValueAsString(request));
    out.newLine();
    out.flush();
    String answer = in.readLine();
    if (answer == null) {
      throw new IOException("Python ended");
    }
    return JSON.readTree(answer);
  }

  /** A verdict of each text as 0 or 1; or, beginning with a blank, why the grammar is refused. */
  String judge(String grammar, String start, List<String> texts) throws IOException {
    JsonNode answer = ask(Map.of("grammar", grammar, "start", start, "texts", texts));
    return answer.has("error")
        ? " " + answer.get("error").asString()
        : answer.get("verdicts").asString();
  }

  /**
   * Of each text and beginning, where a terminal of a pattern may end; nothing if it is refused.
   */
  Optional<List<List<List<Integer>>>> ends(String pattern, String flags, List<String> texts)
      throws IOException {
    JsonNode answer = ask(Map.of("pattern", pattern, "flags", flags, "texts", texts));
    if (answer.has("error")) {
      return Optional.empty();
    }
    List<List<List<Integer>>> result = new ArrayList<>();
    for (JsonNode text : answer.get("ends")) {
      List<List<Integer>> starts = new ArrayList<>();
      for (JsonNode start : text) {
        List<Integer> ends = new ArrayList<>();
        start.forEach(end -> ends.add(end.asInt()));
        starts.add(ends);
      }
      result.add(starts);
    }
    return Optional.of(result);
  }

  @Override
  public void close() throws IOException {
    out.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Files.delete(script);
  }
}
