package dev.espalier.compiler.engine;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.BitSet;
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
    Structure.Place place = cursor.node().settle(cursor.state());
    return constraint.shared(
        new EngineState(constraint, place.node(), place.state(), cursor.text(), false));
  }

  @Override
  protected EngineState end() {
    return new EngineState(constraint, node, state, text, true);
  }

  private void take(Split split, BitSet taken, BitSet byToken) {
    for (Split.Exits exits : split.exits) {
      RemainderWalk.take(node.after(exits.label, null), exits, taken, byToken);
    }
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
    Split split = node.lexer().split(state);
    BitSet taken = new BitSet(split.groups.length);
    BitSet byToken = new BitSet();
    take(split, taken, byToken);
    IntStream within = Arrays.stream(node.lexer().reach(state)).filter(split.interior::contains);
    IntStream leaving = taken.stream().map(g -> split.groups[g][0]);
    IntStream tried =
        byToken.stream()
            .flatMap(g -> Arrays.stream(split.groups[g]))
            .filter(token -> reach(token) != null);
    return new Representatives(
        IntStream.concat(IntStream.concat(within, leaving), tried).toArray(), true);
  }

  @Override
  protected TokenMask compute() {
    VocabularyIndex index = index();
    Split split = node.lexer().split(state);
    BitSet taken = new BitSet(split.groups.length);
    BitSet byToken = new BitSet();
    take(split, taken, byToken);
    boolean end = accepting();
    if (byToken.isEmpty()) {
      return split.compose(taken, end);
    }
    // Some exits depend on the text that leads to them: these are tried one by one.
    TokenMask.Builder builder = split.build(taken, end);
    for (int g = byToken.nextSetBit(0); g >= 0; g = byToken.nextSetBit(g + 1)) {
      for (int token : split.groups[g]) {
        byte[] bytes = index.vocabulary().bytes(token);
        if (walker().step(bytes) == bytes.length) {
          builder.add(token);
        }
      }
    }
    return index.shared(builder.build());
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
