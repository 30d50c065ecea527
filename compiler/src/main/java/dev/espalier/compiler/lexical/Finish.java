package dev.espalier.compiler.lexical;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the shortest way to the end of a lexeme, breadth first. */
final class Finish {
  private record Step(int from, int b) {}

  private Finish() {}

  static byte[] shortest(LexicalAutomaton automaton, int state) {
    if (automaton.label(state) != LexicalAutomaton.NO_LABEL) {
      return new byte[0];
    }
    Map<Integer, Step> reached = new HashMap<>();
    ArrayDeque<Integer> open = new ArrayDeque<>();
    reached.put(state, new Step(-1, 0));
    open.add(state);
    while (!open.isEmpty()) {
      int at = open.remove();
      for (int b = 0; b < 256; b++) {
        int to = automaton.step(at, b);
        if (to == LexicalAutomaton.DEAD || reached.putIfAbsent(to, new Step(at, b)) != null) {
          continue;
        }
        if (automaton.label(to) != LexicalAutomaton.NO_LABEL) {
          return path(reached, to);
        }
        open.add(to);
      }
    }
    throw new AssertionError("a lexeme cannot be ended from state " + state);
  }

  private static byte[] path(Map<Integer, Step> reached, int end) {
    List<Integer> backwards = new ArrayList<>();
    for (Step s = step(reached, end); s.from >= 0; s = step(reached, s.from)) {
      backwards.add(s.b);
    }
    byte[] path = new byte[backwards.size()];
    for (int i = 0; i < path.length; i++) {
      path[i] = backwards.get(path.length - 1 - i).byteValue();
    }
    return path;
  }

  private static Step step(Map<Integer, Step> reached, int state) {
    Step step = reached.get(state);
    if (step == null) {
      throw new AssertionError("no way to state " + state);
    }
    return step;
  }
}
