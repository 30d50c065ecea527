package dev.espalier.runtime.model;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a model is.
 *
 * @param architecture the configuration's name for it, such as {@code LlamaForCausalLM}
 * @param vocabularySize width of the logits; may exceed the tokenizer's list
 * @param maxPositions most tokens of one text
 * @param layers transformer blocks
 * @param hiddenSize numbers per position between the blocks
 * @param heads query heads per block
 * @param keyValueHeads key and value heads per block
 * @param headSize numbers per head
 * @param parameters weights in all, tied ones counted once
 * @param bosId token that begins a text, if the configuration names one
 * @param eosIds tokens that end a text, from {@code generation_config.json} or {@code config.json};
 *     empty if neither names one
 * @param maskId token of a hole in a diffusion canvas, if the configuration names one
 * @param device where it computes: {@code cpu}, {@code gpu:0} …
 * @param threads threads that an operation on a single token may use on the CPU; long prompts may
 *     use more
 */
public record ModelInfo(
    String architecture,
    int vocabularySize,
    int maxPositions,
    int layers,
    int hiddenSize,
    int heads,
    int keyValueHeads,
    int headSize,
    long parameters,
    OptionalInt bosId,
    List<Integer> eosIds,
    OptionalInt maskId,
    String device,
    int threads) {

  /** Keeps its own copy of the list. */
  public ModelInfo {
    eosIds = List.copyOf(eosIds);
  }
}
