package dev.espalier.runtime.diffusion;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Exact decoding of a block under a regular constraint. A diffusion model predicts the positions of
 * a block independently; here is the law of their product, given that the block leads from one
 * state of an automaton to one from which a text can still be ended.
 *
 * <ul>
 *   <li>{@link #best}: the likeliest block, by Viterbi's algorithm (DINGO: Suresh et al., "DINGO:
 *       Constrained Inference for Diffusion LLMs", NeurIPS 2025);
 *   <li>{@link #draw}: a block by its probability, by backward sums and then drawing from left to
 *       right (forward filtering and sampling, turned round).
 * </ul>
 *
 * <p>Work: positions times the automaton's edges, each token counted. Immutable.
 */
public final class BlockSampler {
  private final TokenAutomaton automaton;

  public BlockSampler(TokenAutomaton automaton) {
    this.automaton = automaton;
  }

  /**
   * A block of tokens.
   *
   * @param tokens one for each position
   * @param state where they lead to
   * @param logProbability of the tokens, in nats: the model's own of {@link #best}, and that given
   *     the constraint of {@link #draw}
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Block(int[] tokens, int state, double logProbability) {}

  /**
   * The likeliest block; of equally likely ones, one. Empty if none has a probability.
   *
   * @param from the state before the block
   * @param probabilities by position and token; a known token has probability 1. The sum of a row
   *     need not be 1
   * @param room how many tokens may follow the block
   */
  public Optional<Block> best(int from, double[][] probabilities, int room) {
    int length = probabilities.length;
    int states = automaton.states();
    double[] scores = new double[states];
    Arrays.fill(scores, Double.NEGATIVE_INFINITY);
    scores[from] = 0;
    int[][] before = new int[length][states];
    int[][] by = new int[length][states];
    for (int i = 0; i < length; i++) {
      double[] next = new double[states];
      Arrays.fill(next, Double.NEGATIVE_INFINITY);
      for (int s = 0; s < states; s++) {
        if (scores[s] == Double.NEGATIVE_INFINITY) {
          continue;
        }
        for (TokenAutomaton.Edges edge : automaton.edges(s)) {
          int token = edge.tokens()[0];
          for (int t : edge.tokens()) {
            token = probabilities[i][t] > probabilities[i][token] ? t : token;
          }
          double score = scores[s] + Math.log(probabilities[i][token]);
          if (score > next[edge.to()]) {
            next[edge.to()] = score;
            before[i][edge.to()] = s;
            by[i][edge.to()] = token;
          }
        }
      }
      scores = next;
    }
    boolean[] live = automaton.live(room);
    int best = -1;
    for (int s = 0; s < states; s++) {
      boolean possible = live[s] && scores[s] > Double.NEGATIVE_INFINITY;
      best = possible && (best < 0 || scores[s] > scores[best]) ? s : best;
    }
    if (best < 0) {
      return Optional.empty();
    }
    int[] tokens = new int[length];
    int state = best;
    for (int i = length - 1; i >= 0; i--) {
      tokens[i] = by[i][state];
      state = before[i][state];
    }
    return Optional.of(new Block(tokens, best, scores[best]));
  }

  /**
   * A block by its probability among all that the constraint allows. Empty if none has one. The
   * arguments are those of {@link #best}.
   */
  public Optional<Block> draw(
      int from, double[][] probabilities, int room, RandomGenerator random) {
    int length = probabilities.length;
    int states = automaton.states();
    // By position and state: the probability, up to a factor of the position, that the rest of the
    // block leads to a live state.
    double[][] ahead = new double[length + 1][states];
    boolean[] live = automaton.live(room);
    for (int s = 0; s < states; s++) {
      ahead[length][s] = live[s] ? 1 : 0;
    }
    for (int i = length - 1; i >= 0; i--) {
      double most = 0;
      for (int s = 0; s < states; s++) {
        double sum = 0;
        for (TokenAutomaton.Edges edge : automaton.edges(s)) {
          sum += ahead[i + 1][edge.to()] * sum(probabilities[i], edge);
        }
        ahead[i][s] = sum;
        most = Math.max(most, sum);
      }
      for (int s = 0; s < states && most > 0; s++) {
        ahead[i][s] /= most; // Products of many probabilities would vanish.
      }
    }
    if (!(ahead[0][from] > 0)) {
      return Optional.empty();
    }
    int[] tokens = new int[length];
    int state = from;
    double log = 0;
    for (int i = 0; i < length; i++) {
      double total = 0;
      for (TokenAutomaton.Edges edge : automaton.edges(state)) {
        total += ahead[i + 1][edge.to()] * sum(probabilities[i], edge);
      }
      double target = random.nextDouble() * total;
      double sum = 0;
      int next = state;
      double chosen = 0;
      for (TokenAutomaton.Edges edge : automaton.edges(state)) {
        for (int token : edge.tokens()) {
          double weight = ahead[i + 1][edge.to()] * probabilities[i][token];
          // The sum may round to less than the total: the last possible token stays.
          if (weight > 0 && sum <= target) {
            tokens[i] = token;
            next = edge.to();
            chosen = weight;
          }
          sum += weight;
        }
      }
      log += Math.log(chosen / total);
      state = next;
    }
    return Optional.of(new Block(tokens, state, log));
  }

  private static double sum(double[] row, TokenAutomaton.Edges edge) {
    double sum = 0;
    for (int token : edge.tokens()) {
      sum += row[token];
    }
    return sum;
  }
}
