/**
 * What masks do to a real model's texts: valid or not, right or not, with and without them.
 *
 * <p>Law: both ways read the same prompts with the same seeds, and are judged by the same judge.
 */
@NullMarked
package dev.espalier.testsuite.quality;

import org.jspecify.annotations.NullMarked;
