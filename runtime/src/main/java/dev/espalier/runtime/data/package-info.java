/**
 * The data that the bundled models are trained and measured on, made by rule and from word lists of
 * our own: short English texts with the record that a JSON Schema asks for, and questions with the
 * query or formula that answers them.
 *
 * <p>Law: an example is a function of its split, seed and place alone; a text belongs to one split
 * for ever, by its hash; schemas that are held out, and their texts, are never in the training
 * split.
 */
@NullMarked
package dev.espalier.runtime.data;

import org.jspecify.annotations.NullMarked;
