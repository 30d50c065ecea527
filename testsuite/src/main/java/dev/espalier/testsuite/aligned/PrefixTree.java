package dev.espalier.testsuite.aligned;

import dev.espalier.compiler.State;
import dev.espalier.runtime.sampling.LanguageModel;
import dev.espalier.runtime.sampling.MaskedStep;
import dev.espalier.runtime.sampling.Target;
import dev.espalier.runtime.sampling.TokenLaw;
import dev.espalier.runtime.sampling.aligned.PrefixTrie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A listed language with what the model says of every prefix: P, Z and Q by summation, and the laws
 * of the methods by their formulas.
 */
final class PrefixTree {
  private final Target target;
  private final Node root;
  private final List<int[]> texts;
  private final double[] logP;

  /** A prefix: the tokens that go on within the list, and the mass of all that the mask allows. */
  private static final class Node {
    final int[] prefix;
    final State state;
    final Map<Integer, Node> children = new TreeMap<>();
    final Map<Integer, Double> logs = new TreeMap<>();
    double logMask;
    int text = -1;

    Node(int[] prefix, State state) {
      this.prefix = prefix;
      this.state = state;
    }
  }

  /**
   * Asks the model about every prefix.
   *
   * @param texts tokens, the end token included; all of the language within the target's length
   */
  PrefixTree(Target target, List<int[]> texts) {
    this.target = target;
    this.texts = texts;
    this.root = new Node(new int[0], target.constraint().start());
    List<List<Node>> depths = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      Node node = root;
      add(depths, root);
      int[] text = texts.get(i);
      for (int d = 0; d < text.length; d++) {
        Node next = node.children.get(text[d]);
        if (next == null) {
          next = new Node(Arrays.copyOf(text, d + 1), node.state.next(text[d]));
          node.children.put(text[d], next);
          add(depths, next);
        }
        node = next;
      }
      node.text = i;
    }
    for (List<Node> depth : depths) {
      List<Node> inner = depth.stream().filter(n -> n.text < 0).toList();
      ask(target, inner);
    }
    this.logP = new double[texts.size()];
    sum(root, 0, logP);
  }

  private static void add(List<List<Node>> depths, Node node) {
    int depth = node.prefix.length;
    while (depths.size() <= depth) {
      depths.add(new ArrayList<>());
    }
    if (depth > 0 || depths.get(0).isEmpty()) {
      depths.get(depth).add(node);
    }
  }

  private static void ask(Target target, List<Node> nodes) {
    LanguageModel model = target.model();
    List<TokenLaw> laws =
        nodes.isEmpty() ? List.of() : model.after(nodes.stream().map(n -> n.prefix).toList());
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      TokenLaw law = laws.get(i);
      node.logMask = MaskedStep.of(target, law, node.state, node.prefix.length).logMass();
      node.children.keySet().forEach(t -> node.logs.put(t, law.logProbability(t)));
    }
  }

  private static void sum(Node node, double log, double[] logP) {
    if (node.text >= 0) {
      logP[node.text] = log;
    }
    node.children.forEach(
        (token, child) -> sum(child, log + node.logs.getOrDefault(token, 0.0), logP));
  }

  int size() {
    return texts.size();
  }

  /** How many prefixes there are. */
  int prefixes() {
    return count(root);
  }

  private static int count(Node node) {
    return 1 + node.children.values().stream().mapToInt(PrefixTree::count).sum();
  }

  /** Z = P(L). */
  double mass() {
    return Arrays.stream(logP).map(Math::exp).sum();
  }

  /** Q = P given L, in the order of the texts. */
  double[] target() {
    double mass = mass();
    return Arrays.stream(logP).map(log -> Math.exp(log) / mass).toArray();
  }

  /** ln P of each text. */
  double[] logProbabilities() {
    return logP.clone();
  }

  /**
   * The law of the next text that masked decoding, given that it ends in time, would write: the
   * product of {@code P/s}.
   */
  double[] masked() {
    double[] law = new double[size()];
    descend(root, 0, law, (node, token) -> node.logs.getOrDefault(token, 0.0) - node.logMask);
    return law;
  }

  /**
   * The law of the next attempt of a trie, before any is learnt: by {@code P·θ/Σ P·θ} at visited
   * prefixes; at others by the mask (ASAp) or by the model alone (the exact modes).
   *
   * @return of each text; what is missing to one is rejected
   */
  double[] attempt(PrefixTrie trie) {
    double[] law = new double[size()];
    boolean asap = !trie.mode().exact();
    descend(
        root,
        0,
        law,
        (node, token) -> {
          double log = node.logs.getOrDefault(token, 0.0);
          if (trie.isVisited(node.prefix)) {
            int[] longer = Arrays.copyOf(node.prefix, node.prefix.length + 1);
            longer[node.prefix.length] = token;
            return log + trie.logBound(longer) - trie.logBound(node.prefix);
          }
          return asap ? log - node.logMask : log;
        });
    return law;
  }

  private interface Edge {
    double log(Node node, int token);
  }

  private static void descend(Node node, double log, double[] law, Edge edge) {
    if (node.text >= 0) {
      law[node.text] = Math.exp(log);
    }
    node.children.forEach((token, child) -> descend(child, log + edge.log(node, token), law, edge));
  }

  /** The same, given that the text is accepted. */
  static double[] normalised(double[] law) {
    double sum = Arrays.stream(law).sum();
    return Arrays.stream(law).map(p -> p / sum).toArray();
  }

  /** KL(p‖q), in nats. */
  static double divergence(double[] p, double[] q) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += p[i] > 0 ? p[i] * Math.log(p[i] / q[i]) : 0;
    }
    return Math.max(0, sum);
  }

  /**
   * The laws of a Restart chain after 0, 1, … steps: independence Metropolis-Hastings with masked
   * decoding, whose proposals that do not end in time are refused.
   */
  List<double[]> restartChain(int steps) {
    double[] proposal = masked();
    double[] ratio = new double[size()];
    for (int i = 0; i < ratio.length; i++) {
      ratio[i] = logP[i] - Math.log(proposal[i]);
    }
    List<double[]> laws = new ArrayList<>();
    double[] law = normalised(proposal);
    for (int k = 0; k <= steps; k++) {
      laws.add(law);
      double[] next = law.clone();
      for (int i = 0; i < law.length; i++) {
        for (int j = 0; j < law.length; j++) {
          double moved = law[i] * proposal[j] * Math.exp(Math.min(0, ratio[j] - ratio[i]));
          next[i] -= moved;
          next[j] += moved;
        }
      }
      law = next;
    }
    return laws;
  }

  Target goal() {
    return target;
  }
}
