package dev.espalier.runtime.tensor.torch;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.espalier.runtime.tensor.NumberType;
import dev.espalier.runtime.tensor.TensorException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * libtorch's C interface ({@code aoti_torch_*}), with handles and addresses as {@code long}.
 * Functions that can fail return a status, which is 0 if all is well; {@link #run} turns another
 * one into an exception.
 *
 * <p>Safe for use by several threads. Stays loaded for the life of the process.
 */
final class Libtorch {
  private static final FunctionDescriptor CODE = FunctionDescriptor.of(JAVA_INT);

  /** The oldest release whose dispatcher can be called. */
  private static final int OLDEST_MAJOR = 2;

  private static final int OLDEST_MINOR = 7;

  private final Path directory;
  private final NativeLibrary library;
  private final Optional<NativeLibrary> cuda;
  private final int release;

  private final MethodHandle dispatch;
  private final MethodHandle newHandle;
  private final MethodHandle delete;
  private final MethodHandle view;
  private final MethodHandle empty;
  private final MethodHandle copy;
  private final MethodHandle data;
  private final MethodHandle strides;
  private final MethodHandle add;
  private final MethodHandle multiply;
  private final MethodHandle concat;
  private final Optional<MethodHandle> rmsNorm;
  private final Optional<MethodHandle> newOptional;
  private final MethodHandle allocate;
  private final MethodHandle setThreads;
  private final Failures failures;

  private final long[] operators = new long[Op.values().length];
  private final long[] overloads = new long[Op.values().length];
  private final int[] types = new int[NumberType.values().length];
  private final int int64;
  private final int uint8;
  private final int float64;
  private final int bool;
  private final int cpu;
  private final int gpu;
  private final int contiguousFormat;
  private final ThreadLocal<Frame> frames = ThreadLocal.withInitial(() -> new Frame(this));

  /**
   * Loads the library of a directory.
   *
   * @param cuda the library for NVIDIA's GPUs, if tensors are to be on one
   * @throws TensorException if it cannot be loaded or is too old
   */
  Libtorch(Path directory, Optional<NativeLibrary> cuda) {
    this.directory = directory;
    this.library = new NativeLibrary(directory.resolve(LibtorchLocator.LIBRARY));
    this.cuda = cuda;
    this.release = release();

    dispatch = status("aoti_torch_call_dispatcher", JAVA_LONG, JAVA_LONG, JAVA_LONG);
    newHandle = status("aoti_torch_new_tensor_handle", JAVA_LONG, JAVA_LONG);
    delete = status("aoti_torch_delete_tensor_object", JAVA_LONG);
    view =
        status(
            "aoti_torch__reinterpret_tensor",
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG);
    empty =
        status(
            "aoti_torch_empty_strided",
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_LONG);
    copy = status("aoti_torch_copy_", JAVA_LONG, JAVA_LONG, JAVA_INT);
    data = status("aoti_torch_get_data_ptr", JAVA_LONG, JAVA_LONG);
    strides = status("aoti_torch_get_strides", JAVA_LONG, JAVA_LONG);
    add = deviceStatus("add_Tensor", JAVA_LONG, JAVA_LONG, JAVA_DOUBLE, JAVA_LONG);
    multiply = deviceStatus("mul_Tensor", JAVA_LONG, JAVA_LONG, JAVA_LONG);
    concat = deviceStatus("cat", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    rmsNorm =
        cuda.flatMap(found ->
            found.find(
                "aoti_torch_cuda__fused_rms_norm",
                FunctionDescriptor.of(
                    JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                    JAVA_LONG)));
    newOptional =
        library.find("torch_new_stable_ivalue", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    allocate = library.function("malloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    // at::set_num_threads(int) as C++ compilers spell it on Linux and macOS.
    setThreads = library.function("_ZN2at15set_num_threadsEi", FunctionDescriptor.ofVoid(JAVA_INT));
    failures = new Failures(library);
    for (Op op : Op.values()) {
      operators[op.ordinal()] = Arena.global().allocateFrom(op.operator).address();
      overloads[op.ordinal()] = Arena.global().allocateFrom(op.overload).address();
    }
    types[NumberType.FLOAT32.ordinal()] = code("aoti_torch_dtype_float32");
    types[NumberType.BFLOAT16.ordinal()] = code("aoti_torch_dtype_bfloat16");
    types[NumberType.FLOAT16.ordinal()] = code("aoti_torch_dtype_float16");
    int64 = code("aoti_torch_dtype_int64");
    uint8 = code("aoti_torch_dtype_uint8");
    float64 = code("aoti_torch_dtype_float64");
    bool = code("aoti_torch_dtype_bool");
    cpu = code("aoti_torch_device_type_cpu");
    gpu = code("aoti_torch_device_type_cuda");
    contiguousFormat = code("aoti_torch_memory_format_contiguous_format");
  }

  /** Major and minor as {@code 100 · major + minor}. */
  private int release() {
    Optional<MethodHandle> version =
        library.find("aoti_torch_abi_version", FunctionDescriptor.of(JAVA_LONG));
    int major = 0;
    int minor = 0;
    if (version.isPresent()) {
      try {
        long code = (long) version.get().invokeExact();
        major = (int) (code >>> 56);
        minor = (int) (code >>> 48) & 0xff;
      } catch (Throwable e) {
        throw NativeLibrary.rethrown(e);
      }
    }
    if (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR)) {
      throw new TensorException(
          "the libtorch in %s is %s; release %d.%d or newer is needed"
              .formatted(
                  directory,
                  major == 0 ? "too old to say which it is" : major + "." + minor,
                  OLDEST_MAJOR,
                  OLDEST_MINOR));
    }
    return 100 * major + minor;
  }

  private static FunctionDescriptor returning(MemoryLayout... arguments) {
    return FunctionDescriptor.of(JAVA_INT, arguments);
  }

  private MethodHandle status(String name, MemoryLayout... arguments) {
    return library.function(name, returning(arguments));
  }

  /** An operation that each kind of device has under a name of its own. */
  private MethodHandle deviceStatus(String name, MemoryLayout... arguments) {
    return cuda.isPresent()
        ? cuda.get().function("aoti_torch_cuda_" + name, returning(arguments))
        : library.function("aoti_torch_cpu_" + name, returning(arguments));
  }

  private int code(String name) {
    try {
      return (int) library.function(name, CODE).invokeExact();
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  Path directory() {
    return directory;
  }

  /** The release, such as {@code 2.7}. */
  String version() {
    return release / 100 + "." + release % 100;
  }

  int type(NumberType type) {
    return types[type.ordinal()];
  }

  int int64() {
    return int64;
  }

  int uint8() {
    return uint8;
  }

  int float64() {
    return float64;
  }

  int bool() {
    return bool;
  }

  int cpu() {
    return cpu;
  }

  int gpu() {
    return gpu;
  }

  int contiguousFormat() {
    return contiguousFormat;
  }

  boolean hasRmsNorm() {
    return rmsNorm.isPresent();
  }

  /** One try at something: fills the frame, calls, and returns the status. */
  interface Attempt {
    int in(Frame frame);
  }

  /**
   * Runs something that has no effect if it fails, and is tried again if so, to hear why.
   *
   * @return the first result
   * @throws TensorException with libtorch's message
   */
  long run(String what, Attempt attempt) {
    Frame frame = frames.get();
    if (attempt.in(frame) != 0) {
      failures.check(what, () -> attempt.in(frame));
    }
    return frame.result();
  }

  /** The second result of the calling thread's last {@link #run}. */
  long secondResult() {
    return frames.get().secondResult();
  }

  int dispatch(Op op, Frame frame) {
    try {
      return (int)
          dispatch.invokeExact(operators[op.ordinal()], overloads[op.ordinal()], frame.stack());
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  int newHandle(long tensor, long result) {
    try {
      return (int) newHandle.invokeExact(tensor, result);
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  void delete(long tensor) {
    try {
      int status = (int) delete.invokeExact(tensor);
      if (status != 0) {
        throw new IllegalStateException("libtorch cannot free a tensor");
      }
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  /**
   * A part of a tensor's memory in another shape.
   *
   * @param offset where it begins, in numbers from where the tensor begins
   */
  int view(Frame frame, long tensor, int[] shape, long[] strides, long offset) {
    frame.shape(shape, strides);
    try {
      return (int)
          view.invokeExact(
              tensor, (long) shape.length, frame.sizes(), frame.strides(), offset, frame.results());
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  /** A new tensor of undefined numbers. */
  int empty(Frame frame, int[] shape, int type, int deviceType, int device) {
    frame.shape(shape, Layouts.contiguous(shape));
    try {
      return (int)
          empty.invokeExact(
              (long) shape.length,
              frame.sizes(),
              frame.strides(),
              type,
              deviceType,
              device,
              frame.results());
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  /**
   * Copies numbers, in another type or to another device if need be.
   *
   * @param waits whether to wait for the device. Copies from the host's ordinary memory need not
   *     wait: CUDA has taken what is there when the call returns
   */
  int copy(long target, long source, boolean waits) {
    try {
      return (int) copy.invokeExact(target, source, waits ? 0 : 1);
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  int data(Frame frame, long tensor) {
    try {
      return (int) data.invokeExact(tensor, frame.results());
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  int strides(Frame frame, long tensor) {
    try {
      return (int) strides.invokeExact(tensor, frame.results());
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  /** {@code a + factor · b}. */
  int add(Frame frame, long a, long b, double factor) {
    try {
      return (int) add.invokeExact(a, b, factor, frame.results());
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  int multiply(Frame frame, long a, long b) {
    try {
      return (int) multiply.invokeExact(a, b, frame.results());
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  int concat(Frame frame, int axis, long... parts) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handles = arena.allocateFrom(JAVA_LONG, parts);
      return (int)
          concat.invokeExact(handles.address(), (long) parts.length, (long) axis, frame.results());
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  /** Norms over the last axis, of this size, in one kernel; only where {@link #hasRmsNorm}. */
  int rmsNorm(Frame frame, long x, int size, Optional<Long> weight, double epsilon) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(JAVA_LONG, 4);
      memory.setAtIndex(JAVA_LONG, 0, size);
      memory.setAtIndex(JAVA_DOUBLE, 1, epsilon);
      memory.setAtIndex(JAVA_LONG, 2, weight.orElse(0L));
      long address = memory.address();
      int status =
          (int)
              rmsNorm
                  .orElseThrow()
                  .invokeExact(
                      x,
                      address,
                      1L,
                      weight.isPresent() ? address + 2 * Long.BYTES : 0L,
                      address + Long.BYTES,
                      frame.results(),
                      address + 3 * Long.BYTES);
      if (status == 0) {
        delete(memory.getAtIndex(JAVA_LONG, 3)); // what training would need
      }
      return status;
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  /**
   * A place for an argument that may be absent, with a value in it. The dispatcher frees it: it has
   * to come from where libtorch's own memory comes from.
   */
  long optional(Frame frame, long value) {
    try {
      long address;
      if (newOptional.isPresent()) {
        int status = (int) newOptional.get().invokeExact(frame.results());
        if (status != 0) {
          throw new TensorException("libtorch has no memory for an argument");
        }
        address = frame.result();
      } else {
        address = (long) allocate.invokeExact((long) Long.BYTES);
      }
      MemorySegment.ofAddress(address).reinterpret(Long.BYTES).set(JAVA_LONG, 0, value);
      return address;
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }

  /** Threads of the operations that the calling thread starts on the CPU. */
  void useThreads(int threads) {
    try {
      setThreads.invokeExact(threads);
    } catch (Throwable e) {
      throw NativeLibrary.rethrown(e);
    }
  }
}
