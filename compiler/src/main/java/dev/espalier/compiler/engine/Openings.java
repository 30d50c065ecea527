package dev.espalier.compiler.engine;

import dev.espalier.compiler.lexical.LexicalAutomaton;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where the first bytes of lexemes stand in a vocabulary's trie, behind nothing but white space.
 *
 * @param nodes ascending, none below another; not changed
 */
record Openings(int[] nodes) {
  /** Those behind the white space that may still come at a state. */
  static Openings of(Framed automaton, int state, VocabularyIndex index) {
    LexicalAutomaton frame = automaton.frame().automaton();
    Framed before = (Framed) frame;
    TokenTrie trie = index.trie();
    IntStream.Builder found = IntStream.builder();
    int[] states = new int[trie.maxDepth() + 1];
    states[0] = automaton.frameState(state);
    for (int node = 1; node < trie.nodes(); ) {
      int depth = trie.depth(node);
      int b = trie.byteAt(node);
      int next = LexicalAutomaton.DEAD;
      if (automaton.firstBytes().contains(b)) {
        found.add(node);
      } else {
        next = frame.step(states[depth - 1], b);
      }
      if (next == LexicalAutomaton.DEAD || !before.isBefore(next)) {
        node = trie.skip(node);
      } else {
        states[depth] = next;
        node++;
      }
    }
    return new Openings(found.build().toArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Openings o && Arrays.equals(o.nodes, nodes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(nodes);
  }
}
