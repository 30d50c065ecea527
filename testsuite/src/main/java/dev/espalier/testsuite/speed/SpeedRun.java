package dev.espalier.testsuite.speed;

import dev.espalier.testsuite.LongList;
import dev.espalier.testsuite.Percentiles;
import dev.espalier.testsuite.RunException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Walks the texts of a language through several engines in turn, and keeps of each step the least
 * time over the runs.
 */
final class SpeedRun {
  /** What the grammar has read before the text whose steps are timed. */
  enum Kind {
    /** Nothing: it was compiled for this text. */
    FRESH("fresh grammar"),
    /** All other texts. */
    LATER("after the other texts"),
    /** The other texts and this one. */
    AGAIN("the same text again");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** One engine's figures for one language. */
  static final class Figures {
    private final long[][][] least; // by kind and text
    private long compile = Long.MAX_VALUE;
    private long first = Long.MAX_VALUE;

    private Figures(int texts) {
      least = new long[Kind.values().length][texts][0];
    }

    private void add(Kind kind, int text, long[] times) {
      long[][] all = least[kind.ordinal()];
      all[text] = all[text].length == 0 ? times : least(all[text], times);
    }

    /** The times of a text's steps, in nanoseconds, each the least over the runs. */
    long[] times(Kind kind, int text) {
      return least[kind.ordinal()][text];
    }

    /** Of all steps of all texts. */
    Percentiles percentiles(Kind kind) {
      LongList all = new LongList();
      for (long[] text : least[kind.ordinal()]) {
        for (long time : text) {
          all.add(time);
        }
      }
      return Percentiles.of(all);
    }

    /**
     * The mean time, in microseconds, of a step of the first (0) to the last (9) tenth of the
     * texts.
     */
    double tenth(Kind kind, int tenth) {
      double sum = 0;
      int n = 0;
      for (long[] text : least[kind.ordinal()]) {
        for (int i = text.length * tenth / 10; i < text.length * (tenth + 1) / 10; i++) {
          sum += text[i];
          n++;
        }
      }
      return n == 0 ? Double.NaN : sum / n / 1e3;
    }

    /** Nanoseconds from the grammar's source to a state, the least of all runs. */
    long compile() {
      return compile;
    }

    /** Nanoseconds from the grammar's source to the first mask, the least of all runs. */
    long first() {
      return first;
    }
  }

  /**
   * How two engines judge edited texts.
   *
   * @param same texts on which they agree
   * @param accepted of these, how many both accept
   * @param onlyFirst texts that only the first engine accepts
   * @param onlySecond texts that only the second engine accepts
   * @param examples numbers of the texts on which they do not agree
   */
  record Agreement(int same, int accepted, int onlyFirst, int onlySecond, List<Integer> examples) {}

  private SpeedRun() {}

  static long[] least(long[] a, long[] b) {
    if (a.length != b.length) {
      throw new RunException("one run of a text has " + a.length + " steps, another " + b.length);
    }
    long[] least = new long[a.length];
    for (int i = 0; i < least.length; i++) {
      least[i] = Math.min(a[i], b[i]);
    }
    return least;
  }

  /**
   * What was measured.
   *
   * @param figures of the engines that came through all of it
   * @param failures why the others did not
   */
  record Measured(Map<String, Figures> figures, Map<String, String> failures) {}

  /**
   * Measures. An engine that fails, or does not accept a text, is asked no more.
   *
   * @param engines by name, asked in turn
   * @param texts of the language, at least two
   * @param warm so many rounds over all texts, each in a fresh grammar, come before, untimed
   * @param runs so many timed runs
   */
  static Measured run(
      Map<String, ? extends Engine> engines,
      String language,
      List<int[]> texts,
      int warm,
      int runs) {
    Map<String, Figures> figures = new LinkedHashMap<>();
    engines.keySet().forEach(name -> figures.put(name, new Figures(texts.size())));
    Map<String, String> failures = new LinkedHashMap<>();
    int n = texts.size();
    for (int round = 0; round < warm; round++) {
      for (int[] text : texts) {
        each(engines, figures, failures, (engine, f) -> engine.walk(language, List.of(text)));
      }
    }
    for (int run = 0; run < runs; run++) {
      for (int text = 0; text < n; text++) {
        int first = text;
        // All texts, this one first, and this one again.
        int[][] order = new int[n + 1][];
        for (int i = 0; i <= n; i++) {
          order[i] = texts.get((first + i) % n);
        }
        each(
            engines,
            figures,
            failures,
            (engine, f) -> {
              Engine.Walked walked = engine.walk(language, List.of(order));
              for (int i = 0; i <= n; i++) {
                if (walked.results()[i] != -1) {
                  throw new RunException(
                      String.format(
                          "text %d is refused: %d of %d tokens",
                          (first + i) % n, walked.results()[i], order[i].length));
                }
              }
              f.compile = Math.min(f.compile, walked.compileNanos());
              f.first = Math.min(f.first, walked.firstNanos());
              f.add(Kind.FRESH, first, walked.times()[0]);
              f.add(Kind.LATER, (first + n - 1) % n, walked.times()[n - 1]);
              f.add(Kind.AGAIN, first, walked.times()[n]);
            });
      }
    }
    return new Measured(figures, failures);
  }

  /** Asks each engine that has not failed; those that do now lose their figures. */
  private static void each(
      Map<String, ? extends Engine> engines,
      Map<String, Figures> figures,
      Map<String, String> failures,
      BiConsumer<Engine, Figures> question) {
    engines.forEach((name, engine) -> {
      Figures f = figures.get(name);
      if (f != null) {
        try {
          question.accept(engine, f);
        } catch (RunException e) {
          figures.remove(name);
          failures.put(name, String.valueOf(e.getMessage()));
        }
      }
    });
  }

  /** Compares the verdicts of two engines. */
  static Agreement compare(Engine first, Engine second, String language, List<int[]> texts) {
    int[] ours = first.walk(language, texts).results();
    int[] theirs = second.walk(language, texts).results();
    int same = 0;
    int accepted = 0;
    int onlyFirst = 0;
    int onlySecond = 0;
    List<Integer> examples = new ArrayList<>();
    for (int i = 0; i < ours.length; i++) {
      boolean a = ours[i] == -1;
      boolean b = theirs[i] == -1;
      if (a == b) {
        same++;
        accepted += a ? 1 : 0;
      } else {
        examples.add(i);
        onlyFirst += a ? 1 : 0;
        onlySecond += b ? 1 : 0;
      }
    }
    return new Agreement(same, accepted, onlyFirst, onlySecond, examples);
  }
}
