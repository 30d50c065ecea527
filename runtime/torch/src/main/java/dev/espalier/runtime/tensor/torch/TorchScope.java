package dev.espalier.runtime.tensor.torch;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.espalier.runtime.tensor.FloatSource;
import dev.espalier.runtime.tensor.NumberType;
import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.Tensor;
import dev.espalier.runtime.tensor.TensorException;
import dev.espalier.runtime.tensor.TextRows;
import dev.espalier.runtime.tensor.TokenChoice;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A scope that owns handles of libtorch's. Intermediate tensors are freed as soon as they are used
 * up.
 *
 * <p>Numbers are of the engine's type; norms are computed in float32 whatever that is.
 */
final class TorchScope implements Scope {

  /** Bytes that are converted at once when a source is read. */
  private static final long PIECE = 64L << 20;

  /** Numbers of rows that texts are attended to with are multiples of this. */
  private static final int TEXT_ROUNDING = 64;

  private final TorchTensors tensors;
  private final Libtorch torch;
  private final int type;
  private final List<TorchTensor> owned = new ArrayList<>();
  private boolean closed;

  TorchScope(TorchTensors tensors) {
    this.tensors = tensors;
    this.torch = tensors.torch();
    this.type = torch.type(tensors.numbers());
  }

  @Override
  public Tensor allocate(int... shape) {
    return allocated(type, shape.clone());
  }

  TorchTensor allocated(int type, int... shape) {
    long handle =
        run(
            "allocate " + Arrays.toString(shape),
            frame -> torch.empty(frame, shape, type, tensors.deviceType(), tensors.deviceIndex()));
    return own(new TorchTensor(this, handle, shape, Layouts.contiguous(shape)));
  }

  /** Float32 in the host's memory. */
  TorchTensor onHost(int type, int... shape) {
    long handle =
        run("allocate on the host", frame -> torch.empty(frame, shape, type, torch.cpu(), 0));
    return own(new TorchTensor(this, handle, shape, Layouts.contiguous(shape)));
  }

  @Override
  public Tensor floats(float[] values, int... shape) {
    require(values.length == Layouts.product(shape), "%d numbers are no %s", values.length, shape);
    return placed(onHost(values, shape), type);
  }

  /** Bytes as uint8. */
  TorchTensor bytes(byte[] values, int... shape) {
    TorchTensor host = onHost(torch.uint8(), shape);
    memory(host, values.length).copyFrom(MemorySegment.ofArray(values));
    tensors.sent(values.length);
    return placed(host, torch.uint8());
  }

  /** Numbers in float64. */
  TorchTensor doubles(double[] values, int... shape) {
    TorchTensor host = onHost(torch.float64(), shape);
    memory(host, (long) values.length * Double.BYTES).copyFrom(MemorySegment.ofArray(values));
    tensors.sent((long) values.length * Double.BYTES);
    return placed(host, torch.float64());
  }

  /** A constant in float32. */
  TorchTensor constant(float[] values, int... shape) {
    return placed(onHost(values, shape), torch.type(NumberType.FLOAT32));
  }

  private TorchTensor onHost(float[] values, int... shape) {
    TorchTensor host = onHost(torch.type(NumberType.FLOAT32), shape.clone());
    MemorySegment.copy(values, 0, floats(host), JAVA_FLOAT, 0, values.length);
    tensors.sent((long) values.length * Float.BYTES);
    return host;
  }

  @Override
  public Tensor indices(int[] values) {
    TorchTensor host = onHost(torch.int64(), values.length);
    MemorySegment memory = memory(host, (long) values.length * Long.BYTES);
    for (int i = 0; i < values.length; i++) {
      memory.setAtIndex(JAVA_LONG, i, values[i]);
    }
    tensors.sent((long) values.length * Long.BYTES);
    return placed(host, torch.int64());
  }

  /**
   * A tensor of the host's where computing goes on; closes it.
   *
   * @param wanted its type there
   */
  private TorchTensor placed(TorchTensor host, int wanted) {
    if (!tensors.onGpu() && (wanted != type || tensors.numbers() == NumberType.FLOAT32)) {
      return host;
    }
    try (host) {
      TorchTensor target = allocated(wanted, host.shape());
      copy(target, host);
      return target;
    }
  }

