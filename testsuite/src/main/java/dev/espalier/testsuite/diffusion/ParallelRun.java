package dev.espalier.testsuite.diffusion;

import dev.espalier.compiler.CanvasChecker;
import dev.espalier.runtime.PromptTokenizer;
import dev.espalier.runtime.diffusion.Diffuser;
import dev.espalier.runtime.diffusion.Diffusion;
import dev.espalier.runtime.diffusion.DiffusionListener;
import dev.espalier.runtime.diffusion.DiffusionOptions;
import dev.espalier.runtime.diffusion.Strategies;
import dev.espalier.runtime.diffusion.Verification;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What texts of a task come out when some positions are written at once.
 *
 * @param valid of the samples
 * @param distinct valid texts
 * @param texts that the task has
 */
record ParallelRun(
    String task,
    int steps,
    String verify,
    int samples,
    int valid,
    int distinct,
    int texts,
    double forwards,
    double rejected,
    long deadEnds) {

  /**
   * Draws texts at temperature 1, at random positions.
   *
   * @param steps for the whole text
   */
  static ParallelRun of(
      ParallelTask task, CanvasChecker checker, int steps, Verification verify, int samples) {
    Map<String, Integer> index = task.index();
    BitSet met = new BitSet();
    int valid = 0;
    long forwards = 0;
    long rejected = 0;
    long deadEnds = 0;
    try (Diffuser diffuser =
        new Diffuser(new ExactMarginals(task), new NoPrompt(), task.vocabulary())) {
      DiffusionOptions options =
          DiffusionOptions.DEFAULT
              .withLength(task.length())
              .withBlock(task.length())
              .withSteps(steps)
              .withStrategy(Strategies.lladaRandom())
              .withVerification(verify)
              .withTemperature(1);
      for (int seed = 0; seed < samples; seed++) {
        Diffusion made =
            diffuser.diffuse(checker, new int[0], options.withSeed(seed), DiffusionListener.NONE);
        Integer which = index.get(made.text());
        if (which != null) {
          valid++;
          met.set(which);
        }
        forwards += made.counts().forwards();
        rejected += made.counts().rejected();
        deadEnds += made.counts().deadEnds();
      }
    }
    return new ParallelRun(
        task.name(),
        steps,
        verify.name().toLowerCase(java.util.Locale.ROOT),
        samples,
        valid,
        met.cardinality(),
        task.texts().size(),
        (double) forwards / samples,
        (double) rejected / samples,
        deadEnds);
  }

  double validPercent() {
    return Math.round(1000.0 * valid / samples) / 10.0;
  }

  Map<String, Object> json() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("task", task);
    row.put("steps", steps);
    row.put("verify", verify);
    row.put("n", samples);
    row.put("valid_pct", validPercent());
    row.put("distinct", distinct);
    row.put("texts", texts);
    row.put("forwards", forwards);
    row.put("rejected", rejected);
    row.put("dead_ends", deadEnds);
    return row;
  }

  private static final class NoPrompt implements PromptTokenizer {
    @Override
    public int[] prompt(String text) {
      return new int[0];
    }

    @Override
    public int[] text(String text) {
      throw new UnsupportedOperationException("the tasks have no prompts");
    }

    @Override
    public void close() {}
  }
}
