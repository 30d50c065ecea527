package dev.espalier.runtime;

import dev.espalier.compiler.Constraint;
import dev.espalier.runtime.generation.ForcedText;
import dev.espalier.runtime.generation.Segmenter;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.tensor.TokenChoice;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model that has read a prompt and writes texts after it: {@link Generator#prompt}.
 *
 * <p>For one thread. The prompt, and forced text that begins every sample, go through the model
 * once.
 */
public final class Prompted implements AutoCloseable {
  private final CausalModel model;
  private final Constraint constraint;
  private final int[] prompt;
  private final ForcedText forced;
  private final Segmenter segmenter;
  private final CausalModel.Cache cache;

  // What every sample begins with, as far as a pass of the model has seen it.
  private int[] read = new int[0];
  private CausalModel.@Nullable Logits readLogits;

  Prompted(
      CausalModel model,
      Constraint constraint,
      int[] prompt,
      ForcedText forced,
      Segmenter segmenter) {
    this.model = model;
    this.constraint = constraint;
    this.prompt = prompt;
    this.forced = forced;
    this.segmenter = segmenter;
    this.cache = model.newCache();
  }

  /** How many tokens the prompt has. */
  public int promptTokens() {
    return prompt.length;
  }

  /**
   * One text.
   *
   * <p>Work besides the model's: per token a mask, a sample from the allowed tokens, and one known
   * completion ({@link State#completion}) of the token that was chosen.
   *
   * @throws GenerationException of kind {@code BUDGET} if {@link GenerationOptions#closing} is on
   *     and the shortest known text does not fit the tokens allowed; the message says how many it
   *     takes
   */
  public Generation generate(GenerationOptions options, GenerationListener listener) {
    Decoding decoding =
        new Decoding(
            constraint,
            forced,
            segmenter,
            prompt.length,
            model.info().maxPositions(),
            options,
            listener);
    try (Reading reading = new Reading()) {
      while (decoding.needsModel()) {
        CausalModel.Logits logits = reading.logits(decoding.ids());
        if (!model.chooses()) {
          decoding.decide(logits.last());
          continue;
        }
        Optional<TokenChoice> choice = decoding.choice();
        if (choice.isPresent()) {
          int candidate = model.choose(List.of(logits), List.of(choice.get()))[0];
          decoding.decide(candidate, logits::last);
        }
      }
    }
    return decoding.generation();
  }

  @Override
  public void close() {
    if (readLogits != null) {
      readLogits.close();
    }
    cache.close();
  }

  /** The model's side of one text. */
  private final class Reading implements AutoCloseable {
    private CausalModel.Cache own = model.newCache();
    private CausalModel.@Nullable Logits pending;

    // How many of prompt + ids the model has read into `own`.
    private int fed;

    /** Lets the model read what it has not read yet; the logits of the next token. */
    CausalModel.Logits logits(List<Integer> ids) {
      int length = prompt.length + ids.size();
      int[] tokens = new int[length - fed];
      for (int i = 0; i < tokens.length; i++) {
        int at = fed + i;
        tokens[i] = at < prompt.length ? prompt[at] : ids.get(at - prompt.length);
      }
      boolean first = fed == 0;
      fed = length;
      if (first) {
        Optional<CausalModel.Logits> shared = begin(tokens);
        if (shared.isPresent()) {
          return shared.get();
        }
      }
      release();
      CausalModel.Logits logits = model.forward(own, tokens);
      pending = logits;
      return logits;
    }

    /** Takes what every sample begins with from the first that came along, if it is the same. */
    private Optional<CausalModel.Logits> begin(int[] tokens) {
      if (cache.length() == 0) {
        readLogits = model.forward(cache, tokens);
        read = tokens;
      }
      if (readLogits == null || !Arrays.equals(tokens, read)) {
        return Optional.empty();
      }
      own.close();
      own = cache.fork();
      return Optional.of(readLogits);
    }

    private void release() {
      if (pending != null) {
        pending.close();
        pending = null;
      }
    }

    @Override
    public void close() {
      release();
      own.close();
    }
  }
}