  @Override
  public Tensor load(FloatSource source, int... shape) {
    require(source.size() == Layouts.product(shape), "%d numbers are no %s", source.size(), shape);
    TorchTensor target = allocated(type, shape.clone());
    long rowSize = Layouts.product(shape, 1);
    if (source.size() == 0) {
      return target;
    }
    tensors.sent(source.size() * Float.BYTES);
    if (!tensors.onGpu() && tensors.numbers() == NumberType.FLOAT32) {
      read(source, 0, floats(target));
      return target;
    }
    int step = (int) Math.clamp(PIECE / Float.BYTES / rowSize, 1, shape[0]);
    int[] pieceShape = shape.clone();
    pieceShape[0] = step;
    try (TorchTensor piece = onHost(torch.type(NumberType.FLOAT32), pieceShape)) {
      for (int row = 0; row < shape[0]; row += step) {
        int count = Math.min(step, shape[0] - row);
        read(source, row * rowSize, floats(piece).asSlice(0, count * rowSize * Float.BYTES));
        try (TorchTensor part = (TorchTensor) slice(piece, 0, 0, count)) {
          write(target, row, part);
        }
      }
    }
    return target;
  }

  /** Fills memory, which may be larger than a buffer can be. */
  private static void read(FloatSource source, long from, MemorySegment memory) {
    for (long at = 0; at < memory.byteSize(); at += PIECE) {
      long bytes = Math.min(PIECE, memory.byteSize() - at);
      source.read(
          from + at / Float.BYTES,
          memory.asSlice(at, bytes).asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer());
    }
  }

  private MemorySegment floats(TorchTensor host) {
    return memory(host, Layouts.product(host.shape()) * Float.BYTES);
  }

  /** The memory of a tensor that is the host's. */
  MemorySegment memory(TorchTensor host, long bytes) {
    long address = run("find memory", frame -> torch.data(frame, host.handle()));
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  @Override
  public Tensor rows(Tensor table, Tensor indices) {
    int[] shape = shape(table).clone();
    shape[0] = indices.size(0);
    return made(
        run(
            "rows",
            frame ->
                frame
                    .begin()
                    .tensor(handle(table))
                    .integer(0)
                    .tensor(handle(indices))
                    .call(Op.INDEX_SELECT)),
        shape);
  }

  @Override
  public Tensor linear(Tensor x, Tensor weight) {
    return made(linear(handle(x), handle(weight), Optional.empty()), x.size(0), weight.size(0));
  }

  @Override
  public Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    return made(
        linear(handle(x), handle(weight), Optional.of(handle(bias))), x.size(0), weight.size(0));
  }

  private long linear(long x, long weight, Optional<Long> bias) {
    return run(
        "linear",
        frame -> {
          frame.begin().tensor(x).tensor(weight);
          return (bias.isPresent() ? frame.optionalTensor(bias.get()) : frame.none())
              .call(Op.LINEAR);
        });
  }

  @Override
  public Tensor rmsNorm(Tensor x, Tensor weight, float epsilon) {
    int size = x.size(x.rank() - 1);
    boolean vector = weight.rank() == 1;
    if (torch.hasRmsNorm()) {
      long normed =
          run(
              "rmsNorm",
              frame ->
                  torch.rmsNorm(
                      frame,
                      handle(x),
                      size,
                      vector ? Optional.of(handle(weight)) : Optional.empty(),
                      epsilon));
      return made(vector ? normed : multiplied(normed, handle(weight)), shape(x));
    }
    boolean float32 = tensors.numbers() == NumberType.FLOAT32;
    long wide = float32 ? share(handle(x)) : to(handle(x), torch.type(NumberType.FLOAT32));
    long squares = multiply(wide, wide);
    // The average of the squares, with epsilon added as a bias is.
    long mean =
        linear(
            squares, tensors.average(size).handle(), Optional.of(tensors.scalar(epsilon).handle()));
    torch.delete(squares);
    long root = unary(Op.RSQRT, mean);
    torch.delete(mean);
    long normed = multiplied(wide, root);
    torch.delete(root);
    if (!float32) {
      long narrow = to(normed, type);
      torch.delete(normed);
      normed = narrow;
    }
    return made(multiplied(normed, handle(weight)), shape(x));
  }

