package dev.espalier.runtime.tensor;

/**
 * A rectangular array of numbers on a device. It belongs to the {@link Scope} that made it, and can
 * be used until that scope, or the tensor itself, is closed. It may share memory with the tensor
 * that it is a part of.
 */
public interface Tensor extends AutoCloseable {

  /** The number of axes. */
  int rank();

  /** The size of an axis, counted from 0. */
  int size(int axis);

  /** Frees it before its scope does. Does nothing the second time. */
  @Override
  void close();
}
