package dev.espalier.runtime.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * A kind of tensor engine, found as a service. Whoever brings another one names its class in {@code
 * META-INF/services}.
 */
public interface TensorBackend {

  /** A short lower-case word, by which users choose it. */
  String name();

  /**
   * Opens an engine.
   *
   * @throws TensorException if there is no such device, or a native library is missing or does not
   *     fit; one line that says what to do
   */
  Tensors open(TensorOptions options);

  /**
   * One line for a person, where this machine has a GPU that the device {@code auto} cannot use.
   *
   * @throws TensorException if the native library cannot be loaded
   */
  default Optional<String> note(TensorOptions options) {
    return Optional.empty();
  }

  /**
   * The backend of a name.
   *
   * @throws TensorException if there is none, naming those that there are
   */
  static TensorBackend named(String name) {
    List<String> names = new ArrayList<>();
    for (var found = ServiceLoader.load(TensorBackend.class).iterator(); ; ) {
      try {
        if (!found.hasNext()) {
          break;
        }
        TensorBackend backend = found.next();
        if (backend.name().equals(name)) {
          return backend;
        }
        names.add(backend.name());
      } catch (ServiceConfigurationError | UnsupportedClassVersionError e) {
        // One that was made for a newer Java: as if it were not there.
        continue;
      }
    }
    String hint =
        name.equals("torch")
            ? "; the backend torch is part of builds on Java 25 or newer, and runs there"
            : "";
    throw new TensorException(
        "there is no tensor backend %s here, only %s%s"
            .formatted(name, String.join(", ", names), hint));
  }
}
