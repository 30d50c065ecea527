package dev.espalier.runtime.sampling.aligned;

import dev.espalier.runtime.sampling.LogSum;
import dev.espalier.runtime.sampling.TokenLaw;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A prefix that an attempt has seen. Its bound is the sum of its tokens' bounds, by the model. */
final class Node implements Edge {
  /** About the memory of a node and of an edge, besides the law. */
  static final long NODE_BYTES = 160;

  static final long EDGE_BYTES = 64;

  final @Nullable Node parent;

  /** The token that leads here; -1 at the root. */
  final int token;

  /** The tokens that are not known to be impossible. */
  final TokenLaw law;

  /** Sorted, so that sums come out the same whatever was visited first. */
  private final Map<Integer, Edge> edges = new TreeMap<>();

  /** The logarithm of the probability of the law's tokens without an edge. */
  private double logUntouched;

  private boolean untouchedKnown;
  private double logBound;
  private double logFound = Double.NEGATIVE_INFINITY;

  /** When an attempt last came by. */
  long used;

  Node(@Nullable Node parent, int token, TokenLaw law) {
    this.parent = parent;
    this.token = token;
    this.law = law;
    update();
  }

  @Override
  public double logBound() {
    return logBound;
  }

  @Override
  public double logFound() {
    return logFound;
  }

  Map<Integer, Edge> edges() {
    return edges;
  }

  @Nullable Edge edge(int next) {
    return edges.get(next);
  }

  void put(int next, Edge edge) {
    if (edges.put(next, edge) == null) {
      untouchedKnown = false;
    }
  }

  void remove(int next) {
    edges.remove(next);
    untouchedKnown = false;
  }

  /** ln θ of what follows this entry's token. */
  double logBoundOf(int entry) {
    if (edges.isEmpty()) {
      return 0;
    }
    Edge edge = edges.get(law.token(entry));
    return edge == null ? 0 : edge.logBound();
  }

  /** The weights of the law's entries, P·θ, over the largest of them; null if all are zero. */
  double @Nullable [] weights() {
    double[] weights = new double[law.size()];
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = law.logOf(i) + logBoundOf(i);
      max = Math.max(max, weights[i]);
    }
    if (max == Double.NEGATIVE_INFINITY) {
      return null;
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(weights[i] - max);
    }
    return weights;
  }

  /** Adds up again. Linear in the edges, and in the law where an edge is new. */
  void update() {
    if (!untouchedKnown) {
      LogSum untouched = new LogSum();
      for (int i = 0; i < law.size(); i++) {
        if (!edges.containsKey(law.token(i))) {
          untouched.add(law.logOf(i));
        }
      }
      logUntouched = untouched.value();
      untouchedKnown = true;
    }
    LogSum bound = new LogSum();
    LogSum found = new LogSum();
    bound.add(logUntouched);
    edges.forEach((next, edge) -> {
      double log = law.logProbability(next);
      bound.add(log + edge.logBound());
      found.add(log + edge.logFound());
    });
    // A sum of probabilities may round to above one.
    logBound = Math.min(0, bound.value());
    logFound = Math.min(0, found.value());
  }

  /** Whether prefixes hang below. */
  boolean isInner() {
    return edges.values().stream().anyMatch(Node.class::isInstance);
  }

  long memoryBytes() {
    return NODE_BYTES + law.memoryBytes() + EDGE_BYTES * edges.size();
  }
}
