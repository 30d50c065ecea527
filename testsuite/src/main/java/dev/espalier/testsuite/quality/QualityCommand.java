package dev.espalier.testsuite.quality;

import dev.espalier.runtime.GenerationOptions;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.data.RecordExample;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.runtime.data.Split;
import dev.espalier.runtime.model.BundledModels;
import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.testsuite.Bootstrap;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.ObjectMapper;

/** {@code testsuite quality}. */
@Command(
    name = "quality",
    mixinStandardHelpOptions = true,
    description = {
      "A model's records for held-out texts, free and masked, on the same prompts and seeds.",
      "Free: no mask, the model's own end, cut after the first JSON value. Masked: the schema's",
      "constraint in the style that the model writes."
    })
public final class QualityCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "a checkpoint that was trained on record prompts (default: the bundled one)")
  private @Nullable Path model;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "texts, going round all schemas in turn (default: 540)")
  private int count = 540;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      description = "0 is greedy, as both ways do best (default: 0)")
  private double temperature;

  @Option(names = "--seed", paramLabel = "S", description = "of texts and samples (default: 1)")
  private long seed = 1;

  @Option(names = "--threads", paramLabel = "N", description = "of the model (default: by size)")
  private int threads;

  @Option(
      names = "--texts",
      paramLabel = "F",
      description = "write every text with its judgement: one JSON object a line")
  private @Nullable Path texts;

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    if (count < 1) {
      throw new RunException("--count is at least 1");
    }
    Path directory = model == null ? BundledModels.records() : Home.need(model, "--model");
    RecordTask task = RecordTask.create();
    List<RecordExample> examples = task.examples(Split.TEST, seed, count);
    List<Quality.Pair> pairs;
    try (Generator generator =
            Generator.load(directory, ModelOptions.defaults().withThreads(threads));
        ProgressBar bar = output.progress("quality", count)) {
      Quality quality =
          new Quality(
              generator, GenerationOptions.DEFAULT.withTemperature(temperature).withSeed(seed));
      for (RecordExample example : examples) {
        quality.run(example, task);
        bar.step();
      }
      pairs = quality.pairs();
    }

    Map<String, List<Quality.Pair>> groups = new LinkedHashMap<>();
    groups.put("all", pairs);
    groups.put("trained schemas", pairs.stream().filter(p -> !p.heldOut()).toList());
    groups.put("held-out schemas", pairs.stream().filter(Quality.Pair::heldOut).toList());

    Map<String, Object> results = new LinkedHashMap<>();
    results.put("free", mode(pairs, Quality.Pair::free));
    results.put("masked", mode(pairs, Quality.Pair::masked));
    results.put("seed", seed);
    results.put("temperature", temperature);
    StringBuilder table = new StringBuilder();
    table
        .append("Texts of the test split, ")
        .append(temperature == 0 ? "greedy" : "temperature " + temperature)
        .append(
            "; percent, with 95 % bootstrap intervals over the texts; the difference is paired.\n\n")
        .append("| texts | n | | JSON | valid | exact |\n|---|---:|---|---:|---:|---:|\n");
    Map<String, Object> differences = new LinkedHashMap<>();
    Bootstrap exact = new Bootstrap(0, 0, 0);
    for (Map.Entry<String, List<Quality.Pair>> group : groups.entrySet()) {
      List<Quality.Pair> some = group.getValue();
      if (some.isEmpty()) {
        continue;
      }
      row(
          table,
          group.getKey(),
          some,
          "free",
          p -> p.free().json() ? 1 : 0,
          p -> p.free().valid() ? 1 : 0,
          p -> p.free().exact() ? 1 : 0);
      row(
          table,
          "",
          some,
          "masked",
          p -> p.masked().json() ? 1 : 0,
          p -> p.masked().valid() ? 1 : 0,
          p -> p.masked().exact() ? 1 : 0);
      Bootstrap difference =
          of(some, p -> (p.masked().exact() ? 1 : 0) - (p.free().exact() ? 1 : 0));
      Bootstrap valid = of(some, p -> (p.masked().valid() ? 1 : 0) - (p.free().valid() ? 1 : 0));
      table
          .append("| | | masked - free | | ")
          .append(valid.show(true))
          .append(" | ")
          .append(difference.show(true))
          .append(difference.tie() ? ", a tie" : "")
          .append(" |\n");
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("n", some.size());
      each.put("valid_difference", json(valid));
      each.put("exact_difference", json(difference));
      each.put("exact_tie", difference.tie());
      each.put("free", mode(some, Quality.Pair::free));
      each.put("masked", mode(some, Quality.Pair::masked));
      differences.put(group.getKey(), each);
      if (group.getKey().equals("all")) {
        exact = difference;
      }
    }
    results.put("groups", differences);
    output.write(results);
    output.say(table.toString());
    if (texts != null) {
      writeTexts(pairs, texts);
    }
    output.keep(
        "quality",
        "bin/testsuite quality --count " + count + " --seed " + seed,
        results,
        table.toString());

    List<Quality.Pair> invalid = pairs.stream().filter(p -> !p.masked().valid()).toList();
    for (Quality.Pair pair : invalid.stream().limit(5).toList()) {
      output.say(
          "masked, but invalid: " + pair.example().schemaName() + ": " + pair.masked().text());
    }
    if (exact.high() < 0) {
      output.say("masked texts are exact less often than free ones, beyond the interval");
    }
    return invalid.isEmpty() && exact.high() >= 0 ? Main.OK : Main.FOUND;
  }

  private interface Side {
    Quality.Judged of(Quality.Pair pair);
  }

  private Map<String, Object> mode(List<Quality.Pair> pairs, Side side) {
    Map<String, Object> all = new LinkedHashMap<>();
    Bootstrap valid = of(pairs, p -> side.of(p).valid() ? 1 : 0);
    Bootstrap exact = of(pairs, p -> side.of(p).exact() ? 1 : 0);
    all.put("syntax_pct", valid.mean());
    all.put("exact_pct", exact.mean());
    all.put("n", pairs.size());
    all.put("syntax_95", List.of(valid.low(), valid.high()));
    all.put("exact_95", List.of(exact.low(), exact.high()));
    all.put("json_pct", of(pairs, p -> side.of(p).json() ? 1 : 0).mean());
    return all;
  }

  private Bootstrap of(List<Quality.Pair> pairs, ToIntFunction<Quality.Pair> value) {
    return Bootstrap.of(pairs.stream().mapToInt(value).toArray(), seed);
  }

  private static Map<String, Object> json(Bootstrap difference) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("pct", difference.mean());
    all.put("low_95", difference.low());
    all.put("high_95", difference.high());
    return all;
  }

  private void row(
      StringBuilder table,
      String group,
      List<Quality.Pair> pairs,
      String mode,
      ToIntFunction<Quality.Pair> json,
      ToIntFunction<Quality.Pair> valid,
      ToIntFunction<Quality.Pair> exact) {
    table
        .append("| ")
        .append(group)
        .append(" | ")
        .append(group.isEmpty() ? "" : pairs.size())
        .append(" | ")
        .append(mode)
        .append(" | ")
        .append(of(pairs, json).show(false))
        .append(" | ")
        .append(of(pairs, valid).show(false))
        .append(" | ")
        .append(of(pairs, exact).show(false))
        .append(" |\n");
  }

  private static void writeTexts(List<Quality.Pair> pairs, Path file) {
    ObjectMapper mapper = new ObjectMapper();
    List<String> lines = new ArrayList<>();
    for (Quality.Pair pair : pairs) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("schema", pair.example().schemaName());
      line.put("text", pair.example().text());
      line.put("answer", pair.example().answer());
      line.put("free", pair.free().text());
      line.put("free_valid", pair.free().valid());
      line.put("free_exact", pair.free().exact());
      line.put("masked", pair.masked().text());
      line.put("masked_valid", pair.masked().valid());
      line.put("masked_exact", pair.masked().exact());
      lines.add(mapper.writeValueAsString(line));
    }
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new RunException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
