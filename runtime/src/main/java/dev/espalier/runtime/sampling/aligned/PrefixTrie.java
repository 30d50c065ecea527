package dev.espalier.runtime.sampling.aligned;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.runtime.sampling.Choices;
import dev.espalier.runtime.sampling.LogSum;
import dev.espalier.runtime.sampling.MaskedStep;
import dev.espalier.runtime.sampling.SamplingException;
import dev.espalier.runtime.sampling.Target;
import dev.espalier.runtime.sampling.TokenLaw;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a {@link Target}: for every prefix u that was visited, a bound θ(u) of the
 * probability that a text which begins so is in the language,
 *
 * <pre>
 * {@code θ(u) = Σ_a P(a|u)·θ(ua),   θ of an unvisited prefix = 1,   θ of an impossible one = 0}
 * </pre>
 *
 * in log space throughout. Attempts draw tokens by {@code P·θ}; see {@link TrieMode}.
 *
 * <p><b>Why accepted texts are exact</b> (all modes but ASAp). Let W be the texts known to be
 * impossible when an attempt begins. The attempt proposes from P given "not in W", and is accepted
 * iff the text is in L. W and L have nothing in common, so what is accepted has the law P given L,
 * whatever W is; the chance of it is {@code Z/θ(ε)}, which only grows while nothing is forgotten.
 *
 * <p><b>The certificate.</b> {@code ln(θ(ε)/F)}, where F is the probability of the different texts
 * that were accepted. {@code F ≤ Z ≤ θ(ε)}, and for the next ASAp draw {@code KL(Q‖Q̃) ≤
 * ln(θ(ε)/Z)}: on its way to w a draw divides only by sums of visited nodes, which cancel down to
 * θ(ε), and by sums of new ones, which are at most 1.
 *
 * <p><b>Memory.</b> About {@code maxBytes}: beyond it, prefixes visited longest ago are forgotten,
 * from the ends of the trie inwards, down to three quarters. A forgotten prefix is an unvisited one
 * again: its bound is 1 and nothing was found behind it, so both sides of the certificate stay
 * true, and the next attempt is exact as ever. Texts taken (sampling without replacement) are not
 * forgotten; if they alone exceed the memory the trie ends in {@link SamplingException}.
 *
 * <p>For one thread. Attempts that are to run on several threads would each need a fixed trie to
 * look at: {@link #attempt} runs them in step instead, through the model together.
 */
public final class PrefixTrie {
  private final Target target;
  private final TrieMode mode;
  private final boolean replacement;
  private final long maxBytes;
  private @Nullable Node root;
  private long bytes;
  private long clock;
  private long forgotten;

  /**
   * An empty trie.
   *
   * @param replacement whether a text may be drawn again; if not, samples are a sequence without
   *     repetition, each with the law Q given "none of the earlier ones"
   */
  public PrefixTrie(Target target, TrieMode mode, boolean replacement, long maxBytes) {
    if (!replacement && mode.learning() != TrieMode.Learning.MASKS) {
      throw new IllegalArgumentException("without replacement takes CARS or ASAp, not " + mode);
    }
    this.target = target;
    this.mode = mode;
    this.replacement = replacement;
    this.maxBytes = maxBytes;
  }

  public Target target() {
    return target;
  }

  public TrieMode mode() {
    return mode;
  }

  /** Whether a text may be drawn again. */
  public boolean replacement() {
    return replacement;
  }

  long maxBytes() {
    return maxBytes;
  }

  /** Takes over nodes that were read, the root first; each hangs on its parent already. */
  void restore(List<Node> nodes) {
    if (root != null) {
      throw new IllegalStateException("the trie is not empty");
    }
    if (!nodes.isEmpty()) {
      root = nodes.get(0);
      for (Node node : inPostOrder()) {
        node.update();
        bytes += node.memoryBytes();
      }
    }
  }

  /** About how many bytes it takes. */
  public long memoryBytes() {
    return bytes;
  }

  /** How many prefixes have been forgotten for want of memory. */
  public long forgotten() {
    return forgotten;
  }

  /** ln θ(ε): the bound of P(L), of what is left of it without replacement. */
  public double logBound() {
    return root == null ? 0 : root.logBound();
  }

  /** ln F: the logarithm of the probability of the different texts accepted. */
  public double logFound() {
    return root == null ? Double.NEGATIVE_INFINITY : root.logFound();
  }

  /**
   * The certificate, in nats: infinite while nothing was found; not below 0. Without replacement,
   * {@code ln((θ(ε)+F)/F)}: the bound of what share of Z was taken, as -ln.
   */
  public double certificate() {
    double found = logFound();
    if (found == Double.NEGATIVE_INFINITY) {
      return Double.POSITIVE_INFINITY;
    }
    double bound = replacement ? logBound() : LogSum.of(logBound(), found);
    return Math.max(0, bound - found);
  }

  /**
   * A bound of the probability that a text which begins so is in the language, as a logarithm; 0
   * where nothing is known. For searches.
   */
  public double logBound(int[] prefix) {
    Edge at = root;
    for (int token : prefix) {
      if (!(at instanceof Node node)) {
        break;
      }
      if (node.law.entry(token) < 0) {
        return Double.NEGATIVE_INFINITY;
      }
      at = node.edge(token);
    }
    return at == null ? 0 : at.logBound();
  }

  /** Whether an attempt has come by a prefix, and it is remembered. */
  public boolean isVisited(int[] prefix) {
    Edge at = root;
    for (int token : prefix) {
      at = at instanceof Node node ? node.edge(token) : null;
    }
    return at instanceof Node;
  }

  /**
   * Begins texts and follows each to its end, all on the trie as it is now, in step. The trie does
   * not change, other than that its root is visited.
   *
   * @throws SamplingException if nothing is left that could be drawn
   * @throws LimitExceeded if the constraint cannot say what may follow
   */
  List<Attempt> attempt(int count, Choices choices) {
    visitRoot();
    if (root != null && root.logBound() == Double.NEGATIVE_INFINITY) {
      throw new SamplingException(
          SamplingException.Kind.EXHAUSTED,
          "no text %sis left that the model and the constraint both allow within %d tokens"
              .formatted(replacement ? "" : "but those taken ", target.maxTokens()));
    }
    List<Attempt> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(new Attempt(target.constraint().start(), root));
    }
    List<Attempt> open = new ArrayList<>(all);
    while (!open.isEmpty()) {
      List<int[]> unknown = open.stream().filter(a -> a.at == null).map(Attempt::tokens).toList();
      Iterator<TokenLaw> laws =
          (unknown.isEmpty() ? List.<TokenLaw>of() : target.model().after(unknown)).iterator();
      for (Attempt attempt : open) {
        Node node = attempt.at;
        if (node == null) {
          drawFresh(attempt, laws.next(), choices);
        } else {
          drawKnown(attempt, node, choices);
        }
      }
      open.removeIf(attempt -> attempt.outcome != Attempt.Outcome.OPEN);
    }
    return all;
  }

  /** The root's mask is known beforehand in the modes that mask it. */
  private void visitRoot() {
    if (root == null && mode.rootMasked()) {
      TokenLaw raw = target.model().after();
      root = new Node(null, -1, raw.restricted(target.mask(target.constraint().start(), 0)));
      bytes += root.memoryBytes();
    }
  }

  private void drawKnown(Attempt attempt, Node node, Choices choices) {
    double[] weights = node.weights();
    if (weights == null) {
      throw new IllegalStateException("a prefix of bound 0 was drawn");
    }
    int entry = choices.pick(weights);
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    take(attempt, node.law, entry, Math.log(weights[entry] / total));
    if (attempt.outcome == Attempt.Outcome.OPEN) {
      attempt.at = node.edge(node.law.token(entry)) instanceof Node child ? child : null;
      attempt.freshFrom = attempt.length();
    }
  }

  private void drawFresh(Attempt attempt, TokenLaw raw, Choices choices) {
    TokenLaw kept = raw;
    double logMass = 0;
    if (mode.learning() == TrieMode.Learning.MASKS) {
      MaskedStep step = MaskedStep.of(target, raw, attempt.state, attempt.length());
      kept = step.law();
      if (mode.freshMasked()) {
        logMass = step.logMass();
      }
    }
    attempt.fresh.add(kept);
    if (logMass == Double.NEGATIVE_INFINITY) {
      attempt.outcome = Attempt.Outcome.DEAD_END;
      return;
    }
    // What this mask says is for later attempts: drawing with it now would be ASAp.
    TokenLaw drawn = mode.freshMasked() ? kept : raw;
    double[] weights = new double[drawn.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(drawn.logOf(i) - logMass);
    }
    int entry = choices.pick(weights);
    take(attempt, drawn, entry, drawn.logOf(entry) - logMass);
  }

  private void take(Attempt attempt, TokenLaw law, int entry, double logDrawn) {
    int token = law.token(entry);
    boolean allowed = target.allows(attempt.state, attempt.length(), token);
    attempt.add(token, law.logOf(entry), logDrawn);
    if (!allowed) {
      attempt.outcome = Attempt.Outcome.REJECTED;
    } else if (target.ends(token)) {
      attempt.outcome = Attempt.Outcome.ACCEPTED;
    } else {
      attempt.state = attempt.state.next(token);
    }
  }

  /** Learns from attempts that have ended. */
  void learn(List<Attempt> attempts) {
    clock++;
    for (Attempt attempt : attempts) {
      learn(attempt);
    }
    if (bytes > maxBytes) {
      forget();
    }
  }

  private void learn(Attempt attempt) {
    if (mode.learning() == TrieMode.Learning.NOTHING) {
      return;
    }
    if (root == null) {
      root = grown(null, -1, attempt.fresh.get(0));
    }
    Node node = root;
    int last = attempt.length() - (attempt.outcome == Attempt.Outcome.DEAD_END ? 0 : 1);
    for (int i = 0; i < last; i++) {
      node.used = clock;
      int token = attempt.token(i);
      Edge edge = node.edge(token);
      if (edge == null) {
        Node child = grown(node, token, attempt.fresh.get(i + 1 - attempt.freshFrom));
        put(node, token, child);
        node = child;
      } else if (edge instanceof Node child) {
        node = child;
      } else {
        throw new IllegalStateException("a text goes on behind its end");
      }
    }
    node.used = clock;
    if (attempt.outcome == Attempt.Outcome.ACCEPTED) {
      put(node, attempt.token(last), replacement ? Edge.Leaf.ACCEPTED : Edge.Leaf.TAKEN);
    } else if (attempt.outcome == Attempt.Outcome.REJECTED
        && mode.learning() == TrieMode.Learning.FAILURES) {
      put(node, attempt.token(last), Edge.Leaf.FAILED);
    }
    for (Node up = node; up != null; up = up.parent) {
      up.update();
    }
  }

  private Node grown(@Nullable Node parent, int token, TokenLaw law) {
    Node node = new Node(parent, token, law);
    bytes += node.memoryBytes();
    return node;
  }

  private void put(Node node, int token, Edge edge) {
    if (node.edge(token) == null) {
      bytes += Node.EDGE_BYTES;
    }
    node.put(token, edge);
  }

  /** Forgets the ends of the trie that were visited longest ago. */
  private void forget() {
    PriorityQueue<Node> ends = new PriorityQueue<>(Comparator.comparingLong((Node n) -> n.used));
    for (Node node : inPostOrder()) {
      if (isForgettable(node)) {
        ends.add(node);
      }
    }
    while (bytes > maxBytes / 4 * 3 && !ends.isEmpty()) {
      Node node = ends.remove();
      Node parent = node.parent;
      if (parent == null) {
        throw new IllegalStateException("the root is not forgettable");
      }
      bytes -= node.memoryBytes() + Node.EDGE_BYTES;
      parent.remove(node.token);
      forgotten++;
      if (isForgettable(parent)) {
        ends.add(parent);
      }
    }
    for (Node node : inPostOrder()) {
      node.update();
    }
    if (bytes > maxBytes) {
      throw new SamplingException(
          SamplingException.Kind.MEMORY,
          "the texts taken so far need more than the %,d bytes that the trie may have (trieBytes)"
              .formatted(maxBytes));
    }
  }

  private boolean isForgettable(Node node) {
    return node.parent != null
        && !node.isInner()
        && (replacement || node.logFound() == Double.NEGATIVE_INFINITY);
  }

  /** Every node, children before parents. */
  List<Node> inPostOrder() {
    List<Node> order = new ArrayList<>();
    Deque<Node> open = new ArrayDeque<>();
    if (root != null) {
      open.push(root);
    }
    while (!open.isEmpty()) {
      Node node = open.pop();
      order.add(node);
      for (Edge edge : node.edges().values()) {
        if (edge instanceof Node child) {
          open.push(child);
        }
      }
    }
    return order.reversed();
  }
}
