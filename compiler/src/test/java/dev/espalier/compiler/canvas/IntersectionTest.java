package dev.espalier.compiler.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.canvas.Saturation.Dfa;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random small grammars and automata: both algorithms, and every short text. */
class IntersectionTest {
  private static final long SEED = 20261126;
  private static final int LIMIT = 1_000_000;
  private static final int TERMINALS = 3; // with the end
  private static final int LONGEST = 7;

  private record Graph(int[][] terminals, int[][] targets) implements TerminalGraph {
    @Override
    public int nodes() {
      return terminals.length;
    }

    @Override
    public int start() {
      return 1;
    }

    @Override
    public int accept() {
      return 0;
    }

    @Override
    public int[] terminals(int node) {
      return terminals[node];
    }

    @Override
    public int[] targets(int node) {
      return targets[node];
    }
  }

  private static Productions grammar(SplittableRandom random) {
    int nonterminals = 1 + random.nextInt(3);
    int goal = TERMINALS + nonterminals;
    List<int[]> right = new ArrayList<>();
    List<Integer> left = new ArrayList<>();
    left.add(goal);
    right.add(new int[] {TERMINALS, TERMINALS - 1});
    for (int a = 0; a < nonterminals; a++) {
      for (int i = random.nextInt(3); i >= 0; i--) {
        int[] symbols = new int[1 + random.nextInt(4)];
        for (int j = 0; j < symbols.length; j++) {
          symbols[j] =
              random.nextInt(3) == 0
                  ? TERMINALS + random.nextInt(nonterminals)
                  : random.nextInt(TERMINALS - 1);
        }
        left.add(TERMINALS + a);
        right.add(symbols);
      }
    }
    return new Productions(
        TERMINALS,
        goal + 1,
        left.stream().mapToInt(Integer::intValue).toArray(),
        right.toArray(int[][]::new));
  }

  private static Graph graph(SplittableRandom random) {
    int n = 2 + random.nextInt(5);
    int[][] terminals = new int[n][];
    int[][] targets = new int[n][];
    for (int q = 0; q < n; q++) {
      List<int[]> edges = new ArrayList<>();
      for (int t = 0; t < TERMINALS - 1 && q > 0; t++) {
        for (int to = 1; to < n; to++) {
          if (random.nextInt(n) == 0) {
            edges.add(new int[] {t, to});
          }
        }
      }
      if (q > 0 && random.nextInt(3) == 0) {
        edges.add(new int[] {TERMINALS - 1, 0});
      }
      terminals[q] = edges.stream().mapToInt(e -> e[0]).toArray();
      targets[q] = edges.stream().mapToInt(e -> e[1]).toArray();
    }
    return new Graph(terminals, targets);
  }

  /**
   * Whether a text is one of the grammar: every part of it by every symbol, until nothing is new.
   */
  private static boolean derives(Productions grammar, List<Integer> text) {
    int n = text.size();
    Set<List<Integer>> known = new HashSet<>(); // symbol, from, to
    for (int i = 0; i < n; i++) {
      known.add(List.of(text.get(i), i, i + 1));
    }
    int before = -1;
    while (before != known.size()) {
      before = known.size();
      for (int p = 0; p < grammar.left().length; p++) {
        for (int from = 0; from <= n; from++) {
          BitSet at = new BitSet();
          at.set(from);
          for (int symbol : grammar.right()[p]) {
            BitSet next = new BitSet();
            for (int i = at.nextSetBit(0); i >= 0; i = at.nextSetBit(i + 1)) {
              for (int to = i; to <= n; to++) {
                if (known.contains(List.of(symbol, i, to))) {
                  next.set(to);
                }
              }
            }
            at = next;
          }
          int start = from;
          int left = grammar.left()[p];
          at.stream().forEach(to -> known.add(List.of(left, start, to)));
        }
      }
    }
    return known.contains(List.of(grammar.goal(), 0, n));
  }

  private static boolean shortText(
      Productions grammar, Graph graph, int node, List<Integer> text, Set<List<Integer>> tried) {
    if (node == graph.accept()) {
      return tried.add(List.copyOf(text)) && derives(grammar, text);
    }
    if (text.size() == LONGEST) {
      return false;
    }
    for (int i = 0; i < graph.terminals[node].length; i++) {
      text.add(graph.terminals[node][i]);
      boolean found = shortText(grammar, graph, graph.targets[node][i], text, tried);
      text.remove(text.size() - 1);
      if (found) {
        return true;
      }
    }
    return false;
  }

  private static void checkWay(Productions grammar, Graph graph, List<TerminalGraph.Step> way) {
    int at = graph.start();
    List<Integer> text = new ArrayList<>();
    for (TerminalGraph.Step step : way) {
      assertEquals(at, step.from());
      boolean edge = false;
      for (int i = 0; i < graph.terminals[at].length; i++) {
        edge |= graph.terminals[at][i] == step.terminal() && graph.targets[at][i] == step.to();
      }
      assertTrue(edge, () -> "no edge " + step);
      at = step.to();
      text.add(step.terminal());
    }
    assertEquals(graph.accept(), at);
    assertTrue(derives(grammar, text), () -> "no text: " + text);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void bothFindWhatThereIs(int part) {
    int found = 0;
    for (int i = 0; i < 400; i++) {
      long seed = SEED + 1000L * part + i;
      SplittableRandom random = new SplittableRandom(seed);
      Productions grammar = grammar(random);
      Graph graph = graph(random);
      try {
        Optional<List<TerminalGraph.Step>> down = GraphEarley.find(grammar, graph, LIMIT);
        Dfa dfa = Dfa.of(graph, 1000).orElseThrow();
        Optional<List<TerminalGraph.Step>> up =
            Saturation.find(grammar, dfa, LIMIT).map(text -> Saturation.along(text, graph));
        assertEquals(down.isPresent(), up.isPresent(), "top-down and bottom-up");
        if (down.isPresent()) {
          checkWay(grammar, graph, down.get());
          checkWay(grammar, graph, up.orElseThrow());
          found++;
        } else {
          assertTrue(
              !shortText(grammar, graph, graph.start(), new ArrayList<>(), new HashSet<>()),
              "a short text was not found");
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
    assertTrue(found > 40 && found < 360, found + " with a text");
  }
}
