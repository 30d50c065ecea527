/**
 * Language models that compute logits: {@link dev.espalier.runtime.model.CausalModel} for one token
 * after another, {@link dev.espalier.runtime.model.DiffusionModel} for whole canvases. {@link
 * dev.espalier.runtime.model.Models} reads them from Hugging Face checkpoints as published.
 *
 * <p>Law: a model's logits depend on the token ids (and their order) alone. How the ids were cut
 * into calls, which cache was forked from which, and what else was in the batch changes a logit by
 * rounding only.
 */
@NullMarked
package dev.espalier.runtime.model;

import org.jspecify.annotations.NullMarked;
