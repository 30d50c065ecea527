/**
 * Sampling with a trie of what earlier attempts have shown: rejection that grows ever more
 * accepting (ARS, CARS), exact at every moment, and ASAp, which never rejects and is exact in the
 * limit. After Park, Wang, Berg-Kirkpatrick, Polikarpova, D'Antoni, "Grammar-Aligned Decoding"
 * (NeurIPS 2024, arXiv 2405.21047), and Parys, Vaidya, Berg-Kirkpatrick, D'Antoni, "Constrained
 * Adaptive Rejection Sampling" (arXiv 2510.01902).
 *
 * <p>Law. An attempt draws from a trie that does not change while it runs, so what it has just seen
 * of the constraint never bends its own draw; all attempts that run together see the same one. A
 * bound of the trie is never below the probability that it bounds, whatever was forgotten.
 */
@NullMarked
package dev.espalier.runtime.sampling.aligned;

import org.jspecify.annotations.NullMarked;
