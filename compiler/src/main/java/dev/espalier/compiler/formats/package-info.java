/**
 * The formats of JSON Schema as regular languages.
 *
 * <p>{@link dev.espalier.compiler.formats.FormatLanguages} knows which draft defines which format,
 * and makes its {@link dev.espalier.compiler.lexical.StringSet} when it is first asked for; the
 * other classes each write down the grammars of some specifications.
 *
 * <p>Law: a language is the one that the specification of the format defines. Where that is not
 * regular, or only by an automaton that nobody could afford, the class that makes it says what is
 * accepted instead, and so does {@code docs/formats.md}.
 */
@NullMarked
package dev.espalier.compiler.formats;

import org.jspecify.annotations.NullMarked;
