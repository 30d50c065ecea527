/**
 * The command line of the product.
 *
 * <p>Law: results go to standard output, everything else to standard error; the exit status tells
 * how it ended ({@link dev.espalier.runtime.cli.ExitStatus}); a finished text is never lost.
 */
@NullMarked
package dev.espalier.runtime.cli;

import org.jspecify.annotations.NullMarked;
