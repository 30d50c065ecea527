/**
 * The tensor engine of DJL with PyTorch, on the CPU or on a GPU whose natives are already
 * installed.
 *
 * <p>Law: opening it downloads nothing and reports nothing, unless the caller's own system
 * properties allow it. All numbers are float32: DJL's bindings cannot hold bfloat16 (they abort the
 * process).
 *
 * <p>Operations go to {@link ai.djl.pytorch.jni.JniUtils} directly, because a transformer makes
 * hundreds of small ones per token and {@code NDArray}'s own methods make scalars, indices and
 * intermediate views on the way. {@code docs/decisions} has the figures.
 */
@NullMarked
package dev.espalier.runtime.tensor.djl;

import org.jspecify.annotations.NullMarked;
