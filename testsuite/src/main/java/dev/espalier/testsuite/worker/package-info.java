/** The worker protocol: one line a schema, so that any harness can time engines side by side. */
@NullMarked
package dev.espalier.testsuite.worker;

import org.jspecify.annotations.NullMarked;
