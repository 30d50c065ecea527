/**
 * The grammars of the benchmark of grammar-aligned decoding (Park, Wang, Berg-Kirkpatrick,
 * Polikarpova, D'Antoni: "Grammar-Aligned Decoding", NeurIPS 2024), held against a second
 * recogniser.
 *
 * <p>Law: the recogniser shares nothing with the engine; even the translation of a grammar for it
 * is its own.
 */
@NullMarked
package dev.espalier.testsuite.gad;

import org.jspecify.annotations.NullMarked;
