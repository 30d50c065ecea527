package dev.espalier.runtime.tensor.torch;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.espalier.runtime.tensor.TensorException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A shared library that stays loaded, with the functions of those that it needs. Opened by the C
 * library itself, which says why it could not.
 */
final class NativeLibrary {
  /** {@code RTLD_NOW}, the same on Linux and macOS: what is missing is found out here. */
  private static final int NOW = 2;

  private static final long MOST_TEXT = 4_096;

  private final Linker linker = Linker.nativeLinker();
  private final MethodHandle dlsym;
  private final Path path;
  private final long handle;

  /**
   * @throws TensorException if it cannot be loaded
   */
  NativeLibrary(Path path) {
    this.path = path;
    MethodHandle dlopen = systemFunction("dlopen", JAVA_LONG, JAVA_LONG, JAVA_INT);
    MethodHandle dlerror = systemFunction("dlerror", JAVA_LONG);
    this.dlsym = systemFunction("dlsym", JAVA_LONG, JAVA_LONG, JAVA_LONG);
    try (Arena arena = Arena.ofConfined()) {
      handle = (long) dlopen.invokeExact(arena.allocateFrom(path.toString()).address(), NOW);
      if (handle == 0) {
        long error = (long) dlerror.invokeExact();
        throw new TensorException(
            "cannot load %s: %s".formatted(path, error == 0 ? "no reason given" : text(error)));
      }
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** A function of the C library. */
  private MethodHandle systemFunction(String name, MemoryLayout result, MemoryLayout... args) {
    MemorySegment symbol =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(
                () -> new TensorException("this system has no " + name + " to load libtorch with"));
    return linker.downcallHandle(symbol, FunctionDescriptor.of(result, args));
  }

  /** The address of a symbol in this library or one that it needs. */
  Optional<MemorySegment> symbol(String name) {
    try (Arena arena = Arena.ofConfined()) {
      long address = (long) dlsym.invokeExact(handle, arena.allocateFrom(name).address());
      return address == 0 ? Optional.empty() : Optional.of(MemorySegment.ofAddress(address));
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** A function, if the library has it. */
  Optional<MethodHandle> find(String name, FunctionDescriptor type) {
    return symbol(name).map(address -> linker.downcallHandle(address, type));
  }

  /**
   * A function that must be there.
   *
   * @throws TensorException if it is not, saying what that means
   */
  MethodHandle function(String name, FunctionDescriptor type) {
    return find(name, type)
        .orElseThrow(() ->
            new TensorException(
                "%s has no %s: a libtorch of release 2.7 or newer is needed"
                    .formatted(path, name)));
  }

  /** A text of the C library. */
  static String text(long address) {
    return MemorySegment.ofAddress(address).reinterpret(MOST_TEXT).getString(0);
  }

  /** What a call of a method handle threw, which declares everything. */
  static RuntimeException rethrown(Throwable e) {
    if (e instanceof RuntimeException unchecked) {
      return unchecked;
    }
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e);
  }
}
