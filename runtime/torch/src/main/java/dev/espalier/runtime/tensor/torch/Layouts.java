package dev.espalier.runtime.tensor.torch;

/** How the numbers of a tensor lie in memory: strides, counted in numbers. */
final class Layouts {

  private Layouts() {}

  /** Row-major, without gaps. */
  static long[] contiguous(int... shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= Math.max(1, shape[i]);
    }
    return strides;
  }

  /** Whether they lie so. The stride of an axis of one does not matter. */
  static boolean isContiguous(int[] shape, long[] strides) {
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      if (shape[i] != 1 && strides[i] != step) {
        return false;
      }
      step *= Math.max(1, shape[i]);
    }
    return true;
  }

  static long product(int... sizes) {
    return product(sizes, 0);
  }

  static long product(int[] sizes, int from) {
    long product = 1;
    for (int i = from; i < sizes.length; i++) {
      product = Math.multiplyExact(product, sizes[i]);
    }
    return product;
  }
}
