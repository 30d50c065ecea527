package dev.espalier.runtime.sampling.aligned;

import dev.espalier.compiler.State;
import dev.espalier.runtime.sampling.TokenLaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One text in the making. Reads the trie and never changes it. */
final class Attempt {
  /** How an attempt ended. */
  enum Outcome {
    OPEN,
    /** With an end token: a text of the language. */
    ACCEPTED,
    /** With a token that cannot follow. */
    REJECTED,
    /** Where no token can follow: at the longest length. */
    DEAD_END
  }

  private int[] tokens = new int[16];
  private int length;

  /** Where the trie stands for the text so far; null where it knows nothing. */
  @Nullable Node at;

  State state;

  /** How many tokens were there when the trie was left. */
  int freshFrom;

  /** What was learnt from there on: one law for each place. */
  final List<TokenLaw> fresh = new ArrayList<>();

  Outcome outcome = Outcome.OPEN;

  /** ln P of the tokens so far. */
  double logProbability;

  /** The logarithm of the probability with which they were drawn. */
  double logProposal;

  Attempt(State start, @Nullable Node root) {
    this.state = start;
    this.at = root;
  }

  int length() {
    return length;
  }

  int token(int i) {
    return tokens[i];
  }

  int[] tokens() {
    return Arrays.copyOf(tokens, length);
  }

  void add(int token, double logP, double logDrawn) {
    if (length == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * length);
    }
    tokens[length++] = token;
    logProbability += logP;
    logProposal += logDrawn;
  }
}
