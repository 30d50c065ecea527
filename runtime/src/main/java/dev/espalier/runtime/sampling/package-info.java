/**
 * Texts drawn from a language model <i>conditioned</i> on a language, rather than masked step by
 * step: with P the model's law over token sequences, its end token included, the target is {@code
 * Q(w) = P(w)·[w ∈ L] / P(L)}. The subpackages hold the methods: {@code aligned} (rejection with a
 * trie of what is known, ASAp), {@code mcmc}, {@code smc}, and {@code search} for the most likely
 * texts.
 *
 * <p>Laws. The model is defined first: temperature and truncation belong to P, and the constraint
 * conditions what they leave. A text of more than the allowed number of tokens has probability
 * zero: a method that claims to be exact is exact for P given L and that length. Texts are token
 * sequences: two tokenisations of one string are two texts, and no text is appended that was not
 * drawn token by token.
 */
@NullMarked
package dev.espalier.runtime.sampling;

import org.jspecify.annotations.NullMarked;
