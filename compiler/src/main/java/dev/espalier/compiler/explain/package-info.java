/**
 * What became of a schema or a grammar, stage by stage, as text and as a picture: rules or shapes,
 * the lexical automaton, the structure's states after a prefix, the mask there.
 *
 * <p>Law: nothing is changed by being looked at, and what does not fit a page is left out with a
 * note that says so.
 */
@NullMarked
package dev.espalier.compiler.explain;

import org.jspecify.annotations.NullMarked;
