package dev.espalier.runtime.sampling;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A text with what is known about how it came about.
 *
 * @param ids its tokens, the end token included
 * @param logProbability ln P of the text, in nats: under the model with its temperature and
 *     truncation, without the constraint
 * @param logWeight the logarithm of its importance weight, where the method has one: over all
 *     samples of a method, weighted means converge to means under Q. 0 where every sample counts
 *     the same
 * @param certificate where the method keeps a trie: an upper bound, in nats, of the divergence
 *     KL(Q‖Q̃) of an ASAp draw from the target, and of -ln of the chance that the next attempt is
 *     accepted; infinite while nothing was accepted
 * @param attempts how many texts were begun for this one
 * @param forwards how many next-token laws the model computed for it
 */
public record Sample(
    List<Integer> ids,
    double logProbability,
    OptionalDouble logWeight,
    OptionalDouble certificate,
    long attempts,
    long forwards) {

  public Sample {
    ids = List.copyOf(ids);
  }
}
