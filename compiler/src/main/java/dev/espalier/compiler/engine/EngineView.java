package dev.espalier.compiler.engine;

import dev.espalier.compiler.State;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.util.Optional;

/**
 * Where a text stands in a structure, to be looked at.
 *
 * @param node the structure's node
 * @param state the state of its automaton
 */
public record EngineView(Structure node, int state) {
  /** The place of a state; empty for one of another engine. */
  public static Optional<EngineView> of(State state) {
    return state instanceof EngineState s
        ? Optional.of(new EngineView(s.node(), s.lexicalState()))
        : Optional.empty();
  }

  /** What reads the next lexeme. */
  public LexicalAutomaton automaton() {
    return node.lexer().automaton();
  }

  /** What comes after a lexeme that ends in a state of the automaton, in a few words. */
  public String after(int from) {
    int label = automaton().label(from);
    if (label == LexicalAutomaton.NO_LABEL) {
      return "";
    }
    try {
      return "then " + node.after(label, null);
    } catch (Structure.NeedsText e) {
      return "then what its text asks for";
    }
  }
}
