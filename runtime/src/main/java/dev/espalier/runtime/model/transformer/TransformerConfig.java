package dev.espalier.runtime.model.transformer;

import java.util.List;
import java.util.OptionalInt;

/**
 * One transformer of these families, with every switch set.
 *
 * @param architecture the configuration's name for it
 * @param layout names of the weights
 * @param attention who attends to whom
 * @param vocabulary rows of the embedding and width of the logits
 * @param hidden numbers per position
 * @param intermediate numbers per position inside the MLP
 * @param layers blocks
 * @param heads query heads
 * @param keyValueHeads key and value heads, a divisor of {@code heads}
 * @param headSize numbers per head, even
 * @param maxPositions most tokens of a text
 * @param normEpsilon added to the mean square in each norm
 * @param ropeTheta base of the rotary frequencies
 * @param ropeScaling what becomes of them
 * @param qkvBias whether query, key and value projections have biases
 * @param outBias whether the attention's output projection has a bias
 * @param mlpBias whether the MLP's projections have biases
 * @param headNorm whether queries and keys are normalised per head
 * @param tied whether the head is the embedding
 * @param windows per layer the number of keys that a query sees, itself included; 0 for all
 * @param bosId token that begins a text
 * @param eosIds tokens that end a text
 * @param maskId token of a hole in a canvas
 */
record TransformerConfig(
    String architecture,
    Layout layout,
    Attention attention,
    int vocabulary,
    int hidden,
    int intermediate,
    int layers,
    int heads,
    int keyValueHeads,
    int headSize,
    int maxPositions,
    float normEpsilon,
    double ropeTheta,
    RotaryScaling ropeScaling,
    boolean qkvBias,
    boolean outBias,
    boolean mlpBias,
    boolean headNorm,
    boolean tied,
    List<Integer> windows,
    OptionalInt bosId,
    List<Integer> eosIds,
    OptionalInt maskId) {

  /** Who attends to whom, and which position a row of logits predicts. */
  enum Attention {
    /** Every token to itself and those before it; a row predicts the token after it. */
    CAUSAL,
    /** Every token to every token; a row predicts its own token. */
    FULL,
    /** Every token to every token; a row predicts the token after it, as in Dream. */
    FULL_SHIFTED
  }

  int queryWidth() {
    return heads * headSize;
  }

  int keyWidth() {
    return keyValueHeads * headSize;
  }
}
