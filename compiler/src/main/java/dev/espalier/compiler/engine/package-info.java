/**
 * The two-level engine: structures over lexical automata, vocabulary splits, masks and states.
 *
 * <p>Law: a mask is the interior of its split and those exits whose remainder the structure
 * accepts; it equals, bit for bit, what reading every token byte by byte would give.
 */
@NullMarked
package dev.espalier.compiler.engine;

import org.jspecify.annotations.NullMarked;
