/**
 * The intermediate representation of grammars: what every front end (ANTLR, ISO 14977, W3C, GBNF,
 * Lark, regular expressions) makes, and what the parser core, the exports and the pictures read.
 *
 * <p>Law: a definition says all that its source says about the language, and where. It is not
 * checked: undefined names, empty languages and limits are found when it is compiled, with the
 * places that stand here.
 */
@NullMarked
package dev.espalier.compiler.grammar;

import org.jspecify.annotations.NullMarked;
