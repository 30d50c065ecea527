package dev.espalier.runtime.diffusion;

import java.util.List;

/**
 * A canvas that was filled.
 *
 * @param text up to the end token, or to the first mask that is left
 * @param complete whether the canvas has ended and its text is in the language of the constraint
 * @param ids the tokens of the text, without the end token
 * @param counts how it came about
 * @param seed the seed that gives this text again
 */
public record Diffusion(
    String text, boolean complete, List<Integer> ids, DiffusionCounts counts, long seed) {

  public Diffusion {
    ids = List.copyOf(ids);
  }
}
