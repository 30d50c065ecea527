package dev.espalier.runtime.tensor.torch;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The part of a libtorch that is for NVIDIA's GPUs, and what it finds on this machine.
 *
 * @param library the library
 * @param devices how many GPUs can be used
 * @param reason why none can; empty if some can
 */
record Cuda(NativeLibrary library, int devices, String reason) {

  /** Empty if this libtorch is for the CPU alone. Loads it otherwise. */
  static Optional<Cuda> of(Path directory) {
    Path file = directory.resolve(System.mapLibraryName("torch_cuda"));
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    NativeLibrary library = new NativeLibrary(file);
    var count = library.function("cudaGetDeviceCount", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    var why = library.function("cudaGetErrorString", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(JAVA_INT);
      int error = (int) count.invokeExact(number.address());
      if (error != 0) {
        return Optional.of(new Cuda(library, 0, NativeLibrary.text((long) why.invokeExact(error))));
      }
      int devices = number.get(JAVA_INT, 0);
      return Optional.of(new Cuda(library, devices, devices == 0 ? "there is none" : ""));
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }
}
