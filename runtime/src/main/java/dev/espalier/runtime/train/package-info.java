/**
 * Trains the bundled models: a byte-level BPE tokenizer and two Llama-shaped models, a causal and a
 * masked-diffusion one, from the examples of {@link dev.espalier.runtime.data}, on a CPU.
 *
 * <p>Law: a run is a function of its {@link dev.espalier.runtime.train.TrainingPlan} (the seed in
 * it) up to the rounding of the tensor library, and what it writes is a Hugging Face checkpoint
 * that needs nothing of this package to be read.
 */
@NullMarked
package dev.espalier.runtime.train;

import org.jspecify.annotations.NullMarked;
