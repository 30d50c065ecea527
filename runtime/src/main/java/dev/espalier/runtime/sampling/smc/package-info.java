/**
 * Sequential Monte Carlo: several texts grow together, weighted by how much of the model's
 * probability the constraint left them, and those of little weight give way to others. After Loula
 * et al., "Syntactic and Semantic Control of Large Language Models via Sequential Monte Carlo"
 * (ICLR 2025, arXiv 2504.13139); token proposals without a mask after Lipkin et al., "Fast
 * Controlled Generation from Language Models with Adaptive Weighted Rejection Sampling" (COLM 2025,
 * arXiv 2504.05410).
 *
 * <p>Law. The mean of the final weights is an unbiased estimate of P(L) for any number of texts,
 * and a text drawn by its weight is properly weighted by that mean.
 */
@NullMarked
package dev.espalier.runtime.sampling.smc;

import org.jspecify.annotations.NullMarked;
