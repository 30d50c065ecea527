/**
 * Grammars of Lark, with the extensions of llguidance, as {@link
 * dev.espalier.compiler.grammar.GrammarDefinition}s.
 *
 * <p>Law: the language is the one that Lark's Earley parser with the complete dynamic lexer
 * accepts; {@code docs/lark.md} lists where it is not, and each such place that changes a language
 * is refused or noted. A terminal stands for the texts that Python's {@code re} would match when it
 * prefers them to all others, as that lexer asks it to: {@code /a|ab/} is {@code a} alone.
 */
@NullMarked
package dev.espalier.compiler.lark;

import org.jspecify.annotations.NullMarked;
