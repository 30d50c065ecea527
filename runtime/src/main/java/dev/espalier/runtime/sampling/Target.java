package dev.espalier.runtime.sampling;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;

/**
 * What is to be sampled: a model's texts, given that they are in a language and of at most so many
 * tokens.
 *
 * @param model P
 * @param constraint L, over the model's tokens
 * @param maxTokens most tokens of a text, its end token included; at least 1
 */
public record Target(LanguageModel model, Constraint constraint, int maxTokens) {

  /** Bounds the length by the model's room. */
  public Target {
    if (maxTokens < 1) {
      throw new IllegalArgumentException("max-tokens is at least 1: " + maxTokens);
    }
    if (constraint.vocabulary().size() > model.width()) {
      throw new IllegalArgumentException(
          "a vocabulary of %d tokens for logits of %d"
              .formatted(constraint.vocabulary().size(), model.width()));
    }
    maxTokens = Math.min(maxTokens, model.room());
  }

  public Vocabulary vocabulary() {
    return constraint.vocabulary();
  }

  /**
   * The tokens that may follow: at the last position allowed, only those that end the text.
   *
   * @param depth how many tokens stand before
   * @throws LimitExceeded as {@link State#mask} does: then no method can go on
   */
  public TokenMask mask(State state, int depth) {
    if (depth < maxTokens - 1) {
      return state.mask();
    }
    return state.accepting()
        ? TokenMask.ofIds(vocabulary().eos(), vocabulary().size())
        : TokenMask.ofIds(new int[0], vocabulary().size());
  }

  /** One bit of {@link #mask}, without making it. */
  public boolean allows(State state, int depth, int token) {
    return token < vocabulary().size()
        && (depth < maxTokens - 1 || vocabulary().isEos(token))
        && state.allows(token);
  }

  /** Whether a token ends a text. */
  public boolean ends(int token) {
    return token < vocabulary().size() && vocabulary().isEos(token);
  }
}
