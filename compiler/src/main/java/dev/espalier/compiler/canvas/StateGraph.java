package dev.espalier.compiler.canvas;

import dev.espalier.compiler.State;
import dev.espalier.compiler.engine.ByteState;
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

  private final Map<State, Node> nodes = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicInteger steps = new AtomicInteger();

  /** A state of the graph, one object for all that are equal. */
  static final class Node {
    private final int number;
    private final State state;
    private volatile @Nullable Step step; // racing threads make equal ones

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
    ByteState.Representatives all;
    if (node.state instanceof ByteState<?> known) {
      all = known.representatives();
      int[] few = all.tokens();
      known.forEachReached(few, (i, state) -> found.putIfAbsent(node(state), few[i]));
    } else {
      all = ByteState.Representatives.all(node.state);
      for (int token : all.tokens()) {
        found.putIfAbsent(node(node.state.next(token)), token);
      }
    }
    Node[] next = new Node[found.size()];
    int[] tokens = new int[next.length];
    int loop = -1;
    int n = 0;
    for (Map.Entry<Node, Integer> each : found.entrySet()) {
      loop = each.getKey() == node ? n : loop;
      next[n] = each.getKey();
      tokens[n++] = each.getValue();
    }
    return new Step(tokens, next, loop, all.complete());
  }

  /** Whether more is remembered than is worth it. */
  boolean isFull() {
    return steps.get() > MAX_STEPS || numbers.get() > MAX_NODES;
  }
}
