/**
 * The oracle: masks of small schemas against everything that a judge accepts.
 *
 * <p>Law: nothing here shares code with the engine. Texts are enumerated from lexemes, read by a
 * parser of their own and judged by a JSON Schema validator.
 */
@NullMarked
package dev.espalier.testsuite.oracle;

import org.jspecify.annotations.NullMarked;
