package dev.espalier.runtime;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.generation.ForcedText;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.generation.Segmenter;
import dev.espalier.runtime.generation.Utf8Pieces;
import dev.espalier.runtime.model.CausalModel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * A model that has read a prompt and writes texts after it: {@link Generator#prompt}.
 *
 * <p>For one thread. The prompt, and forced text that begins every sample, go through the model
 * once.
 */
public final class Prompted implements AutoCloseable {
  /** How many candidates are tried for one that can be finished in time, before the known one. */
  private static final int CANDIDATES = 256;

  private final CausalModel model;
  private final Constraint constraint;
  private final Vocabulary vocabulary;
  private final int[] prompt;
  private final ForcedText forced;
  private final Segmenter segmenter;
  private final CausalModel.Cache cache;

  // What every sample begins with, as far as a pass of the model has seen it.
  private int[] read = new int[0];
  private float[] readLogits = new float[0];

  Prompted(
      CausalModel model,
      Constraint constraint,
      int[] prompt,
      ForcedText forced,
      Segmenter segmenter) {
    this.model = model;
    this.constraint = constraint;
    this.vocabulary = constraint.vocabulary();
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
    try (Decoding decoding = new Decoding(options, listener)) {
      return decoding.run();
    }
  }

  @Override
  public void close() {
    cache.close();
  }

  /** One text in the making. */
  private final class Decoding implements AutoCloseable {
    private final GenerationOptions options;
    private final GenerationListener listener;
    private final RandomGenerator random;
    private final int budget;

    private CausalModel.Cache own = model.newCache();
    private CausalModel.@Nullable Logits pending;
    private State state = constraint.start();

    // A way to the end that fits: its tokens, of which the first `followed` have been taken. Empty
    // when it has not been worked out.
    private int[] plan = new int[0];
    private int followed;

    private final List<Integer> ids = new ArrayList<>();
    private int forcedTokens;
    // How many of prompt + ids the model has read into `own`.
    private int fed;
    private float[] row = new float[0];

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Utf8Pieces pieces = new Utf8Pieces();
    private final List<String> notes = new ArrayList<>();

    Decoding(GenerationOptions options, GenerationListener listener) {
      this.options = options;
      this.listener = listener;
      this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(options.seed());
      this.budget = Math.min(options.maxTokens(), model.info().maxPositions() - prompt.length);
    }

    Generation run() {
      checkBudget();
      while (left() > 0) {
        try {
          if (step()) {
            return finished(Generation.Finish.COMPLETE);
          }
        } catch (LimitExceeded e) {
          // The state can say no more, but it still knows one way to the end.
          notes.add(e.getMessage() + "; the text was ended by its known completion");
          return complete();
        }
      }
      return finished(Generation.Finish.LENGTH);
    }

    private int left() {
      return budget - ids.size();
    }

    private void checkBudget() {
      if (!options.closing()) {
        return;
      }
      int needed = state.completion().tokens() + 1;
      if (needed <= budget) {
        return;
      }
      String room =
          budget < options.maxTokens()
              ? "the model has room for %d tokens after a prompt of %d"
                  .formatted(budget, prompt.length)
              : "max-tokens is %d".formatted(budget);
      throw new GenerationException(
          GenerationException.Kind.BUDGET,
          "%s, but the shortest text known takes %d with its end token".formatted(room, needed));
    }

    /** Decides at least one token. True when the text has ended. */
    private boolean step() {
      byte[] given = state.forced();
      if (options.forcing() && force(given)) {
        return false;
      }
      if (given.length > 0 || state.accepting()) {
        // The only cases in which one token may be all there is: then the model is not asked.
        TokenMask mask = state.mask();
        int only = only(mask);
        if (only >= 0) {
          return take(only, true);
        }
      }
      // On a device that computes on its own, the mask is made while the pass is under way.
      feed();
      TokenMask mask = state.mask();
      Sampler.Distribution distribution = options.sampler().over(logits(), mask);
      return take(choose(distribution), false);
    }

    /** Appends forced text, unless that would leave too few tokens for the end. */
    private boolean force(byte[] given) {
      ForcedText.Run run = forced.from(state, given);
      int length = run.tokens().length;
      if (length == 0 || length > left()) {
        return false;
      }
      State after = run.states().get(length - 1);
      if (options.closing() && after.completion().tokens() + 1 > left() - length) {
        return false;
      }
      for (int i = 0; i < length; i++) {
        emit(run.tokens()[i], true);
      }
      state = after;
      forget();
      return true;
    }

    /** The token that a mask leaves, or -1. Of several end tokens, which mean the same, one. */
    private int only(TokenMask mask) {
      int first = mask.next(0);
      if (mask.count() == 1) {
        return first;
      }
      if (!vocabulary.isEos(first)) {
        return -1;
      }
      for (int id = first; id >= 0; id = mask.next(id + 1)) {
        if (!vocabulary.isEos(id)) {
          return -1;
        }
      }
      return first;
    }

    private int choose(Sampler.Distribution distribution) {
      LimitExceeded limit = null;
      for (int tries = 0; tries < CANDIDATES && !distribution.isEmpty(); tries++) {
        int token = distribution.draw(random.nextDouble());
        try {
          if (inTime(token)) {
            return token;
          }
        } catch (LimitExceeded e) {
          limit = e;
        }
        distribution.exclude(token);
      }
      if (limit != null) {
        throw limit;
      }
      return planned();
    }

    private boolean inTime(int token) {
      return vocabulary.isEos(token)
          || !options.closing()
          || state.next(token).completion().tokens() + 1 <= left() - 1;
    }

    /** The next token of a way to the end that is known to fit. */
    private int planned() {
      if (followed == plan.length) {
        if (state.accepting()) {
          return end();
        }
        plan = completion();
        followed = 0;
      }
      return plan[followed];
    }

    private int[] completion() {
      State.Completion completion = state.completion();
      if (completion.symbols()) {
        return completion.ids();
      }
      return segmenter
          .fewest(completion.bytes())
          .orElseThrow(
              () -> new IllegalStateException("a completion that the vocabulary cannot spell"));
    }

    private int end() {
      return vocabulary.eos()[0];
    }

    private void forget() {
      plan = new int[0];
      followed = 0;
    }

    /** Takes a token. True when it ended the text. */
    private boolean take(int token, boolean noChoice) {
      State next = state.next(token);
      emit(token, noChoice);
      state = next;
      if (followed < plan.length && plan[followed] == token) {
        followed++;
        if (followed == plan.length) {
          forget();
        }
      } else {
        forget();
      }
      return vocabulary.isEos(token);
    }

    private void emit(int token, boolean noChoice) {
      ids.add(token);
      if (noChoice) {
        forcedTokens++;
      }
      listener.token(token, noChoice);
      byte[] part = vocabulary.bytes(token);
      if (part.length > 0) {
        bytes.writeBytes(part);
        tell(pieces.add(part));
      }
    }

    private void tell(String piece) {
      if (!piece.isEmpty()) {
        listener.text(piece);
      }
    }

    /** Ends the text by its known completion, as far as the tokens go. */
    private Generation complete() {
      int[] rest =
          followed < plan.length ? Arrays.copyOfRange(plan, followed, plan.length) : completion();
      for (int token : rest) {
        if (left() == 0) {
          return finished(Generation.Finish.LENGTH);
        }
        emit(token, true);
      }
      if (left() == 0) {
        return finished(Generation.Finish.LENGTH);
      }
      emit(end(), true);
      return finished(Generation.Finish.COMPLETE);
    }

    private Generation finished(Generation.Finish finish) {
      tell(pieces.end());
      return new Generation(
          bytes.toString(StandardCharsets.UTF_8), finish, ids, forcedTokens, options.seed(), notes);
    }

    /** Lets the model read what it has not read yet. */
    private void feed() {
      int length = prompt.length + ids.size();
      if (fed == length) {
        return;
      }
      int[] tokens = new int[length - fed];
      for (int i = 0; i < tokens.length; i++) {
        int at = fed + i;
        tokens[i] = at < prompt.length ? prompt[at] : ids.get(at - prompt.length);
      }
      fed = length;
      if (length == tokens.length && begin(tokens)) {
        return;
      }
      release();
      pending = model.forward(own, tokens);
    }

    /** Takes what every sample begins with from the first that came along, if it is the same. */
    private boolean begin(int[] tokens) {
      if (cache.length() == 0) {
        try (CausalModel.Logits logits = model.forward(cache, tokens)) {
          readLogits = logits.last();
        }
        read = tokens;
      }
      if (!Arrays.equals(tokens, read)) {
        return false;
      }
      own.close();
      own = cache.fork();
      row = readLogits;
      return true;
    }

    /** The logits of the next token; waits for the model. */
    private float[] logits() {
      if (pending != null) {
        row = pending.last();
        release();
      }
      return row;
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
