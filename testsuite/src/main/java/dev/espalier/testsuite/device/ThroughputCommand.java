package dev.espalier.testsuite.device;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.PromptTokenizer;
import dev.espalier.runtime.model.BundledModels;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.Models;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.RunException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code testsuite throughput}. */
@Command(
    name = "throughput",
    mixinStandardHelpOptions = true,
    description = {
      "What constraints cost per pass of a model: tokens per second free and constrained, their",
      "ratio (median over interleaved pairs, with its 95 %% interval), the time for masks and how",
      "much of it the device's own work does not hide, and the bytes that cross per token."
    })
public final class ThroughputCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "a checkpoint with its tokenizer (default: the bundled one)")
  private @Nullable Path model;

  @Mixin private final EngineArguments engine = new EngineArguments();

  @Option(
      names = "--batch",
      paramLabel = "N",
      split = ",",
      description = "texts at once, one figure for each (default: 1,16)")
  private List<Integer> batches = new ArrayList<>(List.of(1, 16));

  @Option(names = "--pairs", paramLabel = "N", description = "per figure (default: 30)")
  private int pairs = 30;

  @Option(
      names = "--warm",
      paramLabel = "SECONDS",
      description = "of work that is not counted, before each figure (default: 20)")
  private double warm = 20;

  @Option(names = "--tokens", paramLabel = "N", description = "most of a text (default: 96)")
  private int tokens = 96;

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    if (pairs < 1 || tokens < 1 || batches.stream().anyMatch(batch -> batch < 1)) {
      throw new RunException("--pairs, --tokens and --batch are at least 1");
    }
    Path directory = model == null ? BundledModels.records() : Home.need(model, "--model");
    Path file = Home.need(directory.resolve("tokenizer.json"), "--model");
    Map<String, Object> results = new LinkedHashMap<>();
    List<Map<String, Object>> figures = new ArrayList<>();
    try (PromptTokenizer tokenizer = PromptTokenizer.read(file);
        CausalModel causal = Models.load(directory, engine.model())) {
      results.put("backend", engine.backend);
      results.put("device", causal.info().device());
      results.put("parameters", causal.info().parameters());
      for (int batch : batches) {
        Throughput throughput =
            new Throughput(causal, tokenizer, Vocabulary.read(file), batch, tokens, pairs);
        Map<String, Object> figure = throughput.run(pairs, warm, Double.POSITIVE_INFINITY);
        figures.add(figure);
        output.say(line(figure));
      }
    }
    results.put("figures", figures);
    output.write(results);
    String command =
        "bin/testsuite throughput --backend %s --batch %s --pairs %d --record"
            .formatted(
                engine.backend,
                String.join(",", batches.stream().map(String::valueOf).toList()),
                pairs);
    output.keep("models.md", "throughput-" + engine.backend, command, results, table(figures));
    return Main.OK;
  }

  /** One figure for people. */
  static String line(Map<String, Object> f) {
    return String.format(
        Locale.ROOT,
        "batch %s: free %s tokens/s, constrained %s, ratio %s [%s, %s] over %s pairs; %s ms per"
            + " pass of %s texts, free %s, host %s ms while the device computes, %s ms while it"
            + " waits; bytes per token %s up, %s down (logits would be %s)",
        f.get("batch"),
        f.get("free_tokens_per_s"),
        f.get("constrained_tokens_per_s"),
        f.get("ratio"),
        f.get("ratio_low"),
        f.get("ratio_high"),
        f.get("pairs"),
        f.get("constrained_ms_per_pass"),
        f.get("texts_per_pass"),
        f.get("free_ms_per_pass"),
        f.get("host_ms_per_pass"),
        f.get("host_ms_between_passes"),
        f.get("bytes_to_device_per_token"),
        f.get("bytes_from_device_per_token"),
        f.get("bytes_of_logits_per_token"));
  }

  private static String table(List<Map<String, Object>> figures) {
    StringBuilder table = new StringBuilder();
    table
        .append("| batch | free tokens/s | constrained | ratio | 95 % interval | ms per pass |")
        .append(" host between passes | bytes up, down per token |\n")
        .append("|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    for (Map<String, Object> f : figures) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s to %s | %s | %s ms | %s, %s |%n",
              f.get("batch"),
              f.get("free_tokens_per_s"),
              f.get("constrained_tokens_per_s"),
              f.get("ratio"),
              f.get("ratio_low"),
              f.get("ratio_high"),
              f.get("constrained_ms_per_pass"),
              f.get("host_ms_between_passes"),
              f.get("bytes_to_device_per_token"),
              f.get("bytes_from_device_per_token")));
    }
    return table.toString();
  }
}
