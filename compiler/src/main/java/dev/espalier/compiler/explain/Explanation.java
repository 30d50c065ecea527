package dev.espalier.compiler.explain;

/**
 * One stage of a schema or a grammar.
 *
 * @param text for people, in lines
 * @param graph the same as a picture, with fewer words
 */
public record Explanation(String text, Graph graph) {}
