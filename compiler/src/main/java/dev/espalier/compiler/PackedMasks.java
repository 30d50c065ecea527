package dev.espalier.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The masks of many states in one packed buffer, row by row, as a device takes them for a batch of
 * texts. Rows have the form of {@link TokenMask#fill}.
 */
public final class PackedMasks {
  private PackedMasks() {}

  /**
   * How many words the masks of some states take together.
   *
   * @throws IllegalArgumentException if the states' vocabularies have different widths
   */
  public static int words(List<? extends State> states) {
    return Math.multiplyExact(states.size(), row(states));
  }

  // How many words a row takes.
  private static int row(List<? extends State> states) {
    int width = states.isEmpty() ? 0 : states.getFirst().constraint().vocabulary().size();
    for (State state : states) {
      int own = state.constraint().vocabulary().size();
      if (own != width) {
        throw new IllegalArgumentException(
            "states over vocabularies of " + width + " and " + own + " tokens in one buffer");
      }
    }
    return (width + 63) >>> 6;
  }

  /**
   * Fills a buffer, one state after the other.
   *
   * @param target {@link #words} long from {@code offset} on, at least
   * @throws LimitExceeded as {@link State#mask}; rows before that state's are filled then
   */
  public static void fill(List<? extends State> states, long[] target, int offset) {
    int row = row(states);
    check(states, target, offset);
    for (int i = 0; i < states.size(); i++) {
      states.get(i).mask().fill(target, offset + i * row);
    }
  }

  /**
   * Fills a buffer on several threads: masks that are not known yet are made side by side.
   *
   * @param target {@link #words} long from {@code offset} on, at least
   * @param executor runs one task for each state; when this returns or throws, none of them is left
   * @throws LimitExceeded as {@link State#mask}, of the first state that has it; the rows of all
   *     others are filled then
   * @throws java.util.concurrent.RejectedExecutionException if the executor refuses a task; the
   *     rows of the states before are filled then
   */
  public static void fill(
      List<? extends State> states, long[] target, int offset, Executor executor) {
    int row = row(states);
    check(states, target, offset);
    List<CompletableFuture<Void>> rows = new ArrayList<>();
    RuntimeException first = null;
    for (int i = 0; i < states.size() && first == null; i++) {
      State state = states.get(i);
      int at = offset + i * row;
      try {
        rows.add(CompletableFuture.runAsync(() -> state.mask().fill(target, at), executor));
      } catch (RejectedExecutionException e) {
        first = e;
      }
    }
    // Nothing may write to the caller's buffer later on.
    for (CompletableFuture<Void> one : rows) {
      try {
        one.join();
      } catch (CompletionException e) {
        if (first == null) {
          first = e.getCause() instanceof RuntimeException cause ? cause : e;
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private static void check(List<? extends State> states, long[] target, int offset) {
    int words = words(states);
    if (offset < 0 || offset > target.length - words) {
      throw new IllegalArgumentException(
          states.size()
              + " masks take "
              + words
              + " words; from "
              + offset
              + " on there are "
              + (target.length - offset));
    }
  }
}
