package dev.espalier.runtime.diffusion;

/** How it is made sure that a canvas stays one that can be completed. */
public enum Verification {
  /** Not at all: the model alone. */
  NONE,

  /**
   * A token is refused if, with any number of tokens in place of every run of masks, no text of the
   * constraint is left (Mündler et al., "Constrained Decoding of Diffusion LLMs with Context-Free
   * Grammars", 2025). Masks are not counted, so a canvas may run out: then the text is completed
   * without regard to its length, which is reported as a fallback.
   */
  EMPTINESS,

  /**
   * LAVE (arXiv 2602.00612): a token is taken if the masks before the last known token can be
   * filled with tokens that the model finds likely. After some refusals the last such filling is
   * written into the block. Beyond the paper: what is taken must leave room for the rest of the
   * text, and blanks are refused where the text has not grown for long.
   */
  LAVE,

  /**
   * A token is taken with a new filling of the whole canvas only, found by looking ahead, else by
   * deciding emptiness with every mask counted. The token of the filling at hand can always be
   * taken; so every text ends within its canvas.
   */
  HYBRID
}
