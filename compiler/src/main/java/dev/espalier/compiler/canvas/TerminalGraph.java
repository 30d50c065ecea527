package dev.espalier.compiler.canvas;

/** An automaton over terminals, with or without choices. Nodes from 0. */
interface TerminalGraph {
  int nodes();

  int start();

  int accept();

  /** The terminals of the edges that leave a node, in order. Not to be changed. */
  int[] terminals(int node);

  /** Where these edges lead. Not to be changed. */
  int[] targets(int node);

  /** What each of these edges costs, where one way is better than another. Not to be changed. */
  default int[] costs(int node) {
    return new int[targets(node).length];
  }

  /** An edge on a way. */
  record Step(int from, int terminal, int to) {}
}
