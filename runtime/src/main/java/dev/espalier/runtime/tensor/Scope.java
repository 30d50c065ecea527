package dev.espalier.runtime.tensor;

import java.util.List;
import java.util.Optional;

/**
 * A region of tensors with one lifetime, and the operations that make them: a result belongs to the
 * scope on which the operation was called, whatever scopes its operands belong to.
 *
 * <p>Sizes in the operations: {@code n} rows (token positions), {@code t} rows of keys, {@code h}
 * query heads, {@code kv} key heads ({@code h} is a multiple of {@code kv}), {@code d} numbers per
 * head. No operation changes an operand, but for {@link #write}. Operands of the wrong shape are
 * errors of the caller and end in an unchecked exception.
 *
 * <p>Every operation may throw {@link TensorException} if the device fails, as when its memory is
 * exhausted.
 */
public interface Scope extends AutoCloseable {

  /** A tensor whose numbers are undefined until they are written. */
  Tensor allocate(int... shape);

  /** A tensor of numbers given in row-major order. */
  Tensor floats(float[] values, int... shape);

  /** A tensor of numbers read from a source in row-major order; copies pieces, never the whole. */
  Tensor load(FloatSource source, int... shape);

  /** Row numbers, for {@link #rows}. */
  Tensor indices(int[] values);

  /** {@code [m, …]} and {@code n} indices to {@code [n, …]}: the rows of these numbers. */
  Tensor rows(Tensor table, Tensor indices);

  /** {@code [n, in]} and {@code [out, in]} to {@code [n, out]}: {@code x · weightᵀ}. */
  Tensor linear(Tensor x, Tensor weight);

  /** The same plus a bias of {@code [out]}. */
  Tensor linear(Tensor x, Tensor weight, Tensor bias);

  /**
   * Root mean square normalisation over the last axis: {@code x / sqrt(mean(x²) + epsilon) ·
   * weight} (Zhang and Sennrich, 2019).
   *
   * @param weight the last axis, or the last axes, of {@code x}
   */
  Tensor rmsNorm(Tensor x, Tensor weight, float epsilon);

  /**
   * Rotary position embedding (Su et al., 2021) in the layout that pairs number {@code i} of a head
   * with number {@code i + d/2}: {@code x · cosine + swap(x) · sine}, where {@code swap} exchanges
   * the halves of each head.
   *
   * @param x {@code [n, heads, d]}
   * @param cosine {@code [n, 1, d]}
   * @param sine {@code [n, 1, d]}, its first half negated
   */
  Tensor rotate(Tensor x, Tensor cosine, Tensor sine);

  /**
   * Attention of every query to all keys: {@code softmax(q · kᵀ) · v}, with each key head serving
   * {@code h / kv} query heads in order. Scores are not scaled.
   *
   * @param q {@code [n, h, d]}
   * @param k {@code [t, kv, d]}
   * @param v {@code [t, kv, d]}
   * @return {@code [n, h · d]}
   */
  Tensor attention(Tensor q, Tensor k, Tensor v);

  /**
   * The same with a mask added to the scores.
   *
   * @param mask {@code [n, t]}: 0 where a query sees a key, negative infinity where not; every
   *     query sees at least one key
   */
  Tensor attention(Tensor q, Tensor k, Tensor v, Tensor mask);

  /**
   * Prepares attention of one query per text, for texts whose keys lie in one store, each text's
   * side by side. Work that does not depend on the layer is done here, once per pass.
   *
   * @param starts the row of each text's first key
   * @param lengths how many keys each text has, the newest included
   * @param keyHeads key heads of the store
   * @return empty if this engine attends to one text after another
   */
  default Optional<TextRows> textRows(int[] starts, int[] lengths, int keyHeads) {
    return Optional.empty();
  }

  /**
   * Writes the newest key and value of each text, and lets each text's query attend to all of its
   * text. Scores are not scaled.
   *
   * @param q {@code [n, h, d]}, a query per text
   * @param k {@code [n, kv, d]}, their keys
   * @param v {@code [n, kv, d]}, their values
   * @param keys {@code [rows, kv, d]}, the store, which is changed
   * @param values likewise
   * @param texts of this store, from an engine that has them
   * @return {@code [n, h · d]}
   */
  default Tensor attention(
      Tensor q, Tensor k, Tensor v, Tensor keys, Tensor values, TextRows texts) {
    throw new UnsupportedOperationException("this engine makes no text rows");
  }

  /**
   * {@code [n, 2m]} to {@code [n, m]}: {@code silu(a) · b} of the two halves of each row, where
   * {@code silu(a) = a / (1 + exp(-a))}.
   */
  Tensor swiglu(Tensor gateAndUp);

  /** The sum of two tensors of the same shape. */
  Tensor add(Tensor a, Tensor b);

  /** The same numbers in another shape; shares memory where it can. */
  Tensor reshape(Tensor x, int... shape);

  /** The part of one axis from {@code from} to before {@code to}; shares memory with {@code x}. */
  Tensor slice(Tensor x, int axis, int from, int to);

  /** Tensors one after another along their first axis. */
  Tensor concat(Tensor... parts);

  /** Copies {@code [n, …]} over the rows of {@code [m, …]} that begin at row {@code at}. */
  void write(Tensor target, int at, Tensor rows);

  /**
   * Copies one row of {@code [n, m]} to the front of an array, and waits until it is there.
   *
   * @param target at least {@code m} long
   */
  void read(Tensor x, int row, float[] target);

  /**
   * Chooses a token from every row of {@code [n, v]}, where the rows are; only the tokens cross to
   * the host, and no mask that the device has already.
   *
   * @param choices one per row
   * @return a token per row, or -1 where there is none to be had: logits that are no numbers, or a
   *     mask that allows nothing. Empty if this engine leaves choosing to the host
   */
  default Optional<int[]> choose(Tensor logits, List<TokenChoice> choices) {
    return Optional.empty();
  }

  /** Moves a tensor of another scope here, so that it outlives that one. */
  Tensor keep(Tensor x);

  /** Frees all tensors of this scope. Does nothing the second time. */
  @Override
  void close();
}
