package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The split between two characters of a string.
 *
 * <p>Most endings end the string with the same label, or not at all. So the mask is that of a
 * string that they all end so, but for the few tokens that end it otherwise.
 */
final class StringSplit extends Split {
  // Of an ending with more tokens the structure is asked once for all remainders.
  private static final int FEW = 6;

  private final StringSplits.Ends ends;
  private final WalkedSplit alike;
  private final boolean shared;
  private final int label;
  private final int[] others;
  private final int[] labels;

  /**
   * @param alike how the vocabulary splits if all endings end the string alike
   * @param shared whether other splits use that one too
   * @param label how most of them end it, or {@link LexicalAutomaton#NO_LABEL}: not at all
   * @param others those that end it otherwise, ascending
   * @param labels their labels, or {@link LexicalAutomaton#NO_LABEL}
   */
  StringSplit(
      StringSplits.Ends ends,
      WalkedSplit alike,
      boolean shared,
      int label,
      int[] others,
      int[] labels) {
    this.ends = ends;
    this.alike = alike;
    this.shared = shared;
    this.label = label;
    this.others = others;
    this.labels = labels;
  }

  /** The tokens that stay inside. */
  TokenMask interior() {
    return alike.interior;
  }

  /** The labels of all endings, or {@link LexicalAutomaton#NO_LABEL}. */
  int[] labels() {
    int[] all = new int[ends.count()];
    Arrays.fill(all, label);
    for (int i = 0; i < others.length; i++) {
      all[others[i]] = labels[i];
    }
    return all;
  }

  @Override
  TokenMask mask(EngineState state) {
    Verdict most = state.verdict(label, ends.exits());
    Flips flips = new Flips();
    if (!most.byToken().isEmpty()) {
      int next = 0;
      for (int e = 0; e < ends.count(); e++) {
        if (next < others.length && others[next] == e) {
          next++;
        } else {
          flip(state, e, label, most, most.taken(), flips);
        }
      }
    }
    for (int i = 0; i < others.length; i++) {
      int e = others[i];
      Verdict verdict =
          ends.tokens(e).length > FEW ? state.verdict(labels[i], ends.exits()) : ends.unknown();
      flip(state, e, labels[i], verdict, most.taken(), flips);
    }
    return alike.compose(most.taken(), state.accepting()).flip(flips.ascending());
  }

  /**
   * Finds the tokens with an ending that are allowed though most endings do not allow them, and
   * those that are not though most do.
   *
   * @param own the label with which the ending ends the string
   * @param verdict on what remains of tokens after that label
   * @param taken the groups that most endings allow
   */
  private void flip(EngineState state, int e, int own, Verdict verdict, BitSet taken, Flips flips) {
    boolean ended = state.has(own);
    @Nullable Structure after = null;
    for (int i = 0; i < ends.tokens(e).length; i++) {
      int group = ends.groups(e)[i];
      if (group < 0) {
        continue;
      }
      int token = ends.tokens(e)[i];
      boolean allowed = ended && verdict.taken().get(group);
      if (ended && !allowed && verdict.byToken().get(group)) {
        after = after == null ? state.after(own, token, ends.length(e)) : after;
        allowed = state.goesOn(after, token, ends.length(e));
      }
      if (allowed != taken.get(group)) {
        flips.add(token);
      }
    }
  }

  @Override
  int[] leaving(EngineState state) {
    TokenMask mask = state.mask();
    Map<Integer, BitSet> seen = new HashMap<>();
    IntStream.Builder leaving = IntStream.builder();
    int next = 0;
    for (int e = 0; e < ends.count(); e++) {
      boolean other = next < others.length && others[next] == e;
      int own = other ? labels[next++] : label;
      Verdict verdict = state.verdict(own, ends.exits());
      BitSet known = seen.computeIfAbsent(own, l -> new BitSet());
      for (int i = 0; i < ends.tokens(e).length; i++) {
        int group = ends.groups(e)[i];
        int token = ends.tokens(e)[i];
        if (group >= 0
            && mask.contains(token)
            && (verdict.byToken().get(group) || !known.get(group))) {
          known.set(group);
          leaving.add(token);
        }
      }
    }
    return leaving.build().toArray();
  }

  private static final class Flips {
    private int[] tokens = new int[16];
    private int count;

    void add(int token) {
      if (count == tokens.length) {
        tokens = Arrays.copyOf(tokens, 2 * count);
      }
      tokens[count++] = token;
    }

    int[] ascending() {
      int[] sorted = Arrays.copyOf(tokens, count);
      Arrays.sort(sorted);
      return sorted;
    }
  }

  @Override
  long memoryBytes() {
    return 100 + (shared ? 0 : alike.memoryBytes()) + 4L * (others.length + labels.length);
  }
}
