package dev.espalier.compiler.canvas;

import dev.espalier.compiler.State;
import dev.espalier.compiler.engine.ByteState;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * States of a constraint as a graph, as far as canvases led into it: its edges are the states that
 * one token leads to, whatever it is, as it is in a hole.
 *
 * <p>Safe for use by many threads.
 */
final class StateGraph {
  private static final int MAX_STEPS = 1 << 12; // each of which made a mask
  private static final int MAX_NODES = 1 << 16;

  private static final byte[] NOTHING = {};

  private final Map<Long, Pair> pairs = new ConcurrentHashMap<>(); // by node and second token
  private final Map<State, Node> nodes = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicInteger steps = new AtomicInteger();

  /** A state of the graph, one object for all that are equal. */
  static final class Node {
    private final int number;
    private final State state;
    private volatile @Nullable Step step; // racing threads make equal ones
    private volatile int tooFew = -1; // of racing threads one may be forgotten

    private Node(int number, State state) {
      this.number = number;
      this.state = state;
    }

    /** From 0, distinct within the graph. */
    int number() {
      return number;
    }

    State state() {
      return state;
    }

    /** Whether it is known that no text ends after so many more tokens, or fewer. */
    boolean isTooFew(int tokens) {
      return tokens <= tooFew;
    }

    /** Remembers that no text ends after so many more tokens, or fewer. */
    void setTooFew(int tokens) {
      if (tokens > tooFew) {
        tooFew = tokens;
      }
    }
  }

  /**
   * What one token leads to.
   *
   * @param tokens one that leads to each node
   * @param nodes distinct; whatever can follow some token can follow one of these
   * @param loop the index of the node that the step began at, or -1
   * @param complete whether nothing is missing
   */
  record Step(int[] tokens, Node[] nodes, int loop, boolean complete) {}

  Node node(State state) {
    Node known = nodes.get(state);
    return known != null
        ? known
        : nodes.computeIfAbsent(state, s -> new Node(numbers.getAndIncrement(), s));
  }

  /** From a state that has not ended. At first work as for a mask, and for each of the nodes. */
  Step step(Node node) {
    Step known = node.step;
    if (known == null) {
      known = find(node);
      node.step = known;
      steps.getAndIncrement();
    }
    return known;
  }

  private Step find(Node node) {
    Map<Node, Integer> found = new LinkedHashMap<>();
    ByteState.Representatives all =
        forEachReached(node, NOTHING, (token, state) -> found.putIfAbsent(node(state), token));
    Node[] next = found.keySet().toArray(Node[]::new);
    int loop = Arrays.asList(next).indexOf(node);
    return new Step(tokens(found), next, loop, all.complete());
  }

  /**
   * What two tokens lead to, the second of which is known.
   *
   * @param tokens a first one that leads to each state
   * @param states distinct; whatever can follow some first token and the second can follow one of
   *     these
   * @param tried how many first tokens were looked at
   * @param complete whether nothing is missing
   */
  record Pair(int[] tokens, State[] states, int tried, boolean complete) {}

  /**
   * From a state that has not ended and knows no symbols. Work as for a step, but for the states:
   * most first tokens are not told apart behind the second, or cannot stand before it.
   *
   * @param second a token with bytes
   */
  Pair pair(Node node, int second) {
    long key = (long) node.number << 32 | second;
    Pair known = pairs.get(key);
    if (known == null) {
      Map<State, Integer> found = new LinkedHashMap<>();
      byte[] bytes = node.state.constraint().vocabulary().bytes(second);
      ByteState.Representatives all =
          forEachReached(node, bytes, (token, state) -> found.putIfAbsent(state, token));
      State[] states = found.keySet().toArray(State[]::new);
      known = new Pair(tokens(found), states, all.tokens().length, all.complete());
      pairs.put(key, known);
      steps.getAndIncrement();
    }
    return known;
  }

  private interface Reached {
    void after(int token, State state);
  }

  /** Finds the states after tokens, and bytes behind each; answers which tokens were looked at. */
  private static ByteState.Representatives forEachReached(
      Node node, byte[] behind, Reached reached) {
    if (node.state instanceof ByteState<?> known) {
      ByteState.Representatives all = known.representatives();
      int[] tokens = all.tokens();
      known.forEachReached(tokens, behind, (i, state) -> reached.after(tokens[i], state));
      return all;
    }
    ByteState.Representatives all = ByteState.Representatives.all(node.state);
    for (int token : all.tokens()) {
      reached.after(token, node.state.next(token));
    }
    return all;
  }

  private static int[] tokens(Map<?, Integer> found) {
    return found.values().stream().mapToInt(Integer::intValue).toArray();
  }

  /** Whether more is remembered than is worth it. */
  boolean isFull() {
    return steps.get() > MAX_STEPS || numbers.get() > MAX_NODES;
  }
}
