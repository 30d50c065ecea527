/**
 * Grammars, constraints over a model's tokens, and their states.
 *
 * <p>A {@link dev.espalier.compiler.Grammar} knows no vocabulary; bound to one it is a {@link
 * dev.espalier.compiler.Constraint}, whose {@link dev.espalier.compiler.State}s are values.
 */
@NullMarked
package dev.espalier.compiler;

import org.jspecify.annotations.NullMarked;
