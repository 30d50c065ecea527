package dev.espalier.compiler.grammar;

/**
 * A named expression.
 *
 * @param terminal whether it is a terminal of its own: regular, and surrounded by what is ignored
 *     (in {@link Lexing.Scannerless}); or, in {@link Lexing.LongestMatch}, a fragment of lexer
 *     rules
 */
public record Rule(String name, boolean terminal, Expr body, Location at) {}
