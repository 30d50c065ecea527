/**
 * Decoding of masked-diffusion models under a constraint: the model fills a canvas of masks in any
 * order, a {@link dev.espalier.runtime.diffusion.Strategy} says which positions next, and a {@link
 * dev.espalier.runtime.diffusion.Verification} which tokens may stand.
 *
 * <p>Law: with {@code HYBRID} there is, after every step, a known way to fill what is left that the
 * constraint's states read from end to end; so decoding ends inside its canvas, in the language.
 */
@NullMarked
package dev.espalier.runtime.diffusion;

import org.jspecify.annotations.NullMarked;
