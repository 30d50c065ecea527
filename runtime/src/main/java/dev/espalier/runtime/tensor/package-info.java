/**
 * The few tensor operations that a transformer needs, so that the models are written once and run
 * on any engine that implements {@link dev.espalier.runtime.tensor.Tensors}.
 *
 * <p>Law: everything lives in a {@link dev.espalier.runtime.tensor.Scope} and dies with it. Numbers
 * are float32 wherever they can be seen from outside; engines may fuse what one operation does.
 */
@NullMarked
package dev.espalier.runtime.tensor;

import org.jspecify.annotations.NullMarked;
