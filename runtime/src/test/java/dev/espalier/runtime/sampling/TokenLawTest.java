package dev.espalier.runtime.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.TokenMask;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.model.ModelException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokenLawTest {
  private static final Sampler PLAIN = new Sampler(1, 0, 1, 0);

  @Test
  void widePrecisionIsThatOfDoubles() {
    SplittableRandom random = new SplittableRandom(1);
    float[] logits = new float[152_064];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (4 * random.nextGaussian());
    }
    for (double temperature : new double[] {0.3, 1, 2}) {
      TokenLaw law = TokenLaw.of(logits, new Sampler(temperature, 0, 1, 0));
      assertEquals(0, law.logMass(), 1e-12);
    }
  }

  @Test
  void truncationComesFirstAndIsNormalised() {
    float[] logits = {0, 3, 1, 2};
    TokenLaw law = TokenLaw.of(logits, new Sampler(0.5, 2, 1, 0));
    double a = Math.exp(6);
    double b = Math.exp(4);
    assertEquals(Math.log(a / (a + b)), law.logProbability(1), 1e-12);
    assertEquals(Math.log(b / (a + b)), law.logProbability(3), 1e-12);
    assertEquals(Double.NEGATIVE_INFINITY, law.logProbability(0));
    // What the mask leaves of a truncated law may be nothing.
    assertEquals(
        Double.NEGATIVE_INFINITY, law.restricted(TokenMask.ofIds(new int[] {0, 2}, 4)).logMass());
    assertEquals(
        law.logProbability(3),
        law.restricted(TokenMask.ofIds(new int[] {2, 3}, 4)).logMass(),
        1e-12);
  }

  @Test
  void infiniteLogitsShareEverything() {
    float infinite = Float.POSITIVE_INFINITY;
    TokenLaw law = TokenLaw.of(new float[] {infinite, 4, infinite}, PLAIN);
    assertEquals(Math.log(0.5), law.logProbability(0), 1e-12);
    assertEquals(Double.NEGATIVE_INFINITY, law.logProbability(1));
    assertThrows(ModelException.class, () -> TokenLaw.of(new float[] {Float.NaN}, PLAIN));
    assertThrows(
        ModelException.class, () -> TokenLaw.of(new float[] {Float.NEGATIVE_INFINITY}, PLAIN));
  }

  @Test
  void sumsOfLogarithmsNeitherOverflowNorUnderflow() {
    LogSum sum = new LogSum();
    assertEquals(Double.NEGATIVE_INFINITY, sum.value());
    sum.add(-2_000);
    sum.add(Double.NEGATIVE_INFINITY);
    sum.add(-2_000);
    assertEquals(-2_000 + Math.log(2), sum.value(), 1e-12);
    sum.add(1_000);
    assertEquals(1_000, sum.value(), 1e-12);
  }

  @Test
  void noIndexOfWeightZeroIsPicked() {
    Choices choices = Choices.seeded(1);
    int[] counts = new int[4];
    for (int i = 0; i < 20_000; i++) {
      counts[choices.pick(new double[] {0, 1, 0, 3})]++;
    }
    assertEquals(0, counts[0] + counts[2]);
    assertEquals(5_000, counts[1], 300);
    assertTrue(choices.accept(1) && !choices.accept(0));
  }
}
