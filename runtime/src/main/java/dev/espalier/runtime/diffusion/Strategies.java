package dev.espalier.runtime.diffusion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The published strategies that need no training. */
public final class Strategies {
  /** Dream's last moment: what is left then is written at once. */
  private static final double LAST = 1e-3;

  private Strategies() {}

  private interface Score {
    double of(Prediction prediction, RandomGenerator random);
  }

  private interface Count {
    int of(double[] scores, Progress progress);
  }

  private record Rule(String name, boolean tempered, Score score, Count count) implements Strategy {
    @Override
    public double score(Prediction prediction, RandomGenerator random) {
      return score.of(prediction, random);
    }

    @Override
    public int commits(double[] scores, Progress progress) {
      return count.of(scores, progress);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * LLaDA (Nie et al. 2025): the tokens with the highest probability, in every step of a block as
   * many as the steps that are left take.
   */
  public static Strategy llada() {
    return new Rule("llada", false, (p, random) -> p.probability(), Strategies::even);
  }

  /** LLaDA's other rule: positions in random order. */
  public static Strategy lladaRandom() {
    return new Rule("llada-random", false, (p, random) -> random.nextDouble(), Strategies::even);
  }

  /** From left to right, for comparison. */
  public static Strategy leftToRight() {
    return new Rule("left-to-right", false, (p, random) -> -p.position(), Strategies::even);
  }

  /** Dream (2025), {@code origin}: random positions, each with the probability of the step. */
  public static Strategy dreamOrigin() {
    return new Rule(
        "dream-origin",
        true,
        (p, random) -> random.nextDouble(),
        (scores, progress) -> {
          double share = dreamShare(progress);
          int count = 0;
          for (int i = 0; i < scores.length; i++) {
            count += progress.random().nextDouble() < share ? 1 : 0;
          }
          return count;
        });
  }

  /** Dream's {@code maskgit_plus}: the highest probability. */
  public static Strategy dreamProbability() {
    return dream("dream-maskgit-plus", (p, random) -> p.probability());
  }

  /** Dream's {@code topk_margin}: the largest lead over the second token. */
  public static Strategy dreamMargin() {
    return dream("dream-topk-margin", (p, random) -> p.margin());
  }

  /** Dream's {@code entropy}: the least entropy. */
  public static Strategy dreamEntropy() {
    return dream("dream-entropy", (p, random) -> -p.entropy());
  }

  private static Strategy dream(String name, Score score) {
    return new Rule(
        name,
        true,
        score,
        (scores, progress) ->
            progress.left() == 1 ? scores.length : (int) (scores.length * dreamShare(progress)));
  }

  /**
   * A strategy whose positions are drawn, with probabilities in proportion to the exponentials of
   * its scores over a temperature: Dream's {@code alg_temp}.
   *
   * @param temperature above 0
   */
  public static Strategy drawn(Strategy strategy, double temperature) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("temperature is above 0: " + temperature);
    }
    // The largest of scores with Gumbel noise are draws without replacement (Vieira 2014).
    return new Rule(
        strategy.name(),
        strategy.tempered(),
        (p, random) ->
            strategy.score(p, random) / temperature
                - Math.log(-Math.log(Math.max(random.nextDouble(), Double.MIN_NORMAL))),
        strategy::commits);
  }

  /**
   * Fast-dLLM's threshold (Wu et al. 2025): every token with at least this probability, and always
   * the likeliest.
   *
   * @param least above 0, at most 1
   */
  public static Strategy threshold(double least) {
    if (!(least > 0 && least <= 1)) {
      throw new IllegalArgumentException("a threshold is above 0 and at most 1: " + least);
    }
    return new Rule(
        "threshold",
        false,
        (p, random) -> p.probability(),
        (scores, progress) -> {
          int count = 1;
          while (count < scores.length && scores[count] >= least) {
            count++;
          }
          return count;
        });
  }

  /**
   * Fast-dLLM's factor: the most tokens n for which (n + 1)(1 - p) is below a factor, p being the
   * least of their probabilities; always one.
   *
   * @param factor above 0
   */
  public static Strategy factor(double factor) {
    if (!(factor > 0)) {
      throw new IllegalArgumentException("a factor is above 0: " + factor);
    }
    return new Rule(
        "factor",
        false,
        (p, random) -> p.probability(),
        (scores, progress) -> {
          int count = 1;
          for (int n = 2; n <= scores.length; n++) {
            if ((n + 1) * (1 - scores[n - 1]) < factor) {
              count = n;
            }
          }
          return count;
        });
  }

  /** As many as leave the same for every step; LLaDA's quota, where nothing was refused. */
  private static int even(double[] scores, Progress progress) {
    return (scores.length + progress.left() - 1) / progress.left();
  }

  /** The share of the masks that Dream takes in a step: 1 - s/t of its even grid from 1 to ε. */
  private static double dreamShare(Progress progress) {
    if (progress.left() == 1) {
      return 1;
    }
    double width = (1 - LAST) / progress.steps();
    double t = 1 - width * progress.step();
    return width / t;
  }

  private static final Map<String, Supplier<Strategy>> NAMED = named();

  private static Map<String, Supplier<Strategy>> named() {
    Map<String, Supplier<Strategy>> all = new LinkedHashMap<>();
    all.put("llada", Strategies::llada);
    all.put("llada-random", Strategies::lladaRandom);
    all.put("dream-origin", Strategies::dreamOrigin);
    all.put("dream-maskgit-plus", Strategies::dreamProbability);
    all.put("dream-topk-margin", Strategies::dreamMargin);
    all.put("dream-entropy", Strategies::dreamEntropy);
    all.put("threshold", () -> threshold(0.9));
    all.put("factor", () -> factor(1));
    all.put("left-to-right", Strategies::leftToRight);
    return Collections.unmodifiableMap(all);
  }

  /** The names of all, with a threshold of 0.9 and a factor of 1. */
  public static List<String> names() {
    return new ArrayList<>(NAMED.keySet());
  }

  /** The strategy of a name, if it has one. */
  public static Optional<Strategy> named(String name) {
    return Optional.ofNullable(NAMED.get(name)).map(Supplier::get);
  }
}
