package dev.espalier.compiler.canvas;

import dev.espalier.compiler.Canvas;
import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.canvas.Layout.Segment;
import dev.espalier.compiler.engine.ByteState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A constraint as canvases are read by it: behind the end of the sequence comes padding, if
 * anything.
 *
 * <p>Safe for use by many threads.
 */
public final class Reading {
  private final Constraint constraint;
  private final Vocabulary vocabulary;
  private final BitSet padding = new BitSet();
  private volatile StateGraph graph = new StateGraph();
  private volatile @Nullable State ended;

  /**
   * @param padding the tokens that may stand behind the end of the sequence
   */
  public Reading(Constraint constraint, int... padding) {
    this.constraint = constraint;
    this.vocabulary = constraint.vocabulary();
    for (int token : padding) {
      if (token < 0 || token >= vocabulary.size()) {
        throw new IndexOutOfBoundsException("token " + token + " of " + vocabulary.size());
      }
      this.padding.set(token);
    }
  }

  Constraint constraint() {
    return constraint;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The graph of its states, for one canvas: there is another one once it has grown too large. */
  StateGraph graph() {
    StateGraph known = graph;
    if (known.isFull()) {
      known = new StateGraph();
      graph = known;
    }
    return known;
  }

  State start() {
    return constraint.start();
  }

  int eos() {
    return vocabulary.eos()[0];
  }

  boolean isPadding(int token) {
    return padding.get(token);
  }

  /** Whether a part that is known may stand behind the end of a text, or be it. */
  boolean isTail(Canvas.Part known) {
    return known instanceof Canvas.Token token
        ? padding.get(token.id()) || vocabulary.isEos(token.id())
        : known instanceof Canvas.Text text && text.bytes().isEmpty();
  }

  /** Whether a part is a token that may end a text and stand behind its end as well. */
  boolean isEndAndPadding(Canvas.Part known) {
    return known instanceof Canvas.Token token
        && padding.get(token.id())
        && vocabulary.isEos(token.id());
  }

  /** Whether a part is a token that is read as its bytes, wherever it stands. */
  boolean isPlain(Canvas.Part known) {
    return known instanceof Canvas.Token token
        && !vocabulary.isEos(token.id())
        && vocabulary.byteLength(token.id()) > 0
        && start() instanceof ByteState<?> state
        && !state.hasSymbols();
  }

  /** A token that may stand behind the end of the sequence, or -1. */
  int pad() {
    return padding.nextSetBit(0);
  }

  /** The state after the end of the sequence: one object, whatever the text was. */
  State end(State accepting) {
    State known = ended;
    if (known == null) {
      known = accepting.next(eos());
      ended = known;
    }
    return known;
  }

  /** The state after a token, or null where it cannot stand. */
  @Nullable State next(State state, int token) {
    if (state.ended()) {
      return padding.get(token) ? state : null;
    }
    if (vocabulary.isEos(token)) {
      return state.accepting() ? end(state) : null;
    }
    if (state instanceof ByteState<?> known) {
      return known.reach(token);
    }
    return state.allows(token) ? state.next(token) : null;
  }

  /** The state after some parts that are known, or null where they cannot stand. */
  @Nullable State read(State from, Layout layout, Segment known) {
    return read(from, layout, known, 0);
  }

  /** As above, from some part of them on. */
  @Nullable State read(State from, Layout layout, Segment known, int first) {
    State state = from;
    for (int i = known.from() + first; i < known.to(); i++) {
      State next = read(state, layout.canvas().at(i));
      if (next == null) {
        return null;
      }
      state = next;
    }
    return state;
  }

  /** The state after a part that is known, or null where it cannot stand. */
  @Nullable State read(State state, Canvas.Part part) {
    return switch (part) {
      case Canvas.Token token -> next(state, token.id());
      case Canvas.Text text -> {
        byte[] bytes = text.toBytes();
        if (bytes.length == 0) {
          yield state;
        }
        // The longest match writes it, if the vocabulary can.
        yield state instanceof ByteState<?> known ? known.reach(bytes) : state.next(bytes);
      }
      case Canvas.Hole hole -> throw new AssertionError(hole);
    };
  }

  /** The tokens of a part that is known; of a text, each the longest that fits. */
  List<Integer> tokens(Canvas.Part known) {
    return switch (known) {
      case Canvas.Token token -> List.of(token.id());
      case Canvas.Text text -> cut(text.toBytes());
      case Canvas.Hole hole -> throw new AssertionError(hole);
    };
  }

  private List<Integer> cut(byte[] bytes) {
    List<Integer> tokens = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int token = vocabulary.trie().longestToken(bytes, at);
      if (token < 0) {
        throw new AssertionError("no token begins with byte " + (bytes[at] & 0xff));
      }
      tokens.add(token);
      at += vocabulary.byteLength(token);
    }
    return tokens;
  }

  /** Reads a filling from end to end. */
  boolean accepts(List<List<Integer>> filling) {
    State state = start();
    for (List<Integer> tokens : filling) {
      for (int token : tokens) {
        State next = next(state, token);
        if (next == null) {
          return false;
        }
        state = next;
      }
    }
    return state.ended() || state.accepting();
  }
}
