package dev.espalier.runtime.model.safetensors;

import java.util.List;

/**
 * Where a tensor lies in a safetensors file.
 *
 * @param name its name
 * @param type the type of its numbers
 * @param shape its sizes, outermost first; empty for a single number
 * @param begin offset of its first byte in the file
 * @param end offset after its last byte in the file
 */
public record TensorEntry(String name, ElementType type, List<Long> shape, long begin, long end) {

  /** Keeps its own copy of the shape. */
  public TensorEntry {
    shape = List.copyOf(shape);
  }

  /** How many numbers it holds. */
  public long size() {
    return (end - begin) / type.bytes();
  }
}
