package dev.espalier.runtime.model.transformer;

import dev.espalier.runtime.model.safetensors.ElementType;
import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.Tensor;
import dev.espalier.runtime.tensor.Tensors;

/**
 * Cosines and sines of the rotary embedding for every position, made as far as texts get.
 *
 * <p>Both are scaled by {@code headSize^(-1/4)}. Queries and keys are both rotated, so their
 * products come out scaled by {@code 1/sqrt(headSize)}, and attention needs no scaling of its own.
 */
final class RotaryTable implements AutoCloseable {

  private static final int FEWEST = 256;

  /** Rotary factors of some positions, each {@code [n, 1, headSize]}. */
  record Rotation(Tensor cosine, Tensor sine) {}

  private final Tensors tensors;
  private final int headSize;
  private final int maxPositions;
  private final double[] frequencies;
  private Scope scope;
  private Tensor cosines;
  private Tensor sines;
  private int ready;

  /**
   * @param type what the frequencies are rounded to
   */
  RotaryTable(Tensors tensors, TransformerConfig config, ElementType type) {
    this.tensors = tensors;
    this.headSize = config.headSize();
    this.maxPositions = config.maxPositions();
    this.frequencies = new double[headSize / 2];
    for (int i = 0; i < frequencies.length; i++) {
      double frequency =
          config.ropeScaling().scale(Math.pow(config.ropeTheta(), -2.0 * i / headSize));
      frequencies[i] = type == ElementType.F64 ? frequency : type.round((float) frequency);
    }
    this.ready = Math.min(FEWEST, maxPositions);
    this.scope = tensors.scope();
    this.cosines = table(scope, ready, false);
    this.sines = table(scope, ready, true);
  }

  /** The factors of these positions, in the given scope. */
  synchronized Rotation at(Scope target, int[] positions) {
    int first = positions[0];
    int last = first;
    boolean run = true;
    for (int i = 0; i < positions.length; i++) {
      last = Math.max(last, positions[i]);
      run &= positions[i] == first + i;
    }
    grow(last + 1);
    if (run) {
      return new Rotation(
          target.slice(cosines, 0, first, last + 1), target.slice(sines, 0, first, last + 1));
    }
    try (Tensor indices = target.indices(positions)) {
      return new Rotation(target.rows(cosines, indices), target.rows(sines, indices));
    }
  }

  private void grow(int needed) {
    if (needed <= ready) {
      return;
    }
    int size = (int) Math.min(maxPositions, Math.max(needed, 2L * ready));
    Scope larger = tensors.scope();
    Tensor newCosines;
    Tensor newSines;
    try {
      newCosines = table(larger, size, false);
      newSines = table(larger, size, true);
    } catch (RuntimeException e) {
      larger.close();
      throw e;
    }
    // Views that others hold keep the old memory alive.
    scope.close();
    scope = larger;
    cosines = newCosines;
    sines = newSines;
    ready = size;
  }

  private Tensor table(Scope target, int positions, boolean sine) {
    double scale = Math.pow(headSize, -0.25);
    int half = headSize / 2;
    float[] values = new float[Math.multiplyExact(positions, headSize)];
    for (int p = 0; p < positions; p++) {
      for (int i = 0; i < half; i++) {
        double angle = p * frequencies[i];
        float value = (float) (scale * (sine ? Math.sin(angle) : Math.cos(angle)));
        values[p * headSize + i] = sine ? -value : value;
        values[p * headSize + half + i] = value;
      }
    }
    return target.floats(values, positions, 1, headSize);
  }

  @Override
  public synchronized void close() {
    scope.close();
  }
}
