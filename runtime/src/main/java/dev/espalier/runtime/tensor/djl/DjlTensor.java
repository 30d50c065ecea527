package dev.espalier.runtime.tensor.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.espalier.runtime.tensor.Tensor;

/** An array of DJL with its sizes at hand: asking DJL for them is a native call. */
final class DjlTensor implements Tensor {

  final PtNDArray array;
  private final int[] shape;

  DjlTensor(PtNDArray array, int... shape) {
    this.array = array;
    this.shape = shape;
  }

  int[] shape() {
    return shape;
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
    array.close();
  }
}
