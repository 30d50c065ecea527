package dev.espalier.runtime.diffusion;

/**
 * How far the model's own distributions are followed to find a filling, and what happens where that
 * does not help. The defaults are those of LAVE's published runs.
 *
 * @param perMask tokens that are tried at a mask, the likeliest first
 * @param likeliest fillings that are kept for being likeliest
 * @param random fillings that are kept beside those, by chance
 * @param retries refusals in a row after which a position is filled from what is known
 * @param idle commits without a new character that is no blank, after which blanks are refused
 */
public record LookaheadOptions(int perMask, int likeliest, int random, int retries, int idle) {
  /** 5 tokens for each mask, 5 likeliest and 5 random fillings, 5 refusals, 32 commits. */
  public static final LookaheadOptions DEFAULT = new LookaheadOptions(5, 5, 5, 5, 32);

  public LookaheadOptions {
    if (perMask < 1 || likeliest < 1 || random < 0 || retries < 1 || idle < 1) {
      throw new IllegalArgumentException("lookahead counts are at least 1, random ones at least 0");
    }
  }
}
