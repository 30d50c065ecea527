package dev.espalier.compiler.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * A directed graph to be drawn.
 *
 * @param title what it shows
 * @param nodes numbered by their places
 * @param edges between nodes
 * @param notes what is left out, and the like
 */
public record Graph(String title, List<Node> nodes, List<Edge> edges, List<String> notes) {
  public Graph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
    notes = List.copyOf(notes);
    for (Edge edge : edges) {
      if (edge.from < 0 || edge.from >= nodes.size() || edge.to < 0 || edge.to >= nodes.size()) {
        throw new IllegalArgumentException("an edge without its nodes: " + edge);
      }
    }
  }

  /**
   * A node.
   *
   * @param label one or more lines
   * @param start whether reading begins here
   * @param end whether something ends here: drawn with a double border
   * @param marked whether this is what the picture is about: drawn filled
   */
  public record Node(String label, boolean start, boolean end, boolean marked) {
    /** A plain node. */
    public Node(String label) {
      this(label, false, false, false);
    }
  }

  /**
   * An edge.
   *
   * @param label may be empty
   */
  public record Edge(int from, int to, String label) {}

  /** The graph of the first nodes, with a note that says how many are left out. */
  public Graph first(int most) {
    if (nodes.size() <= most) {
      return this;
    }
    List<String> more = new ArrayList<>(notes);
    more.add((nodes.size() - most) + " of " + nodes.size() + " nodes are left out");
    return new Graph(
        title,
        nodes.subList(0, most),
        edges.stream().filter(e -> e.from < most && e.to < most).toList(),
        more);
  }

  /** The graph in the language of Graphviz. */
  public String dot() {
    StringBuilder text = new StringBuilder("digraph {\n");
    text.append("  rankdir=LR;\n  label=").append(quoted(caption())).append(";\n");
    text.append("  node [shape=box, style=\"rounded,filled\", fillcolor=white];\n");
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      text.append("  n").append(i).append(" [label=").append(quoted(node.label));
      text.append(node.end ? ", peripheries=2" : "");
      text.append(node.marked ? ", fillcolor=\"#ffe08a\"" : "").append("];\n");
      if (node.start) {
        text.append("  s").append(i).append(" [shape=point];\n");
        text.append("  s").append(i).append(" -> n").append(i).append(";\n");
      }
    }
    for (Edge edge : edges) {
      text.append("  n").append(edge.from).append(" -> n").append(edge.to);
      text.append(edge.label.isEmpty() ? "" : " [label=" + quoted(edge.label) + "]").append(";\n");
    }
    return text.append("}\n").toString();
  }

  /** The graph as an SVG picture. */
  public String svg() {
    return new LayeredDrawing(this).svg();
  }

  /** The title and the notes. */
  String caption() {
    return notes.isEmpty() ? title : title + "\n" + String.join("\n", notes);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        default -> quoted.append(c < 0x20 ? '?' : c);
      }
    }
    return quoted.append('"').toString();
  }
}