  @Override
  public Tensor rotate(Tensor x, Tensor cosine, Tensor sine) {
    int half = x.size(2) / 2;
    try (TorchTensor first = (TorchTensor) slice(x, 2, 0, half);
        TorchTensor second = (TorchTensor) slice(x, 2, half, 2 * half)) {
      long swapped =
          multiplied(
              run("rotate", frame -> torch.concat(frame, 2, second.handle(), first.handle())),
              handle(sine));
      long kept = multiply(handle(x), handle(cosine));
      long sum = add(kept, swapped);
      torch.delete(kept);
      torch.delete(swapped);
      return made(sum, shape(x));
    }
  }

  @Override
  public Tensor attention(Tensor q, Tensor k, Tensor v) {
    return attention((TorchTensor) q, (TorchTensor) k, (TorchTensor) v, Optional.empty());
  }

  @Override
  public Tensor attention(Tensor q, Tensor k, Tensor v, Tensor mask) {
    return attention(
        (TorchTensor) q, (TorchTensor) k, (TorchTensor) v, Optional.of((TorchTensor) mask));
  }

  /**
   * Query heads that share a key head lie along the batch, key heads along the heads: keys and
   * values repeat along the batch by a stride of 0, without being copied.
   *
   * <p>A stride of 0 along the heads would be wrong on a GPU. CUTLASS's kernel takes one for heads
   * that may stand in for queries, in every block of queries that has one left, so also in the last
   * of 65 or 129: it then looks for that query's mask by the stride of the heads, outside of the
   * mask.
   */
  private Tensor attention(
      TorchTensor q, TorchTensor k, TorchTensor v, Optional<TorchTensor> mask) {
    int n = q.size(0);
    int h = q.size(1);
    int d = q.size(2);
    int t = k.size(0);
    int kv = k.size(1);
    int group = h / kv;
    long[] qs = q.strides();
    try (TorchTensor queries =
            view(q, new int[] {group, kv, n, d}, qs[1], group * qs[1], qs[0], qs[2]);
        TorchTensor keys = repeated(k, group);
        TorchTensor values = repeated(v, group)) {
      Optional<TorchTensor> seen =
          mask.map(m -> view(m, new int[] {1, 1, n, t}, 0, 0, m.strides()[0], m.strides()[1]));
      long mixed = attend(queries, keys, values, seen);
      seen.ifPresent(TorchTensor::close);
      try (TorchTensor byHead = made(mixed, group, kv, n, d)) {
        long[] s = byHead.strides();
        try (TorchTensor byRow =
            view(byHead, new int[] {n, kv, group, d}, s[2], s[1], s[0], s[3])) {
          return reshape(byRow, n, h * d);
        }
      }
    }
  }

  /** {@code [t, kv, d]} as {@code [group, kv, t, d]}. */
  TorchTensor repeated(TorchTensor x, int group) {
    long[] s = x.strides();
    return view(x, new int[] {group, x.size(1), x.size(0), x.size(2)}, 0, s[1], s[0], s[2]);
  }

