package dev.espalier.runtime.tensor.djl;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.espalier.runtime.tensor.FloatSource;
import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.Tensor;
import dev.espalier.runtime.tensor.TensorException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A scope as a manager of DJL. Intermediate arrays are closed as soon as they are used up. */
final class DjlScope implements Scope {

  /** Bytes that are converted at once when a source is read. */
  private static final long PIECE = 256L << 20;

  private static final long[] KEYS_LAST = {1, 2, 0};
  private static final long[] HEADS_FIRST = {1, 0, 2};
  private static final long[] GROUPS_FIRST = {1, 2, 0, 3};
  private static final long[] GROUPS_LAST = {2, 0, 1, 3};

  private final DjlTensors tensors;
  private final PtNDManager manager;

  DjlScope(DjlTensors tensors, PtNDManager manager) {
    this.tensors = tensors;
    this.manager = manager;
  }

  @Override
  public Tensor allocate(int... shape) {
    return op(() -> manager.create(new Shape(longs(shape)), DataType.FLOAT32), shape.clone());
  }

  @Override
  public Tensor floats(float[] values, int... shape) {
    require(values.length == product(shape), "%d numbers are no %s", values.length, shape);
    return filled(DataType.FLOAT32, shape.clone(), b -> b.asFloatBuffer().put(values));
  }

  @Override
  public Tensor indices(int[] values) {
    return filled(
        DataType.INT64,
        new int[] {values.length},
        b -> {
          for (int value : values) {
            b.putLong(value);
          }
        });
  }

  /**
   * Fills memory that PyTorch owns. An array that DJL wraps around a Java buffer would dangle as
   * soon as a view of it outlives it.
   */
  private DjlTensor filled(DataType type, int[] shape, Consumer<ByteBuffer> content) {
    return op(
        () -> {
          Shape sizes = new Shape(longs(shape));
          if (tensors.hardware().isGpu()) {
            ByteBuffer host =
                manager.allocateDirect(Math.toIntExact(sizes.size() * type.getNumOfBytes()));
            content.accept(host);
            return manager.create(host.rewind(), sizes, type); // copies to the device
          }
          PtNDArray array = manager.create(sizes, type);
          if (sizes.size() > 0) {
            content.accept(array.toByteBuffer(true));
          }
          return array;
        },
        shape);
  }

  @Override
  public Tensor load(FloatSource source, int... shape) {
    require(source.size() == product(shape), "%d numbers are no %s", source.size(), shape);
    Tensor target = allocate(shape);
    long rowSize = product(Arrays.copyOfRange(shape, 1, shape.length));
    if (source.size() == 0) {
      return target;
    }
    int step = (int) Math.clamp(PIECE / Float.BYTES / rowSize, 1, Integer.MAX_VALUE);
    for (int row = 0; row < shape[0]; row += Math.min(step, shape[0] - row)) {
      int count = Math.min(step, shape[0] - row);
      long from = row * rowSize;
      Consumer<ByteBuffer> content = b -> source.read(from, b.asFloatBuffer());
      if (tensors.hardware().isGpu()) {
        int[] part = shape.clone();
        part[0] = count;
        try (Tensor piece = filled(DataType.FLOAT32, part, content)) {
          write(target, row, piece);
        }
      } else {
        try (DjlTensor part = (DjlTensor) slice(target, 0, row, row + count)) {
          content.accept(part.array.toByteBuffer(true));
        }
      }
    }
    return target;
  }

  @Override
  public Tensor rows(Tensor table, Tensor indices) {
    int[] shape = shape(table).clone();
    shape[0] = indices.size(0);
    if (shape.length == 2) {
      return op(() -> JniUtils.embedding(array(indices), array(table), false), shape);
    }
    try (Tensor flat = reshape(table, table.size(0), (int) product(shape, 1));
        Tensor found = rows(flat, indices)) {
      return reshape(found, shape);
    }
  }

  @Override
  public Tensor linear(Tensor x, Tensor weight) {
    return linear(x, weight, (PtNDArray) null);
  }

