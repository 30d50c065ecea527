/**
 * Conformance and benchmark runs over the other modules, and their committed records.
 *
 * <p>Law: a judge here shares no code with what it judges.
 */
@NullMarked
package dev.espalier.testsuite;

import org.jspecify.annotations.NullMarked;
