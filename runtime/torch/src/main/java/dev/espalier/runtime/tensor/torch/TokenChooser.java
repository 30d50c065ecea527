package dev.espalier.runtime.tensor.torch;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.espalier.runtime.tensor.NumberType;
import dev.espalier.runtime.tensor.TokenChoice;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Choices of tokens where the logits are, for all rows at once. The same rules in the same order as
 * {@link dev.espalier.runtime.generation.Sampler}, and the same draw by inversion, so that both
 * give the same token, up to rounding.
 */
final class TokenChooser {
  private final TorchTensors tensors;
  private final Libtorch torch;
  private final TorchScope step;

  /**
   * @param step where intermediate results go; closed by the caller
   */
  TokenChooser(TorchTensors tensors, TorchScope step) {
    this.tensors = tensors;
    this.torch = tensors.torch();
    this.step = step;
  }

  int[] choose(TorchTensor logits, List<TokenChoice> choices) {
    int n = logits.size(0);
    int width = logits.size(1);
    boolean free = choices.stream().allMatch(choice -> choice.allowed().isEmpty());
    TorchTensor all = wide(logits);
    TorchTensor x = free ? all : tensors.masks().refuse(step, all, choices);
    boolean anyGreedy = choices.stream().anyMatch(choice -> choice.temperature() == 0);
    boolean anyDrawn = choices.stream().anyMatch(choice -> choice.temperature() > 0);
    double[][] best = anyGreedy ? found(x, best(x, n), n) : new double[2][0];
    double[][] drawn = anyDrawn ? found(x, drawn(x, choices, n, width), n) : new double[2][0];
    int[] tokens = new int[n];
    for (int i = 0; i < n; i++) {
      double[][] result = choices.get(i).temperature() == 0 ? best : drawn;
      boolean possible = result[1][i] > Double.NEGATIVE_INFINITY; // not for what is no number
      tokens[i] = possible ? (int) result[0][i] : -1;
    }
    return tokens;
  }

  private TorchTensor wide(TorchTensor x) {
    return tensors.numbers() == NumberType.FLOAT32 ? x : to(x, torch.type(NumberType.FLOAT32));
  }

  /** The ids {@code [n, 1]} of the greatest in each row; the first of equals. */
  private TorchTensor best(TorchTensor x, int n) {
    long handle =
        step.run(
            "argmax",
            frame ->
                frame.begin().tensor(x.handle()).optionalInteger(1).integer(1).call(Op.ARGMAX));
    return step.made(handle, n, 1);
  }

  private TorchTensor drawn(TorchTensor x, List<TokenChoice> choices, int n, int width) {
    TorchTensor scaled =
        times(x, column(choices, c -> c.temperature() == 0 ? 1 : 1 / c.temperature()));
    TorchTensor weights = along(Op.SOFTMAX, scaled, false);
    boolean sorted = choices.stream().anyMatch(c -> c.topK() > 0 || c.topP() < 1);
    if (!sorted && choices.stream().allMatch(c -> c.minP() == 0)) {
      return inverted(weights, choices, n, width);
    }
    // A row without top-k and top-p is drawn in the order of the ids on the host; here the order is
    // one for all rows, which changes no probability.
    long values =
        step.run(
            "sort",
            frame ->
                frame
                    .begin()
                    .tensor(weights.handle())
                    .optionalInteger(1)
                    .integer(1)
                    .integer(1)
                    .call(Op.SORT));
    TorchTensor ids = step.made(torch.secondResult(), n, width);
    TorchTensor ordered = step.made(values, n, width);
    TorchTensor ranks = tensors.counting(width);
    TorchTensor kept =
        times(
            ordered,
            compare(
                Op.LESS, ranks, column(choices, c -> c.topK() == 0 ? width : c.topK()), n, width));
    TorchTensor sums = along(Op.CUMSUM, kept, true);
    TorchTensor before = step.plus(sums, kept, -1, n, width);
    // Doubled where there is no top-p: then rounding cannot leave anything out.
    TorchTensor enough =
        times(last(sums, width), column(choices, c -> c.topP() == 1 ? 2 : c.topP()));
    kept = times(kept, compare(Op.LESS, before, enough, n, width));
    TorchTensor first = (TorchTensor) step.slice(ordered, 1, 0, 1);
    kept =
        times(
            kept,
            compare(
                Op.GREATER_OR_EQUAL,
                ordered,
                times(first, column(choices, TokenChoice::minP)),
                n,
                width));
    return gathered(ids, inverted(kept, choices, n, width), n);
  }

