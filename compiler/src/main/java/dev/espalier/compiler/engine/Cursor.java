package dev.espalier.compiler.engine;

import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.util.Arrays;

/** A position that moves on by bytes. Not shared, not kept. */
final class Cursor implements ByteState.Walker<Cursor> {
  private static final byte[] EMPTY = new byte[0];

  private Structure node;
  private int state;
  // What was read of the current lexeme, kept only where the node asks for it.
  private byte[] text;
  private int length;

  Cursor(Structure node, int state, byte[] text) {
    this.node = node;
    this.state = state;
    this.text = text;
    this.length = text.length;
  }

  @Override
  public Cursor copy() {
    return new Cursor(node, state, text());
  }

  Structure node() {
    return node;
  }

  int state() {
    return state;
  }

  byte[] text() {
    return length == 0 ? EMPTY : Arrays.copyOf(text, length);
  }

  @Override
  public int step(byte[] bytes) {
    int read = 0;
    while (read < bytes.length) {
      if (!node.needsText()) {
        // Within the lexeme there is nothing to do but to go on.
        long within = node.lexer().automaton().within(state, bytes, read);
        read = LexicalAutomaton.read(within);
        state = LexicalAutomaton.state(within);
      }
      if (read < bytes.length && !step(bytes[read++] & 0xff)) {
        return read - 1;
      }
    }
    return read;
  }

  @Override
  public boolean step(int b) {
    Structure at = node;
    int from = state;
    boolean fresh = false;
    LexicalAutomaton automaton = at.lexer().automaton();
    int to = automaton.step(from, b);
    while (to == LexicalAutomaton.DEAD) {
      int label = automaton.label(from);
      if (label == LexicalAutomaton.NO_LABEL) {
        return false;
      }
      at = at.after(label, at.needsText() ? fresh ? EMPTY : text() : null);
      from = LexicalAutomaton.START;
      fresh = true;
      automaton = at.lexer().automaton();
      to = automaton.step(from, b);
    }
    if (fresh) {
      forget();
    }
    if (at.needsText()) {
      if (length == text.length) {
        text = Arrays.copyOf(text, Math.max(16, 2 * length));
      }
      text[length++] = (byte) b;
    }
    if (automaton.isFinal(to)) {
      node = at.after(automaton.label(to), at.needsText() ? text() : null);
      state = LexicalAutomaton.START;
      forget();
    } else {
      node = at;
      state = to;
    }
    return true;
  }

  // The array that came from a state is the state's own: it is never written to.
  private void forget() {
    text = EMPTY;
    length = 0;
  }

  @Override
  public boolean accepting() {
    if (state == LexicalAutomaton.START && node.accepting()) {
      return true;
    }
    int label = node.lexer().automaton().label(state);
    return label != LexicalAutomaton.NO_LABEL
        && node.after(label, node.needsText() ? text() : null).accepting();
  }
}
