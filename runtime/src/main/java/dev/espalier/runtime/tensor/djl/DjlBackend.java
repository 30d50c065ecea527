package dev.espalier.runtime.tensor.djl;

import dev.espalier.runtime.tensor.NumberType;
import dev.espalier.runtime.tensor.TensorBackend;
import dev.espalier.runtime.tensor.TensorException;
import dev.espalier.runtime.tensor.TensorOptions;
import dev.espalier.runtime.tensor.Tensors;
import java.util.Optional;

/** DJL's PyTorch engine, by the name {@code djl}. It computes in float32. */
public final class DjlBackend implements TensorBackend {

  @Override
  public String name() {
    return "djl";
  }

  @Override
  public Tensors open(TensorOptions options) {
    if (options.library().isPresent()) {
      throw new TensorException(
          "the backend djl brings its own libtorch, and cannot take the one in %s; the backend torch can"
              .formatted(options.library().get()));
    }
    if (options.numbers().orElse(NumberType.FLOAT32) != NumberType.FLOAT32) {
      throw new TensorException(
          "the backend djl computes in float32 only; the backend torch can hold other numbers");
    }
    return DjlTensors.open(options.device());
  }

  @Override
  public Optional<String> note(TensorOptions options) {
    return DjlTensors.note(options.device());
  }
}
