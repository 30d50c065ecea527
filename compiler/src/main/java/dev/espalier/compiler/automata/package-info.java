/**
 * Automata over Unicode text, read code point by code point.
 *
 * <p>{@link dev.espalier.compiler.automata.CodePointDfa} is the frozen form: minimal, trimmed and
 * numbered canonically, so that equal languages are equal objects. {@link
 * dev.espalier.compiler.automata.CodePointNfa} is the building form, {@link
 * dev.espalier.compiler.automata.CodePointDfas} the algebra. The alphabet is the Unicode scalar
 * values: the code points 0 to 10FFFF without the surrogates D800 to DFFF.
 *
 * <p>Law: whatever can grow takes a {@link dev.espalier.compiler.automata.Work} and ends in {@link
 * dev.espalier.compiler.LimitExceeded} when that is used up.
 */
@NullMarked
package dev.espalier.compiler.automata;

import org.jspecify.annotations.NullMarked;
