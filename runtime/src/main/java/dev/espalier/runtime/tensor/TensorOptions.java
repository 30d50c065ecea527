package dev.espalier.runtime.tensor;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a tensor engine is to be opened.
 *
 * @param device {@code auto} (a GPU if one can be used without installing anything, else the CPU),
 *     {@code cpu}, {@code gpu} or {@code gpu:N}
 * @param library the directory of the native library; empty lets the engine look for one. Engines
 *     that bring their own refuse it
 * @param numbers what numbers are held in; empty for {@code stored} on a GPU where the engine can,
 *     else float32
 * @param stored what the weights that are to be loaded are stored in
 */
public record TensorOptions(
    String device, Optional<Path> library, Optional<NumberType> numbers, NumberType stored) {

  /** A device, with all else left to the engine. */
  public static TensorOptions of(String device) {
    return new TensorOptions(device, Optional.empty(), Optional.empty(), NumberType.FLOAT32);
  }

  /** These options with a library. */
  public TensorOptions withLibrary(Path directory) {
    return new TensorOptions(device, Optional.of(directory), numbers, stored);
  }

  /** These options with a type of numbers. */
  public TensorOptions withNumbers(NumberType type) {
    return new TensorOptions(device, library, Optional.of(type), stored);
  }
}
