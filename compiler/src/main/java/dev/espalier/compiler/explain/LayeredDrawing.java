package dev.espalier.compiler.explain;

import dev.espalier.compiler.explain.Graph.Edge;
import dev.espalier.compiler.explain.Graph.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Draws a graph in layers from left to right, after Sugiyama, Tagawa and Toda, "Methods for Visual
 * Understanding of Hierarchical System Structures" (1981): a node's layer is its distance from the
 * starts, so that no edge forward passes over a layer, and the order within layers follows the
 * neighbours' middles.
 *
 * <p>Complexity: linear in the graph but for sorting, a few times.
 */
final class LayeredDrawing {
  private static final int SWEEPS = 6;
  private static final double CHARACTER = 7.2; // of a monospaced font of 12 units
  private static final double LINE = 16;
  private static final double GAP = 26;
  private static final int MOST_LABEL = 28; // of an edge, in characters

  private final Graph graph;
  private final int n;
  private final int[] layer;
  private final List<List<Integer>> layers = new ArrayList<>();
  private final double[] x; // of the left border
  private final double[] y; // of the middle
  private final double[] width;
  private final double[] height;
  private double[] layerEnd = {}; // of each layer, the right border of its widest node

  LayeredDrawing(Graph graph) {
    this.graph = graph;
    this.n = graph.nodes().size();
    this.layer = new int[n];
    this.x = new double[n];
    this.y = new double[n];
    this.width = new double[n];
    this.height = new double[n];
  }

  String svg() {
    for (int i = 0; i < n; i++) {
      String[] lines = graph.nodes().get(i).label().split("\n", -1);
      width[i] = 16 + CHARACTER * Arrays.stream(lines).mapToInt(String::length).max().orElse(0);
      height[i] = 10 + LINE * lines.length;
    }
    assignLayers();
    order();
    double[] size = place();
    return draw(size[0], size[1]);
  }

