package dev.espalier.runtime.diffusion;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A regular constraint as a deterministic automaton over tokens: the states that texts of some
 * length can reach. Once a text has ended, end tokens alone follow.
 *
 * <p>Edges are grouped by where they lead, since what a block costs depends on their number.
 * Immutable.
 */
public final class TokenAutomaton {
  /** The most states by default. */
  public static final int STATES = 4_096;

  private final List<List<Edges>> edges = new ArrayList<>();
  private final List<Boolean> texts = new ArrayList<>();
  private final int width;

  /**
   * The tokens that lead from a state to another.
   *
   * @param to the number of the state after them
   * @param tokens ascending
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Edges(int to, int[] tokens) {}

  private TokenAutomaton(int width) {
    this.width = width;
  }

  /**
   * Follows a constraint for a number of tokens.
   *
   * <p>Work: for each state, the tokens of its mask.
   *
   * @param length the longest text
   * @param most the most states
   * @throws LimitExceeded if there are more: the constraint is not regular, or too large
   */
  public static TokenAutomaton of(Constraint constraint, int length, int most) {
    Vocabulary vocabulary = constraint.vocabulary();
    TokenAutomaton automaton = new TokenAutomaton(vocabulary.size());
    Map<State, Integer> numbers = new HashMap<>();
    List<State> states = new ArrayList<>();
    automaton.number(constraint.start(), numbers, states, most);
    int level = 0;
    for (int depth = 0; depth < length && level < states.size(); depth++) {
      for (int end = states.size(); level < end; level++) {
        State state = states.get(level);
        Map<Integer, List<Integer>> byTarget = new HashMap<>();
        int[] tokens = state.ended() ? vocabulary.eos() : state.mask().ids();
        for (int token : tokens) {
          State next = state.ended() ? state : state.next(token);
          int to = automaton.number(next, numbers, states, most);
          byTarget.computeIfAbsent(to, t -> new ArrayList<>()).add(token);
        }
        List<Edges> out = new ArrayList<>();
        byTarget.forEach(
            (to, on) -> out.add(new Edges(to, on.stream().mapToInt(Integer::intValue).toArray())));
        automaton.edges.set(level, List.copyOf(out));
      }
    }
    return automaton;
  }

  private int number(State state, Map<State, Integer> numbers, List<State> states, int most) {
    Integer known = numbers.get(state);
    if (known != null) {
      return known;
    }
    if (states.size() == most) {
      throw new LimitExceeded("states", most, "following a constraint for a block sampler");
    }
    numbers.put(state, states.size());
    states.add(state);
    edges.add(List.of());
    texts.add(Reader.isText(state));
    return states.size() - 1;
  }

  /** How many states there are; the first is 0. */
  public int states() {
    return edges.size();
  }

  /** How many token ids there are. */
  int width() {
    return width;
  }

  List<Edges> edges(int state) {
    return edges.get(state);
  }

  /** Whether a text may end in a state. */
  boolean isText(int state) {
    return texts.get(state);
  }

  /** By state: whether a text can be ended in so many more tokens. */
  boolean[] live(int tokens) {
    boolean[] live = new boolean[states()];
    for (int s = 0; s < live.length; s++) {
      live[s] = isText(s);
    }
    for (int i = 0; i < tokens; i++) {
      boolean[] before = live;
      live = new boolean[states()];
      for (int s = 0; s < live.length; s++) {
        live[s] = before[s] || edges(s).stream().anyMatch(e -> before[e.to]);
      }
      if (Arrays.equals(live, before)) {
        break;
      }
    }
    return live;
  }
}
