package dev.espalier.testsuite.aligned;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.SamplingMethod;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.sampling.Choices;
import dev.espalier.runtime.sampling.PromptedModel;
import dev.espalier.runtime.sampling.Sample;
import dev.espalier.runtime.sampling.SamplingException;
import dev.espalier.runtime.sampling.SamplingLimits;
import dev.espalier.runtime.sampling.SequenceSampler;
import dev.espalier.runtime.sampling.Target;
import dev.espalier.runtime.sampling.aligned.PrefixTrie;
import dev.espalier.runtime.sampling.aligned.TrieMode;
import dev.espalier.runtime.sampling.mcmc.Cuts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** All methods on one task. */
final class TaskRun implements AutoCloseable {
  /** Most attempts for one text; beyond it the method did not get there. */
  static final int ATTEMPTS = 2_000;

  static final int CHAIN = 10;
  private static final int COSTED = 20;
  private static final int[] TEXTS = {0, 1, 2, 5, 10, 20, 50, 100, 200, 500};

  /** What a text costs. */
  record Cost(double attempts, double forwards) {}

  /** Enough for every law of a task: they are asked for once. */
  private static final long LAW_BYTES = 512L << 20;

  private static final int CACHES = 64;

  private final PromptedModel model;
  private final AlignedTask task;
  private final int samples;
  private final PrefixTree tree;
  private final double[] target;
  private final double mass;
  private final Map<String, Curve> curves = new LinkedHashMap<>();
  private final Map<String, Cost> costs = new LinkedHashMap<>();
  private final List<Long> carsAttempts = new ArrayList<>();
  private double lawError;
  private double boundExcess = Double.NEGATIVE_INFINITY;
  private boolean reached = true;

  /** Lists the language and asks the model about all of it. */
  TaskRun(CausalModel loaded, Vocabulary bytes, AlignedTask task, int samples) {
    this.task = task;
    this.samples = samples;
    List<int[]> texts = new ArrayList<>();
    for (String text : task.texts()) {
      int[] tokens = SmallModel.tokens(bytes, text);
      int[] ended = Arrays.copyOf(tokens, tokens.length + 1);
      ended[tokens.length] = bytes.eos()[0];
      texts.add(ended);
    }
    this.model =
        new PromptedModel(
            loaded,
            SmallModel.tokens(bytes, task.prompt()),
            new Sampler(1, 0, 1, 0),
            CACHES,
            LAW_BYTES);
    this.tree = new PrefixTree(target(), texts);
    this.target = tree.target();
    this.mass = tree.mass();
  }

  /** For one method: what others asked is answered, and counted. */
  private Target target() {
    return new Target(new Counted(model), task.constraint(), task.maxTokens());
  }

  void run(long seed) {
    double[] masked = PrefixTree.normalised(tree.masked());
    List<Curve.Point> flat = new ArrayList<>();
    for (int n : TEXTS) {
      if (n <= samples) {
        flat.add(point(n, masked));
      }
    }
    curves.put("masked", new Curve("masked", flat));
    List<Curve.Point> chain = new ArrayList<>();
    List<double[]> laws = tree.restartChain(CHAIN);
    for (int k = 0; k < laws.size(); k++) {
      chain.add(point(k, laws.get(k)));
    }
    curves.put("mcmc-restart", new Curve("mcmc-restart", chain));
    costs.put("masked", cost(new SamplingMethod.Masked(), seed));
    costs.put("mcmc-restart", cost(new SamplingMethod.Mcmc(Cuts.RESTART, CHAIN), seed));
    costs.put("smc", cost(new SamplingMethod.Smc(10), seed));
    trie("asap", TrieMode.ASAP, seed);
    trie("cars", TrieMode.CARS, seed);
    costs.put("ars", reachable(() -> cost(new SamplingMethod.Trie(TrieMode.ARS), seed)));
    costs.put("rsft", reachable(() -> cost(new SamplingMethod.Trie(TrieMode.RSFT), seed)));
    costs.put("rs", reachable(() -> cost(new SamplingMethod.Trie(TrieMode.RS), seed)));
  }

