package dev.espalier.testsuite;

import com.sun.management.OperatingSystemMXBean;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.CausalModel.Cache;
import dev.espalier.runtime.model.CausalModel.Logits;
import dev.espalier.runtime.model.CausalModel.Request;
import dev.espalier.runtime.model.ModelInfo;
import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.runtime.model.Models;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How fast models decode on this machine, and what more threads do to it. Each figure is the best
 * of some rounds, which other load on the machine disturbs least.
 */
@Command(
    name = "decode-speed",
    mixinStandardHelpOptions = true,
    description = "Measures how fast a model decodes, by size and number of threads.")
final class DecodeSpeed implements Callable<Integer> {

  private static final int PROMPT = 100;
  private static final int LONG_PROMPT = 400;
  private static final int BATCH = 8;

  /** Hidden size, layers, heads; a third of the models here are smaller than the bundled one. */
  private static final int[][] SIZES = {
    {128, 4, 4}, {192, 6, 6}, {256, 8, 4}, {512, 8, 8}, {1024, 4, 16}, {2048, 2, 32}
  };

  @Option(names = "--model", description = "a checkpoint to measure; random weights without it")
  @Nullable Path model;

  @Option(
      names = "--threads",
      split = ",",
      description = "numbers of threads, 0 for the models' own choice (default: 0, and 1 to all)")
  List<Integer> threads = new ArrayList<>();

  @Option(names = "--device", defaultValue = "cpu", description = "default: ${DEFAULT-VALUE}")
  String device = "cpu";

  @Option(names = "--tokens", defaultValue = "150", description = "default: ${DEFAULT-VALUE}")
  int tokens = 150;

  @Option(names = "--rounds", defaultValue = "5", description = "default: ${DEFAULT-VALUE}")
  int rounds = 5;

  @Option(names = "--json", description = "also write one JSON object a line to this file")
  @Nullable Path json;

  /** Best figures of one model with one number of threads. */
  private record Row(
      ModelInfo info, int threads, double alone, double cpuMillis, double batch, double prompt) {}

  @Override
  public Integer call() throws IOException {
    if (threads.isEmpty()) {
      threads.add(0);
      for (int n = 1; n <= Runtime.getRuntime().availableProcessors(); n *= 2) {
        threads.add(n);
      }
    }
    List<Row> rows = new ArrayList<>();
    System.out.printf(
        "%11s %6s %6s %7s %9s %9s %12s %12s%n",
        "parameters", "hidden", "layers", "threads", "tokens/s", "CPU ms", "batch of 8", "prompt");
    if (model != null) {
      measure(model, rows);
    } else {
      for (int[] size : SIZES) {
        Path directory = Files.createTempDirectory("decode-speed");
        try {
          RandomLlama.of(size[0], size[1], size[2]).write(directory);
          measure(directory, rows);
        } finally {
          Files.deleteIfExists(directory.resolve("model.safetensors"));
          Files.deleteIfExists(directory.resolve("config.json"));
          Files.deleteIfExists(directory);
        }
      }
    }
    if (json != null) {
      Files.write(json, rows.stream().map(DecodeSpeed::line).toList());
    }
    return 0;
  }

  private void measure(Path directory, List<Row> rows) {
    for (int n : threads) {
      ModelOptions options = ModelOptions.defaults().withDevice(device).withThreads(n);
      try (CausalModel causal = Models.load(directory, options)) {
        Row best = new Row(causal.info(), n, 0, Double.MAX_VALUE, 0, 0);
        for (int round = 0; round < rounds; round++) {
          long cpu = cpuNanos();
          double alone = decode(causal, 1);
          double millis = (cpuNanos() - cpu) / 1e6 / tokens;
          best =
              new Row(
                  causal.info(),
                  n,
                  Math.max(best.alone(), alone),
                  Math.min(best.cpuMillis(), millis),
                  Math.max(best.batch(), decode(causal, BATCH)),
                  Math.max(best.prompt(), prefill(causal)));
        }
        rows.add(best);
        System.out.printf(
            Locale.ROOT,
            "%,11d %6d %6d %7d %9.0f %9.2f %12.0f %12.0f%n",
            best.info().parameters(),
            best.info().hiddenSize(),
            best.info().layers(),
            n,
            best.alone(),
            best.cpuMillis(),
            best.batch(),
            best.prompt());
      }
    }
  }

  private static String line(Row row) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("parameters", row.info().parameters()).put("hidden", row.info().hiddenSize());
    node.put("layers", row.info().layers()).put("device", row.info().device());
    node.put("threads", row.threads()).put("tokens_per_s", row.alone());
    node.put("cpu_ms_per_token", row.cpuMillis()).put("batch8_tokens_per_s", row.batch());
    return node.put("prompt_tokens_per_s", row.prompt()).toString();
  }

  /** Time that all threads of this process have spent on processors. */
  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static double prefill(CausalModel causal) {
    int[] ids = new int[Math.min(LONG_PROMPT, causal.info().maxPositions())];
    long begin = System.nanoTime();
    try (Cache cache = causal.newCache();
        Logits logits = causal.forward(cache, ids)) {
      logits.last();
    }
    return ids.length * 1e9 / (System.nanoTime() - begin);
  }

  private double decode(CausalModel causal, int batch) {
    List<Cache> caches = new ArrayList<>();
    float[] row = new float[causal.info().vocabularySize()];
    int[] next = new int[batch];
    for (int i = 0; i < batch; i++) {
      caches.add(causal.newCache());
      causal.forward(caches.get(i), new int[PROMPT]).close();
      next[i] = i;
    }
    long begin = System.nanoTime();
    for (int step = 0; step < tokens; step++) {
      List<Request> requests = new ArrayList<>();
      for (int i = 0; i < batch; i++) {
        requests.add(new Request(caches.get(i), next[i]));
      }
      List<Logits> results = causal.forward(requests);
      for (int i = 0; i < batch; i++) {
        try (Logits logits = results.get(i)) {
          logits.copyTo(0, row);
          next[i] = greatest(row);
        }
      }
    }
    double speed = batch * tokens * 1e9 / (System.nanoTime() - begin);
    caches.forEach(Cache::close);
    return speed;
  }

  private static int greatest(float[] row) {
    int best = 0;
    for (int i = 1; i < row.length; i++) {
      if (row[i] > row[best]) {
        best = i;
      }
    }
    return best;
  }
}
