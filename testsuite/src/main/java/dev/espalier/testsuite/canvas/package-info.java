/**
 * Runs over canvases: verdicts against filling the holes in every way, and what a check costs.
 *
 * <p>Law: the judges of the emptiness run share no code with what they judge.
 */
@NullMarked
package dev.espalier.testsuite.canvas;

import org.jspecify.annotations.NullMarked;
