package dev.espalier.runtime.data;

/**
 * A question in words and the code that answers it.
 *
 * @param kind {@code sql} or {@code formula}
 * @param question the English question
 * @param prompt what a model is given: the question under its heading
 * @param answer one line: a query, or an arithmetic formula
 */
public record CodeExample(String kind, String question, String prompt, String answer) {}