  /** Columns {@code [n, 1]} drawn by weight. */
  private TorchTensor inverted(TorchTensor weights, List<TokenChoice> choices, int n, int width) {
    TorchTensor sums = along(Op.CUMSUM, weights, true);
    TorchTensor target = times(last(sums, width), column(choices, TokenChoice::uniform));
    long handle =
        step.run(
            "searchsorted",
            frame ->
                frame
                    .begin()
                    .tensor(sums.handle())
                    .tensor(target.handle())
                    .integer(0)
                    .integer(1)
                    .none()
                    .none()
                    .call(Op.SEARCHSORTED));
    TorchTensor at = step.made(handle, n, 1);
    // Rounding may lead behind the end, and what is not a number does.
    return step.call(Op.MINIMUM, new int[] {n, 1}, at, tensors.index(width - 1));
  }

  private TorchTensor last(TorchTensor x, int width) {
    return (TorchTensor) step.slice(x, 1, width - 1, width);
  }

  private TorchTensor column(List<TokenChoice> choices, ToDoubleFunction<TokenChoice> number) {
    double[] numbers = choices.stream().mapToDouble(number).toArray();
    return step.doubles(numbers, numbers.length, 1);
  }

  private TorchTensor compare(Op op, TorchTensor a, TorchTensor b, int n, int width) {
    return step.call(op, new int[] {n, width}, a, b);
  }

  private TorchTensor times(TorchTensor a, TorchTensor b) {
    int[] shape = a.size(1) >= b.size(1) && a.size(0) >= b.size(0) ? a.shape() : b.shape();
    return step.made(
        step.run("multiply", frame -> torch.multiply(frame, a.handle(), b.handle())), shape);
  }

  private TorchTensor to(TorchTensor x, int type) {
    long handle =
        step.run(
            "convert",
            frame ->
                frame
                    .begin()
                    .tensor(x.handle())
                    .integer(type)
                    .integer(0)
                    .integer(0)
                    .none()
                    .call(Op.TO));
    return step.made(handle, x.shape());
  }

  /** An operation along the rows; sums are of float64. */
  private TorchTensor along(Op op, TorchTensor x, boolean exact) {
    long handle =
        step.run(
            op.operator,
            frame -> {
              frame.begin().tensor(x.handle()).integer(1);
              return (exact ? frame.optionalInteger(torch.float64()) : frame.none()).call(op);
            });
    return step.made(handle, x.shape());
  }

  private TorchTensor gathered(TorchTensor x, TorchTensor columns, int n) {
    long handle =
        step.run(
            "gather",
            frame ->
                frame
                    .begin()
                    .tensor(x.handle())
                    .integer(1)
                    .tensor(columns.handle())
                    .integer(0)
                    .call(Op.GATHER));
    return step.made(handle, n, 1);
  }

  /** Ids and their logits, on the host: in one piece, as doubles. */
  private double[][] found(TorchTensor x, TorchTensor ids, int n) {
    TorchTensor logits = gathered(x, ids, n);
    TorchTensor both =
        (TorchTensor) step.concat(to(ids, torch.float64()), to(logits, torch.float64()));
    TorchTensor host = step.onHost(torch.float64(), 2 * n, 1);
    step.fetch(host, both);
    tensors.received(2L * n * Double.BYTES);
    double[] all = step.memory(host, 2L * n * Double.BYTES).toArray(JAVA_DOUBLE);
    return new double[][] {Arrays.copyOf(all, n), Arrays.copyOfRange(all, n, 2 * n)};
  }
}
