/**
 * ANTLR 4 grammars, read through the antlr4 tool's own grammar model.
 *
 * <p>Law: the definition says what the grammar that ANTLR would generate a lexer and a parser from
 * accepts, token for token; what ANTLR refuses is refused, at its place. What cannot be told from
 * the grammar alone (actions, predicates, super classes) is noted or refused, never dropped in
 * silence. The tool sees no file: grammars come from the caller and from the {@link
 * dev.espalier.compiler.GrammarResolver} alone.
 */
@NullMarked
package dev.espalier.compiler.antlr;

import org.jspecify.annotations.NullMarked;
