package dev.espalier.runtime.tensor.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.tensor.FloatSource;
import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.Tensor;
import dev.espalier.runtime.tensor.TensorException;
import dev.espalier.runtime.tensor.Tensors;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The operations one by one, on numbers small enough to check by hand. */
class DjlTensorsTest {

  private final Tensors tensors = DjlTensors.open("cpu");
  private final Scope scope = tensors.scope();

  @AfterEach
  void close() {
    scope.close();
    scope.close();
    tensors.close();
  }

  private float[][] read(Tensor x) {
    float[][] rows = new float[x.size(0)][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[x.size(1)];
      scope.read(x, i, rows[i]);
    }
    return rows;
  }

  private static void assertRows(float[][] found, float[]... expected) {
    assertEquals(expected.length, found.length);
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], found[i], 1e-6f);
    }
  }

  @Test
  void rowsSlicesAndWrites() {
    Tensor table = scope.floats(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    Tensor found = scope.rows(table, scope.indices(new int[] {2, 0, 2}));
    assertRows(read(found), new float[] {5, 6}, new float[] {1, 2}, new float[] {5, 6});
    assertRows(
        read(scope.slice(table, 1, 1, 2)), new float[] {2}, new float[] {4}, new float[] {6});
    Tensor target = scope.allocate(4, 2);
    scope.write(target, 0, scope.floats(new float[8], 4, 2));
    scope.write(target, 1, scope.slice(table, 0, 1, 3));
    assertRows(read(target), new float[2], new float[] {3, 4}, new float[] {5, 6}, new float[2]);
    assertRows(
        read(scope.concat(scope.slice(table, 0, 2, 3), scope.slice(table, 0, 0, 1))),
        new float[] {5, 6},
        new float[] {1, 2});
    assertThrows(IllegalArgumentException.class, () -> scope.write(target, 3, table));
    assertThrows(IllegalArgumentException.class, () -> scope.slice(table, 0, 1, 4));
    assertThrows(IllegalArgumentException.class, () -> scope.floats(new float[3], 2, 2));
    assertThrows(IllegalArgumentException.class, () -> scope.read(table, 0, new float[1]));
  }

  @Test
  void linearNormAndGate() {
    Tensor x = scope.floats(new float[] {1, -2, 3, 0}, 2, 2);
    Tensor weight = scope.floats(new float[] {1, 0, 2, 1, -1, 1}, 3, 2);
    assertRows(read(scope.linear(x, weight)), new float[] {1, 0, -3}, new float[] {3, 6, -3});
    Tensor bias = scope.floats(new float[] {10, 20, 30}, 3);
    assertRows(
        read(scope.linear(x, weight, bias)), new float[] {11, 20, 27}, new float[] {13, 26, 27});
    double rms = Math.sqrt(2.5 + 0.5);
    Tensor scale = scope.floats(new float[] {2, 3}, 2);
    assertRows(
        read(scope.slice(scope.rmsNorm(x, scale, 0.5f), 0, 0, 1)),
        new float[] {(float) (2 / rms), (float) (-6 / rms)});
    Tensor both = scope.floats(new float[] {1, 0, 5, 7}, 1, 4);
    assertRows(read(scope.swiglu(both)), new float[] {(float) (5 / (1 + Math.exp(-1))), 0});
    assertRows(read(scope.add(x, x)), new float[] {2, -4}, new float[] {6, 0});
    // Operands are as they were.
    assertRows(read(x), new float[] {1, -2}, new float[] {3, 0});
  }

  @Test
  void rotation() {
    Tensor x = scope.floats(new float[] {1, 2, 3, 4}, 1, 1, 4);
    float c = (float) Math.cos(0.3);
    float s = (float) Math.sin(0.3);
    Tensor cosine = scope.floats(new float[] {c, 1, c, 1}, 1, 1, 4);
    Tensor sine = scope.floats(new float[] {-s, 0, s, 0}, 1, 1, 4);
    Tensor y = scope.reshape(scope.rotate(x, cosine, sine), 1, 4);
    assertRows(read(y), new float[] {c - 3 * s, 2, 3 * c + s, 4});
  }

  @Test
  void attentionSharesKeysAmongHeads() {
    // Four query heads over two key heads of size one; two queries, three keys.
    Tensor q = scope.floats(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 4, 1);
    Tensor k = scope.floats(new float[] {1, 0, 0, 1, -1, 0.5f}, 3, 2, 1);
    Tensor v = scope.floats(new float[] {1, 10, 2, 20, 3, 30}, 3, 2, 1);
    Tensor mask = scope.floats(new float[] {0, 0, Float.NEGATIVE_INFINITY, 0, 0, 0}, 2, 3);
    float[][] masked = read(scope.attention(q, k, v, mask));
    float[][] open = read(scope.attention(q, k, v));
    float[][] one = read(scope.attention(scope.slice(q, 0, 1, 2), k, v));
    double[][] keys = {{1, 0, -1}, {0, 1, 0.5}};
    for (int i = 0; i < 2; i++) {
      for (int h = 0; h < 4; h++) {
        double query = 4 * i + h + 1;
        double up = 0;
        double all = 0;
        double upMasked = 0;
        double allMasked = 0;
        for (int j = 0; j < 3; j++) {
          double weight = Math.exp(query * keys[h / 2][j]);
          double value = (j + 1) * (h < 2 ? 1 : 10);
          up += weight * value;
          all += weight;
          if (i == 1 || j < 2) {
            upMasked += weight * value;
            allMasked += weight;
          }
        }
        assertEquals(up / all, open[i][h], 1e-5);
        assertEquals(upMasked / allMasked, masked[i][h], 1e-5);
        if (i == 1) {
          assertEquals(up / all, one[0][h], 1e-5);
        }
      }
    }
  }

  @Test
  void sourcesAreReadInOrder() {
    FloatSource counting =
        new FloatSource() {
          @Override
          public long size() {
            return 5;
          }

          @Override
          public void read(long from, FloatBuffer target) {
            while (target.hasRemaining()) {
              target.put((float) from++);
            }
          }
        };
    Tensor x = scope.load(FloatSource.concat(List.of(counting, counting)), 2, 5);
    assertRows(read(x), new float[] {0, 1, 2, 3, 4}, new float[] {0, 1, 2, 3, 4});
    FloatBuffer middle = FloatBuffer.allocate(4);
    FloatSource.concat(List.of(counting, counting)).read(3, middle);
    assertArrayEquals(new float[] {3, 4, 0, 1}, middle.array());
  }

  @Test
  void whatIsKeptOutlivesItsScope() {
    Tensor view;
    try (Scope inner = tensors.scope()) {
      Tensor x = inner.floats(new float[] {1, 2, 3, 4}, 2, 2);
      view = scope.keep(inner.slice(x, 0, 1, 2));
    }
    System.gc(); // nothing of it may hang on Java memory
    assertRows(read(view), new float[] {3, 4});
    assertEquals(1, tensors.liveTensors());
    assertEquals(1, tensors.liveScopes());
    view.close();
    view.close();
    assertEquals(0, tensors.liveTensors());
  }

  @Test
  void whatTheDeviceRefusesIsTyped() {
    TensorException e =
        assertThrows(TensorException.class, () -> scope.allocate(1 << 30, 1 << 20, 8));
    assertTrue(String.valueOf(e.getMessage()).startsWith("cpu: "), e.getMessage());
    assertTrue(DjlTensors.note("cpu").isEmpty());
    if (tensors.device().equals("cpu") && !Files.exists(Path.of("/dev/nvidiactl"))) {
      assertTrue(DjlTensors.note("auto").isEmpty());
    }
  }
}
