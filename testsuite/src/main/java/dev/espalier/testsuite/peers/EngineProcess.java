package dev.espalier.testsuite.peers;

import dev.espalier.testsuite.process.JsonProcess;
import dev.espalier.testsuite.process.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** An engine in a process of its own; when that ends, another one is started. */
final class EngineProcess implements Engine {
  private final Supplier<JsonProcess> start;
  private final Duration limit;
  private final long startMemory;
  private JsonProcess process;
  private long peakMemory;

  /**
   * @param start starts a process that waits for its first schema
   * @param limit for a schema with its texts
   */
  EngineProcess(Supplier<JsonProcess> start, Duration limit) {
    this.start = start;
    this.limit = limit;
    this.process = start.get();
    this.startMemory = process.peakMemory().orElse(0);
  }

  @Override
  public Walked walk(String schema, List<int[]> texts) {
    List<Map<String, int[]>> tests = texts.stream().map(text -> Map.of("tokens", text)).toList();
    Reply reply = process.ask(Map.of("schema", schema, "tests", tests), limit);
    return switch (reply) {
      case Reply.Answer answer -> walked(answer.json());
      case Reply.Late late -> again(End.LATE, "");
      case Reply.Broken broken -> again(End.CRASHED, broken.why());
    };
  }

  private Walked again(End end, String why) {
    process.close();
    process = start.get();
    return new Walked(end, why, 0, new int[0], new long[0], 0);
  }

  private static Walked walked(JsonNode answer) {
    long first = answer.required("ttfm_ns").asLong();
    String error = answer.path("error").asString("");
    long[] results = longs(answer.required("results"));
    int[] verdicts = new int[results.length];
    for (int i = 0; i < verdicts.length; i++) {
      verdicts[i] = Math.toIntExact(results[i]);
    }
    return new Walked(
        error.isEmpty() ? End.ANSWERED : first == 0 ? End.REFUSED : End.FAILED,
        error,
        first,
        verdicts,
        longs(answer.required("tbm_ns")),
        answer.path("gc_ms").asLong(0));
  }

  private static long[] longs(JsonNode array) {
    long[] values = new long[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asLong();
    }
    return values;
  }

  @Override
  public long startMemory() {
    return startMemory;
  }

  @Override
  public long peakMemory() {
    // A process that has ended tells no more: what was seen before stays.
    peakMemory = Math.max(peakMemory, process.peakMemory().orElse(0));
    return peakMemory;
  }

  @Override
  public void close() {
    process.close();
  }
}