  private void assignLayers() {
    List<List<Integer>> after = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      after.add(new ArrayList<>());
    }
    for (Edge edge : graph.edges()) {
      after.get(edge.from()).add(edge.to());
    }
    Arrays.fill(layer, -1);
    ArrayDeque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < n; i++) {
      if (graph.nodes().get(i).start()) {
        layer[i] = 0;
        open.add(i);
      }
    }
    for (int i = 0; i <= n; i++) {
      while (!open.isEmpty()) {
        int node = open.remove();
        for (int to : after.get(node)) {
          if (layer[to] < 0) {
            layer[to] = layer[node] + 1;
            open.add(to);
          }
        }
      }
      // What no start leads to begins on its own.
      if (i < n && layer[i] < 0) {
        layer[i] = 0;
        open.add(i);
      }
    }
    for (int i = 0; i < n; i++) {
      while (layers.size() <= layer[i]) {
        layers.add(new ArrayList<>());
      }
      layers.get(layer[i]).add(i);
    }
  }

  private void order() {
    double[] rank = new double[n];
    for (List<Integer> nodes : layers) {
      for (int i = 0; i < nodes.size(); i++) {
        rank[nodes.get(i)] = i;
      }
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      boolean down = sweep % 2 == 0;
      for (int k = 0; k < layers.size(); k++) {
        int at = down ? k : layers.size() - 1 - k;
        double[] sum = new double[n];
        int[] count = new int[n];
        for (Edge edge : graph.edges()) {
          int beside = layer[edge.to()] - layer[edge.from()];
          if (Math.abs(beside) == 1) {
            add(edge.from(), edge.to(), at, down, rank, sum, count);
            add(edge.to(), edge.from(), at, down, rank, sum, count);
          }
        }
        List<Integer> nodes = layers.get(at);
        nodes.sort(Comparator.comparingDouble(i -> count[i] == 0 ? rank[i] : sum[i] / count[i]));
        for (int i = 0; i < nodes.size(); i++) {
          rank[nodes.get(i)] = i;
        }
      }
    }
  }

  private void add(
      int node, int neighbour, int at, boolean down, double[] rank, double[] sum, int[] count) {
    if (layer[node] == at && layer[neighbour] == (down ? at - 1 : at + 1)) {
      sum[node] += rank[neighbour];
      count[node]++;
    }
  }

  /** Answers the width and the height of all. */
  private double[] place() {
    double left = 40;
    double tallest = 0;
    layerEnd = new double[layers.size()];
    for (int k = 0; k < layers.size(); k++) {
      double widest = 0;
      double total = 0;
      for (int i : layers.get(k)) {
        x[i] = left;
        widest = Math.max(widest, width[i]);
        total += height[i] + GAP;
      }
      tallest = Math.max(tallest, total);
      layerEnd[k] = left + widest;
      double label = 0;
      for (Edge edge : graph.edges()) {
        if (layer[edge.from()] == k && edge.from() != edge.to()) {
          label = Math.max(label, CHARACTER * shortened(edge.label()).length());
        }
      }
      left += widest + 50 + label;
    }
    double top = 30 + LINE * graph.caption().split("\n", -1).length;
    for (List<Integer> nodes : layers) {
      double total = nodes.stream().mapToDouble(i -> height[i] + GAP).sum();
      double at = top + (tallest - total) / 2;
      for (int i : nodes) {
        y[i] = at + height[i] / 2;
        at += height[i] + GAP;
      }
    }
    double wide = CHARACTER * longest(graph.caption()) + 40;
    return new double[] {Math.max(left, wide), top + tallest + 50};
  }

  private static int longest(String text) {
    return Arrays.stream(text.split("\n", -1)).mapToInt(String::length).max().orElse(0);
  }

  private String draw(double right, double bottom) {
    StringBuilder out = new StringBuilder();
    out.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\""
                + " viewBox=\"0 0 %.0f %.0f\">\n",
            right, bottom, right, bottom));
    out.append(
        """
        <style>
        text { font: 12px monospace; fill: #222 }
        .box { fill: #fff; stroke: #444 }
        .marked { fill: #ffe08a }
        .end { fill: none; stroke: #444 }
        .edge { fill: none; stroke: #777; marker-end: url(#arrow) }
        .label { fill: #05a; text-anchor: middle; paint-order: stroke; stroke: #fff;
          stroke-width: 3px }
        </style>
        <defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8"
          markerHeight="8" orient="auto"><path d="M0,0 L8,4 L0,8 Z" fill="#777"/></marker></defs>
        """);
    out.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    text(out, "", 20, 24, graph.caption());
    for (Edge edge : graph.edges()) {
      edge(out, edge);
    }
    for (int i = 0; i < n; i++) {
      node(out, i);
    }
    return out.append("</svg>\n").toString();
  }

  private void node(StringBuilder out, int i) {
    Node node = graph.nodes().get(i);
    double top = y[i] - height[i] / 2;
    if (node.start()) {
      out.append(
          format(
              "<path class=\"edge\" d=\"M%.1f,%.1f L%.1f,%.1f\"/>\n", x[i] - 24, y[i], x[i], y[i]));
    }
    rectangle(out, node.marked() ? "box marked" : "box", x[i], top, width[i], height[i]);
    if (node.end()) {
      rectangle(out, "end", x[i] + 3, top + 3, width[i] - 6, height[i] - 6);
    }
    text(out, "", x[i] + 8, top + 17, node.label());
  }

  private static void rectangle(
      StringBuilder out, String style, double x, double y, double width, double height) {
    out.append(
        format(
            "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"6\"/>\n",
            style, x, y, width, height));
  }

  private void edge(StringBuilder out, Edge edge) {
    int a = edge.from();
    int b = edge.to();
    double fromX = x[a] + width[a];
    double middle;
    double height;
    String path;
    if (a == b) {
      double top = y[a] - this.height[a] / 2;
      middle = x[a] + width[a] / 2;
      height = top - 10;
      path =
          format(
              "M%.1f,%.1f C%.1f,%.1f %.1f,%.1f %.1f,%.1f",
              middle + 10, top, middle + 14, top - 18, middle - 14, top - 18, middle - 10, top);
    } else if (layer[b] == layer[a] + 1) {
      // Past the wider nodes of the layer first.
      double turn = layerEnd[layer[a]];
      middle = (turn + x[b]) / 2;
      height = (y[a] + y[b]) / 2;
      path =
          format(
              "M%.1f,%.1f L%.1f,%.1f C%.1f,%.1f %.1f,%.1f %.1f,%.1f",
              fromX, y[a], turn, y[a], middle, y[a], middle, y[b], x[b], y[b]);
    } else {
      // Within a layer, or back: around the nodes, the further the deeper.
      double below = Math.max(y[a] + this.height[a] / 2, y[b] + this.height[b] / 2);
      double depth = below + 14 + 10 * (layer[a] - layer[b]);
      double fromMiddle = x[a] + width[a] / 2;
      double toMiddle = x[b] + width[b] / 2;
      middle = (fromMiddle + toMiddle) / 2;
      height = depth - 4;
      path =
          format(
              "M%.1f,%.1f C%.1f,%.1f %.1f,%.1f %.1f,%.1f",
              fromMiddle,
              y[a] + this.height[a] / 2,
              fromMiddle,
              depth + 6,
              toMiddle,
              depth + 6,
              toMiddle,
              y[b] + this.height[b] / 2);
    }
    out.append("<path class=\"edge\" d=\"").append(path).append("\"/>\n");
    if (!edge.label().isEmpty()) {
      text(out, " class=\"label\"", middle, height + 4, shortened(edge.label()));
    }
  }

  private static String shortened(String label) {
    return label.length() <= MOST_LABEL ? label : label.substring(0, MOST_LABEL - 1) + "…";
  }

  private static void text(
      StringBuilder out, String attributes, double x, double y, String content) {
    for (String line : content.split("\n", -1)) {
      out.append(format("<text%s x=\"%.1f\" y=\"%.1f\" xml:space=\"preserve\">", attributes, x, y));
      out.append(escaped(line)).append("</text>\n");
      y += LINE;
    }
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** Text as XML 1.0 can hold it. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            default -> {
              boolean character =
                  c == '\t'
                      || (c >= 0x20 && c < 0xd800)
                      || (c >= 0xe000 && c < 0xfffe)
                      || c >= 0x10000;
              escaped.appendCodePoint(character ? c : 0xfffd);
            }
          }
        });
    return escaped.toString();
  }
}
