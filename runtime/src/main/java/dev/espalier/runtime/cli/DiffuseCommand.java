package dev.espalier.runtime.cli;

import dev.espalier.compiler.CanvasChecker;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.Verifier;
import dev.espalier.runtime.diffusion.Diffuser;
import dev.espalier.runtime.diffusion.Diffusion;
import dev.espalier.runtime.diffusion.DiffusionCounts;
import dev.espalier.runtime.diffusion.DiffusionListener;
import dev.espalier.runtime.diffusion.DiffusionOptions;
import dev.espalier.runtime.diffusion.Strategies;
import dev.espalier.runtime.diffusion.Strategy;
import dev.espalier.runtime.diffusion.Verification;
import dev.espalier.runtime.model.BundledModels;
import dev.espalier.runtime.model.ModelOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code espalier diffuse}: a diffusion model fills a canvas. */
@Command(
    name = "diffuse",
    description = {
      "Lets a diffusion model fill a canvas with JSON that a schema allows, or a text of a grammar.",
      "Texts go to standard output; how each came about, to standard error.",
      "Exit status 1 if a canvas could not be completed."
    })
final class DiffuseCommand extends BaseCommand {
  /** {@link Verification} as it is typed. */
  enum Verify {
    none,
    emptiness,
    lave,
    hybrid
  }

