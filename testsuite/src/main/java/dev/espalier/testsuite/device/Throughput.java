package dev.espalier.testsuite.device;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.GenerationJob;
import dev.espalier.runtime.GenerationOptions;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.PromptTokenizer;
import dev.espalier.runtime.data.RecordExample;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.runtime.data.Split;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.tensor.TokenChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What constraints cost per pass of a model. The two ways of a pair go through the same passes, in
 * which the same texts read the same tokens, since a model's work may depend on what it reads:
 * constrained, every token chosen by the model under its mask, without forced text; and free, where
 * the greatest logit is found, and the token that was planned is taken. Who goes first alternates.
 * Passes that read a prompt are not counted.
 *
 * <p>What the passes are is found by a run that is not counted, over constraints of its own: states
 * that a counted run comes to were seen by it only if another text came to them before.
 */
final class Throughput {
  /** Pairs that warm the JVM, in turns. */
  private static final int WARMING = 8;

  private final TimedModel model;
  private final Generator generator;
  private final PromptTokenizer tokenizer;
  private final Vocabulary vocabulary;
  private final int batch;
  private final int maxTokens;
  private final List<RecordExample> examples;
  private int found; // kept, so that no compiler finds the free choices useless

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
    this.examples = RecordTask.create().examples(Split.TEST, 1, (WARMING + pairs) * batch);
  }

  /**
   * Measures.
   *
   * @param pairs at least 1
   * @param warming seconds of other pairs before, which are not counted; one of them is made at
   *     least
   * @param seconds after which no more pairs are begun
   * @return figures by name
   */
  Map<String, Object> run(int pairs, double warming, double seconds) {
    long begin = System.nanoTime();
    int warm = 0;
    do {
      new Pairs().make(warm++ % WARMING);
    } while (System.nanoTime() - begin < warming * 1e9);

    Pairs counted = new Pairs();
    begin = System.nanoTime();
    for (int i = 0; i < pairs && (i == 0 || System.nanoTime() - begin < seconds * 1e9); i++) {
      counted.make(WARMING + i);
    }
    return figures(counted.constrained, counted.free);
  }

  /** Pairs whose texts share constraints, and what was measured of them. */
  private final class Pairs {
    final List<List<TimedModel.Pass>> constrained = new ArrayList<>();
    final List<List<TimedModel.Pass>> free = new ArrayList<>();
    private final Map<String, Constraint> planning = new HashMap<>();
    private final Map<String, Constraint> counting = new HashMap<>();

    void make(int number) {
      List<RecordExample> group = examples.subList(number * batch, (number + 1) * batch);
      List<GenerationJob> jobs = jobs(group, counting);
      List<TimedModel.Pass> plan = constrained(jobs(group, planning));
      if (number % 2 == 0) {
        constrained.add(decoding(constrained(jobs)));
        free.add(decoding(free(plan)));
      } else {
        free.add(decoding(free(plan)));
        constrained.add(decoding(constrained(jobs)));
      }
    }
  }

  private static List<TimedModel.Pass> decoding(List<TimedModel.Pass> passes) {
    return passes.stream().filter(pass -> !pass.readsPrompts()).toList();
  }

  private List<GenerationJob> jobs(List<RecordExample> group, Map<String, Constraint> constraints) {
    GenerationOptions options =
        GenerationOptions.DEFAULT.withMaxTokens(maxTokens).withForcing(false).withClosing(false);
    return group.stream()
        .map(example ->
            new GenerationJob(constraint(example, constraints), example.prompt(), options))
        .toList();
  }

  private Constraint constraint(RecordExample example, Map<String, Constraint> constraints) {
    return constraints.computeIfAbsent(
        example.schemaJson(),
        schema ->
            JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE))
                .bind(vocabulary));
  }

  private List<TimedModel.Pass> constrained(List<GenerationJob> jobs) {
    generator.generateAll(jobs, batch);
    return model.passes();
  }

  /** The same passes, where nothing constrains what is chosen. */
  private List<TimedModel.Pass> free(List<TimedModel.Pass> plan) {
    List<CausalModel.Cache> caches = new ArrayList<>();
    try {
      // What texts had in common with others is read before.
      for (TimedModel.Pass pass : plan) {
        for (TimedModel.Read read : pass.reads()) {
          if (read.first()) {
            CausalModel.Cache cache = model.newCache();
            caches.add(cache); // texts are numbered in this order
            if (read.past().length > 0) {
              model.forward(cache, read.past()).close();
            }
          }
        }
      }
      model.passes();
      TokenChoice choice = TokenChoice.greedy(Optional.empty());
      for (TimedModel.Pass pass : plan) {
        List<TimedModel.Read> reads = pass.reads();
        List<CausalModel.Request> requests = new ArrayList<>();
        for (TimedModel.Read read : reads) {
          requests.add(new CausalModel.Request(caches.get(read.text()), read.tokens()));
        }
        List<CausalModel.Logits> logits = model.forward(requests);
        if (model.chooses()) {
          model.choose(logits, reads.stream().map(read -> choice).toList());
        } else {
          logits.forEach(rows -> found ^= Sampler.greatest(rows.last(), vocabulary.size()));
        }
        logits.forEach(CausalModel.Logits::close);
      }
      return model.passes();
    } finally {
      caches.forEach(CausalModel.Cache::close);
    }
  }

  private Map<String, Object> figures(
      List<List<TimedModel.Pass>> constrained, List<List<TimedModel.Pass>> free) {
    double[] constrainedTimes = constrained.stream().mapToDouble(Throughput::millis).toArray();
    double[] freeTimes = free.stream().mapToDouble(Throughput::millis).toArray();
    double[] ratios = new double[constrainedTimes.length];
    Arrays.setAll(ratios, i -> freeTimes[i] / constrainedTimes[i]);
    List<TimedModel.Pass> all = constrained.stream().flatMap(List::stream).toList();
    double passes = all.size();
    double rows = all.stream().mapToInt(pass -> pass.reads().size()).sum();
    double tokens =
        all.stream()
            .flatMap(pass -> pass.reads().stream())
            .mapToInt(read -> read.tokens().length)
            .sum();
    double host = all.stream().mapToLong(TimedModel.Pass::between).sum() / 1e6 / passes;
    double after = all.stream().mapToLong(TimedModel.Pass::after).sum() / 1e6 / passes;
    long sent = all.stream().mapToLong(pass -> pass.traffic().toDevice()).sum();
    long received = all.stream().mapToLong(pass -> pass.traffic().fromDevice()).sum();
    double perPass = median(constrainedTimes);
    double freePerPass = median(freeTimes);
    double[] interval = interval(ratios);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("batch", batch);
    figures.put("pairs", ratios.length);
    figures.put("passes", all.size());
    figures.put("texts_per_pass", round(rows / passes));
    figures.put("tokens_per_pass", round(tokens / passes));
    figures.put("free_tokens_per_s", round(tokens / passes * 1000 / freePerPass));
    figures.put("constrained_tokens_per_s", round(tokens / passes * 1000 / perPass));
    figures.put("free_ms_per_pass", round(freePerPass));
    figures.put("constrained_ms_per_pass", round(perPass));
    figures.put("ratio", round(median(ratios)));
    figures.put("ratio_low", round(interval[0]));
    figures.put("ratio_high", round(interval[1]));
    figures.put("host_ms_per_pass", round(host));
    figures.put("host_ms_between_passes", round(after));
    figures.put("bytes_to_device_per_token", Math.round(sent / tokens));
    figures.put("bytes_from_device_per_token", Math.round(received / tokens));
    figures.put("bytes_of_logits_per_token", 4L * model.info().vocabularySize());
    return figures;
  }

  private static double millis(List<TimedModel.Pass> passes) {
    return passes.stream().mapToLong(TimedModel.Pass::nanos).average().orElse(Double.NaN) / 1e6;
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
