package dev.espalier.compiler.engine;

import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Says which remainders of tokens a structure can go on with. */
final class RemainderWalk {
  private final Split.Exits exits;
  private Structure[] nodes = new Structure[16];
  private int[] states = new int[16];
  private int[] starts = new int[16];
  private byte[] path = new byte[16];

  private RemainderWalk(Split.Exits exits) {
    this.exits = exits;
  }

  /** Walks the trie of remainders from a node. */
  static Split.Verdict verdict(Structure from, Split.Exits exits) {
    BitSet taken = new BitSet();
    BitSet byToken = new BitSet();
    new RemainderWalk(exits).run(from, taken, byToken);
    return new Split.Verdict(taken, byToken);
  }

  private void run(Structure from, BitSet taken, BitSet byToken) {
    nodes[0] = from;
    states[0] = LexicalAutomaton.START;
    if (exits.groups[0] >= 0) {
      taken.set(exits.groups[0]);
    }
    int node = 1;
    while (node < exits.bytes.length) {
      int depth = exits.depths[node];
      if (depth == nodes.length) {
        grow();
      }
      path[depth - 1] = exits.bytes[node];
      boolean alive;
      try {
        alive = step(depth, exits.bytes[node] & 0xff);
      } catch (Structure.NeedsText e) {
        for (int i = node; i < exits.skips[node]; i++) {
          if (exits.groups[i] >= 0) {
            byToken.set(exits.groups[i]);
          }
        }
        alive = false;
      }
      if (alive) {
        if (exits.groups[node] >= 0) {
          taken.set(exits.groups[node]);
        }
        node++;
      } else {
        node = exits.skips[node];
      }
    }
  }

  private boolean step(int depth, int b) {
    Structure at = nodes[depth - 1];
    int from = states[depth - 1];
    int start = starts[depth - 1];
    LexicalAutomaton automaton = at.lexer().automaton();
    int to = automaton.step(from, b);
    while (to == LexicalAutomaton.DEAD) {
      int label = automaton.label(from);
      if (label == LexicalAutomaton.NO_LABEL) {
        return false;
      }
      at = at.after(label, text(at, start, depth - 1));
      from = LexicalAutomaton.START;
      start = depth - 1;
      automaton = at.lexer().automaton();
      to = automaton.step(from, b);
    }
    if (automaton.isFinal(to)) {
      at = at.after(automaton.label(to), text(at, start, depth));
      to = LexicalAutomaton.START;
      start = depth;
    }
    nodes[depth] = at;
    states[depth] = to;
    starts[depth] = start;
    return true;
  }

  private byte @Nullable [] text(Structure at, int start, int end) {
    return at.needsText() ? Arrays.copyOfRange(path, start, end) : null;
  }

  private void grow() {
    int size = 2 * nodes.length;
    nodes = Arrays.copyOf(nodes, size);
    states = Arrays.copyOf(states, size);
    starts = Arrays.copyOf(starts, size);
    path = Arrays.copyOf(path, size);
  }
}
