/**
 * The tensor engine over any installed libtorch of release 2.7 or newer, on the CPU or on a GPU.
 * Nothing native is our own: libtorch's C interface is called through Java's foreign-function API.
 *
 * <p>Law: all that is native is behind {@link dev.espalier.runtime.tensor.torch.Libtorch}, and
 * every tensor it gives out is owned by exactly one scope. A failure of libtorch is an exception
 * with its message; it writes nothing to standard error.
 *
 * <p>What the interface of release 2.7 can pass to an operation is tensors, whole numbers, reals,
 * flags and types, but neither lists nor scalars; so shapes are set by views, and numbers that an
 * operation adds or multiplies with are tensors.
 */
@NullMarked
package dev.espalier.runtime.tensor.torch;

import org.jspecify.annotations.NullMarked;
