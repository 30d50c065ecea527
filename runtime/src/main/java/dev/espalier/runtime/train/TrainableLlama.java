package dev.espalier.runtime.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A Llama-shaped model whose weights can be trained: RMSNorm, rotary positions (the two halves of a
 * head form the pairs, as in Hugging Face's checkpoints), attention to what is before (or, for
 * masked tokens, to all), SwiGLU, tied embeddings. Written on DJL's differentiable arrays; whole
 * sequences only, no cache.
 *
 * <p>Linear weights are kept as {@code [in, out]}, the transpose of the checkpoint's form.
 *
 * <p>Not thread-safe: DJL collects gradients in one place per process.
 */
final class TrainableLlama implements AutoCloseable {
  /** Large enough to vanish in the softmax, small enough to stay finite. */
  private static final float MASKED = -1e9f;

  private final Objective objective;
  private final LlamaShape shape;
  private final NDManager manager;
  private final NamedArrays weights = new NamedArrays();
  private final NDArray cosines;
  private final NDArray sines;
  private final NDArray queryCosines;
  private final NDArray querySines;
  private final NDArray rotation;
  private final NDArray causal;

  /** What one pass over a batch gave. */
  record Pass(NDArray loss, NDArray scoredLogits) {}

  /** Fresh random weights, the same for the same seed. */
  TrainableLlama(LlamaShape shape, long seed) {
    this(Objective.CAUSAL, shape, seed);
  }

  /** The same for another objective. */
  TrainableLlama(Objective objective, LlamaShape shape, long seed) {
    this.objective = objective;
    this.shape = shape;
    this.manager = Engine.getEngine("PyTorch").newBaseManager();
    SplittableRandom random = new SplittableRandom(seed);
    int h = shape.hidden();
    float inner = (float) (0.6 / Math.sqrt(h));
    float outer = (float) (inner / Math.sqrt(2.0 * shape.layers()));
    add("embed", random, 0.03f, shape.vocabulary(), h);
    for (int layer = 0; layer < shape.layers(); layer++) {
      String p = layer + ".";
      ones(p + "norm1", h);
      add(p + "q", random, inner, h, h);
      add(p + "k", random, inner, h, h);
      add(p + "v", random, inner, h, h);
      add(p + "o", random, outer, h, h);
      ones(p + "norm2", h);
      add(p + "gate", random, inner, h, shape.intermediate());
      add(p + "up", random, inner, h, shape.intermediate());
      add(p + "down", random, outer, shape.intermediate(), h);
    }
    ones("norm", h);
    if (shape.layers() >= 2 && shape.headSize() >= 16 && shape.heads() >= 2) {
      beginWithCopying();
    }

    int d = shape.headSize();
    int half = d / 2;
    float[] cos = new float[shape.positions() * d];
    float[] sin = new float[shape.positions() * d];
    for (int t = 0; t < shape.positions(); t++) {
      for (int i = 0; i < d; i++) {
        double angle = t / Math.pow(shape.ropeTheta(), 2.0 * (i % half) / d);
        cos[t * d + i] = (float) Math.cos(angle);
        sin[t * d + i] = (float) Math.sin(angle);
      }
    }
    Shape table = new Shape(shape.positions(), d);
    cosines = manager.create(cos, table);
    sines = manager.create(sin, table);
    // The attention's 1/sqrt(d) rides on the queries' tables: one operation less per block.
    float scale = (float) (1 / Math.sqrt(d));
    queryCosines = cosines.mul(scale);
    querySines = sines.mul(scale);
    // x · rotation = (-x[half..], x[..half])
    float[] swap = new float[d * d];
    for (int i = 0; i < half; i++) {
      swap[(i + half) * d + i] = -1;
      swap[i * d + i + half] = 1;
    }
    rotation = manager.create(swap, new Shape(d, d));
    float[] mask = new float[shape.positions() * shape.positions()];
    for (int t = 0; t < shape.positions() && objective == Objective.CAUSAL; t++) {
      for (int u = t + 1; u < shape.positions(); u++) {
        mask[t * shape.positions() + u] = MASKED;
      }
    }
    causal = manager.create(mask, new Shape(shape.positions(), shape.positions()));
  }

  private void add(String name, RandomGenerator random, float deviation, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    weights.put(name, manager.create(values, new Shape(rows, columns)));
  }

