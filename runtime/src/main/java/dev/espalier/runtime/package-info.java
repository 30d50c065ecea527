/**
 * Language models, samplers and generation under a constraint.
 *
 * <p>Law: a text that ended is in the language of its constraint; nothing is downloaded.
 */
@NullMarked
package dev.espalier.runtime;

import org.jspecify.annotations.NullMarked;
