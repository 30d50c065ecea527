package dev.espalier.runtime.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.ScriptedModel;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PromptedModelTest {
  private static final int WIDTH = 5;
  private static final int[] PROMPT = {4, 4, 1};

  private static float[] row(List<Integer> text) {
    SplittableRandom random = new SplittableRandom(text.hashCode());
    float[] row = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      row[i] = (float) random.nextGaussian();
    }
    return row;
  }

  private static void check(int[] text, TokenLaw law, Sampler rules) {
    List<Integer> whole = new ArrayList<>(IntStream.of(PROMPT).boxed().toList());
    whole.addAll(IntStream.of(text).boxed().toList());
    TokenLaw expected = TokenLaw.of(row(whole), rules);
    for (int token = 0; token < WIDTH; token++) {
      assertEquals(expected.logProbability(token), law.logProbability(token), "after " + whole);
    }
  }

  /**
   * Whatever is asked in whatever order, with caches and laws for everything or next to nothing.
   */
  @Test
  void lawsAreThoseOfTheWholeText() {
    for (long seed = 0; seed < 30; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ScriptedModel scripted = new ScriptedModel(WIDTH, 40, PromptedModelTest::row);
      Sampler rules = random.nextBoolean() ? new Sampler(1, 0, 1, 0) : new Sampler(0.7, 2, 1, 0);
      PromptedModel model =
          new PromptedModel(
              scripted, PROMPT, rules, 1 + random.nextInt(6), random.nextBoolean() ? 1 : 1 << 20);
      List<int[]> seen = new ArrayList<>();
      seen.add(new int[0]);
      for (int round = 0; round < 60; round++) {
        List<int[]> texts = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
          int[] base = seen.get(random.nextInt(seen.size()));
          int kept = random.nextInt(3) == 0 ? random.nextInt(base.length + 1) : base.length;
          int more = random.nextInt(3);
          int[] text =
              IntStream.concat(IntStream.of(base).limit(kept), random.ints(more, 0, WIDTH))
                  .limit(30)
                  .toArray();
          texts.add(text);
        }
        List<TokenLaw> laws = model.after(texts);
        for (int i = 0; i < texts.size(); i++) {
          check(texts.get(i), laws.get(i), rules);
        }
        seen.addAll(texts);
      }
      model.close();
      assertEquals(0, scripted.open, "seed " + seed);
    }
  }

  @Test
  void beginningsAreReadOnce() {
    ScriptedModel scripted = new ScriptedModel(WIDTH, 40, PromptedModelTest::row);
    PromptedModel model = new PromptedModel(scripted, PROMPT, new Sampler(1, 0, 1, 0));
    model.after();
    model.after(2);
    model.after(2, 3);
    model.after(2, 3, 1);
    assertEquals(6, scripted.tokensRead);
    model.after(List.of(new int[] {2, 3, 1, 0}, new int[] {2, 3, 0}, new int[] {2, 3, 0}));
    assertEquals(8, scripted.tokensRead);
    assertEquals(6, model.forwards());
    assertEquals(5, model.passes());
    model.after(2, 3);
    assertEquals(6, model.forwards(), "laws are remembered");
    assertEquals(38, model.room());
  }

  @Test
  void aFailureLeavesNothingBehind() {
    ScriptedModel scripted =
        new ScriptedModel(
            WIDTH,
            40,
            text -> text.getLast() == 3 ? new float[] {0, Float.NaN, 0, 0, 0} : row(text));
    PromptedModel model = new PromptedModel(scripted, PROMPT, new Sampler(1, 0, 1, 0));
    check(new int[] {2}, model.after(2), new Sampler(1, 0, 1, 0));
    assertThrows(ModelException.class, () -> model.after(2, 3));
    check(new int[] {2, 1}, model.after(2, 1), new Sampler(1, 0, 1, 0));
    model.close();
    assertEquals(0, scripted.open);
    assertTrue(scripted.passes > 3);
  }
}
