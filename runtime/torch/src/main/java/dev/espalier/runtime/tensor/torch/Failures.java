package dev.espalier.runtime.tensor.torch;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.espalier.runtime.tensor.TensorException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Why something failed. Newer releases keep the message for who asks. Older ones only print it to
 * standard error, with a trace below it; there that printing is turned off, and what failed is
 * tried once more with it on and standard error led into a file.
 */
final class Failures {
  private static final int ERRORS = 2;
  private static final int FATAL_ONLY = 3;
  private static final int STANDARD_ERROR = 2;

  private final Optional<MethodHandle> message;
  private final Optional<MemorySegment> level;
  private final Object lock = new Object();

  Failures(NativeLibrary library) {
    message =
        library.find(
            "torch_exception_get_what_without_backtrace", FunctionDescriptor.of(JAVA_LONG));
    level =
        library.symbol("FLAGS_caffe2_log_level").map(symbol -> symbol.reinterpret(Integer.BYTES));
    level.ifPresent(found -> found.set(JAVA_INT, 0, FATAL_ONLY));
  }

  /**
   * Throws for a failure of the calling thread.
   *
   * @param again tries again; if that succeeds there was no failure
   */
  void check(String what, IntSupplier again) {
    StringBuilder text = new StringBuilder();
    if (message.isPresent()) {
      text.append(kept());
    } else if (heard(again, text) == 0) {
      return;
    }
    throw of(what, text.toString());
  }

  private static TensorException of(String what, String text) {
    String line = text.lines().findFirst().orElse("").strip();
    line = line.replaceFirst("^.*?Exception in aoti_torch: ", "");
    if (line.isEmpty()) {
      return new TensorException(what + " failed, and libtorch does not say why");
    }
    // The advice that follows is for Python.
    int end = line.indexOf(" If reserved but unallocated");
    line = end < 0 ? line : line.substring(0, end);
    boolean memory =
        line.contains("out of memory")
            || line.contains("can't allocate memory")
            || line.contains("not enough memory");
    return new TensorException(
        memory ? "out of memory in %s: %s".formatted(what, line) : what + " failed: " + line);
  }

  private String kept() {
    try {
      long address = (long) message.orElseThrow().invokeExact();
      return address == 0 ? "" : NativeLibrary.text(address);
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  private int heard(IntSupplier again, StringBuilder text) {
    if (level.isEmpty()) {
      return -1;
    }
    synchronized (lock) {
      try {
        Path file = Files.createTempFile("libtorch", ".txt");
        try {
          level.get().set(JAVA_INT, 0, ERRORS);
          int status = redirected(file, again);
          text.append(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
          return status;
        } finally {
          level.get().set(JAVA_INT, 0, FATAL_ONLY);
          Files.delete(file);
        }
      } catch (IOException e) {
        return -1;
      }
    }
  }

  private static int redirected(Path file, IntSupplier again) {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor one = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
    FunctionDescriptor two = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT);
    FunctionDescriptor open = FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT);
    MethodHandle dup = system(linker, "dup", one);
    MethodHandle dup2 = system(linker, "dup2", two);
    MethodHandle close = system(linker, "close", one);
    MethodHandle creat = system(linker, "creat", open);
    try (Arena arena = Arena.ofConfined()) {
      int saved = (int) dup.invokeExact(STANDARD_ERROR);
      int target = (int) creat.invokeExact(arena.allocateFrom(file.toString()).address(), 0600);
      if (saved < 0 || target < 0) {
        return -1;
      }
      try {
        int moved = (int) dup2.invokeExact(target, STANDARD_ERROR);
        return moved < 0 ? -1 : again.getAsInt();
      } finally {
        int restored = (int) dup2.invokeExact(saved, STANDARD_ERROR);
        int closed = (int) close.invokeExact(saved) + (int) close.invokeExact(target);
        if (restored < 0 || closed < 0) {
          throw new TensorException("standard error could not be restored");
        }
      }
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  private static MethodHandle system(Linker linker, String name, FunctionDescriptor type) {
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type);
  }
}
