package dev.espalier.runtime.sampling;

import dev.espalier.compiler.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A text that masked decoding wrote, with every step of it: the model's law restricted to the
 * allowed tokens and normalised, token by token (grammar-constrained decoding, GCD).
 *
 * @param steps one for each token
 * @param complete whether it ends with an end token; if not, nothing could follow any more
 */
public record MaskedText(List<Step> steps, boolean complete) {
  /** The text before its first token. */
  public static final MaskedText EMPTY = new MaskedText(List.of(), false);

  /**
   * A token with the choice that it came from.
   *
   * @param state before it
   * @param entry which of the choice's entries it is
   */
  public record Step(State state, MaskedStep choice, int entry) {
    public int token() {
      return choice.law().token(entry);
    }
  }

  public MaskedText {
    steps = List.copyOf(steps);
  }

  /** The tokens, the end token included. */
  public List<Integer> ids() {
    return steps.stream().map(Step::token).toList();
  }

  /** ln P, under the model alone. */
  public double logProbability() {
    return steps.stream().mapToDouble(s -> s.choice().law().logOf(s.entry())).sum();
  }

  /** The logarithm of P over the probability with which masked decoding writes it: of Π s. */
  public double logWeight() {
    return steps.stream().mapToDouble(s -> s.choice().logMass()).sum();
  }

  /**
   * Another text with the same beginning, drawn anew from there on.
   *
   * @param keep how many tokens are kept, fewer than there are or none
   */
  public MaskedText redrawn(Target target, int keep, Choices choices) {
    List<Step> all = new ArrayList<>(steps.subList(0, keep));
    int[] text = new int[target.maxTokens()];
    for (int i = 0; i < keep; i++) {
      text[i] = all.get(i).token();
    }
    State state = keep < steps.size() ? steps.get(keep).state() : target.constraint().start();
    while (true) {
      int depth = all.size();
      MaskedStep choice =
          depth == keep && keep < steps.size()
              ? steps.get(keep).choice()
              : MaskedStep.of(
                  target, target.model().after(Arrays.copyOf(text, depth)), state, depth);
      if (choice.isDeadEnd()) {
        return new MaskedText(all, false);
      }
      Step step = new Step(state, choice, choice.draw(choices));
      all.add(step);
      if (target.ends(step.token())) {
        return new MaskedText(all, true);
      }
      text[depth] = step.token();
      state = state.next(step.token());
    }
  }
}
