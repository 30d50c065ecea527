package dev.espalier.runtime.diffusion;

import dev.espalier.compiler.CanvasChecker;
import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.GenerationException;
import dev.espalier.runtime.PromptTokenizer;
import dev.espalier.runtime.model.DiffusionModel;
import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.runtime.model.Models;
import java.nio.file.Path;

/**
 * A diffusion model that writes texts of a language: it fills a canvas of masks behind a prompt.
 *
 * <pre>{@code
 * try (Diffuser diffuser = Diffuser.load(directory)) {
 *   Grammar grammar = JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE));
 *   Diffusion filled = diffuser.diffuse(grammar, prompt);
 *   String json = filled.text(); // complete, and valid
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads, as far as the model is; every text is decoded by itself.
 */
public final class Diffuser implements AutoCloseable {
  private final DiffusionModel model;
  private final PromptTokenizer tokenizer;
  private final Vocabulary vocabulary;
  private final int mask;

  /**
   * A diffuser over parts of the caller's. They are closed with it.
   *
   * @throws GenerationException if the vocabulary has more tokens than the model's logits, or the
   *     model names no token for a mask
   */
  public Diffuser(DiffusionModel model, PromptTokenizer tokenizer, Vocabulary vocabulary) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.vocabulary = vocabulary;
    this.mask =
        model
            .info()
            .maskId()
            .orElseThrow(() ->
                new GenerationException(
                    GenerationException.Kind.MISMATCH,
                    "the model's config.json names no mask_token_id"));
    checkWidth(vocabulary);
  }

  /**
   * Loads a checkpoint with its tokenizer, as published: {@code config.json}, {@code
   * *.safetensors}, {@code tokenizer.json}.
   */
  public static Diffuser load(Path directory) {
    return load(directory, ModelOptions.defaults());
  }

  /** {@link #load(Path)} with options for the model. */
  public static Diffuser load(Path directory, ModelOptions options) {
    Path file = directory.resolve("tokenizer.json");
    return load(directory, options, Vocabulary.read(file));
  }

  /** {@link #load(Path)} with a vocabulary that was read with options of the caller's. */
  public static Diffuser load(Path directory, ModelOptions options, Vocabulary vocabulary) {
    PromptTokenizer tokenizer = PromptTokenizer.read(directory.resolve("tokenizer.json"));
    try {
      DiffusionModel model = Models.loadDiffusion(directory, options);
      try {
        return new Diffuser(model, tokenizer, vocabulary);
      } catch (GenerationException e) {
        model.close();
        throw e;
      }
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  public DiffusionModel model() {
    return model;
  }

  public PromptTokenizer tokenizer() {
    return tokenizer;
  }

  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** One text with the default options. */
  public Diffusion diffuse(Grammar grammar, String prompt) {
    return diffuse(
        CanvasChecker.of(grammar.bind(vocabulary)),
        prompt,
        DiffusionOptions.DEFAULT,
        DiffusionListener.NONE);
  }

  /** One text. */
  public Diffusion diffuse(Constraint constraint, String prompt, DiffusionOptions options) {
    return diffuse(CanvasChecker.of(constraint), prompt, options, DiffusionListener.NONE);
  }

  /**
   * One text, heard while it is made.
   *
   * @param checker of the constraint; one that is used again remembers what holes can hold
   * @throws GenerationException if prompt and canvas are longer than the model, or, with {@link
   *     Verification#HYBRID}, no text fits the canvas
   */
  public Diffusion diffuse(
      CanvasChecker checker, String prompt, DiffusionOptions options, DiffusionListener listener) {
    long most = 4L * model.info().maxPositions() * Math.max(1, vocabulary.longestToken());
    if (prompt.length() > most) {
      throw tooLong("more than " + most + " characters", options);
    }
    return diffuse(checker, tokenizer.prompt(prompt), options, listener);
  }

  /** The same with the prompt as tokens, of which there may be none. */
  public Diffusion diffuse(
      CanvasChecker checker, int[] prompt, DiffusionOptions options, DiffusionListener listener) {
    checkWidth(checker.constraint().vocabulary());
    if ((long) prompt.length + options.length() > model.info().maxPositions()) {
      throw tooLong(prompt.length + " tokens", options);
    }
    return new Decoding(model, checker, prompt, mask, options, listener).run();
  }

  private GenerationException tooLong(String length, DiffusionOptions options) {
    return new GenerationException(
        GenerationException.Kind.BUDGET,
        "the prompt has %s and the canvas %d, and this model has %d positions"
            .formatted(length, options.length(), model.info().maxPositions()));
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

  @Override
  public void close() {
    tokenizer.close();
    model.close();
  }
}
