/**
 * JSON Schema: schemas read as shapes, shapes followed along a text.
 *
 * <p>Law: a text is produced exactly if it is in the output form and its value is in the shape; and
 * a position exists only if some value can still come of it.
 */
@NullMarked
package dev.espalier.compiler.json;

import org.jspecify.annotations.NullMarked;
