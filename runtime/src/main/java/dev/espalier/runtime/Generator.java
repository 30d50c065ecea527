package dev.espalier.runtime;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.generation.ForcedText;
import dev.espalier.runtime.generation.Segmenter;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.runtime.model.Models;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model that writes texts of a language.
 *
 * <pre>{@code
 * try (Generator generator = Generator.load(directory)) {
 *   Grammar grammar = JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE));
 *   String json = generator.generate(grammar, "An order of two lamps.").text();
 * }
 * }</pre>
 *
 * <p>At every step the logits are divided by the temperature, then the mask of the constraint's
 * state is applied, then top-k, top-p and min-p choose among what is allowed (see {@link Sampler}).
 * What is left no choice is not sampled: see {@link ForcedText}. Every text ends in time: see
 * {@link GenerationOptions#closing}.
 *
 * <p>Safe for use by many threads, as far as the model is.
 */
public final class Generator implements AutoCloseable {
  private final CausalModel model;
  private final PromptTokenizer tokenizer;
  private final Vocabulary vocabulary;
  private final Segmenter segmenter;

  /**
   * A generator over parts of the caller's. They are closed with it.
   *
   * @throws GenerationException if the vocabulary has more tokens than the model's logits
   */
  public Generator(CausalModel model, PromptTokenizer tokenizer, Vocabulary vocabulary) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.vocabulary = vocabulary;
    this.segmenter = new Segmenter(vocabulary.trie());
    checkWidth(vocabulary);
  }

  /**
   * Loads a checkpoint with its tokenizer, as published: {@code config.json}, {@code
   * *.safetensors}, {@code tokenizer.json}.
   */
  public static Generator load(Path directory) {
    return load(directory, ModelOptions.defaults());
  }

  /** {@link #load(Path)} with options for the model. */
  public static Generator load(Path directory, ModelOptions options) {
    Path file = directory.resolve("tokenizer.json");
    Vocabulary vocabulary = Vocabulary.read(file);
    PromptTokenizer tokenizer = PromptTokenizer.read(file);
    try {
      CausalModel model = Models.load(directory, options);
      try {
        return new Generator(model, tokenizer, vocabulary);
      } catch (GenerationException e) {
        model.close();
        throw e;
      }
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  public CausalModel model() {
    return model;
  }

  public PromptTokenizer tokenizer() {
    return tokenizer;
  }

  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** One text with the default options. */
  public Generation generate(Grammar grammar, String prompt) {
    return generate(grammar.bind(vocabulary), prompt, GenerationOptions.DEFAULT);
  }

  /** One text. */
  public Generation generate(Constraint constraint, String prompt, GenerationOptions options) {
    return generate(constraint, prompt, options, GenerationListener.NONE);
  }

  /** One text, heard while it is generated. */
  public Generation generate(
      Constraint constraint,
      String prompt,
      GenerationOptions options,
      GenerationListener listener) {
    try (Prompted prompted = prompt(constraint, prompt)) {
      return prompted.generate(options, listener);
    }
  }

  /** Several texts after one prompt, with the seeds {@code options.seed()}, the next one, … */
  public List<Generation> samples(
      Constraint constraint, String prompt, GenerationOptions options, int samples) {
    List<Generation> all = new ArrayList<>(samples);
    try (Prompted prompted = prompt(constraint, prompt)) {
      for (int i = 0; i < samples; i++) {
        all.add(prompted.generate(options.withSeed(options.seed() + i), GenerationListener.NONE));
      }
    }
    return all;
  }

  /**
   * Texts sampled from the model given the constraint, or searched for: see {@link
   * SamplingOptions}.
   *
   * @throws GenerationException as {@link #prompt(Constraint, String)}
   */
  public TextSampler sampler(Constraint constraint, String prompt, SamplingOptions options) {
    return sampler(constraint, prompt, options, () -> {});
  }

  /**
   * The same, heard while it works.
   *
   * @param beforeForward run before the model computes; an exception from it ends the attempt and
   *     reaches the caller
   */
  public TextSampler sampler(
      Constraint constraint, String prompt, SamplingOptions options, Runnable beforeForward) {
    int[] tokens = tokens(prompt);
    check(constraint, tokens);
    return new TextSampler(model, constraint, tokens, options, beforeForward);
  }

  /**
   * Many texts, several at a time: all that are under way share every pass of the model. Each has
   * its own prompt, constraint and options; one that has ended makes room for the next. Prompts
   * that begin alike are read once as far as they do. Every text is the one that {@link
   * #generate(Constraint, String, GenerationOptions)} gives, but for rounding in the model.
   *
   * @param atOnce the most texts under way, at least 1
   * @return the texts in the order of the jobs
   * @throws GenerationException as {@link #generate(Constraint, String, GenerationOptions)} does,
   *     before any text is begun where the prompt is the matter
   */
  public List<Generation> generateAll(List<GenerationJob> jobs, int atOnce) {
    if (atOnce < 1) {
      throw new IllegalArgumentException("texts at once are at least 1: " + atOnce);
    }
    List<BatchRun.Text> texts = new ArrayList<>(jobs.size());
    for (GenerationJob job : jobs) {
      int[] tokens = tokens(job.prompt());
      check(job.constraint(), tokens);
      texts.add(new BatchRun.Text(tokens, decoding(job, tokens.length)));
    }
    return new BatchRun(model, texts, atOnce).run();
  }

  private Decoding decoding(GenerationJob job, int promptTokens) {
    return new Decoding(
        job.constraint(),
        forced(job.constraint()),
        segmenter,
        promptTokens,
        model.info().maxPositions(),
        job.options(),
        GenerationListener.NONE);
  }

  private ForcedText forced(Constraint constraint) {
    return new ForcedText(constraint.vocabulary(), segmenter, tokenizer::text);
  }

  /**
   * The model after a prompt, which it reads only once for any number of texts.
   *
   * @throws GenerationException if the constraint is not over this vocabulary's tokens, the prompt
   *     is empty and the model names no token to begin with, or it leaves no room
   */
  public Prompted prompt(Constraint constraint, String prompt) {
    return prompt(constraint, tokens(prompt));
  }

  /** A prompt's tokens, at least one. */
  private int[] tokens(String prompt) {
    // A text that cannot fit is not split first: that takes time and memory.
    long most = 4L * model.info().maxPositions() * Math.max(1, vocabulary.longestToken());
    if (prompt.length() > most) {
      throw tooLong("more than " + most + " characters");
    }
    int[] tokens = tokenizer.prompt(prompt);
    return tokens.length == 0 ? new int[] {first()} : tokens;
  }

  /**
   * {@link #prompt(Constraint, String)} with the prompt as tokens, of which there is at least one.
   */
  public Prompted prompt(Constraint constraint, int[] prompt) {
    check(constraint, prompt);
    return new Prompted(model, constraint, prompt.clone(), forced(constraint), segmenter);
  }

  private void check(Constraint constraint, int[] prompt) {
    checkWidth(constraint.vocabulary());
    if (prompt.length >= model.info().maxPositions()) {
      throw tooLong(prompt.length + " tokens");
    }
  }

  private GenerationException tooLong(String length) {
    return new GenerationException(
        GenerationException.Kind.BUDGET,
        "the prompt has %s, and this model reads at most %d positions"
            .formatted(length, model.info().maxPositions()));
  }

  private void checkWidth(Vocabulary other) {
    int width = model.info().vocabularySize();
    if (other.size() > width) {
      throw new GenerationException(
          GenerationException.Kind.MISMATCH,
          "the vocabulary has %d tokens, but the model's logits only %d"
              .formatted(other.size(), width));
    }
  }

  private int first() {
    if (model.info().bosId().isPresent()) {
      return model.info().bosId().getAsInt();
    }
    // Models without a token of their own for the beginning are trained on texts joined by EOS.
    if (!model.info().eosIds().isEmpty()) {
      return model.info().eosIds().get(0);
    }
    throw new GenerationException(
        GenerationException.Kind.PROMPT,
        "the prompt is empty, and the model names no token to begin a text with; give a prompt");
  }

  @Override
  public void close() {
    tokenizer.close();
    model.close();
  }
}
