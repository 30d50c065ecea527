package dev.espalier.compiler.explain;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.cfg.CfgView;
import dev.espalier.compiler.engine.EngineView;
import dev.espalier.compiler.explain.Graph.Edge;
import dev.espalier.compiler.explain.Graph.Node;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.json.SchemaView;
import dev.espalier.compiler.lexing.AutomatonView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Shows what became of a schema or a grammar, stage by stage.
 *
 * <p>Each shows at most {@value #MOST} states, schemas or nodes and says how many it leaves out.
 */
public final class Explainer {
  /** How many nodes a picture has at most. */
  public static final int MOST = 200;

  private static final int TOKENS = 20;
  private static final int ITEMS = 40;
  private static final int LABEL = 60;

  private Explainer() {}

  /** The rules of a grammar, with their places, and which refers to which. */
  public static Explanation rules(GrammarDefinition grammar) {
    return new RuleListing(grammar).explain();
  }

  /**
   * The shapes of a schema: what each schema that the root leads to says of a value.
   *
   * @return empty for a grammar that was not made from a schema
   */
  public static Optional<Explanation> shapes(Grammar grammar) {
    return SchemaView.of(grammar, MOST).map(Explainer::shapes);
  }

  private static Explanation shapes(SchemaView view) {
    StringBuilder text = new StringBuilder();
    List<Node> nodes = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < view.places().size(); i++) {
      SchemaView.Place place = view.places().get(i);
      text.append(place.pointer()).append(" is ").append(place.says()).append('\n');
      String label = place.pointer() + "\n" + Words.shortened(place.says(), LABEL);
      nodes.add(new Node(label, i == 0, false, false));
      edges.addAll(edges(i, place.links()));
    }
    List<String> notes =
        view.complete() ? List.of() : List.of("more than " + MOST + ": the others are left out");
    notes.forEach(note -> text.append(note).append('\n'));
    return new Explanation(text.toString(), new Graph("shapes", nodes, edges, notes));
  }

  private static List<Edge> edges(int from, List<SchemaView.Link> links) {
    Map<Integer, String> labels = new LinkedHashMap<>();
    for (SchemaView.Link link : links) {
      labels.merge(link.to(), link.how(), (a, b) -> (a + ", " + b));
    }
    List<Edge> edges = new ArrayList<>();
    labels.forEach((to, label) -> edges.add(new Edge(from, to, Words.shortened(label, LABEL))));
    return edges;
  }

  /**
   * The lexical automaton that reads a text where it stands: of a grammar, that of all its lexemes;
   * of a schema, that of what may come next.
   */
  public static Explanation lexer(State state) {
    return CfgView.of(state, 0)
        .map(CfgView::lexer)
        .or(() -> EngineView.of(state).map(Explainer::automaton))
        .map(view -> new AutomatonListing(view).explain())
        .orElseThrow(() -> unknown(state));
  }

  private static AutomatonView automaton(EngineView view) {
    return new AutomatonView(
        Map.of(view.node().toString(), 0),
        (state, b) -> view.automaton().step(state, b),
        view::after,
        Set.of(view.state()),
        OptionalInt.empty());
  }

  private static IllegalArgumentException unknown(State state) {
    return new IllegalArgumentException("a state of another kind: " + state.getClass());
  }

  /**
   * What the structure knows where a text stands: of a grammar, the readings, each with the LR(0)
   * items of its parser and the stacks below; of a schema, what is asked here and of the containers
   * around.
   */
  public static Explanation structure(State state) {
    return CfgView.of(state, MOST)
        .map(Explainer::stacks)
        .or(() -> EngineView.of(state).map(Explainer::frames))
        .orElseThrow(() -> unknown(state));
  }

  private static Explanation frames(EngineView view) {
    List<String> frames = SchemaView.frames(view.node());
    List<Node> nodes = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < Math.min(frames.size(), MOST); i++) {
      String label = frames.get(i).replace(", which is ", "\n").replace(" whose rest is ", "\n");
      List<String> lines = label.lines().map(line -> Words.shortened(line, LABEL)).toList();
      nodes.add(new Node(String.join("\n", lines), i == 0, false, i == 0));
      if (i > 0) {
        edges.add(new Edge(i - 1, i, ""));
      }
    }
    List<String> notes =
        frames.size() <= MOST
            ? List.of()
            : List.of((frames.size() - MOST) + " of " + frames.size() + " are left out");
    return new Explanation(
        String.join("\n", frames) + "\n", new Graph("what is open", nodes, edges, notes));
  }

  private static Explanation stacks(CfgView view) {
    StringBuilder text = new StringBuilder();
    List<Node> nodes = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    int readings = view.readings().size();
    for (int i = 0; i < Math.min(readings, MOST); i++) {
      CfgView.Reading reading = view.readings().get(i);
      text.append("reading ").append(i + 1).append(" of ").append(readings).append(": ");
      text.append(reading.lexeme()).append('\n');
      text.append("  the parser takes ");
      text.append(Words.shortened(String.join(" ", reading.next()), 1000)).append('\n');
      nodes.add(
          new Node(
              "reading " + (i + 1) + "\n" + Words.shortened(reading.lexeme(), LABEL),
              true,
              false,
              true));
      for (int top : reading.tops()) {
        CfgView.StackNode node = view.nodes().get(top);
        text.append("  state ").append(node.state()).append('\n');
        items(text, "    ", node.kernel());
        items(text, "    predicted: ", node.predicted());
      }
    }
    int shift = nodes.size();
    for (int i = 0; i < shift; i++) {
      for (int top : view.readings().get(i).tops()) {
        edges.add(new Edge(i, shift + top, ""));
      }
    }
    for (int i = 0; i < view.nodes().size(); i++) {
      CfgView.StackNode node = view.nodes().get(i);
      List<String> lines = new ArrayList<>();
      lines.add("state " + node.state());
      node.kernel().stream().limit(3).forEach(item -> lines.add(Words.shortened(item, LABEL)));
      if (node.kernel().size() > 3) {
        lines.add("and " + (node.kernel().size() - 3) + " more");
      }
      nodes.add(new Node(String.join("\n", lines), false, node.below().isEmpty(), false));
      for (int below : node.below()) {
        edges.add(new Edge(shift + i, shift + below, ""));
      }
    }
    List<String> notes =
        view.complete() ? List.of() : List.of("the stacks go on below what is shown");
    notes.forEach(note -> text.append(note).append('\n'));
    return new Explanation(
        text.toString(), new Graph("readings over their stacks", nodes, edges, notes).first(MOST));
  }

  private static void items(StringBuilder text, String before, List<String> items) {
    for (int i = 0; i < Math.min(items.size(), ITEMS); i++) {
      text.append(before).append(Words.shortened(items.get(i), 500)).append('\n');
    }
    if (items.size() > ITEMS) {
      text.append(before).append("and ").append(items.size() - ITEMS).append(" more\n");
    }
  }

  /** The mask where a text stands, what is forced, and a way to the end. */
  public static Explanation mask(State state) {
    Vocabulary vocabulary = state.constraint().vocabulary();
    TokenMask mask = state.mask();
    boolean end = state.accepting();
    byte[] forced = state.forced();
    State.Completion completion = state.completion();
    String finish = Words.shortened(finish(completion, vocabulary), 500);

    // By the first byte: what a reader can overlook.
    Map<Integer, List<Integer>> groups = new TreeMap<>();
    List<Integer> special = new ArrayList<>();
    mask.forEach(id -> {
      if (vocabulary.byteLength(id) == 0) {
        special.add(id);
      } else {
        groups.computeIfAbsent(vocabulary.byteAt(id, 0), b -> new ArrayList<>()).add(id);
      }
    });
    StringBuilder text = new StringBuilder();
    text.append(mask.count()).append(" of ").append(mask.size()).append(" tokens may follow; ");
    text.append(end ? "the text may end here\n" : "the text may not end here\n");
    text.append("expected: ").append(state.expected()).append('\n');
    text.append("forced: ");
    text.append(forced.length == 0 ? "nothing" : Words.shortened(Words.quoted(forced), 500));
    text.append('\n');
    text.append("a completion, ").append(completion.tokens()).append(" tokens: ").append(finish);
    text.append("\ntokens:");
    int shown = 0;
    // One of each first byte, then the second ones, …: not twenty that begin with a blank.
    for (int round = 0; shown < TOKENS && shown < mask.count() - special.size(); round++) {
      for (List<Integer> group : groups.values()) {
        if (round < group.size() && shown < TOKENS) {
          text.append(' ').append(Words.quoted(vocabulary.bytes(group.get(round))));
          shown++;
        }
      }
    }
    for (int id : special) {
      if (shown < TOKENS) {
        text.append(' ').append(vocabulary.specialName(id).orElse("(special " + id + ")"));
        shown++;
      }
    }
    int more = mask.count() - shown;
    text.append(more > 0 ? " and " + more + " more\n" : "\n");

    List<Node> nodes = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    nodes.add(new Node(mask.count() + " of " + mask.size() + " tokens", true, end, true));
    groups.forEach((b, ids) -> {
      List<String> words = new ArrayList<>();
      ids.stream()
          .limit(4)
          .forEach(id -> words.add(Words.shortened(Words.quoted(vocabulary.bytes(id)), 20)));
      String tail = ids.size() > 4 ? " …" : "";
      BitSet first = new BitSet(256);
      first.set(b);
      edges.add(new Edge(0, nodes.size(), Words.bytes(first)));
      nodes.add(new Node(ids.size() + ": " + String.join(" ", words) + tail));
    });
    for (int id : special) {
      boolean ends = Arrays.stream(vocabulary.eos()).anyMatch(e -> e == id);
      edges.add(new Edge(0, nodes.size(), ends ? "end" : "special"));
      nodes.add(new Node(vocabulary.specialName(id).orElse("token " + id), false, ends, false));
    }
    List<String> notes = new ArrayList<>();
    if (forced.length > 0) {
      notes.add("forced: " + Words.shortened(Words.quoted(forced), 100));
    }
    notes.add("a completion: " + Words.shortened(finish, 100));
    return new Explanation(text.toString(), new Graph("mask", nodes, edges, notes).first(MOST));
  }

  private static String finish(State.Completion completion, Vocabulary vocabulary) {
    if (!completion.symbols()) {
      return Words.quoted(completion.bytes());
    }
    List<String> tokens = new ArrayList<>();
    for (int id : completion.ids()) {
      tokens.add(
          vocabulary.byteLength(id) > 0
              ? Words.quoted(vocabulary.bytes(id))
              : vocabulary.specialName(id).orElse("(special " + id + ")"));
    }
    return String.join(" ", tokens);
  }
}
