package dev.espalier.compiler.canvas;

import dev.espalier.compiler.canvas.Saturation.Dfa;
import java.util.List;
import java.util.Optional;

/**
 * Whether a context-free grammar and an automaton have a text in common: bottom-up where the
 * automaton is small once it is deterministic, else top-down.
 */
final class Intersection {
  // Up to so many pairs of states for all symbols, bottom-up is the faster way.
  private static final long SMALL = 200_000;

  private static final int FEW_NODES = 64;

  private Intersection() {}

  /** A way through the graph whose terminals are a text of the grammar; empty if there is none. */
  static Optional<List<TerminalGraph.Step>> find(
      Productions grammar, TerminalGraph graph, int limit) {
    if (graph.nodes() <= FEW_NODES) {
      Optional<Dfa> dfa = Dfa.of(graph, FEW_NODES);
      if (dfa.isPresent()
          && (long) dfa.get().states() * dfa.get().states() * grammar.symbols() <= SMALL) {
        return Saturation.find(grammar, dfa.get(), limit)
            .map(text -> Saturation.along(text, graph));
      }
    }
    return GraphEarley.find(grammar, graph, limit);
  }
}
