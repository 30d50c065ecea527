package dev.espalier.compiler.engine;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A position: a node of the structure, a state of its automaton, and the text that it asked for.
 */
final class EngineState implements State {
  private static final int MAX_FORCED = 1 << 16;

  private final EngineConstraint constraint;
  private final Structure node;
  private final int state;
  private final byte[] text;
  private final boolean ended;
  private final int hash;

  // Made at most once while the state is cached; racing threads make equal ones.
  private volatile @Nullable TokenMask mask;
  private volatile @Nullable Completion completion;

  EngineState(EngineConstraint constraint, Structure node, int state, byte[] text, boolean ended) {
    this.constraint = constraint;
    this.node = node;
    this.state = state;
    this.text = text;
    this.ended = ended;
    this.hash = 31 * (31 * node.hashCode() + state) + Arrays.hashCode(text) + (ended ? 1 : 0);
  }

  @Override
  public Constraint constraint() {
    return constraint;
  }

  @Override
  public boolean ended() {
    return ended;
  }

  @Override
  public boolean accepting() {
    return !ended && cursor().accepting();
  }

  private Cursor cursor() {
    return new Cursor(node, state, text);
  }

  private EngineState at(Cursor cursor) {
    Structure.Place place = cursor.node().settle(cursor.state());
    return constraint.shared(
        new EngineState(constraint, place.node(), place.state(), cursor.text(), false));
  }

  @Override
  public boolean allows(int token) {
    Vocabulary vocabulary = constraint.vocabulary();
    if (token < 0 || token >= vocabulary.size()) {
      throw new IndexOutOfBoundsException("token " + token + " of " + vocabulary.size());
    }
    TokenMask known = mask;
    if (known != null) {
      return known.contains(token);
    }
    if (ended) {
      return false;
    }
    if (vocabulary.isEos(token)) {
      return accepting();
    }
    int length = vocabulary.byteLength(token);
    return length > 0 && cursor().step(vocabulary.bytes(token)) == length;
  }

  @Override
  public State next(int token) {
    Vocabulary vocabulary = constraint.vocabulary();
    if (token < 0 || token >= vocabulary.size()) {
      throw new IndexOutOfBoundsException("token " + token + " of " + vocabulary.size());
    }
    if (vocabulary.isEos(token)) {
      if (!accepting()) {
        throw refused(token, 0, "token " + token + " (end of sequence) is not allowed here");
      }
      return new EngineState(constraint, node, state, text, true);
    }
    byte[] bytes = vocabulary.bytes(token);
    Cursor cursor = cursor();
    int read = ended ? 0 : cursor.step(bytes);
    if (bytes.length == 0) {
      throw refused(token, 0, "token " + token + " has no bytes");
    }
    if (read < bytes.length) {
      throw refused(
          token, read, "token " + token + " is not allowed here (byte " + read + " of it)", cursor);
    }
    return at(cursor);
  }

  @Override
  public State next(byte[] bytes) {
    if (bytes.length == 0) {
      return this;
    }
    Cursor cursor = cursor();
    int read = ended ? 0 : cursor.step(bytes);
    if (read < bytes.length) {
      throw refused(-1, read, "byte " + read + " is not allowed here", cursor);
    }
    return at(cursor);
  }

  private NotAllowed refused(int token, int offset, String message) {
    return refused(token, offset, message, cursor());
  }

  private NotAllowed refused(int token, int offset, String message, Cursor cursor) {
    return new NotAllowed(token, offset, message, ended ? "nothing" : expected(cursor));
  }

  @Override
  public TokenMask mask() {
    TokenMask known = mask;
    if (known == null) {
      known = compute();
      mask = known;
    }
    return known;
  }

  private TokenMask compute() {
    VocabularyIndex index = constraint.index();
    if (ended) {
      return index.shared(TokenMask.ofIds(new int[0], index.vocabulary().size()));
    }
    Split split = node.lexer().split(state);
    BitSet taken = new BitSet(split.groups.length);
    BitSet byToken = new BitSet();
    for (Split.Exits exits : split.exits) {
      RemainderWalk.take(node.after(exits.label, null), exits, taken, byToken);
    }
    boolean end = accepting();
    if (byToken.isEmpty()) {
      return split.compose(taken, end);
    }
    // Some exits depend on the text that leads to them: these are tried one by one.
    TokenMask.Builder builder = split.build(taken, end);
    for (int g = byToken.nextSetBit(0); g >= 0; g = byToken.nextSetBit(g + 1)) {
      for (int token : split.groups[g]) {
        byte[] bytes = index.vocabulary().bytes(token);
        if (cursor().step(bytes) == bytes.length) {
          builder.add(token);
        }
      }
    }
    return index.shared(builder.build());
  }

  @Override
  public byte[] forced() {
    ByteArrayOutputStream forced = new ByteArrayOutputStream();
    Cursor cursor = cursor();
    while (!ended && forced.size() < MAX_FORCED && !cursor.accepting()) {
      int only = -1;
      Cursor after = cursor;
      for (int b = 0; b < 256; b++) {
        Cursor tried = cursor.copy();
        if (tried.step(b)) {
          if (only >= 0) {
            return forced.toByteArray();
          }
          only = b;
          after = tried;
        }
      }
      if (only < 0) {
        break;
      }
      forced.write(only);
      cursor = after;
    }
    return forced.toByteArray();
  }

  @Override
  public Completion completion() {
    Completion known = completion;
    if (known == null) {
      byte[] bytes = ended ? new byte[0] : complete();
      known = new Completion(bytes, tokens(bytes));
      completion = known;
    }
    return new Completion(known.bytes().clone(), known.tokens());
  }

  private byte[] complete() {
    int limit = constraint.grammar().limits().completionBytes();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Cursor cursor = cursor();
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

  /** How many tokens the longest-match tokenisation of some bytes takes: every one is allowed. */
  private int tokens(byte[] bytes) {
    TokenTrie trie = constraint.index().trie();
    int tokens = 0;
    for (int at = 0; at < bytes.length; tokens++) {
      at += Math.max(1, trie.longestMatch(bytes, at));
    }
    return tokens;
  }

  @Override
  public String expected() {
    return ended ? "nothing" : expected(cursor());
  }

  private static String expected(Cursor cursor) {
    BitSet bytes = new BitSet(256);
    for (int b = 0; b < 256; b++) {
      if (cursor.copy().step(b)) {
        bytes.set(b);
      }
    }
    StringBuilder text = new StringBuilder();
    if (cursor.accepting()) {
      text.append("the end");
    }
    for (int b = bytes.nextSetBit(0); b >= 0; ) {
      int end = Math.min(bytes.nextClearBit(b), b < 0x80 ? 0x80 : 256);
      text.append(text.isEmpty() ? "" : ", ").append(name(b));
      if (end - b > 2) {
        text.append(" to ").append(name(end - 1));
        b = bytes.nextSetBit(end);
      } else {
        b = bytes.nextSetBit(b + 1);
      }
    }
    return text.toString();
  }

  private static String name(int b) {
    return b > 0x20 && b < 0x7f
        ? "'" + (char) b + "'"
        : switch (b) {
          case ' ' -> "a space";
          case '\t' -> "a tab";
          case '\n' -> "a line break";
          case '\r' -> "a carriage return";
          default -> String.format("byte 0x%02x", b);
        };
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof EngineState s
            && s.hash == hash
            && s.state == state
            && s.ended == ended
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
    return node + "@" + state + (ended ? " ended" : "");
  }
}
