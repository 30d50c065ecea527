package dev.espalier.runtime.sampling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Follows every choice of a method, one run for each way through, and adds up what came of it. */
public final class EnumeratedChoices implements Choices {
  private final List<double[]> asked = new ArrayList<>();
  private final List<Integer> script;
  private double probability = 1;

  private EnumeratedChoices(List<Integer> script) {
    this.script = script;
  }

  /** The exact law of what a method gives. */
  public static <T> Map<T, Double> law(Function<Choices, T> method) {
    Map<T, Double> law = new HashMap<>();
    expectation(method, (result, p) -> law.merge(result, p, Double::sum));
    return law;
  }

  /** Hears every outcome with its probability. */
  public static <T> void expectation(
      Function<Choices, T> method, java.util.function.BiConsumer<T, Double> hear) {
    List<Integer> script = new ArrayList<>();
    while (true) {
      EnumeratedChoices choices = new EnumeratedChoices(script);
      T result = method.apply(choices);
      hear.accept(result, choices.probability);
      while (!script.isEmpty()) {
        int last = script.size() - 1;
        int next = following(choices.asked.get(last), script.get(last) + 1);
        if (next >= 0) {
          script.set(last, next);
          break;
        }
        script.remove(last);
      }
      if (script.isEmpty()) {
        return;
      }
    }
  }

  private static int following(double[] weights, int from) {
    for (int i = from; i < weights.length; i++) {
      if (weights[i] > 0) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public double uniform() {
    throw new UnsupportedOperationException("uniform numbers cannot be followed one by one");
  }

  @Override
  public int pick(double[] weights) {
    if (asked.size() == script.size()) {
      script.add(following(weights, 0));
    }
    int picked = script.get(asked.size());
    asked.add(weights.clone());
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    probability *= weights[picked] / total;
    return picked;
  }
}
