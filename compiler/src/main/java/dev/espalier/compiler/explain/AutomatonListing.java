package dev.espalier.compiler.explain;

import dev.espalier.compiler.explain.Graph.Edge;
import dev.espalier.compiler.explain.Graph.Node;
import dev.espalier.compiler.lexing.AutomatonView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A lexical automaton as text and as a picture. */
final class AutomatonListing {
  private static final int LABEL = 60;

  private final AutomatonView automaton;

  /** What begins in a state. */
  private final Map<Integer, List<String>> begins = new TreeMap<>();

  /** Of each state that is shown, where bytes lead to. */
  private final Map<Integer, Map<Integer, BitSet>> ways = new TreeMap<>();

  private final List<String> notes = new ArrayList<>();

  AutomatonListing(AutomatonView automaton) {
    this.automaton = automaton;
    automaton
        .starts()
        .forEach((what, at) -> begins.computeIfAbsent(at, s -> new ArrayList<>()).add(what));
    explore();
  }

  /** Breadth first, and first from where the text stands: that is never left out. */
  private void explore() {
    Set<Integer> seen = new HashSet<>();
    ArrayDeque<Integer> open = new ArrayDeque<>();
    automaton.current().stream().filter(seen::add).forEach(open::add);
    begins.keySet().stream().filter(seen::add).forEach(open::add);
    while (!open.isEmpty() && ways.size() < Explainer.MOST) {
      int at = open.remove();
      Map<Integer, BitSet> targets = new TreeMap<>();
      for (int b = 0; b < 256; b++) {
        int to = automaton.next().applyAsInt(at, b);
        if (to >= 0) {
          targets.computeIfAbsent(to, t -> new BitSet(256)).set(b);
        }
      }
      ways.put(at, targets);
      targets.keySet().stream().filter(seen::add).forEach(open::add);
    }
    if (!open.isEmpty()) {
      this.notes.add(
          automaton.states().isPresent()
              ? (automaton.states().getAsInt() - ways.size())
                  + " of "
                  + automaton.states().getAsInt()
                  + " states are left out"
              : "more than " + ways.size() + " states: the others are left out");
    }
  }

  Explanation explain() {
    return new Explanation(text(), graph());
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    ways.forEach((at, targets) -> {
      List<String> begun = begins.getOrDefault(at, List.of());
      String label = automaton.label().apply(at);
      text.append("state ").append(at);
      text.append(begun.isEmpty() ? "" : ", begins " + String.join(", ", begun));
      text.append(label.isEmpty() ? "" : ", ends: " + label);
      text.append(automaton.current().contains(at) ? "  <- here" : "").append('\n');
      targets.forEach((to, bytes) ->
          text.append("  ").append(Words.bytes(bytes)).append(" -> ").append(to).append('\n'));
    });
    notes.forEach(note -> text.append(note).append('\n'));
    return text.toString();
  }

  private Graph graph() {
    Map<Integer, Integer> numbers = new TreeMap<>();
    ways.keySet().forEach(at -> numbers.put(at, numbers.size()));
    List<Node> nodes = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    ways.forEach((at, targets) -> {
      List<String> begun = begins.getOrDefault(at, List.of());
      String label = automaton.label().apply(at);
      List<String> lines = new ArrayList<>(List.of(at.toString()));
      if (!begun.isEmpty()) {
        lines.add(Words.shortened(String.join(", ", begun), LABEL));
      }
      if (!label.isEmpty()) {
        lines.add(Words.shortened(label, LABEL));
      }
      int from = nodes.size();
      nodes.add(
          new Node(
              String.join("\n", lines),
              !begun.isEmpty(),
              !label.isEmpty(),
              automaton.current().contains(at)));
      targets.forEach((to, bytes) -> {
        Integer number = numbers.get(to);
        if (number != null) {
          edges.add(new Edge(from, number, Words.shortened(Words.bytes(bytes), LABEL)));
        }
      });
    });
    return new Graph("lexical automaton", nodes, edges, notes);
  }
}
