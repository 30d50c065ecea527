package dev.espalier.compiler.canvas;

import dev.espalier.compiler.Canvas;
import dev.espalier.compiler.State;
import dev.espalier.compiler.canvas.Layout.Segment;
import dev.espalier.compiler.canvas.StateGraph.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a filling of bytes as tokens, as many as each hole asks for: as few as they can be cut
 * into, and then more where the text can stay as it is for a token, or where it has ended.
 */
final class Filling {
  private final Reading reading;
  private final Layout layout;
  private final Map<Integer, byte[]> held;
  private final List<List<Integer>> filling = new ArrayList<>();

  private Filling(Reading reading, Layout layout, Map<Integer, byte[]> held) {
    this.reading = reading;
    this.layout = layout;
    this.held = held;
  }

  /**
   * A filling that holds some bytes, as far as it is read by the constraint.
   *
   * @param tokens of the positions up to where it is not
   * @param whole whether it is read from end to end
   */
  record Filled(List<List<Integer>> tokens, boolean whole) {}

  /**
   * Writes a filling.
   *
   * @param held the bytes of each segment that is a hole
   */
  static Filled of(Reading reading, Layout layout, Map<Integer, byte[]> held) {
    Filling filling = new Filling(reading, layout, held);
    boolean whole = filling.run();
    return new Filled(filling.filling, whole);
  }

  private boolean run() {
    State state = reading.start();
    for (int s = 0; s < layout.segments().size(); s++) {
      Segment segment = layout.segments().get(s);
      State next = segment.isHole() ? fill(s, segment, state) : known(segment, state);
      if (next == null) {
        return false;
      }
      state = next;
    }
    return state.ended() || state.accepting();
  }

  private @Nullable State known(Segment segment, State from) {
    State state = reading.read(from, layout, segment);
    for (int i = segment.from(); i < segment.to() && state != null; i++) {
      filling.add(reading.tokens(layout.canvas().at(i)));
    }
    return state;
  }

  private @Nullable State fill(int number, Segment segment, State from) {
    byte[] bytes = held.getOrDefault(number, new byte[0]);
    List<Integer> tokens = fewest(bytes);
    if (tokens == null || tokens.size() > segment.max()) {
      return null;
    }
    List<State> states = new ArrayList<>();
    states.add(from);
    State state = from;
    for (int token : tokens) {
      State next = reading.next(state, token);
      if (next == null) {
        return null;
      }
      state = next;
      states.add(state);
    }
    int missing = segment.min() - tokens.size();
    if (missing > 0 && state.ended()) {
      if (reading.pad() < 0) {
        return null;
      }
      tokens.addAll(Collections.nCopies(missing, reading.pad()));
    } else if (missing > 0) {
      State after = lengthened(tokens, states, missing, bytes, number);
      if (after == null) {
        return null;
      }
      state = after;
    }
    layout.share(segment, tokens, filling);
    return state;
  }

  /** Makes a filling longer; answers the state after it. */
  private @Nullable State lengthened(
      List<Integer> tokens, List<State> states, int missing, byte[] bytes, int number) {
    State last = states.get(states.size() - 1);
    if (isTail(number) && last.accepting() && (missing == 1 || reading.pad() >= 0)) {
      tokens.add(reading.eos());
      tokens.addAll(Collections.nCopies(missing - 1, reading.pad()));
      return reading.end(last);
    }
    StateGraph graph = reading.graph();
    for (int i = states.size() - 1; i >= 0; i--) {
      if (states.get(i).ended()) {
        continue;
      }
      Step step = graph.step(graph.node(states.get(i)));
      if (step.loop() >= 0) {
        tokens.addAll(i, Collections.nCopies(missing, step.tokens()[step.loop()]));
        return last;
      }
    }
    List<Integer> cut = exactly(bytes, tokens.size() + missing);
    if (cut == null) {
      return null;
    }
    tokens.clear();
    tokens.addAll(cut);
    State state = states.get(0);
    for (int token : tokens) {
      State next = reading.next(state, token);
      if (next == null) {
        return null;
      }
      state = next;
    }
    return state;
  }

  /** Whether nothing but the end and its padding comes behind a segment. */
  private boolean isTail(int number) {
    for (int i = layout.segments().get(number).to(); i < layout.canvas().size(); i++) {
      if (!(layout.canvas().at(i) instanceof Canvas.Token token && reading.isPadding(token.id()))) {
        return false;
      }
    }
    return true;
  }

  private @Nullable List<Integer> fewest(byte[] bytes) {
    int[] fewest = new int[bytes.length + 1];
    int[] token = new int[bytes.length + 1];
    Arrays.fill(fewest, Integer.MAX_VALUE);
    fewest[0] = 0;
    for (int from = 0; from < bytes.length; from++) {
      if (fewest[from] == Integer.MAX_VALUE) {
        continue;
      }
      int count = fewest[from] + 1;
      reading
          .vocabulary()
          .trie()
          .forEachPrefix(
              bytes,
              from,
              (to, id) -> {
                if (count < fewest[to]) {
                  fewest[to] = count;
                  token[to] = id;
                }
              });
    }
    if (fewest[bytes.length] == Integer.MAX_VALUE) {
      return null;
    }
    List<Integer> tokens = new ArrayList<>();
    for (int at = bytes.length; at > 0; at -= reading.vocabulary().byteLength(token[at])) {
      tokens.add(token[at]);
    }
    Collections.reverse(tokens);
    return tokens;
  }

  /** A text in a number of tokens, if there is such a way. */
  private @Nullable List<Integer> exactly(byte[] bytes, int count) {
    if (count > bytes.length) {
      return null;
    }
    int[][] token = new int[count + 1][bytes.length + 1];
    for (int[] row : token) {
      Arrays.fill(row, -1);
    }
    token[0][0] = 0;
    for (int n = 0; n < count; n++) {
      for (int from = 0; from < bytes.length; from++) {
        if (token[n][from] >= 0) {
          int[] next = token[n + 1];
          reading.vocabulary().trie().forEachPrefix(bytes, from, (to, id) -> next[to] = id);
        }
      }
    }
    if (token[count][bytes.length] < 0) {
      return null;
    }
    List<Integer> tokens = new ArrayList<>();
    int at = bytes.length;
    for (int n = count; n > 0; n--) {
      int id = token[n][at];
      tokens.add(id);
      at -= reading.vocabulary().byteLength(id);
    }
    Collections.reverse(tokens);
    return tokens;
  }
}
