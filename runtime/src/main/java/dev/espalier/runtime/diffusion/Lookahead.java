package dev.espalier.runtime.diffusion;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Fills the masks between known tokens with tokens that the model finds likely, so that states read
 * all of it: the lookahead of LAVE (arXiv 2602.00612). Fillings are compared by the product of
 * their tokens' probabilities; the published code adds them up, which favours one sure token over
 * many likely ones.
 *
 * <p>Work: for each mask, the fillings kept times the tokens tried; for each known token, the
 * fillings kept.
 */
final class Lookahead {
  private final Reader reader;
  private final LookaheadOptions options;
  private final RandomGenerator random;

  Lookahead(Reader reader, LookaheadOptions options, RandomGenerator random) {
    this.reader = reader;
    this.options = options;
    this.random = random;
  }

  /**
   * A filled stretch.
   *
   * @param state after it
   * @param score logarithm of the probability of the tokens that fill masks
   * @param tokens of all positions
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Filled(State state, double score, int[] tokens) {}

  /**
   * The likeliest filling that was found of the positions from the frontier up to another.
   *
   * @param board without end tokens before {@code to}
   */
  Optional<Filled> fill(Frontier frontier, Board board, int to, Distributions model) {
    int from = frontier.position();
    List<Filled> kept = List.of(new Filled(frontier.state(), 0, new int[Math.max(0, to - from)]));
    for (int position = from; position < to && !kept.isEmpty(); position++) {
      kept =
          board.isMask(position)
              ? chosen(guessed(kept, position - from, position, model))
              : known(kept, position - from, board.at(position));
    }
    return kept.stream().max(Comparator.comparingDouble(Filled::score));
  }

  private List<Filled> known(List<Filled> kept, int slot, int token) {
    List<Filled> next = new ArrayList<>();
    for (Filled filled : kept) {
      Optional<State> state = reader.next(filled.state, token);
      if (state.isPresent()) {
        filled.tokens[slot] = token; // its own array
        next.add(new Filled(state.get(), filled.score, filled.tokens));
      }
    }
    return next;
  }

  private List<Filled> guessed(List<Filled> kept, int slot, int position, Distributions model) {
    List<Filled> next = new ArrayList<>();
    int[] tokens = model.likeliest(position, options.perMask());
    for (Filled filled : kept) {
      for (int token : tokens) {
        extend(filled, slot, position, token, model, next);
      }
    }
    if (next.isEmpty()) {
      // None of them can stand: then the likeliest of those that can.
      for (Filled filled : kept) {
        try {
          // One more than the end tokens, which may be likelier and lead nowhere.
          int count = 1 + reader.constraint().vocabulary().eos().length;
          for (int token : Distributions.top(model.row(position), filled.state.mask(), count)) {
            extend(filled, slot, position, token, model, next);
          }
        } catch (LimitExceeded e) {
          continue; // This one cannot be followed.
        }
      }
    }
    return next;
  }

  private void extend(
      Filled filled, int slot, int position, int token, Distributions model, List<Filled> next) {
    Optional<State> state = reader.next(filled.state, token).filter(s -> !s.ended());
    if (state.isPresent()) {
      int[] tokens = filled.tokens.clone();
      tokens[slot] = token;
      double score = filled.score + model.logProbability(position, token);
      next.add(new Filled(state.get(), score, tokens));
    }
  }

  /** The likeliest, and some others by chance. */
  private List<Filled> chosen(List<Filled> all) {
    int keep = options.likeliest() + options.random();
    if (all.size() <= keep) {
      return all;
    }
    all.sort(Comparator.comparingDouble(Filled::score).reversed());
    List<Filled> chosen = new ArrayList<>(all.subList(0, options.likeliest()));
    List<Filled> others = all.subList(options.likeliest(), all.size());
    for (int i = 0; i < options.random(); i++) {
      Collections.swap(others, i, i + random.nextInt(others.size() - i));
      chosen.add(others.get(i));
    }
    return chosen;
  }
}