  @Mixin LanguageArguments language = new LanguageArguments();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "A LLaDA or Dream checkpoint as published: config.json, *.safetensors, tokenizer.json. "
              + "Default: the bundled diffusion model.")
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
      names = "--length",
      paramLabel = "N",
      description = "Tokens of the canvas, the end token among them. Default: ${DEFAULT-VALUE}.")
  int length = DiffusionOptions.DEFAULT.length();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "Passes of the model, if nothing is refused; each block takes its part. Default: half the "
              + "length.")
  int steps;

  @Option(
      names = "--block",
      paramLabel = "N",
      description =
          "Tokens of a block; a block is filled before the next. Default: ${DEFAULT-VALUE} for "
              + "LLaDA's rules and left-to-right, the whole canvas for Dream's.")
  int block;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description =
          "Which positions come next: llada, llada-random, dream-origin, dream-maskgit-plus, "
              + "dream-topk-margin, dream-entropy, threshold, factor or left-to-right. Default: "
              + "${DEFAULT-VALUE}.")
  String strategy = "llada";

  @Option(
      names = "--confidence",
      paramLabel = "X",
      description =
          "Of --strategy threshold the probability (default 0.9), of factor the factor (default 1).")
  double confidence = Double.NaN;

  @Option(
      names = "--verify",
      paramLabel = "none|emptiness|lave|hybrid",
      description =
          "How it is made sure that the text is one of the schema or grammar: not at all; by "
              + "emptiness with masks uncounted; by looking ahead (LAVE); or by both, with a filling "
              + "of the whole canvas always at hand, so that every text ends inside its canvas. "
              + "Default: ${DEFAULT-VALUE}.")
  Verify verify = Verify.hybrid;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "How many texts, with the seeds S, S+1, … Default: ${DEFAULT-VALUE}.")
  int samples = 1;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Equal seeds give equal texts. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      description =
          "0 takes the most probable tokens; 1 samples as the model says. Default: "
              + "${DEFAULT-VALUE}.")
  double temperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Sample among the fewest tokens that have the probability P together.")
  double topP = 1;

  @Option(
      names = "--device",
      paramLabel = "D",
      description = "auto, cpu, gpu or gpu:N. Default: ${DEFAULT-VALUE}.")
  String device = "auto";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one operation on the CPU; 0 chooses by the model's size.")
  int threads;

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

  DiffuseCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public Integer call() {
    DiffusionOptions options = checked();
    Language source = language.read(this, SchemaArguments.Form.single);
    Grammar grammar = source.compile();
    for (Report.Relaxation relaxed : grammar.report().relaxed()) {
      note("not enforced: " + relaxed.keyword() + " at " + relaxed.pointer());
    }
    String given = prompt.given(streams());
    Path directory = model == null ? BundledModels.diffusion() : Inputs.path(model);
    if (!Files.isDirectory(directory)) {
      throw Failure.usage("--model " + directory + ": no such directory");
    }
    String text = prompt.form(given, model == null, source, directory);
    Vocabulary vocabulary = TokenizerArguments.read(directory.resolve("tokenizer.json"), eos);
    CanvasChecker checker = CanvasChecker.of(grammar.bind(vocabulary));
    ModelOptions loading = ModelOptions.defaults().withDevice(device).withThreads(threads);
    try (Results results = Results.to(output, streams());
        Diffuser diffuser = Diffuser.load(directory, loading, vocabulary)) {
      return write(diffuser, checker, text, options, source.verifier(grammar), results);
    }
  }

  private DiffusionOptions checked() {
    prompt.check(language);
    if (samples < 1) {
      throw Failure.usage("--samples is at least 1: " + samples);
    }
    if (threads < 0) {
      throw Failure.usage("--threads is 0 (by the model's size) or more: " + threads);
    }
    try {
      boolean dream = strategy.startsWith("dream-");
      return DiffusionOptions.DEFAULT
          .withLength(length)
          .withSteps(given("--steps") ? steps : Math.max(1, length / 2))
          .withBlock(given("--block") ? block : dream ? length : DiffusionOptions.DEFAULT.block())
          .withStrategy(strategy())
          .withVerification(Verification.valueOf(verify.name().toUpperCase(Locale.ROOT)))
          .withTemperature(temperature)
          .withTopP(topP)
          .withSeed(seed);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  private boolean given(String option) {
    return given().hasMatchedOption(option);
  }

  private Strategy strategy() {
    if (!Double.isNaN(confidence)) {
      switch (strategy) {
        case "threshold" -> {
          return Strategies.threshold(confidence);
        }
        case "factor" -> {
          return Strategies.factor(confidence);
        }
        default ->
            throw Failure.usage("--confidence says something about --strategy threshold or factor");
      }
    }
    return Strategies.named(strategy)
        .orElseThrow(() ->
            Failure.usage(
                "--strategy is one of "
                    + String.join(", ", Strategies.names())
                    + ", not "
                    + strategy));
  }

  private int write(
      Diffuser diffuser,
      CanvasChecker checker,
      String text,
      DiffusionOptions options,
      Verifier verifier,
      Results results) {
    DiffusionListener listener =
        new DiffusionListener() {
          @Override
          public void forward(long nanos) {
            interruption.check();
          }
        };
    int status = ExitStatus.DONE;
    for (int i = 0; i < samples; i++) {
      interruption.check();
      Diffusion made = diffuser.diffuse(checker, text, options.withSeed(seed + i), listener);
      results.line(json ? Streams.json(object(made)) : made.text());
      if (!json) {
        note(summary(made));
      }
      if (!made.complete()) {
        status = status == ExitStatus.DONE ? ExitStatus.REFUSED : status;
      } else {
        Verifier.Verdict verdict = verifier.verify(made.text());
        if (verdict.outcome() == Verifier.Outcome.INVALID) {
          status = ExitStatus.INTERNAL;
          streams()
              .note(
                  "espalier: internal error: the second look refuses this text: "
                      + String.join("; ", verdict.problems())
                      + "; the text is kept, please report it with its schema or grammar");
        }
      }
    }
    return status;
  }

  private static Map<String, Object> object(Diffusion made) {
    DiffusionCounts counts = made.counts();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("text", made.text());
    object.put("complete", made.complete());
    object.put("forwards", counts.forwards());
    object.put("rejected", counts.rejected());
    object.put("dead_ends", counts.deadEnds());
    object.put("fallbacks", counts.fallbacks());
    object.put("check_ms", counts.checkNanos() / 1e6);
    object.put("forward_ms", counts.forwardNanos() / 1e6);
    object.put("proposals", counts.proposals());
    object.put("unknown", counts.unknown());
    object.put("agreed", counts.agreed());
    object.put("checks", counts.checks());
    object.put("emptiness", counts.emptiness());
    object.put("witnessed", counts.witnessed());
    object.put("tokens", made.ids().size());
    object.put("seed", made.seed());
    return object;
  }

  private static String summary(Diffusion made) {
    DiffusionCounts counts = made.counts();
    return String.format(
        Locale.ROOT,
        "%s: %d tokens in %d passes (%.0f ms); %d of %d proposals refused (%.1f ms), %d tokens by"
            + " the filling at hand, seed %d",
        made.complete()
            ? (counts.fallbacks() > 0 ? "completed at last" : "complete")
            : "incomplete",
        made.ids().size(),
        counts.forwards(),
        counts.forwardNanos() / 1e6,
        counts.rejected(),
        counts.proposals(),
        counts.checkNanos() / 1e6,
        counts.witnessed(),
        made.seed());
  }

  private void note(String line) {
    if (!quiet) {
      streams().note(line);
    }
  }
}
