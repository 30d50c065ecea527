package dev.espalier.testsuite.tools;

import dev.espalier.compiler.EspalierException;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.State;
import dev.espalier.compiler.ToolCalls;
import dev.espalier.compiler.ToolChoice;
import dev.espalier.compiler.ToolFormat;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.LongList;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.Percentiles;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.Walk;
import dev.espalier.testsuite.maskbench.Case;
import dev.espalier.testsuite.text.Encoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/testsuite tools}: many tools as one grammar. */
@Command(
    name = "tools",
    description = {
      "Many tools as one grammar: how long until the first mask, and each mask in the text before",
      "a call and within one.",
      "The tools are functions of MaskBench's development split, other ones each time."
    },
    mixinStandardHelpOptions = true)
public final class ToolsCommand implements Callable<Integer> {
  private static final String TEXT =
      "I can help with that. First I will look up what you asked for, and then I will come back to"
          + " your other question: is it true that 3 < 4, and what does `a[i]` mean in C? Give me"
          + " a moment.\n\n";

  @Option(
      names = "--counts",
      paramLabel = "N",
      split = ",",
      description = "how many tools (default: ${DEFAULT-VALUE})",
      defaultValue = "10,100,500")
  private List<Integer> counts = List.of();

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "sets of tools of each count (default: ${DEFAULT-VALUE})")
  private int runs = 20;

  @Option(
      names = "--warm",
      paramLabel = "N",
      description =
          "sets of each count that are compiled and walked before, over another vocabulary, so that"
              + " the code is compiled (default: ${DEFAULT-VALUE})")
  private int warm = 20;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "which tools are drawn (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(
      names = "--tokenizer",
      paramLabel = "F",
      description = "a tokenizer file (default: the shared data's o200k)")
  private @Nullable Path tokenizer;

  @Mixin private final Output output = new Output();

  /** A function: what its parameters have to be, and what they may be. */
  private record Tool(String schema, String arguments) {}

  /** What was measured with some number of tools. */
  private record Row(LongList first, LongList text, LongList call) {
    Row() {
      this(new LongList(), new LongList(), new LongList());
    }
  }

  @Override
  public Integer call() {
    if (runs < 1 || warm < 0 || counts.stream().anyMatch(n -> n < 1 || n > ToolCalls.MAX_TOOLS)) {
      throw new RunException(
          "--runs is at least 1, --warm at least 0, --counts are from 1 to " + ToolCalls.MAX_TOOLS);
    }
    Path tokens =
        Home.need(
            tokenizer != null ? tokenizer : Home.data("tokenizers/o200k_base/tokenizer.json.gz"),
            "--tokenizer");
    Vocabulary before = Vocabulary.read(tokens);
    List<Tool> tools = tools(before);
    Random random = new Random(seed);
    Map<Integer, Row> rows;
    try (ProgressBar bar = output.progress("tools", (long) (warm + runs) * counts.size())) {
      measure(tools, before, tokens, warm, random, bar);
      rows = measure(tools, Vocabulary.read(tokens), tokens, runs, random, bar);
    }
    report(tools.size(), rows);
    return Main.OK;
  }

  /** Those of which an instance can be written in declared order. */
  private static List<Tool> tools(Vocabulary vocabulary) {
    List<Tool> tools = new ArrayList<>();
    Case.read(
        Home.need(Home.data("maskbench/dev.jsonl.gz"), "the shared data"),
        1,
        schema -> {
          if (schema.split().equals("BFCL") || schema.split().equals("Glaiveai2K")) {
            schema.tests().stream()
                .filter(Case.Test::valid)
                .map(test -> new Tool(schema.schema(), test.text()))
                .filter(tool -> isCalled(tool, vocabulary))
                .findFirst()
                .ifPresent(tools::add);
          }
        });
    return tools;
  }

  private static boolean isCalled(Tool tool, Vocabulary vocabulary) {
    try {
      byte[] call = call(tool, 0).getBytes(StandardCharsets.UTF_8);
      return grammar(request(List.of(tool))).bind(vocabulary).start().next(call).accepting();
    } catch (EspalierException e) {
      return false;
    }
  }

  private static Grammar grammar(String request) {
    return ToolCalls.of(request, ToolChoice.AUTO, ToolFormat.HERMES);
  }

  private static String request(List<Tool> tools) {
    StringBuilder array = new StringBuilder("[");
    for (int i = 0; i < tools.size(); i++) {
      array.append(i > 0 ? ", " : "");
      array.append("{\"type\": \"function\", \"function\": {\"name\": \"f").append(i);
      array.append("\", \"parameters\": ").append(tools.get(i).schema).append("}}");
    }
    return array.append("]").toString();
  }

  private static String call(Tool tool, int number) {
    return "<tool_call>\n{\"name\": \"f"
        + number
        + "\", \"arguments\": "
        + tool.arguments
        + "}\n</tool_call>";
  }

  private Map<Integer, Row> measure(
      List<Tool> tools,
      Vocabulary vocabulary,
      Path tokens,
      int times,
      Random random,
      ProgressBar bar) {
    Map<Integer, Row> rows = new LinkedHashMap<>();
    Walk walk = new Walk(vocabulary);
    try (Encoder encoder = Encoder.of(tokens, vocabulary)) {
      int[] text = encoder.encode(TEXT);
      for (int i = 0; i < times; i++) {
        for (int count : counts) {
          measure(
              draw(tools, count, random),
              vocabulary,
              walk,
              encoder,
              text,
              rows.computeIfAbsent(count, n -> new Row()));
          bar.step();
        }
      }
    }
    return rows;
  }

  /** Some tools, none twice while there are others. */
  private static List<Tool> draw(List<Tool> tools, int count, Random random) {
    List<Tool> drawn = new ArrayList<>();
    while (drawn.size() < count) {
      List<Tool> all = new ArrayList<>(tools);
      Collections.shuffle(all, random);
      drawn.addAll(all.subList(0, Math.min(all.size(), count - drawn.size())));
    }
    return drawn;
  }

  private void measure(
      List<Tool> tools, Vocabulary vocabulary, Walk walk, Encoder encoder, int[] text, Row row) {
    String request = request(tools);
    long before = System.nanoTime();
    State start = grammar(request).bind(vocabulary).start();
    walk.dense(start);
    row.first.add(System.nanoTime() - before);
    int called = tools.size() / 2;
    int[] call = encoder.encode(call(tools.get(called), called));
    LongList times = new LongList();
    int refused =
        walk.run(
            start, IntStream.concat(Arrays.stream(text), Arrays.stream(call)).toArray(), times);
    if (refused != Walk.ACCEPTED) {
      throw new RunException("a call is refused: " + call(tools.get(called), called));
    }
    long[] each = times.toArray();
    for (int i = 0; i < each.length; i++) {
      (i < text.length ? row.text : row.call).add(each[i]);
    }
  }

  private void report(int known, Map<Integer, Row> rows) {
    StringBuilder table =
        new StringBuilder(
            "Format Hermes, choice auto, "
                + known
                + " functions to draw from. To the first mask: from the text of the request, in a"
                + " JVM that has compiled "
                + warm
                + " sets of each count over another vocabulary. Times in µs.\n\n| tools | what | n | "
                + Percentiles.heads()
                + " |\n|---:|---|---:|"
                + "---:|".repeat(9)
                + "\n");
    Map<String, Object> json = new LinkedHashMap<>();
    rows.forEach((count, row) -> {
      Map<String, Object> own = new LinkedHashMap<>();
      line(count, "first mask", row.first, own, table);
      line(count, "mask + commit, text", row.text, own, table);
      line(count, "mask + commit, call", row.call, own, table);
      json.put(count.toString(), own);
    });
    Map<String, Object> results =
        Map.of("functions", known, "runs", runs, "warm", warm, "rows", json);
    output.write(results);
    output.say(table.toString());
    output.keep(
        "performance.md",
        "tools",
        "bin/testsuite tools --counts "
            + counts.stream().map(String::valueOf).collect(Collectors.joining(","))
            + " --runs "
            + runs
            + " --warm "
            + warm
            + " --seed "
            + seed,
        results,
        table.toString());
  }

  private static void line(
      int count, String what, LongList times, Map<String, Object> json, StringBuilder table) {
    Percentiles percentiles = Percentiles.of(times);
    json.put(what, percentiles.micros());
    table.append(
        "| " + count + " | " + what + " | " + percentiles.n() + " | " + percentiles.row() + " |\n");
  }
}
