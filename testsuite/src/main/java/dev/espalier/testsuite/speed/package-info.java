/**
 * How long masks of programming languages take, beside another engine: the same token ids through
 * equivalent grammars, each engine in a process of its own.
 *
 * <p>Law: a figure is only told of texts that both engines accept, and of grammars whose verdicts
 * on edited texts were compared in the same run.
 */
@NullMarked
package dev.espalier.testsuite.speed;

import org.jspecify.annotations.NullMarked;
