package dev.espalier.testsuite.quality;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.runtime.GenerationOptions;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.SampledText;
import dev.espalier.runtime.SamplingMethod;
import dev.espalier.runtime.SamplingOptions;
import dev.espalier.runtime.TextSampler;
import dev.espalier.runtime.data.RecordExample;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.runtime.data.Split;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.model.BundledModels;
import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.runtime.sampling.SamplingException;
import dev.espalier.runtime.sampling.SamplingLimits;
import dev.espalier.runtime.sampling.aligned.TrieMode;
import dev.espalier.runtime.sampling.mcmc.Cuts;
import dev.espalier.runtime.sampling.smc.TokenProposal;
import dev.espalier.runtime.sampling.smc.Twist;
import dev.espalier.testsuite.Bootstrap;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.oracle.Judge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code testsuite samplers}. */
@Command(
    name = "samplers",
    mixinStandardHelpOptions = true,
    description = {
      "Samplers side by side on held-out texts: is the record right, and what did it cost.",
      "One text of each method for each prompt; attempts are bounded."
    })
public final class SamplersCommand implements Callable<Integer> {
  private static final int BEAMS = 4;
  private static final int CHAIN = 5;
  private static final int PARTICLES = 5;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "a checkpoint that was trained on record prompts (default: the bundled one)")
  private @Nullable Path model;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "texts, going round all schemas in turn (default: ${DEFAULT-VALUE})")
  private int count = 108;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      description = "of the sampling methods (default: ${DEFAULT-VALUE})")
  private double temperature = 1;

  @Option(
      names = "--attempts",
      paramLabel = "N",
      description = "most attempts of CARS for one text (default: ${DEFAULT-VALUE})")
  private int attempts = 200;

  @Option(names = "--seed", paramLabel = "S", description = "(default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(names = "--threads", paramLabel = "N", description = "of the model (default: by size)")
  private int threads;

  @Mixin private final Output output = new Output();

  /** What came of a method. */
  private static final class Tally {
    final List<Integer> valid = new ArrayList<>();
    final List<Integer> exact = new ArrayList<>();
    int found;
    double attempts;
    double forwards;
    double logMass;
    int masses;

    void add(Judge judge, RecordExample example, SampledText text) {
      found++;
      valid.add(judge.acceptsText(text.text()) ? 1 : 0);
      exact.add(Judge.sameValue(text.text(), example.answer()) ? 1 : 0);
      attempts += text.sample().attempts();
      forwards += text.sample().forwards();
    }

    void miss() {
      valid.add(0);
      exact.add(0);
    }
  }

  @Override
  public Integer call() {
    if (count < 1 || attempts < 1) {
      throw new RunException("--count and --attempts are at least 1");
    }
    Path directory = model == null ? BundledModels.records() : Home.need(model, "--model");
    RecordTask task = RecordTask.create();
    List<RecordExample> examples = task.examples(Split.TEST, seed, count);
    Map<String, SamplingMethod> methods = methods();
    Map<String, Tally> tallies = new LinkedHashMap<>();
    tallies.put("masked greedy", new Tally());
    methods.keySet().forEach(name -> tallies.put(name, new Tally()));
    Map<String, Constraint> constraints = new HashMap<>();
    Map<String, Judge> judges = new HashMap<>();
    try (Generator generator =
            Generator.load(directory, ModelOptions.defaults().withThreads(threads));
        ProgressBar bar = output.progress("samplers", examples.size())) {
      for (int i = 0; i < examples.size(); i++) {
        RecordExample example = examples.get(i);
        Constraint constraint =
            constraints.computeIfAbsent(
                example.schemaJson(),
                schema ->
                    JsonSchema.compile(
                            schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE))
                        .bind(generator.vocabulary()));
        Judge judge = judges.computeIfAbsent(example.schemaJson(), Judge::new);
        greedy(generator, constraint, example, judge, tallies);
        long own = seed + i;
        methods.forEach((name, method) ->
            one(
                generator,
                constraint,
                example,
                judge,
                options(method, own),
                tallies.computeIfAbsent(name, n -> new Tally())));
        bar.step();
      }
    }
    return report(tallies);
  }

  private SamplingOptions options(SamplingMethod method, long own) {
    boolean search =
        method instanceof SamplingMethod.Beam || method instanceof SamplingMethod.AStar;
    return SamplingOptions.of(method)
        .withRules(new Sampler(search ? 1 : temperature, 0, 1, 0))
        .withSeed(own)
        .withMaxTokens(256)
        .withLimits(SamplingLimits.DEFAULT.withAttempts(attempts).withExpansions(20L * attempts));
  }

  private static Map<String, SamplingMethod> methods() {
    Map<String, SamplingMethod> methods = new LinkedHashMap<>();
    methods.put("masked", new SamplingMethod.Masked());
    methods.put("cars", new SamplingMethod.Trie(TrieMode.CARS));
    methods.put("mcmc-restart, k=" + CHAIN, new SamplingMethod.Mcmc(Cuts.RESTART, CHAIN));
    methods.put("smc, N=" + PARTICLES, new SamplingMethod.Smc(PARTICLES));
    methods.put(
        "smc-awrs, N=" + PARTICLES,
        new SamplingMethod.Smc(PARTICLES, 0.5, TokenProposal.AWRS, Twist.NONE, 0));
    methods.put("beam, " + BEAMS, new SamplingMethod.Beam(BEAMS, 1, 0));
    methods.put("diverse-beam, " + BEAMS + " in 2", new SamplingMethod.Beam(BEAMS, 2, 0.5));
    methods.put("stochastic-beam, " + BEAMS, new SamplingMethod.StochasticBeam(BEAMS));
    methods.put("astar", new SamplingMethod.AStar(1));
    return methods;
  }

  /** The most probable allowed token, always; every token counted as a law. */
  private static void greedy(
      Generator generator,
      Constraint constraint,
      RecordExample example,
      Judge judge,
      Map<String, Tally> tallies) {
    var text =
        generator.generate(
            constraint, example.prompt(), GenerationOptions.DEFAULT.withForcing(false));
    Tally tally = tallies.computeIfAbsent("masked greedy", n -> new Tally());
    tally.found++;
    tally.valid.add(judge.acceptsText(text.text()) ? 1 : 0);
    tally.exact.add(Judge.sameValue(text.text(), example.answer()) ? 1 : 0);
    tally.attempts++;
    // Where a single token is all there is, the model is not asked.
    tally.forwards += text.tokens() - text.forced();
  }

  private static void one(
      Generator generator,
      Constraint constraint,
      RecordExample example,
      Judge judge,
      SamplingOptions options,
      Tally tally) {
    try (TextSampler sampler = generator.sampler(constraint, example.prompt(), options)) {
      try {
        tally.add(judge, example, sampler.next());
      } catch (SamplingException e) {
        tally.miss();
      }
      sampler
          .estimate()
          .filter(mass -> mass.logMean() > Double.NEGATIVE_INFINITY)
          .ifPresent(mass -> {
            tally.logMass += mass.logMean();
            tally.masses++;
          });
    }
  }

  private int report(Map<String, Tally> tallies) {
    Map<String, Object> methods = new LinkedHashMap<>();
    StringBuilder table =
        new StringBuilder()
            .append(
                String.format(
                    Locale.ROOT,
                    "%d texts of the test split, temperature %s, one answer of each method; percent"
                        + " with 95 %% bootstrap%nintervals. An answer that is not reached counts as"
                        + " wrong.%n%n",
                    count,
                    temperature))
            .append(
                "| method | valid | exact | attempts per answer | laws computed per answer | not"
                    + " reached |\n|---|---:|---:|---:|---:|---:|\n");
    boolean invalid = false;
    for (Map.Entry<String, Tally> entry : tallies.entrySet()) {
      Tally tally = entry.getValue();
      int[] validity = tally.valid.stream().mapToInt(v -> v).toArray();
      Bootstrap exact = Bootstrap.of(tally.exact.stream().mapToInt(v -> v).toArray(), seed);
      int right = Arrays.stream(validity).sum();
      invalid |= right < tally.found;
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("valid", right);
      one.put("found", tally.found);
      one.put("exact_pct", exact.mean());
      one.put("exact_95", List.of(exact.low(), exact.high()));
      one.put("attempts_per_answer", tally.attempts / Math.max(1, tally.found));
      one.put("forwards_per_answer", tally.forwards / Math.max(1, tally.found));
      one.put("not_reached", validity.length - tally.found);
      if (tally.masses > 0) {
        one.put("mass_geometric_mean", Math.exp(tally.logMass / tally.masses));
      }
      methods.put(entry.getKey(), one);
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %d of %d | %.1f (%.1f … %.1f) | %.2f | %.1f | %d |%n",
              entry.getKey(),
              right,
              tally.found,
              exact.mean(),
              exact.low(),
              exact.high(),
              tally.attempts / Math.max(1, tally.found),
              tally.forwards / Math.max(1, tally.found),
              validity.length - tally.found));
    }
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("methods", methods);
    results.put("n", count);
    results.put("temperature", temperature);
    results.put("seed", seed);
    output.write(results);
    output.say(table.toString());
    output.keep(
        "sampling.md",
        "samplers",
        "bin/testsuite samplers --count " + count + " --attempts " + attempts + " --seed " + seed,
        results,
        table.toString());
    return invalid ? Main.FOUND : Main.OK;
  }
}
