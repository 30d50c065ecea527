package dev.espalier.runtime.tensor.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.TokenMask;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.tensor.NumberType;
import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.Tensor;
import dev.espalier.runtime.tensor.TensorBackend;
import dev.espalier.runtime.tensor.TensorException;
import dev.espalier.runtime.tensor.TensorOptions;
import dev.espalier.runtime.tensor.Tensors;
import dev.espalier.runtime.tensor.TokenChoice;
import dev.espalier.runtime.tensor.djl.DjlTensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operation against DJL's, on random numbers; over the libtorch that DJL has unpacked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TorchTensorsTest {
  private Tensors djl;
  private Tensors torch;

  @BeforeAll
  void open() {
    djl = DjlTensors.open("cpu"); // first: it unpacks and loads what the other one finds
    torch = TensorBackend.named("torch").open(TensorOptions.of("cpu"));
  }

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, torch.liveTensors());
    assertEquals(0, torch.liveScopes());
  }

  @AfterAll
  void close() {
    torch.close();
    torch.close();
    djl.close();
  }

  /** Numbers by shape, the same for both engines. */
  private static final class Numbers {
    private final SplittableRandom random;

    Numbers(long seed) {
      random = new SplittableRandom(seed);
    }

    float[] of(int... shape) {
      float[] values = new float[IntStream.of(shape).reduce(1, (a, b) -> a * b)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return values;
    }
  }

  private static float[] read(Scope scope, Tensor x) {
    int rows = x.size(0);
    int width = 1;
    for (int axis = 1; axis < x.rank(); axis++) {
      width *= x.size(axis);
    }
    float[] all = new float[rows * width];
    Tensor flat = scope.reshape(x, rows, width);
    float[] row = new float[width];
    for (int i = 0; i < rows; i++) {
      scope.read(flat, i, row);
      System.arraycopy(row, 0, all, i * width, width);
    }
    return all;
  }

  private void same(long seed, BiFunction<Scope, Numbers, Tensor> work) {
    float[] expected;
    float[] found;
    try (Scope scope = djl.scope()) {
      expected = read(scope, work.apply(scope, new Numbers(seed)));
    }
    try (Scope scope = torch.scope()) {
      found = read(scope, work.apply(scope, new Numbers(seed)));
    }
    assertArrayEquals(expected, found, 2e-5f, "seed " + seed);
  }

  @RepeatedTest(8)
  void operationsAgree(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int n = 1 + random.nextInt(5);
    int d = 2 * (1 + random.nextInt(8));
    int kv = 1 + random.nextInt(3);
    int h = kv * (1 + random.nextInt(3));
    int t = n + random.nextInt(6);
    same(seed, (s, x) -> s.linear(s.floats(x.of(n, d), n, d), s.floats(x.of(7, d), 7, d)));
    same(
        seed,
        (s, x) ->
            s.linear(s.floats(x.of(n, d), n, d), s.floats(x.of(7, d), 7, d), s.floats(x.of(7), 7)));
    same(seed, (s, x) -> s.rmsNorm(s.floats(x.of(n, d), n, d), s.floats(x.of(d), d), 1e-5f));
    same(
        seed,
        (s, x) -> {
          // A part of what a projection gives, as queries and keys are.
          Tensor all = s.floats(x.of(n, h + kv, d), n, h + kv, d);
          return s.rmsNorm(s.slice(all, 1, 0, h), s.floats(x.of(h, d), h, d), 1e-6f);
        });
    same(
        seed,
        (s, x) -> {
          Tensor all = s.floats(x.of(n, h + kv, d), n, h + kv, d);
          return s.rotate(
              s.slice(all, 1, 1, h + kv),
              s.floats(x.of(n, 1, d), n, 1, d),
              s.floats(x.of(n, 1, d), n, 1, d));
        });
    same(seed, (s, x) -> s.swiglu(s.floats(x.of(n, 2 * d), n, 2 * d)));
    same(seed, (s, x) -> s.add(s.floats(x.of(n, d), n, d), s.floats(x.of(n, d), n, d)));
    same(
        seed, (s, x) -> s.rows(s.floats(x.of(4, kv, d), 4, kv, d), s.indices(new int[] {3, 0, 3})));
    same(
        seed,
        (s, x) -> {
          Tensor store = s.floats(x.of(9, kv, d), 9, kv, d);
          s.write(store, 2, s.floats(x.of(3, kv, d), 3, kv, d));
          return s.concat(s.slice(store, 0, 1, 4), s.slice(store, 0, 7, 9));
        });
    for (boolean masked : new boolean[] {false, true}) {
      same(
          seed,
          (s, x) -> {
            Tensor all = s.floats(x.of(n, h + kv, d), n, h + kv, d);
            Tensor q = s.slice(all, 1, 0, h);
            Tensor k = s.slice(s.floats(x.of(t + 2, kv, d), t + 2, kv, d), 0, 1, t + 1);
            Tensor v = s.slice(s.floats(x.of(t + 2, kv, d), t + 2, kv, d), 0, 1, t + 1);
            if (!masked) {
              return s.attention(q, k, v);
            }
            float[] mask = new float[n * t];
            for (int i = 0; i < mask.length; i++) {
              mask[i] = i % t > i / t + t - n ? Float.NEGATIVE_INFINITY : 0;
            }
            return s.attention(q, k, v, s.floats(mask, n, t));
          });
    }
  }

  /** A GPU's kernel looks beyond the mask where the heads of keys have a stride of 0. */
  @Test
  void keysRepeatAlongTheBatchAndNeverAlongTheHeads() {
    try (TorchScope scope = (TorchScope) torch.scope()) {
      for (int kv : new int[] {1, 2}) {
        for (int group : new int[] {1, 4}) {
          Tensor store = scope.floats(new float[9 * kv * 8], 9, kv, 8);
          TorchTensor keys = (TorchTensor) scope.slice(store, 0, 2, 7);
          try (TorchTensor repeated = scope.repeated(keys, group)) {
            assertArrayEquals(new int[] {group, kv, 5, 8}, repeated.shape());
            assertEquals(0, repeated.strides()[0]);
            assertEquals(8, repeated.strides()[1]);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {63, 64, 65, 129})
  void longRunsAgree(int n) {
    for (int group : new int[] {1, 3}) {
      int kv = 2;
      int d = 8;
      int t = n + 5;
      float[] mask = new float[n * t];
      for (int i = 0; i < n; i++) {
        Arrays.fill(mask, i * t + i + 6, (i + 1) * t, Float.NEGATIVE_INFINITY);
      }
      same(
          n,
          (s, x) ->
              s.attention(
                  s.floats(x.of(n, kv * group, d), n, kv * group, d),
                  s.floats(x.of(t, kv, d), t, kv, d),
                  s.floats(x.of(t, kv, d), t, kv, d),
                  s.floats(mask, n, t)));
    }
  }

  @RepeatedTest(30)
  void tokensAreChosenAsOnTheHost(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int n = 1 + random.nextInt(5);
    int width = 3 + random.nextInt(300);
    float[] logits = new float[n * width];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (3 * random.nextGaussian());
    }
    List<TokenChoice> choices = new ArrayList<>();
    int[] expected = new int[n];
    boolean drawn = random.nextInt(3) > 0;
    boolean truncated = random.nextBoolean();
    for (int i = 0; i < n; i++) {
      boolean free = random.nextInt(4) == 0;
      int[] ids =
          random.ints(0, width).distinct().limit(1 + random.nextInt(width)).sorted().toArray();
      TokenMask mask =
          free
              ? TokenMask.ofIds(IntStream.range(0, width).toArray(), width)
              : TokenMask.ofIds(ids, width);
      Sampler sampler =
          new Sampler(
              drawn ? 0.5 + random.nextDouble() : 0,
              truncated ? 1 + random.nextInt(20) : 0,
              truncated && random.nextBoolean() ? 0.3 + 0.7 * random.nextDouble() : 1,
              random.nextBoolean() ? 0.2 * random.nextDouble() : 0);
      double uniform = random.nextDouble();
      // Without top-k and top-p, min-p alone is drawn in another order on the device.
      double minP = truncated ? sampler.minP() : 0;
      Sampler rules = new Sampler(sampler.temperature(), sampler.topK(), sampler.topP(), minP);
      choices.add(
          new TokenChoice(
              free ? Optional.empty() : Optional.of(mask),
              rules.temperature(),
              rules.topK(),
              rules.topP(),
              minP,
              uniform));
      expected[i] =
          rules.over(Arrays.copyOfRange(logits, i * width, (i + 1) * width), mask).draw(uniform);
    }
    try (Scope scope = torch.scope()) {
      assertArrayEquals(
          expected,
          scope.choose(scope.floats(logits, n, width), choices).orElseThrow(),
          "seed " + seed);
    }
  }

  @Test
  void whereThereIsNoTokenItSaysSo() {
    try (Scope scope = torch.scope()) {
      Tensor logits = scope.floats(new float[] {Float.NaN, 1, 2, 1, 2, 3}, 2, 3);
      assertArrayEquals(
          new int[] {-1, -1},
          scope
              .choose(
                  logits,
                  List.of(
                      TokenChoice.greedy(Optional.empty()),
                      TokenChoice.greedy(Optional.of(TokenMask.ofIds(new int[0], 3)))))
              .orElseThrow());
    }
  }

  @Test
  void moreMasksThanTheTableHasRows() {
    int width = 130;
    try (Tensors own = TensorBackend.named("torch").open(TensorOptions.of("cpu"));
        Scope scope = own.scope()) {
      float[] row = new float[width];
      for (int i = 0; i < width; i++) {
        row[i] = i;
      }
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 600; i++) {
          TokenMask mask = TokenMask.ofIds(new int[] {i % 128, i % 128 + 1}, width);
          int[] found =
              scope
                  .choose(
                      scope.floats(row, 1, width), List.of(TokenChoice.greedy(Optional.of(mask))))
                  .orElseThrow();
          assertEquals(i % 128 + 1, found[0]);
        }
      }
    }
  }

  @Test
  void numbersOfBfloat16AreHeldSo() {
    try (Tensors narrow =
            TensorBackend.named("torch")
                .open(TensorOptions.of("cpu").withNumbers(NumberType.BFLOAT16));
        Scope scope = narrow.scope()) {
      float[] row = new float[2];
      scope.read(scope.floats(new float[] {1.00390625f, 3}, 1, 2), 0, row);
      assertArrayEquals(new float[] {1, 3}, row);
    }
  }

  @Test
  void viewsOutliveWhatTheyAreViewsOf() {
    try (Scope outer = torch.scope()) {
      Tensor view;
      try (Scope inner = torch.scope()) {
        Tensor x = inner.floats(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
        view = outer.keep(inner.slice(inner.slice(x, 0, 1, 3), 0, 1, 2));
      }
      float[] row = new float[2];
      outer.read(view, 0, row);
      assertArrayEquals(new float[] {5, 6}, row);
      assertEquals(1, torch.liveTensors());
      view.close();
      view.close();
      assertThrows(IllegalStateException.class, () -> outer.add(view, view));
    }
    Scope closed = torch.scope();
    closed.close();
    assertThrows(IllegalStateException.class, () -> closed.floats(new float[1], 1));
  }

  @Test
  void whatTheDeviceRefusesIsOneLine() {
    try (Scope scope = torch.scope()) {
      TensorException e =
          assertThrows(TensorException.class, () -> scope.allocate(1 << 30, 1 << 20, 8));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.startsWith("cpu: out of memory in allocate"), message);
      assertEquals(1, message.lines().count());
      Tensor x = scope.floats(new float[] {1, 2}, 1, 2);
      Tensor wide = scope.floats(new float[] {1, 2, 3}, 1, 3);
      message =
          String.valueOf(
              assertThrows(TensorException.class, () -> scope.linear(x, wide)).getMessage());
      assertTrue(message.startsWith("cpu: linear failed: mat1 and mat2 shapes"), message);
      float[] row = new float[2];
      scope.read(scope.add(x, x), 0, row);
      assertArrayEquals(new float[] {2, 4}, row); // nothing is lost
    }
  }

  @Test
  void whatCannotBeOpenedIsOneLine(@TempDir Path directory) throws Exception {
    Files.createFile(directory.resolve(LibtorchLocator.LIBRARY));
    TensorBackend backend = TensorBackend.named("torch");
    List<TensorOptions> wrong =
        List.of(
            TensorOptions.of("cpu").withLibrary(directory.resolve("nowhere")),
            TensorOptions.of("cpu").withLibrary(directory),
            TensorOptions.of("gpu:99"),
            TensorOptions.of("tpu"));
    for (TensorOptions options : wrong) {
      TensorException e = assertThrows(TensorException.class, () -> backend.open(options));
      assertEquals(1, String.valueOf(e.getMessage()).lines().count(), e.getMessage());
    }
    assertThrows(TensorException.class, () -> TensorBackend.named("abacus"));
  }
}
