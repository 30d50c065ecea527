/**
 * Markov chains over the texts of the language, whose steps write a text anew from some place on:
 * Gonzalez, Vaidya, Park, Ji, Berg-Kirkpatrick, D'Antoni, "Constrained Sampling for Language Models
 * Should Be Easy: An MCMC Perspective" (NeurIPS 2025, arXiv 2506.05754).
 *
 * <p>Law. Every step leaves the target as it is (detailed balance), so that a text is valid after
 * any number of steps, and nearer to the target with each.
 */
@NullMarked
package dev.espalier.runtime.sampling.mcmc;

import org.jspecify.annotations.NullMarked;