  private void ones(String name, int size) {
    weights.put(name, manager.ones(new Shape(size)));
  }

  /**
   * Starts the first two blocks as a circuit that copies (Elhage et al., "A Mathematical Framework
   * for Transformer Circuits", 2021): a head of block 0 tells each position the token before it;
   * the heads of block 1 look for positions whose token before is the present one, and bring the
   * token that stands there. Such heads form by themselves too, but only after millions of tokens.
   * All else starts near zero, so that nothing drowns them; training is free to change all of it.
   *
   * <p>Number 0 of every embedding is one constant, from which the head of block 0 makes its
   * position's query and key; being the same in all, it shifts all logits alike. The last numbers
   * are left free for the token before.
   */
  private void beginWithCopying() {
    int h = shape.hidden();
    int d = shape.headSize();
    int half = d / 2;
    int free = h - d;
    float unit = 0.06f;
    change(
        "embed", (row, column, value) -> column == 0 ? 4 * unit : column >= free ? 0 : 2 * value);
    for (int layer = 0; layer < shape.layers(); layer++) {
      change(layer + ".o", (row, column, value) -> 0.1f * value);
      change(layer + ".down", (row, column, value) -> 0.1f * value);
    }
    // Turned by one position, query and key agree best one position apart.
    float sharp = 1.6f;
    change(
        "0.q",
        (row, column, value) -> {
          if (column >= d) {
            return value;
          }
          double angle = Math.pow(shape.ropeTheta(), -2.0 * (column % half) / d);
          double turned = column < half ? Math.cos(angle) : -Math.sin(angle);
          return row == 0 && column % half < half / 2 ? (float) (sharp * turned) : 0;
        });
    change(
        "0.k",
        (row, column, value) -> column >= d ? value : row == 0 && column < half / 2 ? sharp : 0);
    change("0.v", (row, column, value) -> column >= d ? value : row == 1 + column ? 1 : 0);
    change(
        "0.o", (row, column, value) -> row >= d ? value : column == free + row ? 1.6f * unit : 0);
    // Slow pairs of a head hardly turn over a text's length: they compare what tokens are.
    int slow = half * 3 / 8;
    int code = 2 * (half - slow);
    for (String side : new String[] {"q", "k"}) {
      // A masked position knows the token before it, not its own.
      int from = side.equals("q") && objective == Objective.CAUSAL ? 1 : free;
      change(
          "1." + side,
          (row, column, value) -> {
            int head = column / d;
            int pair = column % half;
            int slot = (pair - slow) * 2 + (column % d < half ? 0 : 1);
            int shift = (d - code) * head / Math.max(1, shape.heads() - 1);
            return pair >= slow && row == from + shift + slot ? 1.8f : 0;
          });
    }
    int own = (free - 1) / shape.heads();
    change(
        "1.v",
        (row, column, value) ->
            column % d < own && row == 1 + column / d * own + column % d ? 1 : 0);
    change(
        "1.o",
        (row, column, value) ->
            row % d < own && column == 1 + row / d * own + row % d ? 5 * unit : 0);
  }

  private interface Change {
    float of(int row, int column, float value);
  }

