package dev.espalier.runtime.tensor.torch;

import dev.espalier.runtime.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A handle of libtorch's, with its sizes at hand. */
final class TorchTensor implements Tensor {
  private final int[] shape;
  private TorchScope scope;
  private long handle;

  // How its numbers lie in memory; asked for when it first matters.
  private long @Nullable [] strides;

  // Its place in its scope.
  int index;

  TorchTensor(TorchScope scope, long handle, int... shape) {
    this.scope = scope;
    this.handle = handle;
    this.shape = shape;
  }

  /** One whose layout is known. */
  TorchTensor(TorchScope scope, long handle, int[] shape, long[] strides) {
    this(scope, handle, shape);
    this.strides = strides;
  }

  long handle() {
    if (handle == 0) {
      throw new IllegalStateException("the tensor is closed");
    }
    return handle;
  }

  int[] shape() {
    return shape;
  }

  long[] strides() {
    if (strides == null) {
      strides = scope.strides(handle(), shape.length);
    }
    return strides;
  }

  boolean isContiguous() {
    return Layouts.isContiguous(shape, strides());
  }

  TorchScope scope() {
    return scope;
  }

  void moveTo(TorchScope other) {
    scope = other;
  }

  /** Takes the handle away; 0 if that was done already. */
  long release() {
    long released = handle;
    handle = 0;
    return released;
  }

  @Override
  public int rank() {
    return shape.length;
  }

  @Override
  public int size(int axis) {
    return shape[axis];
  }

  @Override
  public void close() {
    if (handle != 0) {
      scope.free(this);
    }
  }
}
