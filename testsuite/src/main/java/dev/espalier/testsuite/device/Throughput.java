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
 * which the same texts read the same numbers of tokens behind the same pasts: constrained, every
 * token chosen by the model under its mask, without forced text; and free, the greatest logit being
 * the token. Who goes first alternates. Passes that read a prompt are not counted.
 *
 * <p>What the passes are is found by a run that is not counted, over constraints of its own: states
 * that a counted run comes to were seen by it only if another text came to them before.
 */
final class Throughput {
  /** Pairs that are not counted: one at least, and no more once so much time has passed. */
  private static final int WARMING = 8;

  private static final long WARMING_NANOS = 2_000_000_000L;

  private final TimedModel model;
  private final Generator generator;
  private final PromptTokenizer tokenizer;
  private final Vocabulary vocabulary;
  private final int batch;
  private final int maxTokens;
  private final List<RecordExample> examples;
  private final Map<String, Constraint> planned = new HashMap<>();
  private final Map<String, Constraint> counted = new HashMap<>();

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
   * @param pairs at least 1, behind some that are not counted
   * @param seconds after which no more pairs are begun
   * @return figures by name
   */
  Map<String, Object> run(int pairs, double seconds) {
    List<List<TimedModel.Pass>> constrained = new ArrayList<>();
    List<List<TimedModel.Pass>> free = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = -WARMING; i < pairs; i++) {
      long passed = System.nanoTime() - begin;
      if (i > 0 && passed > seconds * 1e9) {
        break;
      }
      if (i > -WARMING && i < 0 && passed > WARMING_NANOS) {
        continue;
      }
      List<RecordExample> group = new ArrayList<>();
      for (int j = 0; j < batch; j++) {
        group.add(examples.get((WARMING + i) * batch + j));
      }
      List<GenerationJob> jobs = jobs(group, counted);
      List<TimedModel.Pass> plan = constrained(jobs(group, planned));
      List<TimedModel.Pass> first = i % 2 == 0 ? constrained(jobs) : free(plan);
      List<TimedModel.Pass> second = i % 2 == 0 ? free(plan) : constrained(jobs);
      if (i >= 0) {
        constrained.add(decoding(i % 2 == 0 ? first : second));
        free.add(decoding(i % 2 == 0 ? second : first));
      }
    }
    return figures(constrained, free);
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

  /** The same passes, with tokens that nothing constrains. */
  private List<TimedModel.Pass> free(List<TimedModel.Pass> plan) {
    List<CausalModel.Cache> caches = new ArrayList<>();
    try {
      // What texts had in common with others is read before.
      for (TimedModel.Pass pass : plan) {
        for (TimedModel.Read read : pass.reads()) {
          if (read.first()) {
            CausalModel.Cache cache = model.newCache();
            caches.add(cache); // texts are numbered in this order
            if (read.past() > 0) {
              model.forward(cache, filler(read.past(), 1)).close();
            }
          }
        }
      }
      model.passes();
      Map<Integer, Integer> tokens = new HashMap<>();
      TokenChoice choice = TokenChoice.greedy(Optional.empty());
      for (TimedModel.Pass pass : plan) {
        List<TimedModel.Read> reads = pass.reads();
        List<CausalModel.Request> requests = new ArrayList<>();
        for (TimedModel.Read read : reads) {
          int token = tokens.getOrDefault(read.text(), 1);
          requests.add(
              new CausalModel.Request(caches.get(read.text()), filler(read.count(), token)));
        }
        List<CausalModel.Logits> logits = model.forward(requests);
        Optional<int[]> chosen = model.choose(logits, reads.stream().map(read -> choice).toList());
        for (int j = 0; j < reads.size(); j++) {
          int token = chosen.isPresent() ? chosen.get()[j] : greatest(logits.get(j).last());
          tokens.put(reads.get(j).text(), token);
        }
        logits.forEach(CausalModel.Logits::close);
      }
      return model.passes();
    } finally {
      caches.forEach(CausalModel.Cache::close);
    }
  }

  /** Tokens that begin with a given one: a model takes as long for any. */
  private static int[] filler(int count, int token) {
    int[] tokens = new int[count];
    Arrays.fill(tokens, 1);
    tokens[0] = token;
    return tokens;
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
        all.stream().flatMap(pass -> pass.reads().stream()).mapToInt(TimedModel.Read::count).sum();
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
