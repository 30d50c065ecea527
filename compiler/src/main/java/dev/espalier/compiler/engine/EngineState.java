package dev.espalier.compiler.engine;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A position: a node of the structure, a state of its automaton, and the text that it asked for.
 */
final class EngineState extends ByteState<Cursor> {
  // So many tokens can be looked at one by one.
  private static final int FEW = 1024;

  private final EngineConstraint constraint;
  private final Structure node;
  private final int state;
  private final byte[] text;
  private final int hash;

  EngineState(EngineConstraint constraint, Structure node, int state, byte[] text, boolean ended) {
    super(constraint.index(), ended);
    this.constraint = constraint;
    this.node = node;
    this.state = state;
    this.text = text;
    this.hash = 31 * (31 * node.hashCode() + state) + Arrays.hashCode(text) + (ended ? 1 : 0);
  }

  Structure node() {
    return node;
  }

  int lexicalState() {
    return state;
  }

  @Override
  public Constraint constraint() {
    return constraint;
  }

  @Override
  public int closings() {
    return node.closings();
  }

  @Override
  protected Cursor walker() {
    return new Cursor(node, state, text);
  }

  @Override
  protected EngineState at(Cursor cursor) {
    if (cursor.node() == node && cursor.state() == state && !node.needsText()) {
      return this; // as within free text
    }
    Structure.Place place = cursor.node().settle(cursor.state());
    return constraint.shared(
        new EngineState(constraint, place.node(), place.state(), cursor.text(), false));
  }

  @Override
  protected EngineState end() {
    return new EngineState(constraint, node, state, text, true);
  }

  /**
   * Within the lexeme, tokens that lead to the same state of its automaton are alike; of those that
   * leave it, those with the same remainder. Where its text matters, none are.
   */
  @Override
  public Representatives representatives() {
    if (node.needsText()) {
      Representatives all = mask().count() <= FEW ? Representatives.all(this) : few();
      return new Representatives(all.tokens(), mask().count() <= FEW);
    }
    return few();
  }

  private Representatives few() {
    IntStream within = Arrays.stream(node.lexer().reach(state)).filter(mask()::contains);
    IntStream leaving = Arrays.stream(node.lexer().split(state).leaving(this));
    return new Representatives(IntStream.concat(within, leaving).toArray(), true);
  }

  @Override
  protected TokenMask compute() {
    return node.lexer().split(state).mask(this);
  }

  /**
   * What the structure says of some exits from here.
   *
   * @param label may be none, or one with which no lexeme ends here
   */
  Split.Verdict verdict(int label, Split.Exits exits) {
    if (!has(label)) {
      return Split.Verdict.NONE;
    }
    return constraint.verdict(node.after(label, null), exits);
  }

  boolean has(int label) {
    return label != LexicalAutomaton.NO_LABEL && node.lexer().automaton().hasLabel(label);
  }

  /** The place after a lexeme that ends with the first bytes of a token. */
  Structure after(int label, int token, int length) {
    if (!node.needsText()) {
      return node.after(label, null);
    }
    byte[] read = Arrays.copyOf(text, text.length + length);
    for (int i = 0; i < length; i++) {
      read[text.length + i] = (byte) index().vocabulary().byteAt(token, i);
    }
    return node.after(label, read);
  }

  /** Whether the text can go on with what remains of a token after a lexeme. */
  boolean goesOn(Structure after, int token, int length) {
    byte[] bytes = index().vocabulary().bytes(token);
    try {
      Cursor cursor = new Cursor(after, LexicalAutomaton.START, new byte[0]);
      for (int i = length; i < bytes.length; i++) {
        if (!cursor.step(bytes[i] & 0xff)) {
          return false;
        }
      }
      return true;
    } catch (Structure.NeedsText e) {
      return reads(token);
    }
  }

  /** Whether the text can go on with a token: read byte by byte. */
  boolean reads(int token) {
    byte[] bytes = index().vocabulary().bytes(token);
    return walker().step(bytes) == bytes.length;
  }

  @Override
  protected void complete(Ending ending) {
    ending.bytes(complete());
  }

  private byte[] complete() {
    int limit = constraint.grammar().limits().completionBytes();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Cursor cursor = walker();
    while (!cursor.accepting()) {
      byte[] part =
          cursor.state() == LexicalAutomaton.START
              ? cursor.node().suggestion()
              : cursor.node().lexer().automaton().finish(cursor.state());
      if (part.length == 0) {
        // The lexeme may end here; what follows begins at the next node.
        Structure at = cursor.node();
        int label = at.lexer().automaton().label(cursor.state());
        cursor =
            new Cursor(
                at.after(label, at.needsText() ? cursor.text() : null),
                LexicalAutomaton.START,
                new byte[0]);
        continue;
      }
      if (cursor.step(part) < part.length) {
        throw new AssertionError(
            "a completion is refused: "
                + new String(part, java.nio.charset.StandardCharsets.UTF_8));
      }
      bytes.writeBytes(part);
      if (bytes.size() > limit) {
        throw new LimitExceeded("completionBytes", limit, "writing out a completion");
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof EngineState s
            && s.hash == hash
            && s.state == state
            && s.ended() == ended()
            && s.constraint == constraint
            && Arrays.equals(s.text, text)
            && s.node.equals(node));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return node + "@" + state + (ended() ? " ended" : "");
  }
}
