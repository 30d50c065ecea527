package dev.espalier.testsuite.device;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.Generation;
import dev.espalier.runtime.GenerationJob;
import dev.espalier.runtime.GenerationOptions;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.PromptTokenizer;
import dev.espalier.runtime.data.RecordExample;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.runtime.data.Split;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.tensor.TokenChoice;
import dev.espalier.runtime.tensor.Traffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What constraints cost per pass of a model. Each pair generates the same number of texts with the
 * same numbers of tokens twice, one way after the other in turns: constrained, every token chosen
 * by the model under its mask, without forced text; and free, the same passes without a constraint.
 */
final class Throughput {
  private final TimedModel model;
  private final Generator generator;
  private final PromptTokenizer tokenizer;
  private final Vocabulary vocabulary;
  private final int batch;
  private final int maxTokens;
  private final List<RecordExample> examples;
  private final Map<String, Constraint> constraints = new HashMap<>();

  /** One way of one pair. */
  private record Run(long nanos, long passes, long tokens, long between, Traffic traffic) {
    double millisPerPass() {
      return nanos / 1e6 / passes;
    }
  }

  /**
   * @param maxTokens of a text
   * @param pairs how many there are prompts for
   */
  Throughput(
      CausalModel model,
      PromptTokenizer tokenizer,
      Vocabulary vocabulary,
      int batch,
      int maxTokens,
      int pairs) {
    this.model = new TimedModel(model);
    this.tokenizer = tokenizer;
    this.vocabulary = vocabulary;
    this.generator = new Generator(this.model, tokenizer, vocabulary);
    this.batch = batch;
    this.maxTokens = maxTokens;
    this.examples = RecordTask.create().examples(Split.TEST, 1, Math.max(64, pairs * batch));
  }

