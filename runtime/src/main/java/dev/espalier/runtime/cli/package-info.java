/**
 * The command line of the product.
 *
 * <p>Law: results go to standard output, everything else to standard error; the exit status tells
 * how it ended.
 */
@NullMarked
package dev.espalier.runtime.cli;

import org.jspecify.annotations.NullMarked;
