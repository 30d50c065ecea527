package dev.espalier.runtime.tensor;

import dev.espalier.compiler.TokenMask;
import java.util.Optional;

/**
 * How one token is chosen from a row of logits, where the logits are: {@code temperature}, then the
 * mask, then top-k, top-p and min-p, as {@link dev.espalier.runtime.generation.Sampler} has them.
 *
 * @param allowed the tokens that may be chosen; empty for all
 * @param temperature what logits are divided by; 0 for the most probable token
 * @param topK how many tokens are kept; 0 for all
 * @param topP above 0, at most 1; 1 for all
 * @param minP 0 to 1; 0 for all
 * @param uniform a random number from 0 inclusive to 1 exclusive, by which a token is drawn by
 *     inversion: in the order of the ids, or from the most probable down where top-k or top-p is
 *     set
 */
public record TokenChoice(
    Optional<TokenMask> allowed,
    double temperature,
    int topK,
    double topP,
    double minP,
    double uniform) {

  /** The most probable token of those allowed. */
  public static TokenChoice greedy(Optional<TokenMask> allowed) {
    return new TokenChoice(allowed, 0, 0, 1, 0, 0);
  }
}