  /**
   * Measures.
   *
   * @param pairs at least 1, behind one that is not counted
   * @param seconds after which no more pairs are begun
   * @return figures by name
   */
  Map<String, Object> run(int pairs, double seconds) {
    List<Run> constrained = new ArrayList<>();
    List<Run> free = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = -1; i < pairs; i++) {
      if (i > 0 && System.nanoTime() - begin > seconds * 1e9) {
        break;
      }
      List<RecordExample> group = new ArrayList<>();
      for (int j = 0; j < batch; j++) {
        group.add(examples.get(Math.floorMod(i * batch + j, examples.size())));
      }
      List<Generation> texts = new ArrayList<>();
      int[] lengths = new int[batch];
      // The lengths come from the constrained texts, so these are made first once; who goes first
      // in what counts alternates.
      Run first = measure(() -> texts.addAll(constrainedTexts(group)));
      for (int j = 0; j < batch; j++) {
        lengths[j] = texts.get(j).tokens();
      }
      Run freeRun = measure(() -> freeTexts(group, lengths));
      if (i < 0) {
        continue;
      }
      Run second = i % 2 == 0 ? first : measure(() -> constrainedTexts(group));
      constrained.add(second);
      free.add(freeRun);
    }
    return figures(constrained, free);
  }

  private Run measure(Runnable work) {
    long passes = model.passes();
    long tokens = model.tokens();
    long between = model.between();
    Traffic traffic = model.traffic();
    long begin = System.nanoTime();
    work.run();
    return new Run(
        System.nanoTime() - begin,
        model.passes() - passes,
        model.tokens() - tokens,
        model.between() - between,
        model.traffic().since(traffic));
  }

  private List<Generation> constrainedTexts(List<RecordExample> group) {
    GenerationOptions options =
        GenerationOptions.DEFAULT.withMaxTokens(maxTokens).withForcing(false).withClosing(false);
    List<GenerationJob> jobs =
        group.stream()
            .map(example -> new GenerationJob(constraint(example), example.prompt(), options))
            .toList();
    return generator.generateAll(jobs, batch);
  }

  private Constraint constraint(RecordExample example) {
    return constraints.computeIfAbsent(
        example.schemaJson(),
        schema ->
            JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE))
                .bind(vocabulary));
  }

  /** The same passes, with tokens that nothing constrains. */
  private void freeTexts(List<RecordExample> group, int[] lengths) {
    List<CausalModel.Cache> caches = new ArrayList<>();
    List<int[]> next = new ArrayList<>();
    for (RecordExample example : group) {
      caches.add(model.newCache());
      next.add(tokenizer.prompt(example.prompt()));
    }
    TokenChoice choice = TokenChoice.greedy(Optional.empty());
    int steps = Arrays.stream(lengths).max().orElse(0);
    for (int step = 0; step < steps; step++) {
      List<CausalModel.Request> requests = new ArrayList<>();
      List<Integer> rows = new ArrayList<>();
      for (int j = 0; j < caches.size(); j++) {
        if (step < lengths[j]) {
          rows.add(j);
          requests.add(new CausalModel.Request(caches.get(j), next.get(j)));
        } else {
          caches.get(j).close();
        }
      }
      List<CausalModel.Logits> logits = model.forward(requests);
      Optional<int[]> chosen = model.choose(logits, rows.stream().map(row -> choice).toList());
      for (int j = 0; j < rows.size(); j++) {
        int token = chosen.isPresent() ? chosen.get()[j] : greatest(logits.get(j).last());
        next.set(rows.get(j), new int[] {token});
      }
      logits.forEach(CausalModel.Logits::close);
    }
    caches.forEach(CausalModel.Cache::close);
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

  private Map<String, Object> figures(List<Run> constrained, List<Run> free) {
    double[] ratios = new double[constrained.size()];
    double[] constrainedTimes = new double[ratios.length];
    double[] freeTimes = new double[ratios.length];
    double[] host = new double[ratios.length];
    long passes = 0;
    long tokens = 0;
    long sent = 0;
    long received = 0;
    for (int i = 0; i < ratios.length; i++) {
      constrainedTimes[i] = constrained.get(i).millisPerPass();
      freeTimes[i] = free.get(i).millisPerPass();
      ratios[i] = freeTimes[i] / constrainedTimes[i];
      host[i] = constrained.get(i).between() / 1e6 / constrained.get(i).passes();
      passes += constrained.get(i).passes();
      tokens += constrained.get(i).tokens();
      sent += constrained.get(i).traffic().toDevice();
      received += constrained.get(i).traffic().fromDevice();
    }
    double perPass = median(constrainedTimes);
    double freePerPass = median(freeTimes);
    double width = tokens / (double) passes;
    double[] interval = interval(ratios);
    double unhidden = Math.min(median(host), Math.max(0, perPass - freePerPass));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("batch", batch);
    figures.put("pairs", ratios.length);
    figures.put("rows_per_pass", round(width));
    figures.put("free_tokens_per_s", round(width * 1000 / freePerPass));
    figures.put("constrained_tokens_per_s", round(width * 1000 / perPass));
    figures.put("free_ms_per_pass", round(freePerPass));
    figures.put("constrained_ms_per_pass", round(perPass));
    figures.put("ratio", round(median(ratios)));
    figures.put("ratio_low", round(interval[0]));
    figures.put("ratio_high", round(interval[1]));
    figures.put("host_ms_per_pass", round(median(host)));
    figures.put("host_ms_not_hidden", round(unhidden));
    figures.put("bytes_to_device_per_token", sent / tokens);
    figures.put("bytes_from_device_per_token", received / tokens);
    figures.put("bytes_of_logits_per_token", 4L * model.info().vocabularySize());
    return figures;
  }

  private static double round(double x) {
    return Math.round(x * 10_000) / 10_000.0;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  /** The 95 % interval of the median, by bootstrap over the pairs. */
  private static double[] interval(double[] values) {
    SplittableRandom random = new SplittableRandom(1);
    double[] medians = new double[2_000];
    for (int i = 0; i < medians.length; i++) {
      double[] drawn = new double[values.length];
      for (int j = 0; j < drawn.length; j++) {
        drawn[j] = values[random.nextInt(values.length)];
      }
      medians[i] = median(drawn);
    }
    Arrays.sort(medians);
    return new double[] {medians[medians.length / 40], medians[medians.length * 39 / 40]};
  }
}
