package dev.espalier.compiler.automata;

/** The transitions of an automaton backwards: of each state, where its transitions come from. */
final class Reverse {
  private final int[] first;
  private final int[] sources;

  private Reverse(int[] first, int[] sources) {
    this.first = first;
    this.sources = sources;
  }

  /**
   * @param states how many states there are
   * @param first of each state and of the one after the last: its first transition
   * @param transitions lo, hi, target
   */
  static Reverse of(int states, int[] first, int[] transitions) {
    int[] start = new int[states + 1];
    int end = first[states];
    for (int i = 0; i < end; i++) {
      start[transitions[3 * i + 2] + 1]++;
    }
    for (int s = 0; s < states; s++) {
      start[s + 1] += start[s];
    }
    int[] fill = start.clone();
    int[] sources = new int[end];
    for (int s = 0; s < states; s++) {
      for (int i = first[s]; i < first[s + 1]; i++) {
        sources[fill[transitions[3 * i + 2]]++] = s;
      }
    }
    return new Reverse(start, sources);
  }

  int first(int state) {
    return first[state];
  }

  int end(int state) {
    return first[state + 1];
  }

  int source(int i) {
    return sources[i];
  }
}
