/**
 * Emptiness: whether a text with holes is a text of a grammar, once they are filled.
 *
 * <p>Law: a verdict equals what filling the holes in every way would find. <em>Completable</em>
 * comes with a filling that was read from end to end by the states of the constraint; <em>dead</em>
 * is proven: every way was followed to where it ends, or the grammar has no text in common with a
 * regular language that holds every filling; else a limit is named.
 */
@NullMarked
package dev.espalier.compiler.canvas;

import org.jspecify.annotations.NullMarked;