  @Override
  public Optional<TextRows> textRows(int[] starts, int[] lengths, int keyHeads) {
    int n = starts.length;
    int longest = 0;
    // Row numbers are computed as float64, which holds them exactly: the interface adds no
    // integers.
    double[] numbers = new double[2 * n];
    for (int i = 0; i < n; i++) {
      longest = Math.max(longest, lengths[i]);
      numbers[i] = starts[i];
      numbers[n + i] = lengths[i] - 1;
    }
    // Rounded up, so that constants and plans of kernels serve for many steps.
    int t = (longest + TEXT_ROUNDING - 1) / TEXT_ROUNDING * TEXT_ROUNDING;
    TorchTensor sent = doubles(numbers, 2 * n, 1);
    TorchTensor start = (TorchTensor) slice(sent, 0, 0, n);
    TorchTensor newest = (TorchTensor) slice(sent, 0, n, 2 * n);
    TorchTensor counting = tensors.counting(t);
    // Beyond a text's end its newest row is seen again, and masked: no other text's memory is read.
    TorchTensor within = call(Op.MINIMUM, new int[] {n, t}, counting, newest);
    TorchTensor rows = plus(within, start, 1, n, t);
    // Keys are found by row and head: row · heads + head.
    TorchTensor head = view(tensors.counting(keyHeads), new int[] {1, keyHeads, 1}, 0, 1, 0);
    TorchTensor row = view(rows, new int[] {n, 1, t}, t, 0, 1);
    TorchTensor byHead = plus(head, row, keyHeads, n, keyHeads, t);
    TorchTensor masked = call(Op.LESS_OR_EQUAL, new int[] {n, t}, counting, newest);
    Tensor mask = reshape(view(masked, new int[] {n, keyHeads, t}, t, 0, 1), n * keyHeads, t);
    return Optional.of(
        new TextRows(
            whole(plus(start, newest, 1, n, 1), n), whole(byHead, n * keyHeads * t), mask));
  }

  /** {@code a + factor · b}. */
  TorchTensor plus(TorchTensor a, TorchTensor b, double factor, int... shape) {
    return made(run("add", frame -> torch.add(frame, a.handle(), b.handle(), factor)), shape);
  }

  /** Whole numbers in a row, as indices. */
  private TorchTensor whole(TorchTensor numbers, int count) {
    return (TorchTensor) reshape(made(to(numbers.handle(), torch.int64()), numbers.shape()), count);
  }

  /** Each text's key heads as a batch, and the query heads that share one as its rows. */
  @Override
  public Tensor attention(
      Tensor q, Tensor k, Tensor v, Tensor keys, Tensor values, TextRows texts) {
    int n = q.size(0);
    int h = q.size(1);
    int d = q.size(2);
    int kv = k.size(1);
    int t = texts.mask().size(1);
    copyRows(keys, texts.last(), k);
    copyRows(values, texts.last(), v);
    try (TorchTensor queries = (TorchTensor) reshape(q, n * kv, 1, h / kv, d);
        TorchTensor seenKeys = seen(keys, texts, n * kv, t, d);
        TorchTensor seenValues = seen(values, texts, n * kv, t, d)) {
      TorchTensor mask =
          view((TorchTensor) texts.mask(), new int[] {n * kv, 1, h / kv, t}, t, 0, 0, 1);
      long mixed = attend(queries, seenKeys, seenValues, Optional.of(mask));
      mask.close();
      try (TorchTensor byHead = made(mixed, n * kv, 1, h / kv, d)) {
        return reshape(byHead, n, h * d);
      }
    }
  }

  private void copyRows(Tensor store, Tensor at, Tensor rows) {
    long same =
        run(
            "write rows",
            frame ->
                frame
                    .begin()
                    .tensor(handle(store))
                    .integer(0)
                    .tensor(handle(at))
                    .tensor(handle(rows))
                    .call(Op.INDEX_COPY));
    torch.delete(same);
  }

  private TorchTensor seen(Tensor store, TextRows texts, int heads, int t, int d) {
    int all = store.size(0) * store.size(1);
    try (TorchTensor flat = (TorchTensor) reshape(store, all, d);
        TorchTensor found = (TorchTensor) rows(flat, texts.seen())) {
      return (TorchTensor) reshape(found, heads, 1, t, d);
    }
  }

  private long attend(
      TorchTensor queries, TorchTensor keys, TorchTensor values, Optional<TorchTensor> mask) {
    return run(
        "attention",
        frame -> {
          frame.begin().tensor(queries.handle()).tensor(keys.handle()).tensor(values.handle());
          if (mask.isPresent()) {
            frame.optionalTensor(mask.get().handle());
          } else {
            frame.none();
          }
          return frame.real(0).integer(0).optionalReal(1).integer(0).call(Op.ATTENTION);
        });
  }

