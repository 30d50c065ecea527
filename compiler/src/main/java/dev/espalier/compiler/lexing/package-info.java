/**
 * Lexers: how bytes become the terminals of a context-free grammar.
 *
 * <p>Law: where ANTLR's lexer cuts a text in some way, the lexer here cuts it in this way and in no
 * other; and as long as it goes on, some continuation lets it end.
 */
@NullMarked
package dev.espalier.compiler.lexing;

import org.jspecify.annotations.NullMarked;
