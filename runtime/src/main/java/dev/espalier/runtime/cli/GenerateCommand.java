package dev.espalier.runtime.cli;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.Generation;
import dev.espalier.runtime.GenerationException;
import dev.espalier.runtime.GenerationListener;
import dev.espalier.runtime.GenerationOptions;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.PromptTokenizer;
import dev.espalier.runtime.Prompted;
import dev.espalier.runtime.SampledText;
import dev.espalier.runtime.SamplingOptions;
import dev.espalier.runtime.TextSampler;
import dev.espalier.runtime.Verifier;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.model.BundledModels;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.CheckpointFingerprint;
import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.runtime.model.Models;
import dev.espalier.runtime.sampling.Sample;
import dev.espalier.runtime.sampling.SamplingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code espalier generate}: a model writes texts that a schema or a grammar allows. */
@Command(
    name = "generate",
    description = {
      "Lets a model write JSON that a schema allows, or a text of a grammar.",
      "Texts go to standard output; how each came about, to standard error."
    })
final class GenerateCommand extends BaseCommand {
  @Mixin LanguageArguments language = new LanguageArguments();

  @Mixin SamplerArguments sampling = new SamplerArguments();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "A checkpoint as Hugging Face publishes them: config.json, *.safetensors, "
              + "tokenizer.json. Default: the bundled model.")
  @Nullable String model;

  @Option(
      names = "--eos",
      paramLabel = "TOKEN",
      split = ",",
      description =
          "The tokens that end a text, by id or by name. Default: what the model's files say.")
  List<String> eos = List.of();

  @Mixin PromptArguments prompt = new PromptArguments();

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "How many texts, with the seeds S, S+1, … Default: ${DEFAULT-VALUE}.")
  int samples = 1;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Equal seeds give equal texts. Default: ${DEFAULT-VALUE}.")
  long seed = 0;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      description =
          "0 takes the most probable token at every step; 1 samples as the model says. Default: 0; "
              + "with --sampler, 1.")
  @Nullable Double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Sample among the K most probable allowed tokens; 0 for all.")
  int topK = 0;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description =
          "Sample among the fewest allowed tokens that have the probability P together; 1 for all.")
  double topP = 1;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      description =
          "Sample among the allowed tokens that have P times the best one's probability; 0 for "
              + "all.")
  double minP = 0;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description =
          "The most tokens of one text, its end token included. Texts are brought to their end in "
              + "time. Default: ${DEFAULT-VALUE}, or what the model has room for.")
  int maxTokens = GenerationOptions.DEFAULT.maxTokens();

  @Option(
      names = "--no-closing",
      description = "Cut texts off at --max-tokens instead of bringing them to their end in time.")
  boolean noClosing;

  @Option(names = "--no-forcing", description = "Ask the model even where there is no choice.")
  boolean noForcing;

  @Option(
      names = "--no-verify",
      description = "No second look at finished texts by an independent validator.")
  boolean noVerify;

  @Option(
      names = "--device",
      paramLabel = "D",
      description = "auto, cpu, gpu or gpu:N. Default: ${DEFAULT-VALUE}.")
  String device = "auto";

  @Mixin BackendArguments backend = new BackendArguments();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one operation on the CPU; 0 chooses by the model's size.")
  int threads = 0;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the texts to a file instead of standard output.")
  @Nullable String output;

  @Option(
      names = {"-q", "--quiet"},
      description = "Nothing on standard error but errors.")
  boolean quiet;

  private final Interruption interruption;

  GenerateCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public Integer call() {
    checkArguments();
    Optional<SamplingOptions> conditioned =
        sampling.options(temperature, topK, topP, minP, seed, maxTokens);
    Optional<GenerationOptions> options =
        conditioned.isPresent() ? Optional.empty() : Optional.of(generationOptions());
    Language source = language.read(this, SchemaArguments.Form.single);
    Grammar grammar = source.compile();
    for (Report.Relaxation relaxed : grammar.report().relaxed()) {
      note("not enforced: " + relaxed.keyword() + " at " + relaxed.pointer());
    }
    String given = prompt.given(streams());

    Path directory = model == null ? BundledModels.records() : Inputs.path(model);
    if (!Files.isDirectory(directory)) {
      throw Failure.usage("--model " + directory + ": no such directory");
    }
    String text = prompt.form(given, model == null, source, directory);

    // What is quick to check comes before the weights.
    Path file = directory.resolve("tokenizer.json");
    Vocabulary vocabulary = TokenizerArguments.read(file, eos);
    Constraint constraint = grammar.bind(vocabulary);
    try (Results results = Results.to(output, streams());
        Generator generator = load(directory, file, vocabulary)) {
      Optional<Verifier> verifier =
          noVerify ? Optional.empty() : Optional.of(source.verifier(grammar));
      if (noVerify) {
        note("no second look: --no-verify");
      }
      if (conditioned.isPresent()) {
        Path trie = sampling.trie == null ? null : Inputs.path(sampling.trie);
        String name = trie == null ? "" : CheckpointFingerprint.of(directory);
        try (TextSampler sampler = sampler(generator, constraint, text, conditioned.get())) {
          return write(sampler, trie, name, verifier, results);
        }
      }
      try (Prompted prompted = generator.prompt(constraint, text)) {
        return write(prompted, options.orElseThrow(), verifier, results);
      }
    }
  }

  private void checkArguments() {
    prompt.check(language);
    if (samples < 1) {
      throw Failure.usage("--samples is at least 1: " + samples);
    }
    if (threads < 0) {
      throw Failure.usage("--threads is 0 (by the model's size) or more: " + threads);
    }
  }

  private GenerationOptions generationOptions() {
    double heat = temperature == null ? 0 : temperature;
    GenerationOptions options;
    try {
      options =
          new GenerationOptions(
              new Sampler(heat, topK, topP, minP), seed, maxTokens, !noClosing, !noForcing);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--" + e.getMessage());
    }
    if (heat == 0 && (topK > 0 || topP < 1 || minP > 0)) {
      note("--top-k, --top-p and --min-p choose among samples: at temperature 0 they do nothing");
    }
    if (heat == 0 && samples > 1) {
      note("at temperature 0 all samples are the same; --temperature 1 makes them differ");
    }
    return options;
  }

  private Generator load(Path directory, Path file, Vocabulary vocabulary) {
    PromptTokenizer tokenizer = PromptTokenizer.read(file);
    try {
      ModelOptions options =
          backend.over(ModelOptions.defaults().withDevice(device).withThreads(threads));
      CausalModel loaded = Models.load(directory, options);
      try {
        return new Generator(loaded, tokenizer, vocabulary);
      } catch (GenerationException e) {
        loaded.close();
        throw e;
      }
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /** Writes all samples; returns the exit status. */
  private int write(
      Prompted prompted, GenerationOptions options, Optional<Verifier> verifier, Results results) {
    boolean live = !json && results.direct() && Terminal.is(Terminal.OUT);
    int status = ExitStatus.DONE;
    try (Progress progress = Progress.of(samples, !quiet && !live && samples > 1)) {
      for (int i = 0; i < samples; i++) {
        interruption.check();
        long before = System.nanoTime();
        Generation generation = generate(prompted, options.withSeed(seed + i), live);
        double seconds = (System.nanoTime() - before) / 1e9;
        Look look = look(generation, verifier);
        if (live) {
          streams().print("\n");
        } else {
          results.line(json ? Streams.json(object(generation, look)) : generation.text());
        }
        status = refused(look, status);
        generation.notes().forEach(this::note);
        if (!json) {
          note(summary(generation, look, seconds));
        }
        progress.step();
      }
    }
    return status;
  }

  private TextSampler sampler(
      Generator generator, Constraint constraint, String text, SamplingOptions options) {
    try {
      return generator.sampler(constraint, text, options, interruption::check);
    } catch (IllegalArgumentException e) {
      // What a method says of its numbers: beams, groups, steps, particles.
      throw Failure.usage("--sampler " + sampling.sampler + ": " + e.getMessage());
    }
  }

  /** Writes all samples of a sampler; returns the exit status. */
  private int write(
      TextSampler sampler,
      @Nullable Path trie,
      String model,
      Optional<Verifier> verifier,
      Results results) {
    if (trie != null && sampler.readTrie(trie, model)) {
      note(
          String.format(
              Locale.ROOT,
              "%s: read; P(L) is at most %.3g",
              trie,
              Math.exp(sampler.trie().orElseThrow().logBound())));
    }
    int status = ExitStatus.DONE;
    try (Progress progress = Progress.of(samples, !quiet && samples > 1)) {
      for (int i = 0; i < samples; i++) {
        interruption.check();
        long before = System.nanoTime();
        SampledText sampled;
        try {
          sampled = sampler.next();
        } catch (SamplingException e) {
          if (i == 0 || e.kind() != SamplingException.Kind.EXHAUSTED) {
            throw e;
          }
          note(e.getMessage());
          break;
        }
        double seconds = (System.nanoTime() - before) / 1e9;
        Sample sample = sampled.sample();
        Generation generation =
            new Generation(
                sampled.text(), Generation.Finish.COMPLETE, sample.ids(), 0, seed, List.of());
        Look look = look(generation, verifier);
        Map<String, Object> object = object(generation, look);
        object.put("logp", sample.logProbability());
        object.put("log_weight", finite(sample.logWeight()));
        object.put("certificate", finite(sample.certificate()));
        object.put("attempts", sample.attempts());
        object.put("forwards", sample.forwards());
        results.line(json ? Streams.json(object) : generation.text());
        status = refused(look, status);
        if (!json) {
          note(summary(generation, look, seconds) + "; " + cost(sample));
        }
        progress.step();
      }
    } finally {
      if (trie != null) {
        sampler.writeTrie(trie, model);
      }
    }
    sampler
        .estimate()
        .filter(mass -> Double.isFinite(mass.relativeError()))
        .ifPresent(mass ->
            note(
                String.format(
                    Locale.ROOT,
                    "P(L) is about %.3g (± %.0f %%, from %,d terms)",
                    Math.exp(mass.logMean()),
                    100 * mass.relativeError(),
                    mass.terms())));
    return status;
  }

  /** JSON has no infinity. */
  private static @Nullable Double finite(OptionalDouble value) {
    return value.isPresent() && Double.isFinite(value.getAsDouble()) ? value.getAsDouble() : null;
  }

  private static String cost(Sample sample) {
    StringBuilder cost = new StringBuilder();
    cost.append(
        String.format(
            Locale.ROOT,
            "ln P %.2f, %,d attempts, %,d forwards",
            sample.logProbability(),
            sample.attempts(),
            sample.forwards()));
    if (sample.certificate().isPresent()) {
      cost.append(
          String.format(Locale.ROOT, ", certificate %.3g", sample.certificate().getAsDouble()));
    }
    return cost.toString();
  }

  private Generation generate(Prompted prompted, GenerationOptions options, boolean live) {
    GenerationListener listener =
        new GenerationListener() {
          @Override
          public void token(int id, boolean forced) {
            interruption.check();
          }

          @Override
          public void text(String piece) {
            if (live) {
              streams().print(piece);
            }
          }
        };
    try {
      return prompted.generate(options, listener);
    } catch (Interruption.Interrupted e) {
      if (live) {
        streams().print("\n");
      }
      throw e;
    }
  }

  /**
   * @param verified what the second look found; null where there was none
   */
  private record Look(@Nullable Boolean verified, List<String> problems) {
    boolean refused() {
      return verified != null && !verified;
    }
  }

  private Look look(Generation generation, Optional<Verifier> verifier) {
    if (verifier.isEmpty() || generation.finish() != Generation.Finish.COMPLETE) {
      return new Look(null, List.of());
    }
    Verifier.Verdict verdict = verifier.get().verify(generation.text());
    return switch (verdict.outcome()) {
      case VALID -> new Look(true, List.of());
      case INVALID -> new Look(false, verdict.problems());
      case UNKNOWN -> new Look(null, verdict.problems());
    };
  }

  private int refused(Look look, int status) {
    if (!look.refused()) {
      return status;
    }
    streams()
        .note(
            "espalier: internal error: the second look refuses this text: "
                + String.join("; ", look.problems)
                + "; the text is kept, please report it with its schema or grammar");
    return ExitStatus.INTERNAL;
  }

  private static Map<String, Object> object(Generation generation, Look look) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("text", generation.text());
    object.put("finish", generation.finish().name().toLowerCase(Locale.ROOT));
    object.put("tokens", generation.tokens());
    object.put("forced", generation.forced());
    object.put("seed", generation.seed());
    object.put("verified", look.verified);
    List<String> notes = new ArrayList<>(generation.notes());
    notes.addAll(look.problems);
    if (!notes.isEmpty()) {
      object.put("notes", notes);
    }
    return object;
  }

  private String summary(Generation generation, Look look, double seconds) {
    String verified;
    if (look.verified == null) {
      verified =
          look.problems.isEmpty()
              ? "not looked at again"
              : "not verified: " + String.join("; ", look.problems);
    } else {
      verified = look.verified ? "valid at second look" : "REFUSED at second look";
    }
    return String.format(
        Locale.ROOT,
        "%s: %d tokens (%d forced) in %.2f s, seed %d, %s",
        generation.finish() == Generation.Finish.COMPLETE ? "complete" : "cut off",
        generation.tokens(),
        generation.forced(),
        seconds,
        generation.seed(),
        verified);
  }

  private void note(String line) {
    if (!quiet) {
      streams().note(line);
    }
  }

  /** A bar on standard error while several samples are made, if a person is watching. */
  private record Progress(@Nullable ProgressBar bar) implements AutoCloseable {
    static Progress of(int samples, boolean wanted) {
      if (!wanted || !Terminal.is(Terminal.ERR)) {
        return new Progress(null);
      }
      return new Progress(
          new ProgressBarBuilder()
              .setTaskName("samples")
              .setInitialMax(samples)
              .setConsumer(new ConsoleProgressBarConsumer(System.err))
              .build());
    }

    void step() {
      if (bar != null) {
        bar.step();
      }
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
