/**
 * One step of generation, in its parts: distributions over allowed tokens, token sequences for
 * bytes that are given, texts that arrive in pieces.
 *
 * <p>Law: a token that the mask does not allow has probability zero, exactly.
 */
@NullMarked
package dev.espalier.runtime.generation;

import org.jspecify.annotations.NullMarked;
