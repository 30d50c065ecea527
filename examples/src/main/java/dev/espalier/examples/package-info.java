/**
 * Runnable examples, one idea each.
 *
 * <p>Law: each example runs as it stands, offline, on the bundled models.
 */
@NullMarked
package dev.espalier.examples;

import org.jspecify.annotations.NullMarked;
