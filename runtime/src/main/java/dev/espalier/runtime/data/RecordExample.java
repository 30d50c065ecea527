package dev.espalier.runtime.data;

/**
 * A text, the schema of the record that is wanted, and that record.
 *
 * @param schemaName the schema's file name without its ending, or {@code form} for a schema that
 *     was made up with its text
 * @param schemaJson the schema; in the training split often with fewer properties than the file
 * @param text the English text
 * @param prompt {@link RecordPrompt} of both
 * @param answer the record: one line, declared key order, {@code ", "} and {@code ": "}
 */
public record RecordExample(
    String schemaName, String schemaJson, String text, String prompt, String answer) {}
