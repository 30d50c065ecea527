package dev.espalier.runtime.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.espalier.runtime.data.CodeExample;
import dev.espalier.runtime.data.CodeTask;
import dev.espalier.runtime.data.RecordExample;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.runtime.data.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Fits a {@link TrainableLlama} to examples, with the loss on the answers only. Of the generated
 * ones, the data of update <i>n</i> depends on the seed and <i>n</i> alone, so that a resumed run
 * sees what the whole one would have seen.
 *
 * <p>Not thread-safe.
 */
final class ModelTrainer implements AutoCloseable {
  private static final int SCORING_ROWS = 16;

  private final Objective objective;
  private final TrainingPlan plan;
  private final ByteLevelBpe tokenizer;
  private final RecordTask records = RecordTask.create();
  private final TrainableLlama model;
  private final Optimizer optimizer;
  private final Batches data;
  private long tokens;
  private double lossSum;
  private int lossCount;
  private double drillSum;
  private int drillCount;
  private double lastNorm;

  /** An endless row of batches. */
  interface Batches {
    Batch next();
  }

  /** A causal model, on the generated records and code. */
  ModelTrainer(TrainingPlan plan, ByteLevelBpe tokenizer) {
    this(Objective.CAUSAL, plan, tokenizer);
  }

  /** On the generated records and code. */
  ModelTrainer(Objective objective, TrainingPlan plan, ByteLevelBpe tokenizer) {
    this(
        objective,
        plan,
        tokenizer,
        new TrainingData(
                objective,
                RecordTask.create(),
                tokenizer,
                plan.seed(),
                plan.codeShare(),
                plan.batchTokens(),
                plan.shape().positions())
            ::next);
  }

  /**
   * On any data.
   *
   * @param data what is learnt
   */
  ModelTrainer(Objective objective, TrainingPlan plan, ByteLevelBpe tokenizer, Batches data) {
    this.objective = objective;
    this.plan = plan;
    this.tokenizer = tokenizer;
    this.data = data;
    model = new TrainableLlama(objective, plan.shape(), plan.seed());
    optimizer = new Optimizer(model.manager(), model.weights(), plan.decay(), plan.clip());
  }

  TrainableLlama model() {
    return model;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  /** Passes over the batches of updates that are already in the weights. */
  void skipSeen() {
    for (long i = 0; i < optimizer.steps(); i++) {
      if (!plan.drills(i)) {
        data.next();
      }
    }
  }

  /** One update; returns its loss in nats per answer token. */
  double step() {
    long number = optimizer.steps();
    boolean drill = plan.drills(number);
    Batch batch =
        drill
            ? CopyDrill.batch(
                objective,
                plan.seed() * 7_919 + number,
                plan.batchTokens(),
                ByteLevelBpe.SPECIALS.size(),
                tokenizer.size())
            : data.next();
    try (NDManager step = model.manager().newSubManager()) {
      NamedArrays leaves = model.leaves(step, true);
      NDArray loss;
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        loss = model.run(step, leaves, batch).loss();
        collector.backward(loss);
      }
      lastNorm = optimizer.update(step, model.weights(), leaves, plan.rate(optimizer.steps()));
      double value = loss.getFloat();
      tokens += batch.inputs().length;
      if (drill) {
        drillSum += value;
        drillCount++;
      } else {
        lossSum += value;
        lossCount++;
      }
      return value;
    }
  }

  /** A line about the updates since the last such line. */
  String progress(double seconds) {
    String line =
        String.format(
            Locale.ROOT,
            "step %d loss %.4f norm %.2f rate %.2e tokens/s %.0f seconds %.0f",
            optimizer.steps(),
            lossSum / Math.max(1, lossCount),
            lastNorm,
            plan.rate(Math.max(0, optimizer.steps() - 1)),
            tokens / seconds,
            seconds);
    if (drillCount > 0) {
      line += String.format(Locale.ROOT, " copying loss %.4f", drillSum / drillCount);
    }
    lossSum = 0;
    lossCount = 0;
    drillSum = 0;
    drillCount = 0;
    return line;
  }

  /**
   * Scores examples of a split: records of every schema, then the two kinds of code, by name.
   *
   * @param each examples per schema and kind
   */
  Map<String, Scores> scores(Split split, long seed, int each, Consumer<String> onName) {
    Map<String, Scores> scores = new LinkedHashMap<>();
    for (String name : records.schemas().keySet()) {
      List<TokenizedExample> examples = new ArrayList<>();
      for (RecordExample example : records.examples(split, seed, each, name)) {
        examples.add(TrainingData.tokenize(tokenizer, example.prompt(), example.answer()));
      }
      scores.put(name, Scores.of(model, examples, SCORING_ROWS, tokenizer.endId()));
      onName.accept(name);
    }
    Map<String, List<TokenizedExample>> code = new LinkedHashMap<>();
    code.put("sql", new ArrayList<>());
    code.put("formula", new ArrayList<>());
    for (CodeExample example : CodeTask.examples(split, seed, 2 * each)) {
      code.computeIfAbsent(example.kind(), kind -> new ArrayList<>())
          .add(TrainingData.tokenize(tokenizer, example.prompt(), example.answer()));
    }
    code.forEach((kind, examples) -> {
      scores.put(kind, Scores.of(model, examples, SCORING_ROWS, tokenizer.endId()));
      onName.accept(kind);
    });
    return scores;
  }

  /** A line of validation scores: trained schemas, held-out schemas, code. */
  String validation(int each) {
    Map<String, Scores> scores = scores(Split.VALIDATION, plan.seed(), each, name -> {});
    Map<String, double[]> sums = new LinkedHashMap<>();
    scores.forEach((name, score) -> {
      String group =
          records.heldOutSchemas().contains(name)
              ? "unseen"
              : records.schemas().containsKey(name) ? "seen" : name;
      double[] sum = sums.computeIfAbsent(group, key -> new double[3]);
      sum[0] += score.loss() * score.count();
      sum[1] += score.exact();
      sum[2] += score.count();
    });
    StringBuilder line = new StringBuilder("validation");
    sums.forEach((group, sum) ->
        line.append(
            String.format(
                Locale.ROOT,
                " %s loss %.4f exact %.1f%%",
                group,
                sum[0] / sum[2],
                100 * sum[1] / sum[2])));
    return line.toString();
  }

  @Override
  public void close() {
    model.close();
  }
}
