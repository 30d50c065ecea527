/**
 * MaskBench: real schemas, with instances that a constraint must accept or refuse, and the time
 * that takes.
 *
 * <p>Law: a schema passes only if every one of its instances is judged as its label says, the end
 * of the text included.
 */
@NullMarked
package dev.espalier.testsuite.maskbench;

import org.jspecify.annotations.NullMarked;
