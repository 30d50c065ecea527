package dev.espalier.runtime.diffusion;

import dev.espalier.compiler.TokenMask;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.ModelException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The model's distributions over one canvas, each made when it is first asked for. Mutable, for one
 * step of one decoding: what was refused is remembered and not proposed again.
 */
final class Distributions implements AutoCloseable {
  private final CausalModel.Logits logits;
  private final int first;
  private final TokenMask proposable;
  private final Sampler sampler;
  private final boolean tempered;
  private final RandomGenerator random;
  private final float[] @Nullable [] rows;
  private final @Nullable Place[] places;
  private final int[] @Nullable [] likeliest;

  /**
   * @param first the row of the canvas' first position
   * @param length of the canvas
   * @param proposable tokens that may be proposed at all
   * @param sampler how a token is drawn
   * @param tempered whether scores are those of the sampler's temperature
   */
  Distributions(
      CausalModel.Logits logits,
      int first,
      int length,
      TokenMask proposable,
      Sampler sampler,
      boolean tempered,
      RandomGenerator random) {
    this.logits = logits;
    this.first = first;
    this.proposable = proposable;
    this.sampler = sampler;
    this.tempered = tempered && sampler.temperature() > 0;
    this.random = random;
    this.rows = new float[length][];
    this.places = new Place[length];
    this.likeliest = new int[length][];
  }

  /** The logits of a position; not to be changed. */
  float[] row(int position) {
    float[] known = rows[position];
    if (known == null) {
      known = logits.row(first + position);
      rows[position] = known;
    }
    return known;
  }

  /** The natural logarithm of a token's probability, at temperature 1. */
  double logProbability(int position, int token) {
    return row(position)[token] - place(position).logSum;
  }

  /** What is proposed at a position, if anything is left. */
  @Nullable Prediction prediction(int position) {
    Place place = place(position);
    if (place.token < 0) {
      return null;
    }
    double scale = tempered ? sampler.temperature() : 1;
    double logSum = tempered ? place.temperedLogSum : place.logSum;
    return new Prediction(
        position,
        place.token,
        Math.exp(row(position)[place.token] / scale - logSum),
        place.margin,
        place.entropy);
  }

  /** Takes what is proposed at a position out, as long as this step goes on. */
  void refuse(int position) {
    place(position).refuse();
  }

  /** Some of the likeliest proposable tokens, the likeliest first. */
  int[] likeliest(int position, int count) {
    int[] known = likeliest[position];
    if (known == null) {
      known = top(row(position), proposable, count);
      likeliest[position] = known;
    }
    return known;
  }

  /** The likeliest tokens of a set, the likeliest first, of equal ones the smaller id. */
  static int[] top(float[] row, TokenMask among, int count) {
    int[] best = new int[Math.min(count, among.count())];
    int n = 0;
    for (int id = among.next(0); id >= 0; id = among.next(id + 1)) {
      if (n == best.length && (n == 0 || !(row[id] > row[best[n - 1]]))) {
        continue;
      }
      int at = n < best.length ? n++ : n - 1;
      while (at > 0 && row[id] > row[best[at - 1]]) {
        best[at] = best[at - 1];
        at--;
      }
      best[at] = id;
    }
    return Arrays.copyOf(best, n);
  }

  private Place place(int position) {
    Place known = places[position];
    if (known == null) {
      known = new Place(row(position));
      places[position] = known;
    }
    return known;
  }

  @Override
  public void close() {
    logits.close();
  }

  private final class Place {
    private final float[] row;
    final double logSum;
    final double temperedLogSum;
    final double margin;
    final double entropy;
    int token;
    private Sampler.@Nullable Distribution drawn;

    Place(float[] row) {
      this.row = row;
      double max = Double.NEGATIVE_INFINITY;
      double second = Double.NEGATIVE_INFINITY;
      int best = -1;
      for (int id = proposable.next(0); id >= 0; id = proposable.next(id + 1)) {
        float value = row[id];
        if (Float.isNaN(value)) {
          throw new ModelException("the model's logit of token " + id + " is not a number");
        }
        if (best < 0 || value > max) {
          second = max;
          max = value;
          best = id;
        } else if (value > second) {
          second = value;
        }
      }
      double sum = 0;
      double temperedSum = 0;
      double moment = 0;
      double scale = tempered ? sampler.temperature() : 1;
      for (int id = proposable.next(0); id >= 0; id = proposable.next(id + 1)) {
        double below = row[id] - max;
        sum += Math.exp(below);
        double weight = Math.exp(below / scale);
        temperedSum += weight;
        moment += weight == 0 ? 0 : weight * below / scale;
      }
      this.logSum = max + Math.log(sum);
      this.temperedLogSum = max / scale + Math.log(temperedSum);
      this.margin = (1 - Math.exp((second - max) / scale)) / temperedSum;
      this.entropy = Math.log(temperedSum) - moment / temperedSum;
      this.token = best;
      if (best >= 0 && sampler.temperature() > 0) {
        drawn = sampler.over(row, proposable);
        token = drawn.draw(random.nextDouble());
      }
    }

    void refuse() {
      Sampler.Distribution left = drawn;
      if (left == null) {
        left = sampler.over(row, proposable);
        drawn = left;
      }
      left.exclude(token);
      token = left.isEmpty() ? -1 : left.draw(random.nextDouble());
    }
  }
}