  private void change(String name, Change change) {
    NDArray weight = weights.of(name);
    int columns = (int) weight.getShape().get(1);
    float[] values = weight.toFloatArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = change.of(i / columns, i % columns, values[i]);
    }
    weight.set(values);
  }

  Objective objective() {
    return objective;
  }

  LlamaShape shape() {
    return shape;
  }

  NDManager manager() {
    return manager;
  }

  /** The live weights, by name, in a fixed order. */
  NamedArrays weights() {
    return weights;
  }

  /**
   * Views of the weights that belong to {@code step} and share their storage: what is computed from
   * them is freed with {@code step}, and their gradients start at zero.
   */
  NamedArrays leaves(NDManager step, boolean training) {
    NamedArrays leaves = new NamedArrays();
    for (String name : weights.names()) {
      NDArray leaf = weights.view(step, name);
      if (training) {
        leaf.setRequiresGradient(true);
      }
      leaves.put(name, leaf);
    }
    return leaves;
  }

  /**
   * Runs {@code batch} and scores it.
   *
   * @return the weighted mean negative log-likelihood of the targets (nats per token), and the
   *     logits {@code [scored, vocabulary]}
   */
  Pass run(NDManager step, NamedArrays leaves, Batch batch) {
    NDArray hidden = hidden(step, leaves, batch.inputs(), batch.rows(), batch.width());
    NDArray rows = step.create(batch.scored(), new Shape(batch.scored().length));
    NDArray picked = select(hidden, rows);
    NDArray logits = picked.matMul(leaves.of("embed").transpose());
    NDArray targets = longs(step, batch.targets(), new Shape(batch.targets().length, 1));
    NDArray weights = step.create(batch.weights(), new Shape(batch.weights().length, 1));
    NDArray loss = logits.logSoftmax(-1).gather(targets, 1).mul(weights).sum().neg();
    return new Pass(loss, logits);
  }

  /** Logits of every position of one text: {@code [ids, vocabulary]}, row after row. */
  float[] logits(int[] ids) {
    try (NDManager step = manager.newSubManager()) {
      NamedArrays leaves = leaves(step, false);
      NDArray hidden = hidden(step, leaves, ids, 1, ids.length);
      return hidden.matMul(leaves.of("embed").transpose()).toFloatArray();
    }
  }

  private static NDArray longs(NDManager step, int[] values, Shape target) {
    long[] wide = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return step.create(wide, target);
  }

  /** Rows of a matrix. The embedding lookup is the tensor library's row gather. */
  private static NDArray select(NDArray matrix, NDArray indices) {
    NDList picked = matrix.getNDArrayInternal().embedding(indices, matrix, SparseFormat.DENSE);
    return picked.singletonOrThrow();
  }

  private NDArray hidden(NDManager step, NamedArrays leaves, int[] ids, int rows, int width) {
    if (width > shape.positions()) {
      throw new IllegalArgumentException(
          width + " tokens, but the model has " + shape.positions() + " positions");
    }
    int heads = shape.heads();
    int d = shape.headSize();
    Shape split = new Shape(rows, width, heads, d);
    NDArray cos = part(step, cosines, width);
    NDArray sin = part(step, sines, width);
    NDArray queryCos = part(step, queryCosines, width);
    NDArray querySin = part(step, querySines, width);
    NDArray rotate = rotation.stopGradient();
    rotate.attach(step);
    NDArray mask = causal.get("0:" + width + ",0:" + width);
    mask.attach(step);

    NDArray x = select(leaves.of("embed"), step.create(ids, new Shape(ids.length)));
    for (int layer = 0; layer < shape.layers(); layer++) {
      String p = layer + ".";
      NDArray n = norm(x, leaves.of(p + "norm1"));
      NDArray q = n.matMul(leaves.of(p + "q")).reshape(split).transpose(0, 2, 1, 3);
      NDArray k = n.matMul(leaves.of(p + "k")).reshape(split).transpose(0, 2, 1, 3);
      NDArray v = n.matMul(leaves.of(p + "v")).reshape(split).transpose(0, 2, 1, 3);
      q = q.mul(queryCos).add(q.matMul(rotate).mul(querySin));
      k = k.mul(cos).add(k.matMul(rotate).mul(sin));
      NDArray scores = q.matMul(k.transpose(0, 1, 3, 2)).add(mask).softmax(-1);
      NDArray mixed =
          scores.matMul(v).transpose(0, 2, 1, 3).reshape((long) rows * width, shape.hidden());
      x = x.add(mixed.matMul(leaves.of(p + "o")));
      n = norm(x, leaves.of(p + "norm2"));
      NDArray gate = n.matMul(leaves.of(p + "gate"));
      gate = gate.getNDArrayInternal().sigmoid().mul(gate);
      NDArray up = n.matMul(leaves.of(p + "up"));
      x = x.add(gate.mul(up).matMul(leaves.of(p + "down")));
    }
    return norm(x, leaves.of("norm"));
  }

  private static NDArray part(NDManager step, NDArray table, int width) {
    NDArray part = table.get("0:" + width);
    part.attach(step);
    return part;
  }

  private NDArray norm(NDArray x, NDArray weight) {
    NDArray meanSquare = x.square().mean(new int[] {1}, true);
    return x.mul(meanSquare.add(shape.normEps()).pow(-0.5)).mul(weight);
  }

  @Override
  public void close() {
    manager.close();
  }
}