  @Override
  public Tensor swiglu(Tensor gateAndUp) {
    int size = gateAndUp.size(1) / 2;
    try (TorchTensor gate = (TorchTensor) slice(gateAndUp, 1, 0, size);
        TorchTensor up = (TorchTensor) slice(gateAndUp, 1, size, 2 * size)) {
      return made(multiplied(unary(Op.SILU, gate.handle()), up.handle()), gateAndUp.size(0), size);
    }
  }

  @Override
  public Tensor add(Tensor a, Tensor b) {
    return made(add(handle(a), handle(b)), shape(a));
  }

  @Override
  public Tensor reshape(Tensor x, int... shape) {
    TorchTensor given = (TorchTensor) x;
    require(
        Layouts.product(shape) == Layouts.product(given.shape()),
        "%s numbers are no %s",
        Layouts.product(given.shape()),
        shape);
    if (given.isContiguous()) {
      return view(given, shape.clone(), Layouts.contiguous(shape));
    }
    try (TorchTensor dense =
        made(
            run(
                "reshape",
                frame ->
                    frame
                        .begin()
                        .tensor(given.handle())
                        .integer(torch.contiguousFormat())
                        .call(Op.CONTIGUOUS)),
            given.shape())) {
      return view(dense, shape.clone(), Layouts.contiguous(shape));
    }
  }

  @Override
  public Tensor slice(Tensor x, int axis, int from, int to) {
    TorchTensor given = (TorchTensor) x;
    int[] shape = given.shape().clone();
    require(0 <= from && from <= to && to <= shape[axis], "no part to %d of %s", to, shape);
    shape[axis] = to - from;
    long[] strides = given.strides();
    return viewAt(given, shape, strides, from * strides[axis]);
  }

  TorchTensor view(TorchTensor x, int[] shape, long... strides) {
    return viewAt(x, shape, strides, 0);
  }

  /** A view that begins some numbers behind the beginning of what it is a view of. */
  private TorchTensor viewAt(TorchTensor x, int[] shape, long[] strides, long offset) {
    long handle = run("view", frame -> torch.view(frame, x.handle(), shape, strides, offset));
    return own(new TorchTensor(this, handle, shape, strides));
  }

  @Override
  public Tensor concat(Tensor... parts) {
    int[] shape = shape(parts[0]).clone();
    long[] handles = new long[parts.length];
    shape[0] = 0;
    for (int i = 0; i < parts.length; i++) {
      handles[i] = handle(parts[i]);
      shape[0] += parts[i].size(0);
    }
    return made(run("concat", frame -> torch.concat(frame, 0, handles)), shape);
  }

  @Override
  public void write(Tensor target, int at, Tensor rows) {
    int[] shape = shape(target);
    int count = rows.size(0);
    require(at >= 0 && at <= shape[0] - count, "no %d rows fit into %s", count, shape);
    try (TorchTensor part = (TorchTensor) slice(target, 0, at, at + count)) {
      copy(part, (TorchTensor) rows);
    }
  }

  /** Copies on the device, or to it: does not wait. */
  private void copy(TorchTensor target, TorchTensor source) {
    run("copy", frame -> torch.copy(target.handle(), source.handle(), false));
  }

  /** Copies to the host, and waits until all is there. */
  void fetch(TorchTensor host, TorchTensor source) {
    run("copy", frame -> torch.copy(host.handle(), source.handle(), true));
  }

  @Override
  public void read(Tensor x, int row, float[] target) {
    int width = x.size(1);
    require(
        target.length >= width, "an array of %d cannot hold a row of %s", target.length, shape(x));
    tensors.received((long) width * Float.BYTES);
    try (TorchTensor one = (TorchTensor) slice(x, 0, row, row + 1)) {
      if (!tensors.onGpu() && tensors.numbers() == NumberType.FLOAT32 && one.isContiguous()) {
        MemorySegment.copy(floats(one), JAVA_FLOAT, 0, target, 0, width);
        return;
      }
      try (TorchTensor host = onHost(torch.type(NumberType.FLOAT32), 1, width)) {
        fetch(host, one);
        MemorySegment.copy(floats(host), JAVA_FLOAT, 0, target, 0, width);
      }
    }
  }

