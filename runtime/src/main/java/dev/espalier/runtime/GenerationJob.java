package dev.espalier.runtime;

import dev.espalier.compiler.Constraint;

/**
 * One of many texts: {@link Generator#generateAll}.
 *
 * @param constraint what the text must be
 * @param prompt what the model reads before it
 * @param options how it is generated
 */
public record GenerationJob(Constraint constraint, String prompt, GenerationOptions options) {}
