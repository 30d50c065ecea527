package dev.espalier.runtime.tensor.torch;

import dev.espalier.runtime.tensor.NumberType;
import dev.espalier.runtime.tensor.TensorBackend;
import dev.espalier.runtime.tensor.TensorException;
import dev.espalier.runtime.tensor.TensorOptions;
import dev.espalier.runtime.tensor.Tensors;
import java.nio.file.Path;
import java.util.Optional;

/** Any installed libtorch of release 2.7 or newer, by the name {@code torch}. */
public final class TorchBackend implements TensorBackend {

  @Override
  public String name() {
    return "torch";
  }

  @Override
  public Tensors open(TensorOptions options) {
    String name = options.device();
    boolean any = name.equals("auto");
    if (!any && !name.equals("cpu") && !name.matches("gpu(:\\d{1,4})?")) {
      throw new TensorException("unknown device " + name + ": use auto, cpu, gpu or gpu:N");
    }
    Path directory =
        options
            .library()
            .map(LibtorchLocator::within)
            .orElseGet(() -> LibtorchLocator.ofProcess().find());
    LibtorchLocator.refuseSecond(directory);
    Optional<Cuda> cuda = name.equals("cpu") ? Optional.empty() : Cuda.of(directory);
    int wanted = name.startsWith("gpu:") ? Integer.parseInt(name.substring(4)) : 0;
    boolean gpu = cuda.isPresent() && wanted < cuda.get().devices();
    if (!gpu && !any && !name.equals("cpu")) {
      throw new TensorException(missing(name, directory, cuda));
    }
    NumberType numbers = options.numbers().orElse(gpu ? options.stored() : NumberType.FLOAT32);
    Libtorch torch = new Libtorch(directory, gpu ? cuda.map(Cuda::library) : Optional.empty());
    return new TorchTensors(torch, gpu ? wanted : -1, numbers);
  }

  private static String missing(String name, Path directory, Optional<Cuda> cuda) {
    if (cuda.isEmpty()) {
      return "device %s: the libtorch in %s computes on the CPU only; --device cpu works"
          .formatted(name, directory);
    }
    Cuda found = cuda.get();
    return found.devices() == 0
        ? "device %s: CUDA finds no GPU here (%s); --device cpu works"
            .formatted(name, found.reason())
        : "device %s: this machine has %d GPUs that CUDA can use".formatted(name, found.devices());
  }
}