  @Override
  public Optional<int[]> choose(Tensor logits, List<TokenChoice> choices) {
    require(choices.size() == logits.size(0), "%s choices for %s", choices.size(), shape(logits));
    try (TorchScope step = (TorchScope) tensors.scope()) {
      return Optional.of(new TokenChooser(tensors, step).choose((TorchTensor) logits, choices));
    }
  }

  @Override
  public Tensor keep(Tensor x) {
    TorchTensor given = (TorchTensor) x;
    if (given.scope() != this) {
      given.handle();
      given.scope().remove(given);
      given.moveTo(this);
      add(given);
    }
    return given;
  }

  /** How many tensors it holds. */
  int size() {
    return owned.size();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (TorchTensor tensor : owned) {
      torch.delete(tensor.release());
    }
    tensors.counted(-owned.size());
    owned.clear();
    tensors.closed(this);
  }

  // Handles that no tensor of ours owns yet.

  private long multiply(long a, long b) {
    return run("multiply", frame -> torch.multiply(frame, a, b));
  }

  /** The product; frees the first factor. */
  private long multiplied(long a, long b) {
    long product = multiply(a, b);
    torch.delete(a);
    return product;
  }

  private long add(long a, long b) {
    return run("add", frame -> torch.add(frame, a, b, 1));
  }

  /** An operation of tensors alone. */
  TorchTensor call(Op op, int[] shape, TorchTensor... arguments) {
    long handle =
        run(
            op.operator,
            frame -> {
              frame.begin();
              for (TorchTensor argument : arguments) {
                frame.tensor(argument.handle());
              }
              return frame.call(op);
            });
    return made(handle, shape);
  }

  private long unary(Op op, long x) {
    return run(op.operator, frame -> frame.begin().tensor(x).call(op));
  }

  private long to(long x, int wanted) {
    return run(
        "convert",
        frame -> frame.begin().tensor(x).integer(wanted).integer(0).integer(0).none().call(Op.TO));
  }

  private long share(long x) {
    return run("share", frame -> torch.newHandle(x, frame.results()));
  }

  long[] strides(long handle, int rank) {
    long address = run("find strides", frame -> torch.strides(frame, handle));
    return MemorySegment.ofAddress(address)
        .reinterpret((long) rank * Long.BYTES)
        .toArray(JAVA_LONG);
  }

  long run(String what, Libtorch.Attempt attempt) {
    if (closed) {
      throw new IllegalStateException("the scope is closed");
    }
    try {
      return torch.run(what, attempt);
    } catch (TensorException e) {
      throw new TensorException(tensors.device() + ": " + e.getMessage(), e);
    }
  }

  // Ownership.

  TorchTensor made(long handle, int... shape) {
    return own(new TorchTensor(this, handle, shape));
  }

  private TorchTensor own(TorchTensor tensor) {
    tensors.counted(1);
    add(tensor);
    return tensor;
  }

  private void add(TorchTensor tensor) {
    tensor.index = owned.size();
    owned.add(tensor);
  }

  private void remove(TorchTensor tensor) {
    TorchTensor last = owned.removeLast();
    if (last != tensor) {
      owned.set(tensor.index, last);
      last.index = tensor.index;
    }
  }

  /** Frees one tensor of this scope. */
  void free(TorchTensor tensor) {
    remove(tensor);
    tensors.counted(-1);
    torch.delete(tensor.release());
  }

  private static void require(boolean condition, String message, Object a, int[] shape) {
    if (!condition) {
      throw new IllegalArgumentException(message.formatted(a, Arrays.toString(shape)));
    }
  }

  private static long handle(Tensor tensor) {
    return ((TorchTensor) tensor).handle();
  }

  private static int[] shape(Tensor tensor) {
    return ((TorchTensor) tensor).shape();
  }
}
