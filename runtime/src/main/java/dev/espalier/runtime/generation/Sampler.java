package dev.espalier.runtime.generation;

import dev.espalier.compiler.TokenMask;
import dev.espalier.runtime.model.ModelException;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * The rules by which a token is chosen from logits, in this order:
 *
 * <ol>
 *   <li>temperature: logits are divided by it; 0 means the most probable token, always;
 *   <li>the mask: what it does not allow has probability zero, and the rest is normalised;
 *   <li>top-k: the {@code k} most probable tokens are kept;
 *   <li>top-p: of these, normalised again, the fewest that together have at least {@code p}, taken
 *       from the most probable down;
 *   <li>min-p: of these, those that have at least {@code minP} times the probability of the most
 *       probable.
 * </ol>
 *
 * <p>Between equally probable tokens the smaller id comes first. At least one token is always kept.
 * Weights and sums are doubles throughout.
 *
 * @param temperature 0 or more
 * @param topK how many tokens are kept; 0 for all
 * @param topP above 0, at most 1; 1 for all
 * @param minP 0 to 1; 0 for all
 */
public record Sampler(double temperature, int topK, double topP, double minP) {

  public Sampler {
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException("temperature is 0 or more: " + temperature);
    }
    if (topK < 0) {
      throw new IllegalArgumentException("top-k is 0 (all) or more: " + topK);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("top-p is above 0 and at most 1: " + topP);
    }
    if (!(minP >= 0 && minP <= 1)) {
      throw new IllegalArgumentException("min-p is 0 to 1: " + minP);
    }
  }

  /** Always the most probable token. */
  public static final Sampler GREEDY = new Sampler(0, 0, 1, 0);

  /**
   * The distribution of the next token.
   *
   * <p>Complexity: linear in the number of allowed tokens; with top-k or top-p, plus the logarithm
   * of that number for each token that is kept.
   *
   * @param logits at least as many as the mask is wide; those beyond it are never looked at
   * @param allowed not empty
   * @throws ModelException if a logit of an allowed token is not a number
   */
  public Distribution over(float[] logits, TokenMask allowed) {
    check(logits, allowed);
    int n = allowed.count();
    int[] ids = allowed.ids();
    double[] weights = new double[n];
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      float logit = logit(logits, ids[i]);
      weights[i] = logit;
      max = Math.max(max, logit);
    }
    boolean greedy = temperature == 0;
    for (int i = 0; i < n; i++) {
      // Where the largest is infinite the tokens that share it are equal, and the others
      // impossible.
      if (weights[i] == max) {
        weights[i] = 1;
      } else {
        // With temperature 0 any increasing function will do, if it keeps differences apart.
        weights[i] = greedy ? weights[i] - max : Math.exp((weights[i] - max) / temperature);
      }
    }
    if (greedy) {
      return new Distribution(ids, weights, 0);
    }
    int kept = topK > 0 || topP < 1 ? truncate(ids, weights) : n;
    if (minP > 0) {
      kept = aboveShareOfBest(ids, weights, kept);
    }
    return new Distribution(ids, weights, kept);
  }

  /**
   * The token with the greatest logit; of equals the first.
   *
   * @param size how many logits count, from the first on
   * @return -1 if one of them is not a number
   */
  public static int greatest(float[] logits, int size) {
    int best = 0;
    for (int id = 0; id < size; id++) {
      float logit = logits[id];
      if (Float.isNaN(logit)) {
        return -1;
      }
      if (logit > logits[best]) {
        best = id;
      }
    }
    return best;
  }

  /**
   * The token that {@link Distribution#draw} gives at first. Where that is the most probable one,
   * no distribution is made.
   *
   * @param uniform from 0 inclusive to 1 exclusive
   * @throws ModelException if a logit of an allowed token is not a number
   */
  public int choose(float[] logits, TokenMask allowed, double uniform) {
    if (temperature > 0) {
      return over(logits, allowed).draw(uniform);
    }
    check(logits, allowed);
    Greatest greatest = new Greatest(logits);
    allowed.forEach(greatest);
    return greatest.id;
  }

  /** The first of the tokens with the greatest logit. */
  private static final class Greatest implements IntConsumer {
    private final float[] logits;
    private float logit;
    private int id = -1;

    Greatest(float[] logits) {
      this.logits = logits;
    }

    @Override
    public void accept(int other) {
      float its = logit(logits, other);
      if (id < 0 || its > logit) {
        logit = its;
        id = other;
      }
    }
  }

  private static void check(float[] logits, TokenMask allowed) {
    if (allowed.isEmpty()) {
      throw new IllegalArgumentException("no token is allowed");
    }
    if (logits.length < allowed.size()) {
      throw new IllegalArgumentException(
          "%d logits for a mask of %d tokens".formatted(logits.length, allowed.size()));
    }
  }

  private static float logit(float[] logits, int id) {
    float logit = logits[id];
    if (Float.isNaN(logit)) {
      throw new ModelException("the model's logit of token " + id + " is not a number");
    }
    return logit;
  }

  /**
   * The tokens that the rules keep when no mask comes before them, ascending.
   *
   * @throws ModelException if a logit is not a number
   */
  public int[] kept(float[] logits) {
    TokenMask.Builder all = new TokenMask.Builder(logits.length);
    for (int token = 0; token < logits.length; token++) {
      all.add(token);
    }
    Distribution distribution = over(logits, all.build());
    int[] kept = Arrays.copyOf(distribution.ids, distribution.kept);
    Arrays.sort(kept);
    return kept;
  }

  /** Moves the tokens that top-k and top-p keep to the front, best first; returns how many. */
  private int truncate(int[] ids, double[] weights) {
    int n = ids.length;
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    // A heap at [0, size) with the best on top; what leaves it is put down from the end backwards.
    for (int i = n / 2 - 1; i >= 0; i--) {
      sift(ids, weights, i, n);
    }
    int k = topK > 0 ? Math.min(topK, n) : n;
    int kept = 0;
    double sum = 0;
    while (kept < k && (topP == 1 || topK > 0 || kept == 0 || sum < topP * total)) {
      sum += weights[0];
      kept++;
      swap(ids, weights, 0, n - kept);
      sift(ids, weights, 0, n - kept);
    }
    reverse(ids, weights);
    if (topK > 0 && topP < 1) {
      double enough = topP * sum;
      double reached = 0;
      int fewest = 0;
      while (fewest < kept && (fewest == 0 || reached < enough)) {
        reached += weights[fewest++];
      }
      kept = fewest;
    }
    return kept;
  }

  private int aboveShareOfBest(int[] ids, double[] weights, int kept) {
    // The best weight is exactly 1 by construction, and never left out.
    int n = 0;
    for (int i = 0; i < kept; i++) {
      if (weights[i] >= minP) {
        swap(ids, weights, i, n++);
      }
    }
    return n;
  }

  private static boolean before(int[] ids, double[] weights, int a, int b) {
    return weights[a] > weights[b] || (weights[a] == weights[b] && ids[a] < ids[b]);
  }

  private static void sift(int[] ids, double[] weights, int from, int size) {
    for (int i = from; ; ) {
      int child = 2 * i + 1;
      if (child >= size) {
        return;
      }
      if (child + 1 < size && before(ids, weights, child + 1, child)) {
        child++;
      }
      if (!before(ids, weights, child, i)) {
        return;
      }
      swap(ids, weights, i, child);
      i = child;
    }
  }

  private static void reverse(int[] ids, double[] weights) {
    for (int i = 0, j = ids.length - 1; i < j; i++, j--) {
      swap(ids, weights, i, j);
    }
  }

  private static void swap(int[] ids, double[] weights, int i, int j) {
    int id = ids[i];
    ids[i] = ids[j];
    ids[j] = id;
    double weight = weights[i];
    weights[i] = weights[j];
    weights[j] = weight;
  }

  /**
   * What a token is drawn from. Tokens may be excluded one by one; the rest keeps its proportions.
   * When nothing that the rules kept is left, the allowed tokens that they left out follow, the
   * most probable first.
   *
   * <p>Mutable, for one thread.
   */
  public static final class Distribution {
    private final int[] ids;
    private final double[] weights;
    private final boolean[] excluded;
    private final int kept;
    private int left;

    /**
     * @param kept how many, from the front, are drawn by weight; the others come by order
     */
    private Distribution(int[] ids, double[] weights, int kept) {
      this.ids = ids;
      this.weights = weights;
      this.excluded = new boolean[ids.length];
      this.kept = kept;
      this.left = ids.length;
    }

    /** Whether every allowed token has been excluded. */
    public boolean isEmpty() {
      return left == 0;
    }

    /**
     * The probability that {@link #draw} gives this token, over a uniform number; 1 or 0 where
     * nothing is left to chance.
     */
    public double probability(int token) {
      double total = total();
      if (total == 0) {
        return !isEmpty() && ids[best()] == token ? 1 : 0;
      }
      for (int i = 0; i < kept; i++) {
        if (ids[i] == token) {
          return excluded[i] ? 0 : weights[i] / total;
        }
      }
      return 0;
    }

    /**
     * A token, by inversion. Linear time.
     *
     * @param uniform from 0 inclusive to 1 exclusive
     */
    public int draw(double uniform) {
      if (isEmpty()) {
        throw new IllegalStateException("every token has been excluded");
      }
      double total = total();
      if (total == 0) {
        return ids[best()];
      }
      double target = uniform * total;
      double sum = 0;
      int last = -1;
      for (int i = 0; i < kept; i++) {
        if (!excluded[i] && weights[i] > 0) {
          sum += weights[i];
          last = i;
          if (sum > target) {
            return ids[i];
          }
        }
      }
      // uniform * total may round up to the total.
      return ids[last];
    }

    /** Takes a token out. */
    public void exclude(int token) {
      for (int i = 0; i < ids.length; i++) {
        if (ids[i] == token && !excluded[i]) {
          excluded[i] = true;
          left--;
          return;
        }
      }
      throw new IllegalArgumentException("token " + token + " is not there");
    }

    private double total() {
      double total = 0;
      for (int i = 0; i < kept; i++) {
        if (!excluded[i]) {
          total += weights[i];
        }
      }
      return total;
    }

    private int best() {
      int best = -1;
      for (int i = 0; i < ids.length; i++) {
        if (!excluded[i] && (best < 0 || before(ids, weights, i, best))) {
          best = i;
        }
      }
      return best;
    }

    @Override
    public String toString() {
      return "Distribution" + Arrays.toString(Arrays.copyOf(ids, Math.min(kept, 8)));
    }
  }
}
