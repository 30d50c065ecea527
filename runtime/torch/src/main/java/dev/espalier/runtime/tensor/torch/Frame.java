package dev.espalier.runtime.tensor.torch;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The native memory of one thread's calls: the stack of the dispatcher's arguments (and results),
 * sizes and strides, and results of other functions. Used anew for every call.
 */
final class Frame {
  private static final int ARGUMENTS = 16;
  private static final int AXES = 8;

  private final Libtorch torch;
  private final MemorySegment stack;
  private final MemorySegment sizes;
  private final MemorySegment strides;
  private final MemorySegment results;
  private int count;

  Frame(Libtorch torch) {
    this.torch = torch;
    Arena arena = Arena.ofAuto();
    stack = arena.allocate(JAVA_LONG, ARGUMENTS);
    sizes = arena.allocate(JAVA_LONG, AXES);
    strides = arena.allocate(JAVA_LONG, AXES);
    results = arena.allocate(JAVA_LONG, 2);
  }

  /** Begins the arguments of a call. */
  Frame begin() {
    count = 0;
    return this;
  }

  /** A whole number, a flag, a type, or 0 for an argument that is absent. */
  Frame integer(long value) {
    stack.setAtIndex(JAVA_LONG, count++, value);
    return this;
  }

  Frame real(double value) {
    return integer(Double.doubleToRawLongBits(value));
  }

  Frame none() {
    return integer(0);
  }

  /** A tensor. The dispatcher takes what it is given, so it is given a handle of its own. */
  Frame tensor(long handle) {
    if (torch.newHandle(handle, stack.address() + (long) count * Long.BYTES) != 0) {
      throw new IllegalStateException("libtorch cannot share a tensor");
    }
    count++;
    return this;
  }

  /** A tensor for an argument that may be absent. */
  Frame optionalTensor(long handle) {
    tensor(handle);
    count--;
    return integer(torch.optional(this, stack.getAtIndex(JAVA_LONG, count)));
  }

  /** A whole number, flag or type for an argument that may be absent. */
  Frame optionalInteger(long value) {
    return integer(torch.optional(this, value));
  }

  /** A number for an argument that may be absent. */
  Frame optionalReal(double value) {
    return integer(torch.optional(this, Double.doubleToRawLongBits(value)));
  }

  /** Calls an operation with these arguments; its result is {@link #result} then. */
  int call(Op op) {
    int status = torch.dispatch(op, this);
    results.setAtIndex(JAVA_LONG, 0, stack.getAtIndex(JAVA_LONG, 0));
    results.setAtIndex(JAVA_LONG, 1, stack.getAtIndex(JAVA_LONG, 1));
    return status;
  }

  void shape(int[] shape, long[] steps) {
    for (int i = 0; i < shape.length; i++) {
      sizes.setAtIndex(JAVA_LONG, i, shape[i]);
      strides.setAtIndex(JAVA_LONG, i, steps[i]);
    }
  }

  /** What the last call gave: a handle, an address, a number. */
  long result() {
    return results.getAtIndex(JAVA_LONG, 0);
  }

  /** The second thing that it gave, where there are two. */
  long secondResult() {
    return results.getAtIndex(JAVA_LONG, 1);
  }

  long stack() {
    return stack.address();
  }

  long sizes() {
    return sizes.address();
  }

  long strides() {
    return strides.address();
  }

  long results() {
    return results.address();
  }
}
