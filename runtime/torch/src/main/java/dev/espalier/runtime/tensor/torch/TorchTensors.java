package dev.espalier.runtime.tensor.torch;

import dev.espalier.runtime.tensor.NumberType;
import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.Tensors;
import dev.espalier.runtime.tensor.Traffic;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A libtorch on one device. */
final class TorchTensors implements Tensors {
  private final Libtorch torch;
  private final int gpu;
  private final NumberType numbers;
  private final Set<TorchScope> scopes = ConcurrentHashMap.newKeySet();
  private final AtomicLong live = new AtomicLong();
  private final LongAdder sent = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final TorchScope constantScope;
  private final Map<Constant, TorchTensor> constants = new ConcurrentHashMap<>();
  private final MaskTable masks;

  private record Constant(String kind, float number) {}

  /**
   * @param gpu the number of a GPU, or -1 for the CPU
   */
  TorchTensors(Libtorch torch, int gpu, NumberType numbers) {
    this.torch = torch;
    this.gpu = gpu;
    this.numbers = numbers;
    this.constantScope = new TorchScope(this);
    this.masks = new MaskTable(this);
  }

  Libtorch torch() {
    return torch;
  }

  boolean onGpu() {
    return gpu >= 0;
  }

  NumberType numbers() {
    return numbers;
  }

  int deviceType() {
    return onGpu() ? torch.gpu() : torch.cpu();
  }

  int deviceIndex() {
    return Math.max(0, gpu);
  }

  /** A number as a float32 tensor of one. */
  TorchTensor scalar(float value) {
    return constant(new Constant("scalar", value), own -> own.constant(new float[] {value}, 1));
  }

  /** A number as a float32 tensor without axes. */
  TorchTensor number(float value) {
    return constant(new Constant("number", value), own -> own.constant(new float[] {value}));
  }

  /** A whole number as a tensor without axes. */
  TorchTensor index(int value) {
    return constant(
        new Constant("index", value),
        own -> own.view((TorchTensor) own.indices(new int[] {value}), new int[0]));
  }

  /** The float32 row {@code [1, n]} whose product with numbers is their average. */
  TorchTensor average(int n) {
    return constant(
        new Constant("average", n),
        own -> {
          float[] row = new float[n];
          Arrays.fill(row, 1f / n);
          return own.constant(row, 1, n);
        });
  }

  /** The numbers 0, 1, 2 … as a float64 row {@code [1, n]}. */
  TorchTensor counting(int n) {
    return constant(
        new Constant("counting", n),
        own -> own.doubles(IntStream.range(0, n).asDoubleStream().toArray(), 1, n));
  }

  /** The numbers 1, 2, 4 … 128 as uint8: the bits of a byte from the lowest up. */
  TorchTensor bits() {
    return constant(
        new Constant("bits", 0),
        own -> own.bytes(new byte[] {1, 2, 4, 8, 16, 32, 64, (byte) 128}, 1, Byte.SIZE));
  }

  /** Made once; models use a handful. */
  private TorchTensor constant(Constant key, Function<TorchScope, TorchTensor> maker) {
    TorchTensor known = constants.get(key);
    if (known != null) {
      return known;
    }
    synchronized (constantScope) {
      return constants.computeIfAbsent(key, missing -> maker.apply(constantScope));
    }
  }

  MaskTable masks() {
    return masks;
  }

  void sent(long bytes) {
    sent.add(bytes);
  }

  void received(long bytes) {
    received.add(bytes);
  }

  @Override
  public boolean sharesStores() {
    return true;
  }

  @Override
  public boolean choosesTokens() {
    return onGpu();
  }

  @Override
  public Traffic traffic() {
    return new Traffic(sent.sum(), received.sum());
  }

  void counted(int change) {
    live.addAndGet(change);
  }

  @Override
  public String device() {
    return onGpu() ? "gpu:" + gpu : "cpu";
  }

  @Override
  public void useThreads(int threads) {
    if (!onGpu()) {
      torch.useThreads(threads);
    }
  }

  @Override
  public Scope scope() {
    TorchScope scope = new TorchScope(this);
    scopes.add(scope);
    return scope;
  }

  void closed(TorchScope scope) {
    scopes.remove(scope);
  }

  @Override
  public long liveTensors() {
    return live.get() - constantScope.size() - masks.tensors();
  }

  @Override
  public long liveScopes() {
    return scopes.size();
  }

  @Override
  public void close() {
    scopes.forEach(TorchScope::close);
    masks.close();
    synchronized (constantScope) {
      constants.clear();
      constantScope.close();
    }
  }
}
