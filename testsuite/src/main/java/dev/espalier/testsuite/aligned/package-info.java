/**
 * Aligned samplers measured exactly: on the toy grammars and on tasks of the grammar-aligned
 * decoding benchmark, cut to texts short enough to be listed, with a small model of our own that
 * was trained on noisy texts of these grammars.
 *
 * <p>Law. No divergence here is an estimate: the language is listed, the model is asked about every
 * prefix of it, and the law of a method's next text is added up from that and from the bounds of
 * its trie, by the papers' formulas, not by the samplers' code.
 */
@NullMarked
package dev.espalier.testsuite.aligned;

import org.jspecify.annotations.NullMarked;