  private static Cost reachable(Supplier<Cost> cost) {
    try {
      return cost.get();
    } catch (SamplingException e) {
      return new Cost(Double.NaN, Double.NaN);
    }
  }

  private Curve.Point point(int texts, double[] law) {
    return new Curve.Point(
        texts, PrefixTree.divergence(law, target), PrefixTree.divergence(target, law));
  }

  private Cost cost(SamplingMethod method, long seed) {
    return drawn(target -> method.sampler(target, Choices.seeded(seed), limits()), COSTED);
  }

  private Cost drawn(Function<Target, SequenceSampler> sampler, int count) {
    SequenceSampler own = sampler.apply(target());
    double attempts = 0;
    double forwards = 0;
    for (int i = 0; i < count; i++) {
      Sample sample = own.next();
      attempts += sample.attempts();
      forwards += sample.forwards();
    }
    return new Cost(attempts / count, forwards / count);
  }

  private static SamplingLimits limits() {
    return SamplingLimits.DEFAULT.withAttempts(ATTEMPTS);
  }

  private void trie(String name, TrieMode mode, long seed) {
    List<Curve.Point> points = new ArrayList<>();
    long attempts = 0;
    long forwards = 0;
    int drawn = 0;
    try {
      SamplingMethod.Trie method = new SamplingMethod.Trie(mode);
      PrefixTrie trie = method.trie(target(), limits());
      SequenceSampler sampler = method.sampler(trie, Choices.seeded(seed), limits());
      for (int n : TEXTS) {
        if (n > samples) {
          break;
        }
        for (; drawn < n; drawn++) {
          Sample sample = sampler.next();
          attempts += sample.attempts();
          forwards += sample.forwards();
          if (mode == TrieMode.CARS) {
            carsAttempts.add(sample.attempts());
          }
        }
        double[] attempt = tree.attempt(trie);
        double[] law = PrefixTree.normalised(attempt);
        points.add(point(n, law));
        check(trie, attempt, law);
      }
    } catch (SamplingException e) {
      reached &= mode != TrieMode.CARS;
    }
    curves.put(name, new Curve(name, points));
    costs.put(name, new Cost((double) attempts / drawn, (double) forwards / drawn));
  }

  /** The laws that must hold at every state. */
  private void check(PrefixTrie trie, double[] attempt, double[] law) {
    double bound = trie.logBound() - Math.log(mass);
    if (trie.mode().exact()) {
      for (int i = 0; i < law.length; i++) {
        lawError = Math.max(lawError, Math.abs(law[i] - target[i]));
      }
      if (trie.isVisited(new int[0])) {
        double accepted = Arrays.stream(attempt).sum();
        lawError = Math.max(lawError, Math.abs(accepted - Math.exp(-bound)));
      }
    } else {
      boundExcess = Math.max(boundExcess, PrefixTree.divergence(target, law) - bound);
    }
    boundExcess = Math.max(boundExcess, bound - trie.certificate());
  }

  /** Frees the model's memory of this task; the figures stay. */
  @Override
  public void close() {
    model.close();
  }

  AlignedTask task() {
    return task;
  }

  /** P(L). */
  double mass() {
    return mass;
  }

  int texts() {
    return tree.size();
  }

  int prefixes() {
    return tree.prefixes();
  }

  Map<String, Curve> curves() {
    return curves;
  }

  Map<String, Cost> costs() {
    return costs;
  }

  /** Attempts of each text of CARS, in order. */
  List<Long> carsAttempts() {
    return carsAttempts;
  }

  /** The largest difference of a probability from what it must be, of all exact laws. */
  double lawError() {
    return lawError;
  }

  /**
   * The largest of KL(Q‖Q̃) - ln(θ/Z) of ASAp and of ln(θ/Z) - certificate: above 0 only by
   * rounding.
   */
  double boundExcess() {
    return boundExcess;
  }

  /** Whether CARS found all texts asked for. */
  boolean reached() {
    return reached;
  }
}
