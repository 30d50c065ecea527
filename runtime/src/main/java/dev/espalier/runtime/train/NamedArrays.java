package dev.espalier.runtime.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Arrays by name, in the order in which they were put. */
final class NamedArrays {
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();

  void put(String name, NDArray array) {
    if (arrays.put(name, array) != null) {
      throw new IllegalArgumentException("two arrays are named " + name);
    }
  }

  NDArray of(String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("no array is named " + name);
    }
    return array;
  }

  Set<String> names() {
    return Collections.unmodifiableSet(arrays.keySet());
  }

  /** Zeros of the same names and shapes. */
  NamedArrays zeros(NDManager manager) {
    NamedArrays zeros = new NamedArrays();
    arrays.forEach((name, array) -> zeros.put(name, manager.zeros(array.getShape())));
    return zeros;
  }

  /**
   * The same storage under a manager that frees what is computed from it. Gradients of such a view
   * start at zero.
   */
  NDArray view(NDManager step, String name) {
    NDArray view = of(name).stopGradient();
    view.attach(step);
    return view;
  }
}
