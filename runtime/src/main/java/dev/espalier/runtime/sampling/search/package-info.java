/**
 * Search for likely texts of the language, by the model's probability of the whole text: beams
 * (plain, diverse, stochastic) and A*.
 *
 * <p>Law. What is scored is P itself, not P renormalised at every step: a token without an
 * alternative still costs what the model says.
 */
@NullMarked
package dev.espalier.runtime.sampling.search;

import org.jspecify.annotations.NullMarked;
