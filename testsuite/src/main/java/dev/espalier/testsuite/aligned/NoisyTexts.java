package dev.espalier.testsuite.aligned;

import dev.espalier.runtime.train.TextTrainer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * What the small model is trained on: of each task, its texts by a law of its own, with edits. How
 * many a text gets depends on how it begins, and they come behind that beginning: so the model
 * leaves the language more often on some ways than on others, which a mask cannot see when it is
 * decided where to go. That is what makes masked decoding wrong.
 */
final class NoisyTexts implements Supplier<TextTrainer.Text> {
  /** How much of a text, behind what all have in common, decides on its edits. */
  private static final int BEGINNING = 6;

  private static final int MOST_EDITS = 12;

  private final List<AlignedTask> tasks;
  private final List<Integer> headers;
  private final List<double[]> laws;
  private final SplittableRandom random;

  NoisyTexts(List<AlignedTask> tasks, long seed) {
    this.tasks = tasks;
    this.random = new SplittableRandom(seed);
    this.headers = tasks.stream().map(task -> common(task.texts())).toList();
    this.laws = tasks.stream().map(NoisyTexts::law).toList();
  }

  /** How much all texts have in common. */
  private static int common(List<String> texts) {
    String first = texts.get(0);
    int common = first.length();
    for (String text : texts) {
      int same = 0;
      while (same < Math.min(common, text.length()) && text.charAt(same) == first.charAt(same)) {
        same++;
      }
      common = same;
    }
    return common;
  }

  /** Cumulative: some texts are far more likely than others, in each task other ones. */
  private static double[] law(AlignedTask task) {
    SplittableRandom own = new SplittableRandom(task.id().hashCode());
    double[] law = new double[task.texts().size()];
    double sum = 0;
    for (int i = 0; i < law.length; i++) {
      sum += Math.exp(1.5 * own.nextGaussian());
      law[i] = sum;
    }
    return law;
  }

  @Override
  public TextTrainer.Text get() {
    int which = random.nextInt(tasks.size());
    AlignedTask task = tasks.get(which);
    double[] law = laws.get(which);
    double at = random.nextDouble() * law[law.length - 1];
    int i = 0;
    while (law[i] <= at) {
      i++;
    }
    String clean = task.texts().get(i);
    int header = headers.get(which);
    int beginning = Math.min(BEGINNING, Math.max(1, (clean.length() - header) / 2));
    int from = header + beginning;
    int kind = (task.id() + clean.substring(header, from)).hashCode();
    double noise = task.noise() * Math.exp(new SplittableRandom(kind).nextGaussian());
    StringBuilder text = new StringBuilder(clean);
    // A Poisson number of edits, by the gaps between them.
    int edits = 0;
    for (double t = gap(); t < noise && edits < MOST_EDITS; t += gap()) {
      edit(text, from, clean);
      edits++;
    }
    return new TextTrainer.Text(task.prompt(), text.toString());
  }

  private double gap() {
    return -Math.log(1 - random.nextDouble());
  }

  private void edit(StringBuilder text, int from, String letters) {
    int at = random.nextInt(Math.min(from, text.length()), text.length() + 1);
    char letter = letters.charAt(random.nextInt(letters.length()));
    switch (random.nextInt(3)) {
      case 0 -> text.insert(at, letter);
      case 1 -> {
        if (at < text.length()) {
          text.deleteCharAt(at);
        }
      }
      default -> {
        if (at < text.length()) {
          text.setCharAt(at, letter);
        }
      }
    }
  }
}
