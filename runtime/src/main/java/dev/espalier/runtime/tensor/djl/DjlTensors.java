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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** DJL's PyTorch engine on one device. */
public final class DjlTensors implements Tensors {

  private final Device device;
  private final int threads;
  private final PtNDManager manager;
  private final PtNDManager constants;
  private final Map<Float, PtNDArray> scalars = new ConcurrentHashMap<>();
  private final AtomicLong scopes = new AtomicLong();

  private DjlTensors(Device device, int threads, PtNDManager manager) {
    this.device = device;
    this.threads = threads;
    this.manager = manager;
    this.constants = manager.newSubManager(device);
  }

  /**
   * Opens the engine. The first time in a process this loads the native libraries (and unpacks them
   * to DJL's cache directory if they are not there yet).
   *
   * @param name {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
   * @param threads how many threads one operation may use on the CPU, at least 1
   * @throws TensorException if there is no such device, or its natives are not installed
   */
  public static DjlTensors open(String name, int threads) {
    if (threads < 1) {
      throw new TensorException("an engine needs at least one thread, not " + threads);
    }
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
    return new DjlTensors(device, threads, (PtNDManager) engine.newBaseManager(device));
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
  public int threads() {
    return threads;
  }

  @Override
  public Scope scope() {
    // The number of threads belongs to the process and to the calling thread, not to an engine.
    if (JniUtils.getNumThreads() != threads) {
      JniUtils.setNumThreads(threads);
    }
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
