/**
 * Bundled grammars, each with samples of valid and invalid text.
 *
 * <p>Law: every grammar agrees with a second judge on all of its samples, and what it accepts is a
 * text of the real language. Where that is larger, {@link BundledGrammar#bounds} says in what.
 */
@NullMarked
package dev.espalier.grammars;

import org.jspecify.annotations.NullMarked;
