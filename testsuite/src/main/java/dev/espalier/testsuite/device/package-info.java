/**
 * Runs on devices: whether another tensor engine or a GPU computes what the CPU computes, and what
 * constraints cost there.
 *
 * <p>Law: everything is checked against what another implementation gave, and a part that cannot be
 * run counts as a failure.
 */
@NullMarked
package dev.espalier.testsuite.device;

import org.jspecify.annotations.NullMarked;
