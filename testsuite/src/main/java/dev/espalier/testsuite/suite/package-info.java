/**
 * The official JSON Schema Test Suite, walked token by token.
 *
 * <p>Law: a test passes only if every spelling of its instance that is tried, in every tokenisation
 * that is tried, is judged as the suite says.
 */
@NullMarked
package dev.espalier.testsuite.suite;

import org.jspecify.annotations.NullMarked;
