/**
 * Bundled grammars, each with samples of valid and invalid text.
 *
 * <p>Law: every grammar agrees with a second judge on all of its samples.
 */
@NullMarked
package dev.espalier.grammars;

import org.jspecify.annotations.NullMarked;
