/**
 * Diffusion models under constraints: what strategies and verifications make of the same texts.
 *
 * <p>Law: every text is judged by what shares no code with the engine.
 */
@NullMarked
package dev.espalier.testsuite.diffusion;

import org.jspecify.annotations.NullMarked;
