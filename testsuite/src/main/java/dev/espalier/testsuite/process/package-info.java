/**
 * Other engines, in processes of their own: a Python environment that the run which needs it makes,
 * and processes that answer lines of JSON.
 *
 * <p>Law: nothing is installed outside of the project's {@code target} folder, and versions are
 * pinned, so that a run can be repeated.
 */
@NullMarked
package dev.espalier.testsuite.process;

import org.jspecify.annotations.NullMarked;
