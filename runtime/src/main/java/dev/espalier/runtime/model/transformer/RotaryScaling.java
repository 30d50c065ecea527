package dev.espalier.runtime.model.transformer;

/** How rotary frequencies are changed for texts longer than those of the first training. */
sealed interface RotaryScaling {

  /**
   * The frequency to use in place of {@code theta^(-2i/d)}, in radians per position.
   *
   * @param frequency the unscaled one
   */
  double scale(double frequency);

  /** Not at all. */
  record None() implements RotaryScaling {
    @Override
    public double scale(double frequency) {
      return frequency;
    }
  }

  /** All positions are divided by a factor (Chen et al., 2023, "position interpolation"). */
  record Linear(double factor) implements RotaryScaling {
    @Override
    public double scale(double frequency) {
      return frequency / factor;
    }
  }

  /**
   * Llama 3.1: long wavelengths are stretched by a factor, short ones kept, and those between
   * blended.
   *
   * @param factor the stretch
   * @param lowFactor wavelengths above {@code originalPositions / lowFactor} are stretched
   * @param highFactor wavelengths below {@code originalPositions / highFactor} are kept
   * @param originalPositions the context length of the first training
   */
  record Llama3(double factor, double lowFactor, double highFactor, int originalPositions)
      implements RotaryScaling {
    @Override
    public double scale(double frequency) {
      double turns = originalPositions * frequency / (2 * Math.PI);
      if (turns < lowFactor) {
        return frequency / factor;
      }
      if (turns > highFactor) {
        return frequency;
      }
      double smooth = (turns - lowFactor) / (highFactor - lowFactor);
      return (1 - smooth) * frequency / factor + smooth * frequency;
    }
  }
}
