/**
 * Grammars that are put together from others: sequences, choices and repetitions, texts up to a
 * marker, structural tags, and tool calls.
 *
 * <p>Law: a composition's language is what its parts' languages make; it knows no vocabulary, and a
 * special token of a model is never the text of its name. A part is built as an expression of the
 * intermediate representation, so that nested compositions are one grammar for the parser.
 */
@NullMarked
package dev.espalier.compiler.composition;

import org.jspecify.annotations.NullMarked;
