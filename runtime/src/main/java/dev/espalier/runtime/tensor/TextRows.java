package dev.espalier.runtime.tensor;

/**
 * Where several texts have their keys and values in one store, for attention of one query per text:
 * made by {@link Scope#textRows}, and meaningful to the engine that made it.
 *
 * @param last the row of each text's newest key
 * @param seen the rows that each text's query sees
 * @param mask which of them are the text's
 */
public record TextRows(Tensor last, Tensor seen, Tensor mask) {}
