/**
 * Lexical automata: deterministic readers of bytes that say which lexemes end where.
 *
 * <p>Law: from every state that is entered, a labelled state can be reached.
 */
@NullMarked
package dev.espalier.compiler.lexical;

import org.jspecify.annotations.NullMarked;
