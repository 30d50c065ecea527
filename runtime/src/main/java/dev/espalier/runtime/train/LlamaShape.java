package dev.espalier.runtime.train;

/**
 * The sizes of a Llama-shaped model with tied embeddings, no biases and as many key heads as query
 * heads.
 *
 * @param vocabulary token ids
 * @param hidden numbers per position between the blocks; a multiple of {@code heads}
 * @param layers blocks
 * @param heads attention heads per block; {@code hidden / heads} is even
 * @param intermediate width of the SwiGLU
 * @param positions most tokens of one text
 * @param ropeTheta base of the rotary embedding's wave lengths
 * @param normEps added to the mean square in RMSNorm
 */
public record LlamaShape(
    int vocabulary,
    int hidden,
    int layers,
    int heads,
    int intermediate,
    int positions,
    double ropeTheta,
    double normEps) {

  /** Checks that the sizes fit together. */
  public LlamaShape {
    if (vocabulary < 1 || layers < 1 || heads < 1 || intermediate < 1 || positions < 1) {
      throw new IllegalArgumentException("sizes must be positive");
    }
    if (hidden < 1 || hidden % heads != 0 || (hidden / heads) % 2 != 0) {
      throw new IllegalArgumentException(
          "hidden (" + hidden + ") must be an even multiple of heads (" + heads + ")");
    }
  }

  /** Numbers per head. */
  public int headSize() {
    return hidden / heads;
  }

  /** Weights in all, the tied embedding counted once. */
  public long parameters() {
    long block = 4L * hidden * hidden + 3L * hidden * intermediate + 2L * hidden;
    return (long) vocabulary * hidden + layers * block + hidden;
  }
}
