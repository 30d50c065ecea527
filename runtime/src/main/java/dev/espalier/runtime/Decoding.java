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
import dev.espalier.runtime.tensor.TokenChoice;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * One text in the making, without the model: what is decided on the host. Whoever has the model
 * asks {@link #needsModel}, lets it read, asks for the {@link #choice} while it computes, and gives
 * the outcome to {@link #decide}.
 */
final class Decoding {
  /** How many candidates are tried for one that can be finished in time, before the known one. */
  private static final int CANDIDATES = 256;

  private final Vocabulary vocabulary;
  private final ForcedText forced;
  private final Segmenter segmenter;
  private final GenerationOptions options;
  private final GenerationListener listener;
  private final RandomGenerator random;
  private final int budget;
  private double uniform;

  private State state;

  // A way to the end that fits: its tokens, of which the first `followed` have been taken. Empty
  // when it has not been worked out.
  private int[] plan = new int[0];
  private int followed;

  private final List<Integer> ids = new ArrayList<>();
  private int forcedTokens;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Utf8Pieces pieces = new Utf8Pieces();
  private final List<String> notes = new ArrayList<>();

  private boolean ended;
  private Generation.Finish finish = Generation.Finish.LENGTH;

  /**
   * @param budget the most tokens, the end token included
   */
  Decoding(
      Constraint constraint,
      ForcedText forced,
      Segmenter segmenter,
      int promptTokens,
      int positions,
      GenerationOptions options,
      GenerationListener listener) {
    this.vocabulary = constraint.vocabulary();
    this.forced = forced;
    this.segmenter = segmenter;
    this.options = options;
    this.listener = listener;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(options.seed());
    this.budget = Math.min(options.maxTokens(), positions - promptTokens);
    this.state = constraint.start();
    checkBudget(promptTokens);
  }

  /**
   * Takes all tokens that need no model.
   *
   * @return whether the next one does; else the text has ended
   */
  boolean needsModel() {
    while (!ended && left() > 0) {
      try {
        if (!freeStep()) {
          uniform = random.nextDouble();
          return true;
        }
      } catch (LimitExceeded e) {
        complete(e);
      }
    }
    return false;
  }

  /**
   * How the next token is to be chosen by a model that {@linkplain CausalModel#chooses chooses}.
   * Makes the mask: it is asked for while the device is at work.
   *
   * @return empty if the text has ended instead, because a limit was reached
   */
  Optional<TokenChoice> choice() {
    try {
      Sampler sampler = options.sampler();
      return Optional.of(
          new TokenChoice(
              Optional.of(state.mask()),
              sampler.temperature(),
              sampler.topK(),
              sampler.topP(),
              sampler.minP(),
              uniform));
    } catch (LimitExceeded e) {
      complete(e);
      return Optional.empty();
    }
  }

  /** Chooses the next token by its logits, and takes it. */
  void decide(float[] logits) {
    decide(-1, () -> logits);
  }

  /**
   * Takes the token that a device has chosen as {@link #choice} says, if the text can be finished
   * in time behind it; else one that is chosen here.
   *
   * @param candidate -1 if there is none
   * @param logits of the next token, asked for only where they are needed
   */
  void decide(int candidate, Supplier<float[]> logits) {
    try {
      take(choose(candidate, logits), false);
    } catch (LimitExceeded e) {
      complete(e);
    }
  }

  /** The tokens so far. */
  List<Integer> ids() {
    return Collections.unmodifiableList(ids);
  }

  /** The text, once it has ended. */
  Generation generation() {
    tell(pieces.end());
    return new Generation(
        bytes.toString(StandardCharsets.UTF_8), finish, ids, forcedTokens, options.seed(), notes);
  }

  private int left() {
    return budget - ids.size();
  }

  private void checkBudget(int promptTokens) {
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
                .formatted(budget, promptTokens)
            : "max-tokens is %d".formatted(budget);
    throw new GenerationException(
        GenerationException.Kind.BUDGET,
        "%s, but the shortest text known takes %d with its end token".formatted(room, needed));
  }

  /** Takes tokens that leave no choice; false if there are none. */
  private boolean freeStep() {
    boolean fixed = state.accepting();
    if (options.forcing()) {
      byte[] given = state.forced();
      if (force(given)) {
        return true;
      }
      fixed |= given.length > 0;
    }
    if (fixed) {
      // The only cases in which one token may be all there is: then the model is not asked.
      int only = only(state.mask());
      if (only >= 0) {
        take(only, true);
        return true;
      }
    }
    return false;
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

  private int choose(int candidate, Supplier<float[]> logits) {
    LimitExceeded limit = null;
    Sampler.Distribution rest = null;
    int token = candidate >= 0 ? candidate : chosen(logits.get());
    for (int tries = 0; tries < CANDIDATES; tries++) {
      try {
        if (inTime(token)) {
          return token;
        }
      } catch (LimitExceeded e) {
        limit = e;
      }
      if (rest == null) {
        rest = options.sampler().over(logits.get(), state.mask());
      }
      rest.exclude(token);
      if (rest.isEmpty()) {
        break;
      }
      token = rest.draw(random.nextDouble());
    }
    if (limit != null) {
      throw limit;
    }
    return planned();
  }

  /** What the sampler chooses under the mask, which is made only where it matters. */
  private int chosen(float[] logits) {
    Sampler sampler = options.sampler();
    if (sampler.temperature() == 0) {
      // What is the greatest of all is the greatest of those that are allowed, if it is.
      int greatest = Sampler.greatest(logits, vocabulary.size());
      if (greatest >= 0 && state.allows(greatest)) {
        return greatest;
      }
    }
    return sampler.choose(logits, state.mask(), uniform);
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

  private void take(int token, boolean noChoice) {
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
    if (vocabulary.isEos(token)) {
      end(Generation.Finish.COMPLETE);
    }
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
  private void complete(LimitExceeded limit) {
    // The state can say no more, but it still knows one way to the end.
    notes.add(limit.getMessage() + "; the text was ended by its known completion");
    int[] rest =
        followed < plan.length ? Arrays.copyOfRange(plan, followed, plan.length) : completion();
    for (int token : rest) {
      if (left() == 0) {
        end(Generation.Finish.LENGTH);
        return;
      }
      emit(token, true);
    }
    if (left() == 0) {
      end(Generation.Finish.LENGTH);
      return;
    }
    emit(end(), true);
    end(Generation.Finish.COMPLETE);
  }

  private void end(Generation.Finish how) {
    finish = how;
    ended = true;
  }
}
