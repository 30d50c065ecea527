package dev.espalier.compiler.composition;

/**
 * A tool that a model may call.
 *
 * @param pointer where it stands in the array of tools: a JSON pointer to the object that has its
 *     name
 * @param parameters the text of the schema of its arguments; empty if it has none
 * @param typed whether the schema's {@code type} says that the arguments are an object
 * @param strict false if it says so
 */
public record Tool(String name, String pointer, String parameters, boolean typed, boolean strict) {}
