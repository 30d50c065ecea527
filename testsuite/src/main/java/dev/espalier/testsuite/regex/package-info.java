/**
 * Compares the patterns of {@code compiler} with other implementations of ECMA-262.
 *
 * <p>Law: the patterns and texts are random, and the judges are others' code.
 */
@NullMarked
package dev.espalier.testsuite.regex;

import org.jspecify.annotations.NullMarked;
