/**
 * Grammars of ANTLR, judged by ANTLR: texts made from a grammar and texts one edit away from them
 * get the same verdict from the engine and from ANTLR's own interpreters.
 *
 * <p>Law: the judge, the generator and the enumeration read ANTLR's transition networks alone and
 * share no code with the engine. Accepted means: no error of the lexer, none of the parser, and the
 * whole text was read.
 */
@NullMarked
package dev.espalier.testsuite.antlr;

import org.jspecify.annotations.NullMarked;