  @Override
  public Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    return linear(x, weight, array(bias));
  }

  @SuppressWarnings("NullAway") // DJL has no annotations; it documents null for no bias.
  private Tensor linear(Tensor x, Tensor weight, @Nullable PtNDArray bias) {
    return op(() -> JniUtils.linear(array(x), array(weight), bias), x.size(0), weight.size(0));
  }

  @Override
  public Tensor rmsNorm(Tensor x, Tensor weight, float epsilon) {
    return op(
        () -> {
          try (PtNDArray squares = JniUtils.square(array(x));
              PtNDArray mean = JniUtils.mean(squares, -1, true)) {
            JniUtils.addi(mean, tensors.scalar(epsilon));
            try (PtNDArray root = JniUtils.sqrt(mean)) {
              PtNDArray y = JniUtils.div(array(x), root);
              JniUtils.muli(y, array(weight));
              return y;
            }
          }
        },
        shape(x));
  }

  @Override
  public Tensor rotate(Tensor x, Tensor cosine, Tensor sine) {
    int half = x.size(2) / 2;
    return op(
        () -> {
          PtNDArray a = array(x);
          try (PtNDArray first = JniUtils.slice(a, 2, 0, half, 1);
              PtNDArray second = JniUtils.slice(a, 2, half, 2L * half, 1);
              PtNDArray swapped = JniUtils.cat(new PtNDArray[] {second, first}, 2)) {
            JniUtils.muli(swapped, array(sine));
            PtNDArray y = JniUtils.mul(a, array(cosine));
            JniUtils.addi(y, swapped);
            return y;
          }
        },
        shape(x));
  }

  @Override
  public Tensor attention(Tensor q, Tensor k, Tensor v) {
    return attention(q, k, v, (PtNDArray) null);
  }

  @Override
  public Tensor attention(Tensor q, Tensor k, Tensor v, Tensor mask) {
    return attention(q, k, v, array(mask));
  }

  private Tensor attention(Tensor q, Tensor k, Tensor v, @Nullable PtNDArray mask) {
    long n = q.size(0);
    long h = q.size(1);
    long d = q.size(2);
    long t = k.size(0);
    long kv = k.size(1);
    long group = h / kv;
    return op(
        () -> {
          try (PtNDArray keys = JniUtils.permute(array(k), KEYS_LAST);
              PtNDArray values = JniUtils.permute(array(v), HEADS_FIRST);
              PtNDArray queries = groupQueries(array(q), n, kv, group, d);
              PtNDArray scores = JniUtils.bmm(queries, keys)) {
            if (mask != null) {
              try (PtNDArray byGroup = JniUtils.reshape(scores, new long[] {kv, group, n, t})) {
                JniUtils.addi(byGroup, mask); // a view: writes to scores
              }
            }
            try (PtNDArray weights = JniUtils.softmax(scores, -1, DataType.FLOAT32);
                PtNDArray mixed = JniUtils.bmm(weights, values)) {
              if (n == 1) {
                return JniUtils.reshape(mixed, new long[] {1, h * d});
              }
              try (PtNDArray byGroup = JniUtils.reshape(mixed, new long[] {kv, group, n, d});
                  PtNDArray byRow = JniUtils.permute(byGroup, GROUPS_LAST)) {
                return JniUtils.reshape(byRow, new long[] {n, h * d});
              }
            }
          }
        },
        (int) n,
        (int) (h * d));
  }

  /** {@code [n, h, d]} to {@code [kv, group · n, d]}: a view for one row, else a copy. */
  private static PtNDArray groupQueries(PtNDArray q, long n, long kv, long group, long d) {
    if (n == 1) {
      return JniUtils.reshape(q, new long[] {kv, group, d});
    }
    try (PtNDArray byRow = JniUtils.reshape(q, new long[] {n, kv, group, d});
        PtNDArray byGroup = JniUtils.permute(byRow, GROUPS_FIRST)) {
      return JniUtils.reshape(byGroup, new long[] {kv, group * n, d});
    }
  }

  @Override
  public Tensor swiglu(Tensor gateAndUp) {
    int size = gateAndUp.size(1) / 2;
    return op(
        () -> {
          try (PtNDArray gate = JniUtils.slice(array(gateAndUp), 1, 0, size, 1);
              PtNDArray up = JniUtils.slice(array(gateAndUp), 1, size, 2L * size, 1)) {
            PtNDArray y = JniUtils.sigmoid(gate);
            JniUtils.muli(y, gate);
            JniUtils.muli(y, up);
            return y;
          }
        },
        gateAndUp.size(0),
        size);
  }

  @Override
  public Tensor add(Tensor a, Tensor b) {
    return op(() -> JniUtils.add(array(a), array(b)), shape(a));
  }

  @Override
  public Tensor reshape(Tensor x, int... shape) {
    return op(() -> JniUtils.reshape(array(x), longs(shape)), shape);
  }

  @Override
  public Tensor slice(Tensor x, int axis, int from, int to) {
    int[] shape = shape(x).clone();
    require(0 <= from && from <= to && to <= shape[axis], "no part to %d of %s", to, shape);
    shape[axis] = to - from;
    return op(() -> JniUtils.slice(array(x), axis, from, to, 1), shape);
  }

  @Override
  public Tensor concat(Tensor... parts) {
    int[] shape = shape(parts[0]).clone();
    PtNDArray[] arrays = new PtNDArray[parts.length];
    shape[0] = 0;
    for (int i = 0; i < parts.length; i++) {
      arrays[i] = array(parts[i]);
      shape[0] += parts[i].size(0);
    }
    return op(() -> JniUtils.cat(arrays, 0), shape);
  }

  @Override
  public void write(Tensor target, int at, Tensor rows) {
    int[] shape = shape(target);
    int count = rows.size(0);
    require(at >= 0 && at <= shape[0] - count, "no %d rows fit into %s", count, shape);
    long[] from = new long[shape.length];
    long[] to = longs(shape);
    long[] step = new long[shape.length];
    Arrays.fill(step, 1);
    from[0] = at;
    to[0] = (long) at + count;
    try {
      JniUtils.indexSet(array(target), array(rows), from, to, step);
    } catch (EngineException e) {
      throw failed(e);
    }
  }

  @Override
  public void read(Tensor x, int row, float[] target) {
    int width = x.size(1);
    require(
        target.length >= width, "an array of %d cannot hold a row of %s", target.length, shape(x));
    try (DjlTensor one = (DjlTensor) slice(x, 0, row, row + 1)) {
      if (tensors.hardware().isGpu()) {
        try (PtNDArray host = one.array.toDevice(ai.djl.Device.cpu(), true)) {
          host.toByteBuffer(true).asFloatBuffer().get(target, 0, width);
        }
      } else {
        one.array.toByteBuffer(true).asFloatBuffer().get(target, 0, width);
      }
    } catch (EngineException e) {
      throw failed(e);
    }
  }

  @Override
  public Tensor keep(Tensor x) {
    array(x).attach(manager);
    return x;
  }

  @Override
  public void close() {
    if (manager.isOpen()) {
      manager.close();
      tensors.scopeClosed();
    }
  }

  /** Runs an operation and takes its result, which DJL gives to the manager of an operand. */
  private DjlTensor op(Supplier<PtNDArray> operation, int... shape) {
    try {
      PtNDArray array = operation.get();
      take(array);
      return new DjlTensor(array, shape);
    } catch (EngineException e) {
      throw failed(e);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very same manager
  private void take(PtNDArray array) {
    if (array.getManager() != manager) {
      array.attach(manager);
    }
  }

  private TensorException failed(EngineException e) {
    return new TensorException(tensors.device() + ": " + e.getMessage(), e);
  }

  private static void require(boolean condition, String message, Object a, int[] shape) {
    if (!condition) {
      throw new IllegalArgumentException(message.formatted(a, Arrays.toString(shape)));
    }
  }

  private static PtNDArray array(Tensor tensor) {
    return ((DjlTensor) tensor).array;
  }

  private static int[] shape(Tensor tensor) {
    return ((DjlTensor) tensor).shape();
  }

  private static long product(int... sizes) {
    return product(sizes, 0);
  }

  private static long product(int[] sizes, int from) {
    long product = 1;
    for (int i = from; i < sizes.length; i++) {
      product *= sizes[i];
    }
    return product;
  }

  private static long[] longs(int[] sizes) {
    long[] result = new long[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      result[i] = sizes[i];
    }
    return result;
  }
}
