/**
 * Regular expressions of ECMA-262, as JSON Schema's {@code pattern} means them: parsed into
 * automata over code points.
 *
 * <p>Law: the language is exactly that of the pattern, or there is an exception that says what was
 * not understood, not supported, or too large.
 */
@NullMarked
package dev.espalier.compiler.regex;

import org.jspecify.annotations.NullMarked;
