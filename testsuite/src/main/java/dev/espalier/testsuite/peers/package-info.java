/**
 * Espalier beside other engines: the same schemas, the same instances, the same token ids, engines
 * in turn, each in a process of its own.
 *
 * <p>Law: nothing is subtracted from a time, nobody's failures are left out, and times are compared
 * only over schemas that both engines take.
 */
@NullMarked
package dev.espalier.testsuite.peers;

import org.jspecify.annotations.NullMarked;
