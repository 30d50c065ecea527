package dev.espalier.compiler.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.explain.Graph.Edge;
import dev.espalier.compiler.explain.Graph.Node;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Pictures are well-formed, hold everything, and no node lies on another. */
class GraphTest {
  private static Document parsed(String svg) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    } catch (Exception e) {
      throw new AssertionError(svg, e);
    }
  }

  private static List<double[]> boxes(Document svg) {
    List<double[]> boxes = new ArrayList<>();
    NodeList all = svg.getElementsByTagName("rect");
    for (int i = 0; i < all.getLength(); i++) {
      Element rect = (Element) all.item(i);
      if (rect.getAttribute("class").startsWith("box")) {
        boxes.add(
            new double[] {
              Double.parseDouble(rect.getAttribute("x")),
              Double.parseDouble(rect.getAttribute("y")),
              Double.parseDouble(rect.getAttribute("width")),
              Double.parseDouble(rect.getAttribute("height"))
            });
      }
    }
    return boxes;
  }

  @Test
  void hostileLabelsStayLabels() {
    String label = "a\"; } <script>&\u0000\u0001\uFFFF\uD800 \\ \n\u001b[0m";
    Graph graph =
        new Graph(
            label,
            List.of(new Node(label, true, true, true), new Node("b")),
            List.of(new Edge(0, 1, label), new Edge(1, 0, ""), new Edge(0, 0, "<>")),
            List.of(label));
    Document svg = parsed(graph.svg());
    assertEquals(0, svg.getElementsByTagName("script").getLength());
    String dot = graph.dot();
    assertTrue(dot.contains("\\\"; } <script>&"), dot);
    assertTrue(dot.contains(" \\\\ \\n"), dot);
    // Every line is one statement: nothing of a label begins one.
    assertTrue(
        dot.lines().skip(1).allMatch(line -> line.startsWith("  ") || line.equals("}")), dot);
  }

  @Test
  void randomGraphsAreDrawnWhole() {
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int n = random.nextInt(40);
      List<Node> nodes = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        String label = "x".repeat(random.nextInt(30)) + "\n".repeat(random.nextInt(3));
        nodes.add(new Node(label, random.nextInt(5) == 0, random.nextBoolean(), false));
      }
      List<Edge> edges = new ArrayList<>();
      for (int i = 0; n > 0 && i < random.nextInt(80); i++) {
        edges.add(new Edge(random.nextInt(n), random.nextInt(n), "e".repeat(random.nextInt(50))));
      }
      Document svg = parsed(new Graph("g", nodes, edges, List.of()).svg());
      double width = Double.parseDouble(svg.getDocumentElement().getAttribute("width"));
      double height = Double.parseDouble(svg.getDocumentElement().getAttribute("height"));
      List<double[]> boxes = boxes(svg);
      assertEquals(n, boxes.size(), "seed " + seed);
      long starts = nodes.stream().filter(Node::start).count();
      assertEquals(
          edges.size() + starts + 1, svg.getElementsByTagName("path").getLength(), "seed " + seed);
      for (int i = 0; i < n; i++) {
        double[] a = boxes.get(i);
        assertTrue(
            a[0] >= 0 && a[1] >= 0 && a[0] + a[2] <= width && a[1] + a[3] <= height,
            "outside, seed " + seed);
        for (int j = 0; j < i; j++) {
          double[] b = boxes.get(j);
          boolean apart =
              a[0] + a[2] <= b[0]
                  || b[0] + b[2] <= a[0]
                  || a[1] + a[3] <= b[1]
                  || b[1] + b[3] <= a[1];
          assertTrue(apart, "one on another, seed " + seed);
        }
      }
    }
  }

  @Test
  void anEdgeNeedsItsNodes() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Graph("g", List.of(new Node("a")), List.of(new Edge(0, 1, "")), List.of()));
  }
}
