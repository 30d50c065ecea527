/**
 * JSON as it was written, and its tokens.
 *
 * <p>Law: what is written and what is encoded is read back and compared; numbers keep their text.
 */
@NullMarked
package dev.espalier.testsuite.text;

import org.jspecify.annotations.NullMarked;
