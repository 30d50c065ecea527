/**
 * Schemas that ask for explosions, and what they cost. Law: each ends in the right answer or in a
 * typed limit that names itself; never in a hang, an overflow or a wrong mask.
 */
@NullMarked
package dev.espalier.testsuite.limits;

import org.jspecify.annotations.NullMarked;
