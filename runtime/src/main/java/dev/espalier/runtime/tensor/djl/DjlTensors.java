package dev.espalier.runtime.tensor.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.TensorException;
import dev.espalier.runtime.tensor.Tensors;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** DJL's PyTorch engine on one device. */
public final class DjlTensors implements Tensors {

  /** Where Linux shows NVIDIA's driver. Looking there loads nothing. */
  private static final Path NVIDIA_DRIVER = Path.of("/proc/driver/nvidia/version");

  private final Device device;
  private final PtNDManager manager;
  private final PtNDManager constants;
  private final Map<Float, PtNDArray> scalars = new ConcurrentHashMap<>();
  private final AtomicLong scopes = new AtomicLong();

  private DjlTensors(Device device, PtNDManager manager) {
    this.device = device;
    this.manager = manager;
    this.constants = manager.newSubManager(device);
  }

  /**
   * Opens the engine. The first time in a process this loads the native libraries (and unpacks them
   * to DJL's cache directory if they are not there yet).
   *
   * @param name {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
   * @throws TensorException if there is no such device, or its natives are not installed
   */
  public static DjlTensors open(String name) {
    boolean any = name.equals("auto");
    if (!any && !name.equals("cpu") && !name.matches("gpu(:\\d{1,4})?")) {
      throw new TensorException("unknown device " + name + ": use auto, cpu, gpu or gpu:N");
    }
    Engine engine = engine();
    Device device = Device.cpu();
    if (!name.equals("cpu")) {
      int wanted = name.startsWith("gpu:") ? Integer.parseInt(name.substring(4)) : 0;
      boolean cuda = engine.hasCapability(StandardCapabilities.CUDA);
      int found = cuda ? engine.getGpuCount() : 0;
      if (wanted < found) {
        device = Device.gpu(wanted);
      } else if (!any) {
        throw new TensorException(
            cuda
                ? "device %s: this machine has %d GPUs that PyTorch can use; --device cpu works"
                    .formatted(name, found)
                : ("device %s: the PyTorch %s that DJL has here computes on the CPU only; use"
                        + " --device cpu, or let PYTORCH_LIBRARY_PATH name a CUDA build of it")
                    .formatted(name, engine.getVersion()));
      }
    }
    return new DjlTensors(device, (PtNDManager) engine.newBaseManager(device));
  }

  /**
   * What a person should know about the device that {@link #open} chooses: one line where this
   * machine has a GPU that stays unused because the natives for it are not installed.
   *
   * @param name as for {@link #open}
   */
  public static Optional<String> note(String name) {
    if (!name.equals("auto")
        || !Files.exists(NVIDIA_DRIVER)
        || engine().hasCapability(StandardCapabilities.CUDA)) {
      return Optional.empty();
    }
    return Optional.of(
        "this machine has a GPU, but the PyTorch %s that DJL has here computes on the CPU only; to use"
                .formatted(engine().getVersion())
            + " the GPU, let PYTORCH_LIBRARY_PATH name a CUDA build of that release");
  }

  /** Nothing is downloaded or reported unless somebody has asked for it. */
  private static Engine engine() {
    try {
      defaultProperty("ai.djl.offline", "DJL_OFFLINE");
      defaultProperty("OPT_OUT_TRACKING", "OPT_OUT_TRACKING");
      return Engine.getEngine("PyTorch");
    } catch (EngineException | LinkageError e) {
      throw new TensorException("DJL cannot load PyTorch: " + e.getMessage(), e);
    }
  }

  private static void defaultProperty(String property, String variable) {
    if (System.getProperty(property) == null && System.getenv(variable) == null) {
      System.setProperty(property, "true");
    }
  }

  @Override
  public String device() {
    return device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu";
  }

  @Override
  public void useThreads(int threads) {
    if (JniUtils.getNumThreads() != threads) {
      JniUtils.setNumThreads(threads);
    }
  }

  @Override
  public Scope scope() {
    scopes.incrementAndGet();
    return new DjlScope(this, manager.newSubManager(device));
  }

  void scopeClosed() {
    scopes.decrementAndGet();
  }

  Device hardware() {
    return device;
  }

  /** A single number as a tensor. Made once per number; models use a handful. */
  PtNDArray scalar(float value) {
    return scalars.computeIfAbsent(
        value,
        v -> {
          try (PtNDManager host = manager.newSubManager(Device.cpu())) {
            PtNDArray array = host.create(new Shape(), DataType.FLOAT32);
            array.toByteBuffer(true).order(ByteOrder.nativeOrder()).putFloat(0, v);
            PtNDArray placed = array.toDevice(device, true);
            placed.attach(constants);
            return placed;
          }
        });
  }

  @Override
  public long liveTensors() {
    return manager.getManagedArrays().size() - (long) scalars.size();
  }

  @Override
  public long liveScopes() {
    return scopes.get();
  }

  @Override
  public void close() {
    manager.close();
    scalars.clear();
  }
}
