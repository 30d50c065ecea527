/**
 * The spellings of EBNF (GBNF, W3C, ISO/IEC 14977) and regular expressions as sources of grammars,
 * how to tell them apart, and the exports of grammars for other engines. {@code docs/ebnf.md} lists
 * where the readers depart from their specifications.
 *
 * <p>Law: what is read has exactly the language that the specification gives it, or there is an
 * error that says where and why; what is written has the language of the grammar, or the export
 * says what it has not. Nesting and length of a source are bounded by the limits {@code nesting}
 * and {@code schemaBytes}.
 */
@NullMarked
package dev.espalier.compiler.ebnf;

import org.jspecify.annotations.NullMarked;
