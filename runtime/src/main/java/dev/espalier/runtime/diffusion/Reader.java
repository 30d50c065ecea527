package dev.espalier.runtime.diffusion;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import java.util.Optional;

/**
 * Reads canvases by a constraint's states. Behind the end token stand end tokens alone. A limit
 * that is reached counts as a text that cannot be read: nothing is taken that is not known.
 */
final class Reader {
  private final Constraint constraint;
  private final Vocabulary vocabulary;

  Reader(Constraint constraint) {
    this.constraint = constraint;
    this.vocabulary = constraint.vocabulary();
  }

  Constraint constraint() {
    return constraint;
  }

  State start() {
    return constraint.start();
  }

  /** The state after a token, if it can stand. */
  Optional<State> next(State state, int token) {
    if (token >= vocabulary.size()) {
      return Optional.empty();
    }
    if (state.ended()) {
      return vocabulary.isEos(token) ? Optional.of(state) : Optional.empty();
    }
    try {
      return state.allows(token) ? Optional.of(state.next(token)) : Optional.empty();
    } catch (LimitExceeded e) {
      return Optional.empty();
    }
  }

  /** Whether a token cannot stand; false where a limit was reached. */
  boolean refuses(State state, int token) {
    if (token >= vocabulary.size()) {
      return true;
    }
    try {
      return state.ended() ? !vocabulary.isEos(token) : !state.allows(token);
    } catch (LimitExceeded e) {
      return false;
    }
  }

  /** The state after some tokens, if they can stand. */
  Optional<State> read(State from, int[] tokens) {
    Optional<State> state = Optional.of(from);
    for (int i = 0; i < tokens.length && state.isPresent(); i++) {
      state = next(state.get(), tokens[i]);
    }
    return state;
  }

  /** Whether tokens are a text of the constraint, with or without end tokens behind it. */
  boolean accepts(int[] tokens) {
    return read(start(), tokens).map(Reader::isText).orElse(false);
  }

  static boolean isText(State state) {
    return state.ended() || state.accepting();
  }

  /** The tokens of a known completion, if there are at most so many. */
  Optional<int[]> completion(State state, int most) {
    if (state.ended()) {
      return Optional.of(new int[0]);
    }
    try {
      int[] ids = state.completion().ids();
      return ids.length <= most ? Optional.of(ids) : Optional.empty();
    } catch (LimitExceeded e) {
      return Optional.empty();
    }
  }
}
