/**
 * Micro-benchmarks of the hot paths, with what they allocate, by JMH.
 *
 * <p>Law: a benchmark uses the public API alone, and the time of one call is of one call: what was
 * made before it is made in its set-up.
 */
@NullMarked
package dev.espalier.testsuite.bench;

import org.jspecify.annotations.NullMarked;
