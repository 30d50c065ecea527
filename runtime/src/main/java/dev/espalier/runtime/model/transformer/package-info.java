/**
 * The transformer families, written once over {@link dev.espalier.runtime.tensor.Tensors}: Llama,
 * Mistral, Qwen2 and Qwen3 with causal attention, LLaDA and Dream with full attention.
 *
 * <p>They are one architecture (pre-norm blocks, RMS norm, rotary positions, grouped-query
 * attention, SwiGLU) with switches: {@link
 * dev.espalier.runtime.model.transformer.TransformerConfig} holds the switches, {@link
 * dev.espalier.runtime.model.transformer.Layout} the names of the weights, {@link
 * dev.espalier.runtime.model.transformer.Transformer} computes.
 *
 * <p>Law: what a configuration asks for is computed, or refused by name; a tensor of the checkpoint
 * that nobody uses is refused too.
 */
@NullMarked
package dev.espalier.runtime.model.transformer;

import org.jspecify.annotations.NullMarked;
